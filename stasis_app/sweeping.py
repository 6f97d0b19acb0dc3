"""Recordings that are kept no longer are removed: at the start, after each that comes, every hour.

The journal is told first, so that none is gone of which it says that it is there.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from .core.keeping import NotKept
from .core.retention import KeptFile, Retention, overdue

SWEEP_SECONDS = 3600.0

log = logging.getLogger(__name__)


class Folder(Protocol):
    """Raises OSError."""

    async def all(self) -> list[KeptFile]: ...

    async def remove(self, file: str) -> None:
        """Not a failure, when it is not there any more."""


class Journal(Protocol):
    async def removed(self, file: str, at: datetime) -> None:
        """Raises NotKept."""


class Sweeper:
    def __init__(
        self,
        folder: Folder,
        journal: Journal,
        retention: Callable[[], Retention],
        clock: Callable[[], datetime],
    ) -> None:
        self.folder = folder
        self.journal = journal
        self.retention = retention
        self.clock = clock
        self._news = asyncio.Event()

    def wake(self) -> None:
        """There is a new one, or another limit."""
        self._news.set()

    async def run(self) -> None:
        """Until cancelled.  What fails is tried again within the hour."""
        while True:
            self._news.clear()
            try:
                await self._sweep()
            except (OSError, NotKept) as error:
                log.warning("recordings that are kept no longer are removed later: %s", error)
            try:
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def _sweep(self) -> None:
        retention, now = self.retention(), self.clock()
        if retention.unlimited:
            return
        for file in overdue(await self.folder.all(), retention, now):
            await self.journal.removed(file, now)
            await self.folder.remove(file)
            log.info("recording=%s is kept no longer (recordings.keep_…)", file)

"""Something that Asterisk is told when it is reached, when it changes, and every so often again,
because what it has been told may be forgotten or old after its restart."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime

from .core.commands import Rejected

LEAST_SECONDS = 0.01  # the loop's clock and the wall's are not quite one

log = logging.getLogger(__name__)


class Publisher(ABC):
    what: str  # it tells, for the log

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.changed = asyncio.Event()

    @abstractmethod
    async def tell(self, at: datetime) -> None:
        """Raises Rejected, or TimeoutError when Asterisk cannot be reached."""

    @abstractmethod
    def rest(self, told_at: datetime) -> float:
        """Seconds from now until it is told again, should nothing change."""

    def publish(self) -> None:
        """Soon; for whoever has changed anything, or has reached Asterisk again."""
        self.changed.set()

    async def run(self) -> None:
        await self.changed.wait()  # until Asterisk has been reached nobody can be told
        while True:
            self.changed.clear()
            at = self.clock()
            try:
                await self.tell(at)
            except (Rejected, TimeoutError) as error:
                log.warning("Asterisk is not told %s, tried again soon: %s", self.what, error)
            try:
                async with asyncio.timeout(max(LEAST_SECONDS, self.rest(at))):
                    await self.changed.wait()
            except TimeoutError:
                continue

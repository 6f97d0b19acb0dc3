"""Recordings of our calls that nobody has asked for: fetched all the same, so that none is lost.

One is left in Asterisk when its call could not be rebuilt, or was broken off.  Looked for whenever
Asterisk has been reached; names that belong to no call of the journal are somebody else's.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from .core.commands import Rejected
from .core.keeping import NotKept
from .core.mail import OutboxUnavailable
from .core.record import Row
from .core.recording import Recorded, file_of, leg_in
from .core.words import CALLER, CallId, CallOutcome, LegId

log = logging.getLogger(__name__)


class Recorder(Protocol):
    async def stored(self) -> list[str]:
        """The names of all, ours and others', going on and finished.  Raises Rejected, and
        TimeoutError when there is no reply."""


class History(Protocol):
    async def call(self, id: CallId) -> Row | None: ...


class Outbox(Protocol):
    async def add(self, kind: str, key: str, payload: Mapping[str, Any], at: datetime) -> None:
        """Nothing, when there is such a key already.  Raises OutboxUnavailable."""


class Journal(Protocol):
    async def found(self, call: CallId, file: str) -> None:
        """Of a call that did not know of it.  Raises NotKept."""


class Gleaner:
    def __init__(
        self,
        recorder: Recorder,
        history: History,
        journal: Journal,
        outbox: Outbox,
        goes_on: Callable[[CallId], bool],
        clock: Callable[[], datetime],
    ) -> None:
        self.recorder = recorder
        self.history = history
        self.journal = journal
        self.outbox = outbox
        self.goes_on = goes_on
        self.clock = clock
        self.on_found: Callable[[], None] = lambda: None
        self._asked = asyncio.Event()

    def look(self) -> None:
        """Soon."""
        self._asked.set()

    async def run(self) -> None:
        """Until cancelled.  What fails is tried when Asterisk is reached again."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                await self._glean()
            except (Rejected, TimeoutError, OutboxUnavailable, NotKept) as error:
                log.warning("recordings left in Asterisk are looked for later: %s", error)

    async def _glean(self) -> None:
        for name in await self.recorder.stored():
            found = leg_in(name)
            if found is None or self.goes_on(found[0]):
                continue
            row = await self.history.call(found[0])
            if row is not None:
                await self._fetch(name, found[1], row)

    async def _fetch(self, name: str, leg: LegId, row: Row) -> None:
        """What has been queued already, to be kept or not, stays so."""
        visit = row.visit
        file = row.recording or file_of(visit.id, visit.department, row.started_at, leg)
        await self.outbox.add("recording", name, asdict(Recorded(name, file)), self.clock())
        if leg != CALLER or row.outcome is CallOutcome.FAILED:  # else it was no message
            await self.journal.found(visit.id, file)
        self.on_found()

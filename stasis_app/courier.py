"""Sends what waits in the outbox, and tries again when that fails.

Decides when a message is tried, and when it is given up.  Knows nothing of mail servers and of
the database, nor what a message says.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from .core.mail import OutboxMail, OutboxUnavailable, Permanent, Temporary

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

KIND = "mail"
AT_ONCE = 4  # so many at a time: a slow one holds up no others, and no server takes us for a flood
TAKEN = 40  # out of the outbox at a time, to be sent one after another
GATHER_SECONDS = 0.2  # between two looks: what is queued in quick succession is read at once
SEND_SECONDS = 60.0
# A look for what has come due.  Often, because the wall clock may be set: nobody sleeps up to an
# hour of the day.
LOOK_SECONDS = 10.0
FIRST_PAUSE = 30.0
LONGEST_PAUSE = 3600.0
ATTEMPTS = 80  # three days; not counted by the clock, so that nothing is lost while we are off


class Waiting(Protocol):
    """A row of the outbox."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...
    @property
    def attempts(self) -> int:
        """Those that have failed."""


class Outbox(Protocol):
    """Raises OutboxUnavailable when the database does not work now."""

    async def due(self, kind: str, at: datetime, limit: int) -> Sequence[Waiting]:
        """Those neither done nor given up whose time has come, the longest due first."""

    async def done(self, id: int, at: datetime) -> None: ...

    async def later(self, id: int, due: datetime, error: str) -> None:
        """An attempt has failed: counted, and due again then."""

    async def given_up(self, id: int, at: datetime, error: str) -> None:
        """Kept, and counted as failed."""


class Sender(Protocol):
    async def send(self, mail: OutboxMail) -> None:
        """Raises Temporary or Permanent.  May take long, and may be cancelled."""


class Courier:
    def __init__(self, outbox: Outbox, sender: Sender, clock: Clock) -> None:
        self.outbox = outbox
        self.sender = sender
        self.clock = clock
        self.under_way: set[int] = set()
        self.news = asyncio.Event()
        self._hands = asyncio.Semaphore(AT_ONCE)
        self._more = False  # than could be taken

    def wake(self) -> None:
        """Something has been queued."""
        self.news.set()

    async def run(self) -> None:
        """Until cancelled.  What is cut off in the middle is sent again at the next start."""
        async with asyncio.TaskGroup() as group:
            while True:
                self.news.clear()
                await self._take(group)
                await asyncio.sleep(GATHER_SECONDS)
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self.news.wait()
                except TimeoutError:
                    continue

    async def _take(self, group: asyncio.TaskGroup) -> None:
        busy = frozenset(self.under_way)
        if len(busy) == TAKEN:
            return
        try:
            due = await self.outbox.due(KIND, self.clock(), TAKEN)
        except OutboxUnavailable as error:
            log.error("the outbox cannot be read: %s", error)
            return
        self._more = len(due) == TAKEN
        # What ends while we read may still stand there as it was before.
        new = [row for row in due if row.id not in busy]
        for row in new[: TAKEN - len(busy)]:
            self.under_way.add(row.id)
            group.create_task(self._deliver(row), name=f"mail {row.id}")

    async def _deliver(self, row: Waiting) -> None:
        try:
            async with self._hands:
                await self._note(row, await self._send(row))
        finally:
            self.under_way.discard(row.id)
            if self._more:
                self.news.set()

    async def _send(self, row: Waiting) -> Temporary | Permanent | None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.sender.send(OutboxMail.of(row.payload))
        except (Temporary, Permanent) as error:
            return error
        except TimeoutError:
            return Temporary(f"not sent within {SEND_SECONDS:g} s")
        except Exception:  # a fault of ours with one message, which must not stop the others
            log.exception("mail=%s cannot be sent because of a fault in the program", row.key)
            return Temporary("a fault in the program; the log of that time tells")
        return None

    async def _note(self, row: Waiting, error: Temporary | Permanent | None) -> None:
        """However long the database refuses: what was sent must not be sent again for that."""
        while True:
            try:
                return await self._note_once(row, error)
            except OutboxUnavailable as trouble:
                log.error("mail=%s: the outbox cannot be written: %s", row.key, trouble)
            await asyncio.sleep(LOOK_SECONDS)

    async def _note_once(self, row: Waiting, error: Temporary | Permanent | None) -> None:
        now = self.clock()
        match error:
            case None:
                await self.outbox.done(row.id, now)
                log.info("mail=%s sent", row.key)
            case Temporary() if row.attempts + 1 < ATTEMPTS:
                again = now + pause(row.attempts + 1)
                await self.outbox.later(row.id, again, str(error))
                log.warning("mail=%s not sent, again at %s: %s", row.key, again, error)
            case _:
                await self.outbox.given_up(row.id, now, str(error))
                log.error("mail=%s given up: %s", row.key, error)


def pause(failures: int) -> timedelta:
    """Until the next attempt, after so many in a row that have failed: 30 s, 1, 2, 4 min … 1 h."""
    return timedelta(seconds=min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE))

"""Sends what waits in the outbox, and tries again when that fails; one courier for each kind.

Decides when a message is tried, and when it is given up.  Knows nothing of mail servers and of
the database, nor what a message says.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from .core.mail import OutboxMail, OutboxUnavailable, Permanent, Temporary

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)

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


class Sender(Protocol[T_contra]):
    async def send(self, message: T_contra, /) -> None:
        """Raises Temporary or Permanent.  May take long, and may be cancelled."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """Of what is sent."""

    name: str  # of the outbox's rows
    of: Callable[[Mapping[str, Any]], T]  # what the payload of one says; raises Permanent
    seconds: float = SEND_SECONDS  # for one
    attempts: int | None = ATTEMPTS  # until it is given up; None: never


MAIL = Kind("mail", OutboxMail.of)


async def nothing_more(_: object) -> None:
    """To be done after it is sent."""


class Courier(Generic[T]):
    def __init__(self, kind: Kind[T], outbox: Outbox, sender: Sender[T], clock: Clock) -> None:
        self.kind = kind
        self.outbox = outbox
        self.sender = sender
        self.clock = clock
        self.on_sent: Callable[[T], Awaitable[None]] = nothing_more
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
            due = await self.outbox.due(self.kind.name, self.clock(), TAKEN)
        except OutboxUnavailable as error:
            log.error("the outbox cannot be read: %s", error)
            return
        self._more = len(due) == TAKEN
        # What ends while we read may still stand there as it was before.
        new = [row for row in due if row.id not in busy]
        for row in new[: TAKEN - len(busy)]:
            self.under_way.add(row.id)
            group.create_task(self._deliver(row), name=f"{self.kind.name} {row.id}")

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
            message = self.kind.of(row.payload)
            async with asyncio.timeout(self.kind.seconds):
                await self.sender.send(message)
        except (Temporary, Permanent) as error:
            return error
        except TimeoutError:
            return Temporary(f"not sent within {self.kind.seconds:g} s")
        except Exception:  # a fault of ours with one message, which must not stop the others
            log.exception("%s=%s fails because of a fault in the program", self.kind.name, row.key)
            return Temporary("a fault in the program; the log of that time tells")
        await self.on_sent(message)
        return None

    async def _note(self, row: Waiting, error: Temporary | Permanent | None) -> None:
        """However long the database refuses: what was sent must not be sent again for that."""
        while True:
            try:
                return await self._note_once(row, error)
            except OutboxUnavailable as trouble:
                told = "%s=%s: the outbox cannot be written: %s"
                log.error(told, self.kind.name, row.key, trouble)
            await asyncio.sleep(LOOK_SECONDS)

    async def _note_once(self, row: Waiting, error: Temporary | Permanent | None) -> None:
        now = self.clock()
        match error:
            case None:
                await self.outbox.done(row.id, now)
                log.info("%s=%s sent", self.kind.name, row.key)
            case Temporary() if self.kind.attempts is None or row.attempts + 1 < self.kind.attempts:
                again = now + pause(row.attempts + 1)
                await self.outbox.later(row.id, again, str(error))
                told = "%s=%s not sent, again at %s: %s"
                log.warning(told, self.kind.name, row.key, again, error)
            case _:
                await self.outbox.given_up(row.id, now, str(error))
                log.error("%s=%s given up: %s", self.kind.name, row.key, error)


def pause(failures: int) -> timedelta:
    """Until the next attempt, after so many in a row that have failed: 30 s, 1, 2, 4 min … 1 h."""
    return timedelta(seconds=min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE))

"""Gathers what is put down and writes it in batches; keeps it as long as it cannot be written.

Whoever puts never waits.  What is put must do no harm when it is written twice: a transaction
whose end is not known is repeated.  The queue has an end: of a disk that sulks for too long first
details are lost, then whole entries, and that is said.  Knows nothing of what the tables mean.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database
from .errors import in_words
from .schema import metadata

GATHER_SECONDS = 0.02  # between two batches: what a crash may lose
LARGEST_BATCH = 500  # entries; so that a long queue does not hold the others up
FIRST_RETRY_SECONDS = 0.2
LAST_RETRY_SECONDS = 5.0
MOST_DETAILS = 50_000  # entries in the queue, some 100 MB; no details are taken besides
MOST_ENTRIES = 75_000  # … and nothing at all
MOST_REFUSALS = 20  # of one entry for its own sake, while others are written

log = logging.getLogger(__name__)

_RANK = {table.name: rank for rank, table in enumerate(metadata.sorted_tables)}


@dataclass(frozen=True, slots=True)
class Change:
    statement: Insert  # the same object each time, so that many are executed as one
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """Changes that are written together or not at all."""

    changes: tuple[Change, ...]
    after: Callable[[], None] | None  # they are in the database
    refusals: int = 0


class Writer:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.problem: str | None = None  # why the last attempt has failed
        self.lost = 0  # entries
        self._queue: deque[Entry] = deque()
        self._something = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()

    @property
    def waiting(self) -> int:
        """Entries not written yet."""
        return len(self._queue)

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is not as it should be, in words."""
        waits = (f"the journal waits: {self.problem}",) if self.problem else ()
        lost = (
            (f"{self.lost} entries of the journal are lost since the start",) if self.lost else ()
        )
        return (*waits, *lost)

    def put(
        self, *changes: Change, after: Callable[[], None] | None = None, detail: bool = False
    ) -> bool:
        """False: the queue is too long, it is lost.  Details are the first to be."""
        if len(self._queue) >= (MOST_DETAILS if detail else MOST_ENTRIES):
            self._lose("too much waits")
            return False
        self._queue.append(Entry(changes, after))
        self._something.set()
        return True

    async def run(self) -> None:
        """For ever; a cancellation leaves what is not written in the queue."""
        while True:
            await self._something.wait()
            self._something.clear()
            await self.flush()
            await asyncio.sleep(GATHER_SECONDS)

    async def flush(self) -> None:
        """Returns when all is written: while the disk fails, not at all."""
        pause = FIRST_RETRY_SECONDS
        while self._queue:
            async with self._one_at_a_time:
                await self._write_some()
            if self.problem:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LAST_RETRY_SECONDS)

    async def finish(self, seconds: float) -> bool:
        """Writes what is left, and gives up when the disk has taken nothing for so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds) as patience:
                while self._queue:
                    async with self._one_at_a_time:
                        await self._write_some()
                    if self.problem:
                        await asyncio.sleep(FIRST_RETRY_SECONDS)
                    else:
                        patience.reschedule(asyncio.get_running_loop().time() + seconds)
        return not self._queue

    async def _write_some(self) -> None:
        """One batch off the queue's head; what could not be written goes back there."""
        batch = list(islice(self._queue, LARGEST_BATCH))
        left, problem = await self._write(batch)
        for _ in batch:
            self._queue.popleft()
        self._queue.extendleft(reversed(left))
        self._tell(problem)

    async def _write(self, batch: Sequence[Entry]) -> tuple[Sequence[Entry], str | None]:
        """What is left of it, and why."""
        try:
            await self._commit(batch)
        except SQLAlchemyError as error:
            if not _own_fault(error):
                return batch, in_words(error)
            if len(batch) > 1:
                return await self._write_each(batch)
            return self._refused(batch[0], in_words(error))
        for entry in batch:
            if entry.after:
                entry.after()
        return (), None

    async def _write_each(self, batch: Iterable[Entry]) -> tuple[Sequence[Entry], str | None]:
        """So that an entry that cannot be written holds up no other."""
        left: list[Entry] = []
        problem = None
        for entry in batch:
            kept, why = await self._write((entry,))
            left.extend(kept)
            problem = why or problem
        return left, problem

    def _refused(self, entry: Entry, why: str) -> tuple[Sequence[Entry], str | None]:
        """For its own sake; it may yet be taken, when what it refers to is there."""
        if entry.refusals + 1 < MOST_REFUSALS:
            return (replace(entry, refusals=entry.refusals + 1),), why
        tables = ", ".join(dict.fromkeys(each.statement.table.name for each in entry.changes))
        self._lose(f"of {tables}, never taken: {why}")
        return (), None

    def _lose(self, why: str) -> None:
        """Said for the first, and each time there are ten times as many."""
        self.lost += 1
        if self.lost == 10 ** (len(str(self.lost)) - 1):
            log.error("entries of the journal are lost, %d by now: %s", self.lost, why)

    async def _commit(self, batch: Iterable[Entry]) -> None:
        async with self.database.writing() as connection:
            await execute(connection, (change for entry in batch for change in entry.changes))

    def _tell(self, problem: str | None) -> None:
        if problem and not self.problem:
            log.error("the database cannot be written: %s; what is to be written is kept", problem)
        if self.problem and not problem:
            log.warning("the database can be written again")
        self.problem = problem


async def execute(connection: AsyncConnection, changes: Iterable[Change]) -> None:
    """Those of one statement as one, in the order the tables refer to each other."""
    rows: dict[Insert, list[Mapping[str, Any]]] = {}
    for change in changes:
        rows.setdefault(change.statement, []).append(change.values)
    for statement in sorted(rows, key=lambda each: _RANK[each.table.name]):
        await connection.execute(statement, rows[statement])


def _own_fault(error: SQLAlchemyError) -> bool:
    """Of the content, not of the disk."""
    if isinstance(error, DBAPIError):
        return isinstance(error, IntegrityError | DataError)
    return isinstance(error, StatementError)

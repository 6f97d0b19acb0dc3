"""The database as a file: made when missing, brought up to date, held by one writer, read by many.

Knows nothing of what is in the tables.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import aiosqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from stasis_app.core.keeping import NotKept

from . import dialect, migrations, reserve
from .errors import Locked, NewerSchema, OlderSchema, Unusable, in_words, is_full, unusable
from .lock import Lock


class Database:
    """Opened by `open`; to be closed, which `async with` does."""

    def __init__(self, path: Path, lock: Lock | None) -> None:
        self.path = path
        self._lock = lock
        self._opened: list[aiosqlite.Connection] = []
        self._reader = dialect.engine(path, write=False, opened=self._opened)
        self._writer = dialect.engine(path, write=True, opened=self._opened) if lock else None

    @classmethod
    async def open(cls, path: Path, *, write: bool, lock: Lock | None = None) -> Self:
        """To write, with the lock if it is held already.  Raises StoreError.

        Who only reads needs no lock, but takes it for a moment when the schema has to be made
        or brought up to date and nobody writes.
        """
        if not write:
            dialect.make(path)
            if await _revision(path) != migrations.HEAD:
                await _up_to_date(path)
            return cls(path, None)
        _make_room_for(path)
        held = lock or Lock(path)
        try:
            await _migrate(path)
        except BaseException:
            held.release()
            raise
        return cls(path, held)

    def keep_reserve(self) -> None:
        """For the next start, should the disk be full then."""
        reserve.keep(self.path)

    @contextmanager
    def usable(self) -> Iterator[None]:
        """What cannot be read in here ends it.  Raises Unusable instead."""
        try:
            yield
        except DBAPIError as error:
            raise unusable(self.path, error.orig) from None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One snapshot, whatever is written meanwhile."""
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: all of it, or nothing when the block raises.  One after another."""
        assert self._writer is not None, f"{self.path} was opened to be read"
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator[AsyncConnection]:
        """As `writing`; raises NotKept."""
        try:
            async with self.writing() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise NotKept(in_words(error)) from error

    async def close(self) -> None:
        try:
            await self._reader.dispose()
            if self._writer:
                await self._writer.dispose()
            await dialect.end(self._opened)
        finally:
            if self._lock:
                self._lock.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _make_room_for(path: Path) -> None:
    """The file is made; a full disk gets what was kept back for it.  Raises Unusable."""
    try:
        dialect.make(path)
    except Unusable:
        if not is_full(path.parent) or not reserve.give_up(path):
            raise
        dialect.make(path)


async def _up_to_date(path: Path) -> None:
    """For one who only reads."""
    try:
        lock = Lock(path)
    except Locked as locked:
        found = await _revision(path)  # its holder may just have done it
        if found != migrations.HEAD:
            raise OlderSchema(path, found or "none", migrations.HEAD, locked.pid) from None
    else:
        try:
            await _migrate(path)
        finally:
            lock.release()


async def _revision(path: Path) -> str | None:
    reader = dialect.engine(path, write=False)
    try:
        return await _revision_in(path, reader)
    finally:
        await reader.dispose()


async def _revision_in(path: Path, engine: AsyncEngine) -> str | None:
    try:
        async with engine.connect() as connection:
            found = await connection.run_sync(migrations.revision)
    except (DBAPIError, migrations.Foreign) as error:
        raise unusable(path, error.orig if isinstance(error, DBAPIError) else error) from None
    if found is not None and found not in migrations.REVISIONS:
        raise NewerSchema(path, found, migrations.HEAD)
    return found


async def _migrate(path: Path) -> None:
    engine = dialect.engine(path, write=True)
    try:
        if await _revision_in(path, engine) != migrations.HEAD:
            async with engine.begin() as connection:
                await connection.run_sync(migrations.upgrade)
    except DBAPIError as error:
        raise unusable(path, error.orig) from None
    finally:
        await engine.dispose()

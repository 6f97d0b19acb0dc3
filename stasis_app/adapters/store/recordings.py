"""What the journal has of a call's recording besides what the call knew of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from stasis_app.core.keeping import NotKept
from stasis_app.core.words import CallId

from .database import Database
from .errors import in_words
from .schema import calls


class Recordings:
    """Raises NotKept."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def found(self, call: CallId, file: str) -> None:
        """Of a call that did not know of it; one that is known stays."""
        unknown = calls.c.recording.is_(None)
        change = update(calls).where(calls.c.id == call, unknown).values(recording=file)
        async with _kept(), self.database.writing() as connection:
            await connection.execute(change)

    async def removed(self, file: str, at: datetime) -> None:
        """The first time counts."""
        there = calls.c.recording_removed_at.is_(None)
        change = update(calls).where(calls.c.recording == file, there)
        async with _kept(), self.database.writing() as connection:
            await connection.execute(change.values(recording_removed_at=at))


@asynccontextmanager
async def _kept() -> AsyncIterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise NotKept(in_words(error)) from error

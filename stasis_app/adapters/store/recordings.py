"""What the journal has of a call's recording besides what the call knew of it."""

from datetime import datetime

from sqlalchemy import update

from stasis_app.core.words import CallId

from .database import Database
from .schema import calls


class Recordings:
    """Raises NotKept."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def found(self, call: CallId, file: str) -> None:
        """Of a call that did not know of it; one that is known stays."""
        unknown = calls.c.recording.is_(None)
        change = update(calls).where(calls.c.id == call, unknown).values(recording=file)
        async with self.database.keeping() as connection:
            await connection.execute(change)

    async def removed(self, file: str, at: datetime) -> None:
        """The first time counts."""
        there = calls.c.recording_removed_at.is_(None)
        change = update(calls).where(calls.c.recording == file, there)
        async with self.database.keeping() as connection:
            await connection.execute(change.values(recording_removed_at=at))

"""What the journal has of a call's recording besides what the call knew of it."""

from datetime import datetime

from sqlalchemy import case, update

from stasis_app.core.words import CallId, CallOutcome

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

    async def missing(self, call: CallId, file: str) -> None:
        """There is none, as has turned out: a message that nobody can hear is a missed call."""
        told = (calls.c.id == call, calls.c.recording == file)
        message = calls.c.outcome == CallOutcome.VOICEMAIL.value
        outcome = case((message, CallOutcome.MISSED.value), else_=calls.c.outcome)
        change = update(calls).where(*told).values(recording=None, outcome=outcome)
        async with self.database.keeping() as connection:
            await connection.execute(change)

    async def removed(self, file: str, at: datetime) -> None:
        """The first time counts."""
        there = calls.c.recording_removed_at.is_(None)
        change = update(calls).where(calls.c.recording == file, there)
        async with self.database.keeping() as connection:
            await connection.execute(change.values(recording_removed_at=at))

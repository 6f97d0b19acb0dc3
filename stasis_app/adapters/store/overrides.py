"""The roster's exceptions: who is to have a role instead of whom the sheet names, and who said so.

None is ever deleted; one that a command ends, ends then.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from stasis_app.core.overrides import Kept
from stasis_app.core.roster import Override
from stasis_app.core.words import Role

from .database import Database
from .schema import overrides


class Overrides:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def overrides(self, after: datetime | None = None) -> tuple[Kept, ...]:
        """Those that end after a time, naive as theirs, or all; the oldest first."""
        asked = select(overrides).order_by(overrides.c.id)
        if after is not None:
            asked = asked.where(overrides.c.until > after)
        async with self.database.reading() as connection:
            found = (await connection.execute(asked)).all()
        return tuple(
            Kept(
                row.id,
                row.created_by,
                Override(
                    row.department,
                    Role(row.role),
                    row.person,
                    row.since,
                    row.until,
                    row.created_at,
                ),
            )
            for row in found
        )

    async def add(self, wanted: Sequence[Override], by: str) -> tuple[Kept, ...]:
        """All or none, in this order.  Raises NotKept."""
        async with self.database.keeping() as connection:
            ids = [
                await connection.scalar(insert(overrides).returning(overrides.c.id), row)
                for row in (_row(each, by) for each in wanted)
            ]
        return tuple(Kept(id, by, each) for id, each in zip(ids, wanted, strict=True))

    async def end(self, ended: Kept, by: str, at: datetime) -> None:
        """It ends when `ended` says.  Raises NotKept."""
        statement = (
            update(overrides)
            .where(overrides.c.id == ended.id)
            .values(until=ended.override.until, ended_at=at, ended_by=by)
        )
        async with self.database.keeping() as connection:
            await connection.execute(statement)


def _row(override: Override, by: str) -> dict[str, object]:
    return {
        "department": override.department,
        "role": override.role,
        "person": override.person,
        "since": override.since,
        "until": override.until,
        "created_at": override.created,
        "created_by": by,
    }

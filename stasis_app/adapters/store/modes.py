"""What each department is switched to, by whom and since when; every switch is remembered."""

from datetime import datetime

from sqlalchemy import insert, select

from stasis_app.core.commands import SwitchMode
from stasis_app.core.mode import ModeSetting
from stasis_app.core.words import Mode

from .database import Database
from .dialect import put
from .schema import mode_changes, modes


class Modes:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def modes(self) -> dict[str, ModeSetting]:
        """By department; those nobody has switched yet are missing."""
        async with self.database.reading() as connection:
            found = (await connection.execute(select(modes))).all()
        return {
            row.department: ModeSetting(
                row.department, Mode(row.setting), row.since, row.switched_by, row.toggled
            )
            for row in found
        }

    async def switch(self, command: SwitchMode, at: datetime) -> None:
        """All departments or none.  Raises NotKept."""
        switched = {"setting": command.mode, "switched_by": command.by, "toggled": command.toggled}
        rows = [{"department": name, **switched} for name in command.departments]
        if not rows:
            return
        async with self.database.keeping() as connection:
            await connection.execute(put(modes), [{**row, "since": at} for row in rows])
            await connection.execute(insert(mode_changes), [{**row, "at": at} for row in rows])

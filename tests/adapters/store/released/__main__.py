"""Writes down the database of the newest schema, unless that has been done."""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from stasis_app.adapters.store import migrations
from stasis_app.adapters.store.configuration import Configurations
from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.journal import Journal
from stasis_app.adapters.store.modes import Modes
from stasis_app.adapters.store.overrides import Overrides
from stasis_app.adapters.store.writer import Writer
from stasis_app.core.commands import SwitchMode
from stasis_app.core.roster import Override
from stasis_app.core.trunk_refusals import TrunkRefusal
from stasis_app.core.words import Mode, Role
from tests.adapters.store.busy_writer import tell
from tests.adapters.store.nights import NIGHT

FILE = Path(__file__).parent / f"{migrations.HEAD}.sql"
SWITCH = SwitchMode(("otdel1",), Mode.DUTY, "101", toggled=True)
MAIN = Path("/etc/stasis-app/config.yaml")
REFUSAL = TrunkRefusal("PJSIP/{number}@trunk", NIGHT, NIGHT)
OVERRIDE = Override(
    "otdel1",
    Role.PRIMARY,
    "Изюмов Флорентий",
    datetime(2026, 11, 21, 9),  # noqa: DTZ001 (by the department's clock)
    datetime(2026, 11, 22, 9),  # noqa: DTZ001
    NIGHT,
)


async def fill(path: Path) -> None:
    async with await Database.open(path, write=True) as database:
        writer = Writer(database)
        tell(Journal(writer), "call-1", 0)
        Journal(writer).trunk_refused(REFUSAL, ())
        await writer.flush()
        await Modes(database).switch(SWITCH, NIGHT)
        await Overrides(database).add((OVERRIDE,), "root")
        await Configurations(database).keep(MAIN, {MAIN: "ari: {}\n"}, NIGHT)


def main() -> None:
    if FILE.exists():
        raise SystemExit(f"{FILE} is there already, and stays as it is")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "database"
        asyncio.run(fill(path))
        with closing(sqlite3.connect(path)) as connection:
            FILE.write_text("".join(f"{line}\n" for line in connection.iterdump()), "utf-8")


if __name__ == "__main__":
    main()

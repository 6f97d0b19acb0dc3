"""A database of an earlier version is brought up to date, and keeps what it has."""

from pathlib import Path

from sqlalchemy import Connection, text

from stasis_app.adapters.store import dialect, migrations
from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.modes import Modes
from stasis_app.adapters.store.overrides import Overrides
from stasis_app.core.words import Mode

SWITCHED = "INSERT INTO modes VALUES ('otdel1', 'duty', '2026-11-21 03:00:00.000000', '101', 0)"


def as_first(connection: Connection) -> None:
    """As the first version made it."""
    migrations.upgrade(connection, to="0001")
    connection.execute(text(SWITCHED))


async def test_from_the_first_one(path: Path) -> None:
    dialect.make(path)
    engine = dialect.engine(path, write=True)
    async with engine.begin() as connection:
        await connection.run_sync(as_first)
    await engine.dispose()
    async with await Database.open(path, write=True) as database:
        assert (await Modes(database).modes())["otdel1"].setting is Mode.DUTY
        assert await Overrides(database).overrides() == ()

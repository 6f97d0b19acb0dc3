"""A database of any earlier schema is brought up to date, and keeps what it has."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from stasis_app.adapters.store import dialect, migrations
from stasis_app.adapters.store.configuration import Configurations
from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.adapters.store.modes import Modes
from stasis_app.adapters.store.outbox import MAIL, Outbox
from stasis_app.adapters.store.overrides import Overrides
from stasis_app.adapters.store.refusals import refusals
from stasis_app.core.words import CallId, Mode

from .nights import EVENTS, after, over, plan
from .released.__main__ import MAIN, OVERRIDE, REFUSAL

RELEASED = Path(__file__).parent / "released"
HOW = "write it: python -m tests.adapters.store.released"

every_schema = pytest.mark.parametrize("revision", migrations.REVISIONS)


def made_from(revision: str, path: Path) -> None:
    """As the version of that schema left it."""
    dialect.make(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((RELEASED / f"{revision}.sql").read_text("utf-8"))


def schema_of(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL"))


@every_schema
async def test_each_schema_is_written_down_and_its_migrations_stay_as_they_were(
    revision: str, tmp_path: Path
) -> None:
    def upgrade(connection: Connection) -> None:
        migrations.upgrade(connection, to=revision)

    assert (RELEASED / f"{revision}.sql").exists(), HOW
    made_from(revision, tmp_path / "released")
    dialect.make(tmp_path / "migrated")
    engine = dialect.engine(tmp_path / "migrated", write=True)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()
    assert schema_of(tmp_path / "migrated") == schema_of(tmp_path / "released")


@every_schema
async def test_from_each_schema_everything_is_kept(revision: str, path: Path) -> None:
    made_from(revision, path)
    async with await Database.open(path, write=True) as database:
        history = History(database)
        assert await history.calls() == [over(plan("call-1"))]
        story = await history.events(CallId("call-1"))
        assert story is not None
        assert (story.plan, [each.event for each in story.events]) == (
            plan("call-1"),
            list(EVENTS),
        )
        assert (await Modes(database).modes())["otdel1"].setting is Mode.DUTY
        assert [each.key for each in await Outbox(database).due(MAIL, after(1000), 9)] == ["call-1"]
        overrides = [each.override for each in await Overrides(database).overrides()]
        assert overrides == ([OVERRIDE] if revision >= "0002" else [])
        kept = await Configurations(database).kept(MAIN)
        assert kept == ({MAIN: "ari: {}\n"} if revision >= "0003" else None)
        assert await refusals(database) == ((REFUSAL,) if revision >= "0006" else ())


@every_schema
async def test_a_reader_too_brings_it_up_to_date(revision: str, path: Path) -> None:
    made_from(revision, path)
    async with await Database.open(path, write=False) as database:
        assert await History(database).calls() == [over(plan("call-1"))]

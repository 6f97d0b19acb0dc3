"""`run` with a database that has become unreadable: told, or renamed when somebody says so."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters.fake_asterisk import fake_asterisk
from tests.adapters.store.busy_writer import tell

from .company_folder import CompanyFolder, Stores
from .running import configure, running


async def a_hundred_calls(stores: Stores) -> None:
    for number in range(100):
        tell(stores.journal, f"call-{number}", number)


@pytest.fixture
def journalled(company: CompanyFolder) -> CompanyFolder:
    company.write(a_hundred_calls)
    return company


PLACES = {"head": "calls", "table": "calls", "index": "sqlite_autoindex_call_events_1"}


def spoil(database: Path, place: str) -> None:
    """Its head, the tables that are read at the start, or what is read for few questions only."""
    with closing(sqlite3.connect(database)) as connection:
        [(size,)] = connection.execute("PRAGMA page_size")
        [(root,)] = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", [PLACES[place]]
        )
    with database.open("r+b") as file:
        file.seek(0 if place == "head" else (root - 1) * size)
        file.write(b"\xff" * size)


@pytest.mark.parametrize("place", ["head", "table"])
async def test_it_is_told_with_what_to_do(journalled: CompanyFolder, place: str) -> None:
    spoil(journalled.database, place)
    before = journalled.database.read_bytes()
    ended = await journalled.run_apart("run", ARI_PASSWORD="secret")
    assert ended.code == 1
    assert f"{journalled.database}: cannot be used as the database: " in ended.err
    assert "put back a backup" in ended.err
    assert "run --set-aside-damaged" in ended.err
    assert "Traceback" not in ended.err
    assert journalled.database.read_bytes() == before


@pytest.mark.parametrize("place", ["head", "table"])
async def test_it_is_renamed_when_somebody_says_so(journalled: CompanyFolder, place: str) -> None:
    spoil(journalled.database, place)
    before = journalled.database.read_bytes()
    async with fake_asterisk() as pbx:
        configure(journalled, pbx)
        async with running(journalled, pbx, "--set-aside-damaged") as run:
            await run.until(lambda status: status["ari"]["connected"])
            said = await run.stop()
    [aside] = journalled.database.parent.glob("*.damaged-*Z")
    assert aside.read_bytes() == before
    assert f"is now {aside}, and an empty one is begun" in said


async def test_a_whole_one_stays_where_it_is(journalled: CompanyFolder) -> None:
    async with fake_asterisk() as pbx:
        configure(journalled, pbx)
        async with running(journalled, pbx, "--set-aside-damaged") as run:
            said = await run.stop()
    assert list(journalled.database.parent.glob("*.damaged-*")) == []
    assert "is now" not in said
    with closing(sqlite3.connect(journalled.database)) as connection:
        assert connection.execute("SELECT count(*) FROM calls").fetchall() == [(100,)]


async def test_check_reads_all_of_it(journalled: CompanyFolder) -> None:
    """What is damaged deep inside it no start needs to read."""
    spoil(journalled.database, "index")
    checked = await journalled.run_beside("check", "--offline", ARI_PASSWORD="secret")
    assert checked.code == 1
    assert f"база {journalled.database} повреждена (" in checked.out

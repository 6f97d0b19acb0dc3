"""`backup`: at any time, whole, and for nobody else's eyes."""

import asyncio
import os
import shutil
import sqlite3
import stat
from contextlib import closing

import pytest

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.journal import Journal
from stasis_app.adapters.store.writer import Writer
from tests.adapters.store.busy_writer import tell

from .company_folder import CompanyFolder, Stores


async def a_hundred_calls(stores: Stores) -> None:
    for number in range(100):
        tell(stores.journal, f"call-{number}", number)


def test_it_can_be_put_back(company: CompanyFolder) -> None:
    company.write(a_hundred_calls)
    file = company.folder / "kept.db"
    made = company.json("backup", file)
    assert made == {"file": str(file), "bytes": file.stat().st_size, "calls": 100}
    shutil.rmtree(company.database.parent)
    company.database.parent.mkdir()
    shutil.copy(file, company.database)
    assert len(company.json("journal")) == 100
    company.json("mode", "otdel1", "duty")
    assert company.json("mode", "otdel1")[0]["mode"] == "duty"


def test_it_tells_how(company: CompanyFolder) -> None:
    company.write(a_hundred_calls)
    outcome = company.run("backup", company.folder / "kept.db")
    assert outcome.code == 0
    assert "звонков в журнале: 100" in outcome.out
    assert f"удалите {company.database}-wal" in outcome.out
    company.edit("config.yaml", "#language: ru", "language: en")
    outcome = company.run("backup", company.folder / "again.db")
    assert f"again.db over {company.database} with the owner it has now" in outcome.out


def test_it_is_for_its_owner_only_and_nothing_else_is_left(company: CompanyFolder) -> None:
    company.write(a_hundred_calls)
    folder = company.folder / "backups"
    folder.mkdir()
    before = os.umask(0)
    try:
        company.json("backup", folder / "kept.db")
    finally:
        os.umask(before)
    assert [each.name for each in folder.iterdir()] == ["kept.db"]
    assert stat.S_IMODE((folder / "kept.db").stat().st_mode) == 0o600


async def test_beside_a_writer_it_is_of_one_moment(company: CompanyFolder) -> None:
    """Row, legs, events and mails of a call are all in it, or none of them."""
    counts: list[int] = []
    async with await Database.open(company.database, write=True) as database:
        writer = Writer(database)
        journal = Journal(writer)
        for turn in range(4):
            for number in range(50):
                tell(journal, f"call-{turn}-{number}", number)
            writing = asyncio.create_task(writer.flush())
            file = company.folder / f"{turn}.db"
            outcome = await company.run_apart("backup", str(file))
            assert (outcome.code, outcome.err) == (0, "")
            await writing
            with closing(sqlite3.connect(file)) as copy:
                [counted] = copy.execute(
                    "SELECT (SELECT count(*) FROM calls),"
                    " (SELECT count(DISTINCT call) FROM call_events),"
                    " (SELECT count(*) FROM outbox)"
                ).fetchall()
            assert len(set(counted)) == 1
            counts.append(counted[0])
    assert counts == sorted(counts)
    assert counts[-1] >= 150


def test_no_file_is_overwritten(company: CompanyFolder) -> None:
    company.write(a_hundred_calls)
    file = company.folder / "kept.db"
    file.write_text("of last week")
    outcome = company.run("backup", file)
    assert outcome.code == 1
    assert "kept.db: no backup was made: there is such a file already" in outcome.err
    assert file.read_text() == "of last week"


def test_where_there_is_nothing_or_no_place(company: CompanyFolder) -> None:
    outcome = company.run("backup", company.folder / "kept.db")
    assert outcome.code == 1
    assert f"there is no database {company.database} yet" in outcome.err
    assert not company.database.exists()
    company.write(a_hundred_calls)
    outcome = company.run("backup", company.folder / "nowhere" / "kept.db")
    assert outcome.code == 1
    assert "no backup was made: No such file or directory" in outcome.err


@pytest.mark.parametrize("whole", [True, False])
def test_a_damaged_database_is_told_and_no_backup_is_made_of_it(
    company: CompanyFolder, whole: bool
) -> None:
    company.write(a_hundred_calls)
    size = company.database.stat().st_size
    with company.database.open("r+b") as file:
        file.seek(0 if whole else size // 2)
        file.write(b"\xff" * (size // 4))
    outcome = company.run("backup", company.folder / "kept.db")
    assert outcome.code == 1
    assert "no backup was made" in outcome.err
    assert [each for each in company.folder.iterdir() if "kept" in each.name] == []


def test_of_another_program_s_database(company: CompanyFolder) -> None:
    company.database.parent.mkdir()
    with closing(sqlite3.connect(company.database)) as connection, connection:
        connection.execute("CREATE TABLE cdr (id INTEGER)")
    outcome = company.run("backup", company.folder / "kept.db")
    assert outcome.code == 1
    assert "none of stasis-app's" in outcome.err

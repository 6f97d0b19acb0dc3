"""The database's file: made, locked, brought up to date, refused."""

import asyncio
import os
import resource
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError

from stasis_app.adapters.store import errors, migrations
from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.errors import Locked, NewerSchema, OlderSchema, Unusable
from stasis_app.adapters.store.lock import Lock, lock_file
from stasis_app.adapters.store.modes import Modes
from stasis_app.adapters.store.schema import metadata, modes
from stasis_app.core.commands import SwitchMode
from stasis_app.core.words import Mode

from .nights import NIGHT

HOLDER = """
import sys
from pathlib import Path
from stasis_app.adapters.store.lock import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""
SWITCH = SwitchMode(("otdel1",), Mode.DUTY, "101", toggled=True)


async def hold(path: Path) -> asyncio.subprocess.Process:
    """Another process that has the lock until it dies."""
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, str(path), stdin=pipe, stdout=pipe
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    return holder


async def kill(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.communicate()


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def by_hand(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


async def test_file_and_folder_are_made_for_the_owner_and_his_group(path: Path) -> None:
    with umask(0o077):
        async with await Database.open(path, write=True) as database:
            await Modes(database).switch(SWITCH, NIGHT)
            files = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert files == {
        "stasis_app.db": 0o660,
        "stasis_app.db-wal": 0o660,
        "stasis_app.db-shm": 0o660,
        "stasis_app.db.lock": 0o660,
    }


async def test_any_name_will_do(tmp_path: Path) -> None:
    path = tmp_path / "100% ночь?mode=ro#" / "a b.db"
    async with await Database.open(path, write=True) as database:
        await Modes(database).switch(SWITCH, NIGHT)
    assert path.stat().st_size > 0


async def test_a_reader_beside_the_writer_sees_what_is_there(path: Path) -> None:
    async with (
        await Database.open(path, write=True) as database,
        await Database.open(path, write=False) as beside,
    ):
        assert await Modes(beside).modes() == {}
        await Modes(database).switch(SWITCH, NIGHT)
        assert await Modes(beside).modes() == await Modes(database).modes() != {}


async def test_a_snapshot_does_not_change_while_it_is_read(database: Database) -> None:
    async with database.reading() as connection:
        assert (await connection.execute(select(modes))).all() == []
        await Modes(database).switch(SWITCH, NIGHT)
        assert (await connection.execute(select(modes))).all() == []


async def test_a_reader_writes_nothing(path: Path) -> None:
    async with await Database.open(path, write=False) as beside:
        with pytest.raises(OperationalError, match="readonly"):
            async with beside.reading() as connection:
                await connection.execute(text("DELETE FROM modes"))
        with pytest.raises(AssertionError, match="to be read"):
            async with beside.writing():
                pass


async def test_a_transaction_that_fails_leaves_nothing_not_even_a_table(
    database: Database,
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.writing() as connection:
            await connection.execute(text("CREATE TABLE half (x INTEGER)"))
            await connection.execute(text("INSERT INTO half VALUES (1)"))
            raise ZeroDivisionError
    with pytest.raises(OperationalError, match="no such table"):
        async with database.reading() as connection:
            await connection.execute(text("SELECT * FROM half"))


async def test_a_second_writer_is_refused_and_told_who_is_the_first(path: Path) -> None:
    path.parent.mkdir()
    holder = await hold(path)
    try:
        with pytest.raises(Locked, match=rf"process {holder.pid} writes to this") as locked:
            await Database.open(path, write=True)
        assert locked.value.pid == holder.pid
    finally:
        await kill(holder)
    async with await Database.open(path, write=True):
        assert lock_file(path).read_text() == f"{os.getpid()}\n"


async def test_a_holder_that_has_not_said_who_it_is(path: Path) -> None:
    path.parent.mkdir()
    lock = Lock(path)
    lock_file(path).write_text("")
    with pytest.raises(Locked, match="another process"):
        await Database.open(path, write=True)
    lock.release()


async def test_a_standby_gets_the_lock_when_its_holder_is_killed(path: Path) -> None:
    path.parent.mkdir()
    holder = await hold(path)
    standby = asyncio.create_task(Lock.wait(path))
    await asyncio.wait([standby], timeout=0.05)
    assert not standby.done()
    await kill(holder)
    async with await Database.open(path, write=True, lock=await standby) as database:
        await Modes(database).switch(SWITCH, NIGHT)
    Lock(path).release()


@pytest.mark.parametrize("write", [True, False])
async def test_a_newer_schema_is_refused(path: Path, write: bool) -> None:
    async with await Database.open(path, write=True):
        pass
    by_hand(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema, match="made by a newer version .*schema 9999; this one knows"):
        await Database.open(path, write=write)
    Lock(path).release()


async def test_a_reader_brings_the_schema_up_to_date_when_nobody_writes(path: Path) -> None:
    async with await Database.open(path, write=False) as beside:
        assert await Modes(beside).modes() == {}
    Lock(path).release()


async def test_an_older_schema_that_somebody_uses_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    lock = Lock(path)
    with pytest.raises(OlderSchema, match=f"restart process {os.getpid()}"):
        await Database.open(path, write=False)
    lock.release()


@pytest.mark.parametrize("write", [True, False])
async def test_what_is_no_database_of_ours_is_left_alone(tmp_path: Path, write: bool) -> None:
    words = tmp_path / "words.db"
    words.write_text("The quick brown fox jumps over the lazy dog. " * 40)
    with pytest.raises(Unusable, match="words.db: cannot be used .*not a database"):
        await Database.open(words, write=write)

    folder = tmp_path / "folder.db"
    folder.mkdir()
    with pytest.raises(Unusable, match=r"folder\.db"):
        await Database.open(folder, write=write)

    with pytest.raises(Unusable, match=r"words\.db: File exists"):
        await Database.open(words / "a.db", write=write)

    foreign = tmp_path / "foreign.db"
    by_hand(foreign, "CREATE TABLE cdr (id INTEGER)")
    with pytest.raises(Unusable, match=r"tables of something else \(cdr\)"):
        await Database.open(foreign, write=write)


async def test_a_full_disk_is_told_as_such(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite calls it an I/O error."""
    async with await Database.open(path, write=True):
        pass
    used = shutil.disk_usage(path.parent)
    monkeypatch.setattr(errors, "disk_usage", lambda _: used._replace(free=0))
    told = str(errors.unusable(path, sqlite3.OperationalError("disk I/O error")))
    assert told.endswith(f"disk I/O error: the disk is full; make room in {path.parent}")


async def test_a_lock_is_held_also_where_nothing_can_be_written(path: Path) -> None:
    path.parent.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        lock = Lock(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with pytest.raises(Locked, match="another process"):
        Lock(path)
    lock.release()


async def test_a_reader_of_a_lock_that_cannot_be_made(path: Path) -> None:
    path.parent.mkdir()
    lock_file(path).mkdir()
    with pytest.raises(Unusable, match=r"stasis_app\.db\.lock: .*directory"):
        await Database.open(path, write=False)


async def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.writing() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(migrations.revision) == migrations.HEAD

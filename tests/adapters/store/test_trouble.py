"""Killed, full, broken, interrupted: nothing is lost, and nothing is kept by halves."""

import asyncio
import gc
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from stasis_app.adapters.store import writer as writer_module
from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.adapters.store.journal import Journal
from stasis_app.adapters.store.outbox import MAIL, Outbox
from stasis_app.adapters.store.writer import Writer
from stasis_app.core.words import CallId

from .busy_writer import AT_A_TIME, tell
from .nights import EVENTS, NIGHT, after, going_on, mail, over, plan

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("turns", [1, 4, 9])
async def test_killed_while_writing(path: Path, turns: int) -> None:
    told = await killed_after(path, turns * AT_A_TIME)
    async with await Database.open(path, write=True) as database:
        history = History(database)
        rows = {row.visit.id: row for row in await history.calls()}
        mails = {row.key for row in await Outbox(database).due(MAIL, after(10**6), 10**6)}
        assert set(told) <= rows.keys()
        assert rows.keys() == mails
        for name, row in rows.items():
            assert row == over(plan(name), row.started_at)
            story = await history.events(name)
            assert story is not None
            assert len(story.events) == len(EVENTS)


async def killed_after(path: Path, calls: int) -> list[CallId]:
    """What it has said to be in the database."""
    writer = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.adapters.store.busy_writer", str(path)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert writer.stdout is not None
    said = [await writer.stdout.readline() for _ in range(calls)]
    writer.kill()
    rest, _ = await writer.communicate()
    lines = b"".join(said) + rest[: rest.rfind(b"\n") + 1]
    return [CallId(line) for line in lines.decode().splitlines()]


async def until_refused(writer: Writer) -> None:
    """Everything has been tried, and something could not be written."""
    flushing = asyncio.create_task(writer.flush())
    while writer.problem is None:  # noqa: ASYNC110 (a writer tells nobody of its troubles)
        await asyncio.sleep(0.01)
    flushing.cancel()
    await asyncio.wait([flushing])


@asynccontextmanager
async def full_disk(database: Database) -> AsyncIterator[None]:
    """For the writer's connection, of which there is one."""

    async def limit(pages: int) -> None:
        async with database.writing() as connection:
            await connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    await limit(1)  # SQLite makes it what there is already
    try:
        yield
    finally:
        await limit(1_000_000)


async def test_a_full_disk_keeps_it_all_until_there_is_room(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    writer = Writer(database)
    journal = Journal(writer)
    async with full_disk(database):
        for number in range(200):
            tell(journal, f"call-{number}", number)
        queued = writer.waiting
        await until_refused(writer)
        assert writer.problem is not None
        assert "full" in writer.problem
        assert writer.waiting == queued
        assert await History(database).calls() == []
    await writer.flush()
    assert not writer.waiting
    assert len(await History(database).calls()) == 200
    levels = [record.levelname for record in caplog.records]
    assert levels == ["ERROR", "WARNING"]  # said once, and once that it is over


class SlowWriter(Writer):
    """On a disk that takes its time for every batch."""

    async def _write_some(self) -> None:
        await asyncio.sleep(0.1)
        await super()._write_some()


async def test_at_the_end_a_slow_disk_is_waited_for_as_long_as_it_takes_something(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "LARGEST_BATCH", 50)
    writer = SlowWriter(database)
    for number in range(50):
        tell(Journal(writer), f"call-{number}", number)
    assert await writer.finish(0.5)
    assert len(await History(database).calls()) == 50


async def test_at_the_end_a_full_disk_is_not_waited_for(database: Database) -> None:
    writer = Writer(database)
    for number in range(200):
        tell(Journal(writer), f"call-{number}", number)
    async with full_disk(database):
        assert not await writer.finish(0.3)
    assert await writer.finish(5)
    assert len(await History(database).calls()) == 200


@asynccontextmanager
async def refused(database: Database, table: str, call: str) -> AsyncIterator[None]:
    async def execute(statement: str) -> None:
        async with database.writing() as connection:
            await connection.execute(text(statement))

    await execute(
        f"CREATE TRIGGER refused BEFORE INSERT ON {table} WHEN new.{call}"
        " BEGIN SELECT RAISE(ABORT, 'not this one'); END"
    )
    try:
        yield
    finally:
        await execute("DROP TRIGGER refused")


async def test_a_row_that_is_refused_holds_up_no_other(database: Database) -> None:
    writer = Writer(database)
    journal = Journal(writer)
    history = History(database)
    async with refused(database, "calls", "id = 'bad'"):
        for name in ("good", "bad", "fine"):
            tell(journal, name, 0)
        await until_refused(writer)
        assert writer.problem == "not this one"
        assert [row.visit.id for row in await history.calls()] == ["fine", "good"]
    await writer.flush()
    assert [row.visit.id for row in await history.calls()] == ["bad", "fine", "good"]
    story = await history.events(CallId("bad"))
    assert story is not None
    assert [each.event for each in story.events] == list(EVENTS)


async def test_a_row_that_is_refused_for_ever_is_given_up_and_said(
    database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "MOST_REFUSALS", 2)
    writer = Writer(database)
    journal = Journal(writer)
    async with refused(database, "calls", "id = 'bad'"):
        tell(journal, "good", 0)
        journal.opened(plan("bad"), going_on(plan("bad")))
        await writer.flush()
    assert (writer.waiting, writer.lost) == (0, 1)
    assert writer.troubles == ("1 entries of the journal are lost since the start",)
    assert "of calls, call_events, never taken: not this one" in caplog.text
    assert [row.visit.id for row in await History(database).calls()] == ["good"]


async def test_a_disk_full_for_too_long_costs_details_first_and_rows_last(
    database: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "MOST_DETAILS", 30)
    monkeypatch.setattr(writer_module, "MOST_ENTRIES", 40)
    writer = Writer(database)
    journal = Journal(writer)
    async with full_disk(database):
        for number in range(100):
            tell(journal, f"call-{number:02}", number)
        assert writer.waiting == 40
        await until_refused(writer)
        assert [each.partition(":")[0] for each in writer.troubles] == [
            "the journal waits",
            f"{writer.lost} entries of the journal are lost since the start",
        ]
    await writer.flush()
    rows = await History(database).calls()
    assert rows == [over(plan(row.visit.id), row.started_at) for row in rows]
    assert len(rows) > 10
    assert "call=call-99 has no row in the journal; it ended: answered" in caplog.text
    tell(journal, "later", 0)
    await writer.flush()
    assert await History(database).events(CallId("later")) is not None


async def test_a_call_whose_beginning_is_lost_has_its_row_in_the_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer(database)
    journal = Journal(writer)
    with monkeypatch.context() as full:
        full.setattr(writer_module, "MOST_DETAILS", 0)
        journal.opened(plan("one"), going_on(plan("one")))
    journal.noted(CallId("one"), 1, after(1), EVENTS[0])
    journal.closed(over(plan("one")), ())
    await writer.flush()
    assert await History(database).calls() == [over(plan("one"))]
    assert writer.lost == 1


async def test_row_legs_and_mails_come_together_or_not_at_all(database: Database) -> None:
    writer = Writer(database)
    journal = Journal(writer)
    history, outbox = History(database), Outbox(database)
    journal.opened(plan("one"), going_on(plan("one")))
    await writer.flush()
    async with refused(database, "outbox", "key = 'one'"):
        journal.closed(over(plan("one")), (mail("one"), mail("two")))
        await until_refused(writer)
        assert await history.calls() == [going_on(plan("one"))]
        assert await outbox.due(MAIL, after(1000), 10) == []
    await writer.flush()
    assert await history.calls() == [over(plan("one"))]
    assert len(await outbox.due(MAIL, after(1000), 10)) == 2


async def test_interrupted_at_any_moment_it_loses_nothing(database: Database) -> None:
    writer = Writer(database)
    journal = Journal(writer)
    for turn in range(60):
        tell(journal, f"call-{turn:02}", turn)
        flush = asyncio.create_task(writer.flush())
        for _ in range(turn):
            await asyncio.sleep(0)
        flush.cancel()
        await asyncio.wait([flush])
    await writer.flush()
    rows = await History(database).calls()
    assert rows == [over(plan(f"call-{turn:02}"), after(turn)) for turn in range(60)]


class Counting(Database):
    """Counts the transactions."""

    transactions = 0

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        self.transactions += 1
        async with super().writing() as connection:
            yield connection


async def test_what_has_queued_up_is_written_at_once(path: Path) -> None:
    async with await Counting.open(path, write=True) as database:
        writer = Writer(database)
        journal = Journal(writer)
        for number in range(50):
            tell(journal, f"call-{number}", number)
        await writer.flush()
        assert database.transactions == 1
        assert len(await History(database).calls()) == 50


async def test_it_is_written_by_itself_and_said_when_mails_are_there(database: Database) -> None:
    writer = Writer(database)
    journal = Journal(writer)
    queued = asyncio.Event()
    journal.on_mails = queued.set
    running = asyncio.create_task(writer.run())
    journal.opened(plan("quiet"), going_on(plan("quiet")))
    journal.closed(over(plan("quiet")), ())
    await writer.flush()
    assert not queued.is_set()
    tell(journal, "loud", 0)
    await queued.wait()
    assert [row.key for row in await Outbox(database).due(MAIL, after(75), 9)] == ["loud"]
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="without a zone"):
        await History(database).calls(since=NIGHT.replace(tzinfo=None))


async def test_what_is_cancelled_leaves_no_thread_behind(tmp_path: Path) -> None:
    for turn in range(20):
        async with await Database.open(tmp_path / "db", write=True) as database:
            reading = asyncio.create_task(History(database).calls())
            writer = Writer(database)
            tell(Journal(writer), f"call {turn}", 0)
            writing = asyncio.create_task(writer.flush())
            for _ in range(turn):
                await asyncio.sleep(0)
            reading.cancel()
            writing.cancel()
            await asyncio.wait([reading, writing])
        for each in threading.enumerate():
            if "_connection_worker" in each.name:
                each.join(10)  # it may be on its last step
                assert not each.is_alive()
    gc.collect()  # complains of what was not closed

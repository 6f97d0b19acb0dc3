"""`run` whose database cannot be written: calls are served, and written later."""

import asyncio
import json
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

import pytest

from tests.adapters.fake_asterisk import FakeAsterisk, fake_asterisk

from .company_folder import CompanyFolder
from .running import Running, configure, running

Trouble = Callable[[Running], AbstractContextManager[None]]


@contextmanager
def full_disk(run: Running) -> Iterator[None]:
    """No file of the process grows any more: the kernel refuses every such write."""
    before = resource.prlimit(run.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(run.process.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(run.process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def locked_file(run: Running) -> Iterator[None]:
    """By somebody with a SQLite shell who has gone to lunch."""
    with closing(sqlite3.connect(run.company.database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def a_call(pbx: FakeAsterisk, endpoint: str) -> None:
    """Answered by whoever is on duty, until the caller hangs up."""
    bridges = pbx.channels.bridges
    phone = pbx.channels.phones.setdefault(endpoint, asyncio.Queue())
    caller = pbx.channels.caller("+79161234567", "7770001", "oncall", "otdel1")
    ringing = await phone.get()
    ringing.ring()
    ringing.answer()
    await caller.up.wait()
    both = {caller.id, ringing.channel.id}
    while not any(set(each.members) == both for each in bridges.values()):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    pbx.channels.end(caller, 16)
    await ringing.channel.ended.wait()


async def asked(company: CompanyFolder, *arguments: str) -> Any:
    outcome = await company.run_beside(*arguments, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)


@pytest.mark.parametrize(
    ("trouble", "why"), [(full_disk, "disk"), (locked_file, "database is locked")]
)
async def test_calls_are_served_and_written_later(
    company: CompanyFolder, trouble: Trouble, why: str
) -> None:
    async with fake_asterisk() as pbx:
        configure(company, pbx)
        async with running(company, pbx) as run:
            [on_duty] = await asked(company, "who", "--department", "otdel1")
            endpoint = f"PJSIP/{on_duty['dial'][0]}@trunk"
            await a_call(pbx, endpoint)
            await run.until(lambda status: status["calls"]["total"] == 1)
            while not await asked(company, "journal", "--outcome", "answered"):
                continue  # it is written off the call's way
            with trouble(run):
                for _ in range(3):
                    await a_call(pbx, endpoint)
                status = await run.until(lambda status: "the journal waits" in str(status))
                assert status["status"] == "degraded"
                assert why in str(status)
                assert status["calls"]["total"] == 4
                assert len(await asked(company, "journal")) == 1
            await run.until(lambda status: status["status"] == "ok")
            calls = await asked(company, "journal")
            assert [call["outcome"] for call in calls] == ["answered"] * 4
            said = await run.stop()
    assert said.count("the database cannot be written") == 1
    assert said.count("the database can be written again") == 1
    assert "Traceback" not in said

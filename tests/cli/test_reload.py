"""`run` and its files: changed, spoilt, spoilt before a restart.  A process, a fake Asterisk."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp.test_utils import unused_port

from tests.adapters.fake_asterisk import FakeAsterisk, fake_asterisk

from .company_folder import CompanyFolder

SECONDS = 20.0
PROMISED = 5.0  # within which a changed file is taken


class Running:
    def __init__(self, company: CompanyFolder, port: int) -> None:
        self.company = company
        self.port = port
        self.process: asyncio.subprocess.Process

    async def status(self) -> Any:
        async with aiohttp.ClientSession() as session:
            try:
                async with session.get(f"http://127.0.0.1:{self.port}/status") as response:
                    return await response.json()
            except aiohttp.ClientError:
                return {}

    async def until(self, wanted: Callable[[Any], bool], seconds: float = SECONDS) -> Any:
        async with asyncio.timeout(seconds):
            while not wanted(status := await self.status()):  # noqa: ASYNC110 (nobody tells us)
                await asyncio.sleep(0.05)
        return status

    async def stop(self) -> str:
        self.process.terminate()
        _, err = await self.process.communicate()
        assert self.process.returncode == 0
        return err.decode()


@asynccontextmanager
async def running(company: CompanyFolder, pbx: FakeAsterisk) -> AsyncIterator[Running]:
    """Configured before; up, with a mirror."""
    run = Running(company, int(company.config.read_text().rsplit(":", 1)[1].strip("}\n")))
    run.process = await company.start("run", ARI_PASSWORD=pbx.password)
    try:
        await run.until(lambda status: status and status["mirror"]["version"])
        yield run
    finally:
        if run.process.returncode is None:
            await run.stop()


def configure(company: CompanyFolder, pbx: FakeAsterisk) -> None:
    company.edit("config.yaml", "url: http://127.0.0.1:8088", f"url: {pbx.url}")
    with company.config.open("a") as file:
        file.write(f"web: {{listen: 127.0.0.1:{unused_port()}}}\n")


def taken_at(status: Any) -> Any:
    return status["configuration"]["taken_at"]


async def test_a_changed_file_is_taken_within_five_seconds_and_on_sighup_at_once(
    company: CompanyFolder,
) -> None:
    async with fake_asterisk() as pbx:
        configure(company, pbx)
        async with running(company, pbx) as run:
            before = taken_at(await run.status())
            company.edit("schedules/otdel1.yaml", "title: Отдел №1", "title: Первый")
            status = await run.until(lambda status: taken_at(status) != before, PROMISED)
            company.edit("schedules/otdel1.yaml", "title: Первый", "title: Второй")
            run.process.send_signal(signal.SIGHUP)
            again = await run.until(lambda now: taken_at(now) != taken_at(status), 2.0)
            assert again["status"] == "ok"


async def test_a_spoilt_file_is_told_and_the_old_set_serves_also_after_a_restart(
    company: CompanyFolder,
) -> None:
    async with fake_asterisk() as pbx:
        configure(company, pbx)
        async with running(company, pbx) as run:
            company.edit("schedules/otdel1.yaml", "title: Отдел №1", "titel: Отдел №1")
            company.edit("schedules/otdel2.yaml", "title: Отдел №2", "title: Второй")
            status = await run.until(lambda status: status["configuration"]["problems"], PROMISED)
            assert status["status"] == "degraded"
            assert status["configuration"]["problems"] == ["otdel1.yaml:5:1 titel"]
            assert "the last good one holds: otdel1.yaml:5:1 titel" in status["problems"][0]
            assert "titel: unknown key 'titel'; write title" in await run.stop()
        assert company.run("who").code == 2
        async with running(company, pbx) as run:
            status = await run.status()
            assert status["configuration"]["problems"] == ["otdel1.yaml:5:1 titel"]
            company.edit("schedules/otdel1.yaml", "titel: Отдел №1", "title: Отдел №1")
            await run.until(lambda status: not status["configuration"]["problems"], PROMISED)
            said = await run.stop()
        assert "the last configuration without mistakes is used instead" in said


async def test_the_first_start_with_spoilt_files_is_refused(company: CompanyFolder) -> None:
    company.edit("schedules/otdel1.yaml", "title: Отдел №1", "titel: Отдел №1")
    outcome = await company.run_beside("run", ARI_PASSWORD="secret")
    assert outcome.code == 2
    assert "titel: unknown key 'titel'; write title" in outcome.err
    assert not company.database.exists()


async def test_a_spoilt_main_file_still_tells_where_the_database_is(
    company: CompanyFolder,
) -> None:
    async with fake_asterisk() as pbx:
        company.edit("config.yaml", "dial:", "database: elsewhere/duty.db   # not here\ndial:")
        configure(company, pbx)
        async with running(company, pbx) as run:
            await run.until(lambda status: status["status"] == "ok")
        company.edit("config.yaml", "dial:", "dial: {")
        async with running(company, pbx) as run:
            status = await run.status()
            assert status["configuration"]["problems"]
        assert not company.database.exists()


async def test_what_needs_a_restart_is_said_and_holds_after_it(company: CompanyFolder) -> None:
    async with fake_asterisk() as pbx:
        configure(company, pbx)
        async with running(company, pbx) as run:
            other = unused_port()
            company.edit("config.yaml", f":{run.port}}}", f":{other}}}")
            status = await run.until(lambda status: status["configuration"]["restart"], PROMISED)
            assert status["configuration"]["restart"] == ["web.listen"]
            said = await run.stop()
        assert "web.listen: changed, and needs a restart to take effect" in said
        async with running(company, pbx) as run:
            assert run.port == other
            assert (await run.status())["configuration"]["restart"] == []

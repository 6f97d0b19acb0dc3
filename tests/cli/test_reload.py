"""`run` and its files: changed, spoilt, spoilt before a restart.  A process, a fake Asterisk."""

import signal
from typing import Any

from aiohttp.test_utils import unused_port

from tests.adapters.fake_asterisk import fake_asterisk

from .company_folder import CompanyFolder
from .running import configure, running

PROMISED = 5.0  # within which a changed file is taken


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
    outcome = await company.run_apart("run", ARI_PASSWORD="secret")
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

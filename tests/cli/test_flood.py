"""`run` under many calls and a flood of events: no call is lost, and memory has an end."""

from tests.adapters.fake_asterisk import fake_asterisk
from tests.flood import Crowd, Memory

from .company_folder import CompanyFolder
from .running import configure, running

CALLS = 100
A_SECOND = 10_000
MEGABYTES = 100  # more than a process of the same calls without the flood


async def outcomes_of(company: CompanyFolder) -> list[str | None]:
    listed = await company.run_beside("journal", "--json")
    return [call["outcome"] for call in listed.document]


async def test_no_call_is_lost_in_a_flood_of_events(company: CompanyFolder) -> None:
    async with fake_asterisk() as pbx:
        configure(company, pbx)
        async with running(company, pbx) as run:
            who = await company.run_beside("who", "--department", "otdel1", "--json")
            [on_duty] = who.document
            endpoints = [f"PJSIP/{number}@trunk" for number in on_duty["dial"]]
            async with Crowd(pbx, endpoints) as crowd:
                await crowd.call(CALLS)
                before = Memory.of(run.process.pid)
                await crowd.flood(A_SECOND, seconds=1)
                await crowd.call(1)
                assert Memory.of(run.process.pid).most < before.most + MEGABYTES
                await crowd.leave()
            await run.until(lambda status: status["calls"]["total"] == CALLS + 1)
            status = await run.until(lambda status: status["calls"]["live"] == 0)
            assert status["ari"]["connected"]
            while None in (outcomes := await outcomes_of(company)):
                continue  # they are written off the calls' way
            assert outcomes == ["answered"] * (CALLS + 1)
            assert "Traceback" not in await run.stop()

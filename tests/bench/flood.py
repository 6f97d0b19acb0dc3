"""A flood of events while many talk: how long a new caller waits, and how much memory it takes."""

import asyncio
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.fake_asterisk import fake_asterisk
from tests.cli.company_folder import CompanyFolder
from tests.cli.running import configure, running
from tests.flood import Crowd, Memory

A_SECOND = 10_000
FLOOD_SECONDS = 6.0
TALKS = (0, 100, 500)


@dataclass(frozen=True)
class Run:
    """Times in seconds until a caller talks; memory in megabytes."""

    talks: int
    set_up: float  # all of them at once
    quiet: float
    flooded: float
    behind: float  # until what was sent in the flood is read, after its end
    before: float
    after: float  # the most there ever was
    lost: int


async def measured() -> list[Run]:
    return [await _run(talks) for talks in TALKS]


async def _run(talks: int) -> Run:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        company = CompanyFolder(Path(folder))
        async with fake_asterisk() as pbx:
            configure(company, pbx)
            async with running(company, pbx) as run:
                who = await company.run_beside("who", "--department", "otdel1", "--json")
                [on_duty] = json.loads(who.out)
                endpoints = [f"PJSIP/{number}@trunk" for number in on_duty["dial"]]
                async with Crowd(pbx, endpoints) as crowd:
                    set_up = await crowd.call(talks)
                    quiet = await crowd.call(1)
                    before = Memory.of(run.process.pid).now
                    flood = asyncio.create_task(crowd.flood(A_SECOND, FLOOD_SECONDS))
                    await asyncio.sleep(FLOOD_SECONDS / 2)
                    flooded = await crowd.call(1)
                    await flood
                    behind = await crowd.call(1)
                    after = Memory.of(run.process.pid).most
                    await crowd.leave()
                total = len(crowd.callers)
                await run.until(lambda status: status["calls"]["total"] == total)
                listed = await company.run_beside("journal", "--outcome", "answered", "--json")
                lost = total - len(json.loads(listed.out))
    return Run(talks, set_up, quiet, flooded, behind, before, after, lost)

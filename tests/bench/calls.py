"""Calls through a real Asterisk: the application's next to the same calls by plain Dial().

Each goes from the trunk to a mobile that answers at once; what is measured is the time from the
caller's INVITE to his 200.  The agents on both sides run in this process and share the processors
with Asterisk and the application: that is why there are two columns.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.asterisk.rig import Asterisk, running_asterisk
from tests.asterisk.rig.leftovers import nothing_left
from tests.asterisk.rig.sip import Line, NotSeen, Provider
from tests.demo.scenes import say
from tests.demo.stage import Stage, free_port
from tests.google import GoogleStandIn

from .figures import percentile
from .machine import cpu_seconds

DID = "7770001"
LOADS = ((10, 100), (30, 210), (50, 300))  # calls a second, and how many
WARM_UP = 10
TALK_SECONDS = 0.5
ANSWER_SECONDS = 10.0
QUIET_SECONDS = 60.0  # for the journal and the mails of the last calls


@dataclass(frozen=True)
class Run:
    """Calls of one kind at one rate; times in milliseconds."""

    per_second: float  # answered
    set_up: Sequence[float]
    lost: int

    def percentile(self, percent: float) -> float:
        return percentile(self.set_up, percent)


@dataclass(frozen=True)
class Load:
    rate: int
    plain: Run
    ours: Run
    cpu: float  # milliseconds of the application for one call, with journal and mail


@dataclass(frozen=True)
class Calls:
    asterisk: str
    loads: Sequence[Load]


async def measured() -> Calls:
    async with opened() as bench:
        version = (await bench.pbx.cli("core show version")).strip().partition(" built")[0]
        await bench.run(WARM_UP, WARM_UP, plain=True)
        await bench.run(WARM_UP, WARM_UP, plain=False)
        await bench.quiet()
        loads = [await bench.load(rate, count) for rate, count in LOADS]
    return Calls(version, loads)


class Bench:
    def __init__(self, stage: Stage, pbx: Asterisk, provider: Provider, mobile: Line) -> None:
        self.stage = stage
        self.pbx = pbx
        self.provider = provider
        self.mobile = mobile
        mobile.silent = True
        mobile.on_call = lambda call: call.answer()

    async def load(self, rate: int, count: int) -> Load:
        plain = await self.run(rate, count, plain=True)
        await self.quiet()
        before = cpu_seconds(self.stage.pid)
        ours = await self.run(rate, count, plain=False)
        await self.quiet()
        cpu = (cpu_seconds(self.stage.pid) - before) / count
        say(f"{rate} calls a second: done")
        return Load(rate, plain, ours, cpu * 1000)

    async def run(self, rate: int, count: int, *, plain: bool) -> Run:
        """Evenly spread, however long each takes."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.TaskGroup() as group:
            calls = []
            for number in range(count):
                await asyncio.sleep(max(0.0, began + number / rate - loop.time()))
                calls.append(group.create_task(self._call(number, plain=plain)))
        answered = [each for call in calls if (each := call.result()) is not None]
        if not answered:
            raise NotSeen("none of the calls was answered")
        last = max(at for at, _ in answered)
        set_up = [1000 * seconds for _, seconds in answered]
        return Run(len(answered) / (last - began), set_up, count - len(answered))

    async def _call(self, number: int, *, plain: bool) -> tuple[float, float] | None:
        """When it was answered, and after how long; None: it was not."""
        call = self.provider.call(
            DID,
            f"+7495200{number:04}",
            via="plain-trunk" if plain else None,
            headers=[("X-Phone", self.mobile.number)] if plain else (),
            silent=True,
        )
        try:
            heard = await call.answered(ANSWER_SECONDS)
        except NotSeen:
            return None
        else:
            await asyncio.sleep(TALK_SECONDS)
            return heard.at, heard.at - call.began_at
        finally:
            call.hang_up()

    async def quiet(self) -> None:
        """All calls are over, their mails written, and nothing is left in Asterisk."""
        url = f"http://127.0.0.1:{self.stage.web_port}/status"
        async with asyncio.timeout(QUIET_SECONDS), aiohttp.ClientSession() as session:
            while True:
                async with session.get(url) as response:
                    status = await response.json()
                if not status["calls"]["live"] and not status["outbox"]["waiting"]:
                    break
                await asyncio.sleep(0.2)
        await nothing_left(self.pbx, seconds=QUIET_SECONDS)


@asynccontextmanager
async def opened(google: GoogleStandIn | None = None) -> AsyncIterator[Bench]:
    """With the schedule at Google, or in CSV files."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with running_asterisk(Path(folder) / "pbx", say=say) as pbx:
            stage = Stage(Path(folder), pbx, free_port(), google)
            stage.write_configuration()
            async with (
                Provider(pbx.provider_address, pbx.sip_address) as provider,
                stage.application(),
            ):
                [on_duty] = await stage.json("who", "--department", "otdel1")
                await stage.command("mode", "otdel1", "duty")
                yield Bench(stage, pbx, provider, provider.number(on_duty["dial"][0]))

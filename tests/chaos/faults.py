"""What is done to the company, one thing after another.

Each fault lasts until what was broken is whole again, and says what it was, from when to when.
"""

import asyncio
import resource
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random

from .world import World

AGAIN_SECONDS = 60.0  # until the application has noticed, and is connected again
LOOK_AGAIN = 0.1
RESTART_SECONDS = 10.0


class Kind(StrEnum):
    KILLED = "application killed"
    RESTARTED = "application restarted"
    ASTERISK_KILLED = "Asterisk killed"
    CUT = "events cut"
    HALF_OPEN = "events half-open"
    SLOW_REST = "slow REST"
    FULL_DISK = "full disk"
    NO_MAIL = "mail server down"
    NO_GOOGLE = "Google down"
    CLOCK = "clock jumps"


@dataclass(frozen=True)
class Incident:
    kind: Kind
    began: datetime
    over: datetime


async def strike(world: World, kind: Kind, random: Random) -> Incident:
    began = world.clock()
    await _HOW[kind](world, random)
    return Incident(kind, began, world.clock())


async def _kill(world: World, random: Random) -> None:
    await world.app.kill()
    await asyncio.sleep(random.uniform(0.0, 3.0))
    await world.start_application()


async def _restart(world: World, random: Random) -> None:
    """As for an update."""
    try:
        await world.app.stop()
    except AssertionError as late:
        world.late_stops.append(str(late))
    await world.start_application()


async def _kill_asterisk(world: World, random: Random) -> None:
    await world.pbx.kill()
    world.died_at.append(world.clock())
    await world.crowd.mobiles_hang_up()
    world.on_death()
    await asyncio.sleep(random.uniform(0.0, 2.0))
    before = await _reconnects(world)
    await world.pbx.start()
    await _connected(world, before)


async def _cut(world: World, random: Random) -> None:
    before = await _reconnects(world)
    world.proxy.closed_to_events = random.random() < 0.5
    world.proxy.cut_events()
    await asyncio.sleep(random.uniform(0.5, 4.0))
    world.proxy.closed_to_events = False
    await _connected(world, before)


async def _half_open(world: World, random: Random) -> None:
    before = await _reconnects(world)
    world.proxy.swallow_events()
    await _connected(world, before)


async def _slow_rest(world: World, random: Random) -> None:
    world.proxy.delay = random.uniform(0.2, 0.8)
    await asyncio.sleep(random.uniform(4.0, 8.0))
    world.proxy.delay = 0.0


async def _full_disk(world: World, random: Random) -> None:
    """No file of the process grows any more: the kernel refuses every such write."""
    before = resource.prlimit(world.app.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(world.app.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    await asyncio.sleep(random.uniform(4.0, 10.0))
    resource.prlimit(world.app.pid, resource.RLIMIT_FSIZE, before)


async def _no_mail(world: World, random: Random) -> None:
    await world.stop_mail_server()
    await asyncio.sleep(random.uniform(4.0, 12.0))
    await world.start_mail_server()


async def _no_google(world: World, random: Random) -> None:
    await world.google.stop()
    await asyncio.sleep(random.uniform(4.0, 12.0))
    await world.google.start()


async def _set_clock(world: World, random: Random) -> None:
    """An hour, or a quarter of a minute; back again afterwards."""
    world.set_time(random.choice((3600, 15, -15, -3600)))
    await asyncio.sleep(random.uniform(4.0, 8.0))
    world.set_time(0)
    await asyncio.sleep(1.5)  # until it has been noticed


_HOW: dict[Kind, Callable[[World, Random], Awaitable[None]]] = {
    Kind.KILLED: _kill,
    Kind.RESTARTED: _restart,
    Kind.ASTERISK_KILLED: _kill_asterisk,
    Kind.CUT: _cut,
    Kind.HALF_OPEN: _half_open,
    Kind.SLOW_REST: _slow_rest,
    Kind.FULL_DISK: _full_disk,
    Kind.NO_MAIL: _no_mail,
    Kind.NO_GOOGLE: _no_google,
    Kind.CLOCK: _set_clock,
}


async def _reconnects(world: World) -> float:
    found = [
        float(line.split()[-1])
        for line in (await world.metrics()).splitlines()
        if line.startswith("stasis_app_ari_reconnects_total")
    ]
    return found[0]


async def _connected(world: World, before: float) -> None:
    """Once more than before."""
    async with asyncio.timeout(AGAIN_SECONDS):
        while True:
            with suppress(OSError):
                again = await _reconnects(world) > before
                if again and (await world.status())["ari"]["connected"]:
                    return
            await asyncio.sleep(LOOK_AGAIN)

"""One channel's commands: in order, and HangUp before all others."""

import asyncio

from stasis_app.core.commands import ChannelCommand, Dial, HangUp, Play, Rejected
from stasis_app.core.events import Refusal, Refused
from stasis_app.core.words import LegId, Sound
from stasis_app.lane import AGAIN_SECONDS, COMMAND_SECONDS, Lane

from .virtual_time import virtual_time

ONE = LegId(1)
DIAL = Dial(ONE)
PLAY = Play(ONE, (Sound.PRESS_1_TO_ACCEPT,))
HANG_UP = HangUp(ONE)


async def ask(wanted: list[ChannelCommand], seconds: float = 1) -> list[ChannelCommand | Refused]:
    """Puts the commands one a tenth of a second; what began and what came back, in order."""
    seen: list[ChannelCommand | Refused] = []

    async def carry_out(command: ChannelCommand) -> None:
        seen.append(command)
        await asyncio.sleep(seconds)
        if command == DIAL:
            raise Rejected

    async with asyncio.TaskGroup() as group:
        lane = Lane(group, carry_out, seen.append)
        for command in wanted:
            lane.put(command)
            await asyncio.sleep(0.1)
        await asyncio.sleep(100)
        lane.close()
    return seen


@virtual_time
async def test_one_after_another() -> None:
    assert await ask([DIAL, PLAY]) == [DIAL, Refused(DIAL, Refusal.REJECTED), PLAY]


@virtual_time
async def test_hang_up_breaks_off_what_is_under_way_and_drops_the_rest() -> None:
    assert await ask([DIAL, PLAY, HANG_UP]) == [DIAL, HANG_UP]


@virtual_time
async def test_a_time_out_is_reported_and_the_next_command_taken() -> None:
    assert await ask([DIAL, PLAY], seconds=COMMAND_SECONDS + 1) == [
        DIAL,
        Refused(DIAL, Refusal.TIMED_OUT),
        PLAY,
        Refused(PLAY, Refusal.TIMED_OUT),
    ]


@virtual_time
async def test_a_hang_up_to_which_nobody_replies_is_told_a_second_later() -> None:
    """It is asked for again at once: of an Asterisk that is dead thousands of times a second."""
    loop = asyncio.get_running_loop()
    told: list[float] = []

    async def carry_out(command: ChannelCommand) -> None:
        raise TimeoutError

    async with asyncio.TaskGroup() as group:
        began = loop.time()
        lane = Lane(group, carry_out, lambda refused: told.append(loop.time() - began))
        lane.put(HANG_UP)
        await asyncio.sleep(10)
        lane.close()
    assert told == [AGAIN_SECONDS]

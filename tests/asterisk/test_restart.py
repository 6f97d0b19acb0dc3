"""The application is stopped, drained or replaced: no talk is cut, nobody is left in silence."""

from stasis_app.cli.output import TAKEN_OVER
from stasis_app.core.events import LegConnected, LegRinging

from .conftest import Opener, Starter
from .house import PRIMARY, Leg
from .program import Program
from .rig.rest import ari
from .test_recovery import (
    GOES_ON,
    LONG,
    QUIET,
    answered,
    longest_silence,
    talk,
    they_talk,
)

STOP_SECONDS = 5.0
RESTARTED = "asterisk restarted"


async def test_a_stop_leaves_them_talking_and_the_next_start_has_the_talk_again(
    open_house: Opener, started: Starter
) -> None:
    house = await open_house(department={"fallback": "ext-group,600,1"}, duty=LONG)
    app = await started(house)
    caller, primary = await talk(house)
    waiting, ringing = await house.rings()
    since = caller.agent.time()
    assert await app.stop() < STOP_SECONDS
    await ringing.cancelled()
    assert (await waiting.refused()).status == 486
    assert await house.pbx.reached(waiting.call_id) == ["group 600"]
    await they_talk(caller, primary)
    await app.start(until=GOES_ON)
    await they_talk(caller, primary)
    assert longest_silence(caller, since) < QUIET
    primary.hang_up()
    assert not (await caller.ended()).by_us
    assert await app.told(2) == [
        answered(house),
        house.told("handed over", Leg(PRIMARY, "primary", "cancelled")),
    ]


async def test_drained_it_ends_with_the_last_talk(open_house: Opener, started: Starter) -> None:
    house = await open_house(department={"fallback": "ext-group,600,1"}, duty=LONG)
    app = await started(house)
    caller, primary = await talk(house)
    draining = await app.command("drain")
    assert await draining.says("1")
    late = house.call()
    assert (await late.refused()).status == 486
    assert await house.pbx.reached(late.call_id) == ["group 600"]
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.ended() == 0
    assert await draining.ended() == 0
    assert await app.told(2) == [answered(house), house.told("handed over")]


async def test_a_standby_takes_over_when_the_other_is_killed(
    open_house: Opener, started: Starter
) -> None:
    house = await open_house(duty=LONG)
    app = await started(house)
    caller, primary = await talk(house)
    standby = Program(house)
    try:
        await standby.start(until="standby")
        await app.knows(LegConnected)
        since = caller.agent.time()
        await app.kill()
        await standby.says(GOES_ON)
        await they_talk(caller, primary)
        assert longest_silence(caller, since) < QUIET
        primary.hang_up()
        await caller.ended()
        assert await standby.told() == [answered(house)]
        assert await standby.stop() < STOP_SECONDS
    finally:
        await standby.close()


async def test_another_program_takes_its_place_in_asterisk_and_it_goes(
    open_house: Opener, started: Starter
) -> None:
    """It does not fight; talks go on."""
    house = await open_house(duty=LONG)
    app = await started(house)
    caller, primary = await talk(house)
    async with ari(house.pbx) as session, session.ws_connect("/ari/events?app=duty"):
        assert await app.ended() == TAKEN_OVER
        assert any("another program has connected" in line for line in app.lines)
        await they_talk(caller, primary)
    await app.start(until=GOES_ON)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]


async def test_asterisk_dies_too_and_the_calls_end_in_the_journal(
    open_house: Opener, started: Starter
) -> None:
    """The lamps are published again, too; see test_slow_asterisk."""
    house = await open_house(duty=LONG)
    app = await started(house)
    caller, primary = await talk(house)
    waiting, ringing = await house.rings()
    await app.knows(LegRinging)
    await app.kill()
    await house.pbx.kill()
    await house.pbx.start()
    await app.start()
    talked = Leg(PRIMARY, "primary", "answered")
    assert await app.told(2) == [
        house.told("answered", talked, answered_by=PRIMARY, reason=RESTARTED),
        house.told("abandoned", Leg(PRIMARY, "primary", "cancelled"), reason=RESTARTED),
    ]
    caller.hang_up()
    primary.hang_up()
    waiting.hang_up()

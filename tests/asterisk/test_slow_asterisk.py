"""Asterisk hangs, its events are cut off, or it starts anew: nobody is forgotten by that."""

import asyncio
from dataclasses import replace

import pytest

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, SECONDS, House, Leg, Told, through
from .rig import Asterisk
from .rig.proxy import Held, Proxy
from .rig.sip import ON, IncomingCall, OutgoingCall

AT_ONCE = 0.2  # seconds
RESTARTED = "asterisk restarted"
PARALLEL = {"strategy": "parallel"}
EVENTS = r"GET .*/events"
HANGING = {
    "a channel for the backup": r"POST .*channelId=\S+\.2\b",
    "to dial him": r"POST .*\.2/dial",
    "to hang up on him": r"DELETE .*\.2\b",
    "to let the caller hear it ring": r"POST .*/ring",
}


async def reconnected(house: House) -> None:
    async with asyncio.timeout(SECONDS):
        await house.app.connected.wait()


def cut_off(proxy: Proxy) -> Held:
    """No events get through, and no new connection for them, which is counted."""
    refused = proxy.watch(EVENTS)
    proxy.closed_to_events = True
    proxy.cut_events()
    return refused


async def talk(house: House) -> tuple[OutgoingCall, IncomingCall]:
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    primary.answer()
    await caller.answered()
    await caller.hears(primary)
    await primary.hears(caller)
    return caller, primary


@pytest.mark.parametrize("late", [False, True], ids=["not done", "done, without a word"])
@pytest.mark.parametrize("what", HANGING)
async def test_a_request_hangs_while_the_caller_hangs_up(
    proxy: Proxy, open_house: Opener, what: str, late: bool
) -> None:
    """The primary's phone stops ringing at once all the same."""
    house = await open_house(config=through(proxy), duty=PARALLEL)
    held = proxy.hold(HANGING[what], late=late)
    caller, primary = await house.rings()
    caller.hang_up()
    left_at = primary.agent.time()
    end = await primary.cancelled()
    assert end.at - left_at < AT_ONCE
    held.release()
    assert (await caller.refused()).status == 487
    assert await house.journal() == house.told(
        "abandoned",
        Leg(PRIMARY, "primary", "cancelled", 16),
        Leg(BACKUP, "backup", "cancelled", 16),
    )


async def test_a_request_of_one_call_hangs_and_another_call_goes_on(
    proxy: Proxy, open_house: Opener
) -> None:
    house = await open_house(config=through(proxy), backup="")
    creating = proxy.hold(r"POST .*/create")
    first = house.call()
    await creating.come()
    creating.enough()
    second, primary = await talk(house)
    second.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )
    first.hang_up()
    assert (await first.refused()).status == 487
    creating.release()
    assert await house.journal() == house.told(
        "abandoned", Leg(PRIMARY, "primary", "cancelled", 16)
    )


async def test_asterisk_does_not_join_them_and_the_next_one_is_rung(
    proxy: Proxy, open_house: Opener
) -> None:
    house = await open_house(config=through(proxy), duty={"stagger": "20s", "timeout": "20s"})
    joining = proxy.hold(r"POST .*/addChannel")
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    primary.answer()
    assert not (await primary.ended(SECONDS)).by_us
    joining.release()
    backup = await house.backup.rings()
    backup.answer()
    await caller.hears(backup)
    await backup.hears(caller)
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "unreachable", 16),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


async def test_events_are_cut_off_while_it_rings(proxy: Proxy, open_house: Opener) -> None:
    house = await open_house(config=through(proxy))
    connections = proxy.watch(EVENTS)
    caller, primary = await house.rings()
    proxy.cut_events()
    await connections.come()
    await reconnected(house)
    backup = await house.backup.rings()
    backup.ring()
    primary.answer()
    await caller.answered()
    await caller.hears(primary)
    await primary.hears(caller)
    await backup.cancelled()
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        Leg(BACKUP, "backup", "answered elsewhere", 26),
        answered_by=PRIMARY,
    )


async def test_events_are_lost_as_two_are_connected(proxy: Proxy, open_house: Opener) -> None:
    """Nobody tells that they are in the bridge, and it takes a while to notice that nobody tells
    anything any more: they talk all that time, and afterwards."""
    house = await open_house(config=through(proxy), duty={"stagger": "20s", "timeout": "20s"})
    connections = proxy.watch(EVENTS)
    joining = proxy.hold(r"POST .*/addChannel")
    caller, primary = await house.rings()
    primary.answer()
    await joining.come(2)
    proxy.swallow_events()
    joining.release()
    await caller.hears(primary)
    await primary.hears(caller)
    await connections.come(seconds=SECONDS)
    await reconnected(house)
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_somebody_picks_up_while_events_are_cut_off(proxy: Proxy, open_house: Opener) -> None:
    """He waits until Asterisk can be heard again, and not in vain."""
    house = await open_house(config=through(proxy), duty={"stagger": "3s"})
    caller, primary = await house.rings()
    refused = cut_off(proxy)
    primary.answer()
    await primary.talking()
    await refused.come(2)
    proxy.closed_to_events = False
    await caller.answered()
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_somebody_declines_while_events_are_cut_off(proxy: Proxy, open_house: Opener) -> None:
    house = await open_house(config=through(proxy), duty={"stagger": "20s", "timeout": "20s"})
    caller, primary = await house.rings()
    refused = cut_off(proxy)
    primary.reject(603)
    await refused.come(2)
    proxy.closed_to_events = False
    backup = await house.backup.rings()
    backup.answer()
    await caller.answered()
    await caller.hears(backup)
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "unreachable"),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


@pytest.mark.parametrize("first", ["caller", "phone"])
async def test_a_talk_goes_on_without_events_and_its_end_is_noticed(
    proxy: Proxy, open_house: Opener, first: str
) -> None:
    house = await open_house(config=through(proxy))
    caller, primary = await talk(house)
    refused = cut_off(proxy)
    await refused.come(2)
    await caller.hears(primary)
    await primary.hears(caller)
    one, other = (caller, primary) if first == "caller" else (primary, caller)
    one.hang_up()
    await refused.come(3)
    proxy.closed_to_events = False
    assert not (await other.ended()).by_us
    cause = 16 if first == "caller" else None  # nobody has told us the phone's
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", cause), answered_by=PRIMARY
    )


async def test_a_talk_outlives_a_cut_and_its_end_is_heard(proxy: Proxy, open_house: Opener) -> None:
    house = await open_house(config=through(proxy))
    caller, primary = await talk(house)
    connections = proxy.watch(EVENTS)
    proxy.cut_events()
    await connections.come()
    await reconnected(house)
    await caller.hears(primary)
    await primary.hears(caller)
    primary.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_asterisk_starts_anew(
    proxy: Proxy, open_house: Opener, new_phone: NewPhone, pbx: Asterisk
) -> None:
    house = await open_house(config=through(proxy))
    published = proxy.watch(rf"PUT .*/Stasis:{house.department.name}\?deviceState=INUSE$")
    connections = proxy.watch(EVENTS)
    await pbx.stop()
    before = len(published.requests)
    await pbx.start()
    await connections.come(seconds=SECONDS)
    await published.come(before + 1)
    phone = await new_phone()
    lamp = phone.watch(house.department.code)
    await lamp.shows(ON)
    caller, primary = await talk(house)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_asterisk_dies_under_a_talk_and_under_a_ringing_phone(
    open_house: Opener, pbx: Asterisk
) -> None:
    """The phones notice by themselves, after a while; the journal when Asterisk is back."""
    house = await open_house(duty={"stagger": "20s", "timeout": "20s", "busy": "ring"})
    caller, primary = await talk(house)
    waiting, ringing = await house.rings()
    await pbx.kill()
    await pbx.start()
    talked = Leg(PRIMARY, "primary", "answered")
    assert [await house.journal(), await house.journal()] == [
        house.told("answered", talked, answered_by=PRIMARY, reason=RESTARTED),
        house.told("abandoned", Leg(PRIMARY, "primary", "cancelled"), reason=RESTARTED),
    ]
    caller, primary = await talk(house)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_the_application_stops_as_two_are_being_connected(
    proxy: Proxy, open_house: Opener
) -> None:
    """He has answered him already: nobody is to take him away from the caller again."""
    house = await open_house(config=through(proxy), backup="")
    connecting = proxy.hold(r"POST .*/addChannel")
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await connecting.come()
    stopping = asyncio.create_task(house.stop())
    await asyncio.sleep(AT_ONCE)  # it has been told to stop
    connecting.release()
    await stopping
    await caller.hears(primary)
    await primary.hears(caller)
    await house.start()
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_asterisk_is_stopped_in_order_under_a_talk_and_under_a_ringing_phone(
    open_house: Opener, pbx: Asterisk
) -> None:
    """It hangs up on everybody, and tells the application of it before it goes."""
    house = await open_house(duty={"stagger": "20s", "timeout": "20s", "busy": "ring"})
    caller, primary = await talk(house)
    waiting, ringing = await house.rings()
    await pbx.stop()
    assert not (await caller.ended()).by_us
    assert not (await primary.ended()).by_us
    await ringing.cancelled()
    await pbx.start()
    told = [without_causes(await house.journal()) for _ in range(2)]
    assert sorted(told, key=lambda each: each.outcome) == [
        house.told("abandoned", Leg(PRIMARY, "primary", "cancelled"), reason=RESTARTED),
        house.told(
            "answered", Leg(PRIMARY, "primary", "answered"), answered_by=PRIMARY, reason=RESTARTED
        ),
    ]
    await reconnected(house)


def without_causes(told: Told) -> Told:
    """How many ends Asterisk still tells, before it goes, is a race."""
    return replace(told, legs=tuple(replace(leg, q850=None) for leg in told.legs))

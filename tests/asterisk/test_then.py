"""Nobody on duty took the call: what becomes of the caller then."""

from typing import Any

import aiohttp
import pytest

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, House, Leg
from .rig.configuration import QUEUE_HZ
from .rig.numbers import Numbers
from .rig.sip import IncomingCall, OutgoingCall

BUSY = (
    Leg(PRIMARY, "primary", "busy", 17, 486),
    Leg(BACKUP, "backup", "busy", 17, 486),
)
QUEUE = "ext-queues,9999,1"
NOWHERE = "no-such-context,9999,1"
MISSING = "a destination is missing in the dialplan"


async def everybody_is_busy(house: House) -> OutgoingCall:
    caller = house.call()
    (await house.primary.rings()).reject(486)
    (await house.backup.rings()).reject(486)
    return caller


async def waits_in_the_queue(house: House, caller: OutgoingCall) -> None:
    await caller.answered()
    await caller.hears_tone(QUEUE_HZ)
    assert await house.pbx.reached(caller.call_id) == ["queue 9999"]


async def comes_back_from_stasis(house: House, caller: OutgoingCall) -> None:
    assert (await caller.refused()).status == 403
    assert await house.pbx.reached(caller.call_id) == ["fallback SUCCESS"]


async def talk(caller: OutgoingCall, phone: IncomingCall) -> None:
    phone.answer()
    await caller.answered()
    await caller.hears(phone)
    await phone.hears(caller)
    caller.hang_up()
    await phone.ended()


async def status(house: House) -> dict[str, Any]:
    url = f"http://127.0.0.1:{house.app.web.port}/status"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        found: dict[str, Any] = await response.json()
        return found


async def test_the_call_goes_on_in_the_dialplan(open_house: Opener) -> None:
    house = await open_house(duty={"then": {"continue": QUEUE}})
    caller = await everybody_is_busy(house)
    await waits_in_the_queue(house, caller)
    assert await house.journal() == house.told("handed over", *BUSY)
    caller.hang_up()
    assert (await status(house))["status"] == "ok"
    assert len(await house.mails()) == 2


async def test_it_goes_on_there_when_nobody_has_answered_in_time(open_house: Opener) -> None:
    house = await open_house(duty={"timeout": "2s", "then": {"continue": QUEUE}})
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    backup = await house.backup.rings()
    backup.ring()
    await primary.cancelled()
    await backup.cancelled()
    await waits_in_the_queue(house, caller)
    assert await house.journal() == house.told(
        "handed over",
        Leg(PRIMARY, "primary", "no answer", 16),
        Leg(BACKUP, "backup", "no answer", 16),
    )
    caller.hang_up()


async def test_with_nobody_on_duty_it_goes_on_there_at_once(open_house: Opener) -> None:
    house = await open_house(primary="", backup="", duty={"then": {"continue": QUEUE}})
    caller = house.call()
    await waits_in_the_queue(house, caller)
    assert await house.journal() == house.told("handed over")
    caller.hang_up()


async def test_a_group_in_the_dialplan_is_busy(open_house: Opener) -> None:
    house = await open_house(duty={"then": {"continue": "ext-group,600,1"}})
    caller = await everybody_is_busy(house)
    assert (await caller.refused()).status == 486
    assert await house.pbx.reached(caller.call_id) == ["group 600"]
    assert await house.journal() == house.told("handed over", *BUSY)


async def test_others_ring_all_at_once(
    open_house: Opener, new_phone: NewPhone, numbers: Numbers
) -> None:
    desk = await new_phone()
    boss = numbers.mobile()
    endpoint = f"PJSIP/{desk.number}"
    house = await open_house(duty={"then": {"ring": [boss, endpoint], "timeout": "4s"}})
    house.provider.number(boss)  # its phone is there before it is rung
    caller = await everybody_is_busy(house)
    boss_rings = await house.provider.number(boss).rings()
    desk_rings = await desk.rings()
    for phone in (boss_rings, desk_rings):
        assert phone.caller.number == house.customer
        phone.ring()
    await talk(caller, desk_rings)
    assert 'SIP;cause=200;text="Call completed elsewhere"' in (await boss_rings.cancelled()).reasons
    assert await house.journal() == house.told(
        "answered",
        *BUSY,
        Leg(boss, "escalation", "answered elsewhere", 26),
        Leg(endpoint, "escalation", "answered", 16),
        answered_by=endpoint,
    )


async def test_others_and_others_again(open_house: Opener, numbers: Numbers) -> None:
    """A chain of two: the second is rung when the first has not answered in time."""
    first, second = numbers.mobile(), numbers.mobile()
    last = {"ring": [second], "timeout": "2s", "then": "hangup"}
    house = await open_house(duty={"then": {"ring": [first], "timeout": "1s", "then": last}})
    house.provider.number(first)  # their phones are there before they are rung
    house.provider.number(second)
    caller = await everybody_is_busy(house)
    first_rings = await house.provider.number(first).rings()
    first_rings.ring()
    end = await first_rings.cancelled()
    assert end.at - first_rings.arrived_at > 0.5
    second_rings = await house.provider.number(second).rings()
    second_rings.ring()
    await talk(caller, second_rings)
    assert await house.journal() == house.told(
        "answered",
        *BUSY,
        Leg(first, "escalation", "no answer", 16),
        Leg(second, "escalation", "answered", 16),
        answered_by=second,
    )


async def test_nobody_of_the_whole_chain_answers(open_house: Opener, numbers: Numbers) -> None:
    first, second = numbers.mobile(), numbers.mobile()
    last = {"ring": [second], "timeout": "1s", "then": {"continue": QUEUE}}
    house = await open_house(duty={"then": {"ring": [first], "timeout": "1s", "then": last}})
    house.provider.number(first)  # their phones are there before they are rung
    house.provider.number(second)
    caller = await everybody_is_busy(house)
    (await house.provider.number(first).rings()).reject(603)
    second_rings = await house.provider.number(second).rings()
    second_rings.ring()
    await second_rings.cancelled()
    await waits_in_the_queue(house, caller)
    assert await house.journal() == house.told(
        "handed over",
        *BUSY,
        Leg(first, "escalation", "declined", 21, 603),
        Leg(second, "escalation", "no answer", 16),
    )
    caller.hang_up()


@pytest.mark.parametrize(
    "missing", [NOWHERE, "ext-queues,somebody,1", "ext-queues,9999,77", "ext-queues,9999,label"]
)
async def test_a_destination_does_not_exist(open_house: Opener, missing: str) -> None:
    house = await open_house(department={"fallback": QUEUE}, duty={"then": {"continue": missing}})
    assert (await status(house))["status"] == "ok"
    caller = await everybody_is_busy(house)
    await waits_in_the_queue(house, caller)
    assert await house.journal() == house.told("handed over", *BUSY)
    caller.hang_up()
    shown = await status(house)
    assert shown["status"] == "degraded"
    assert shown["problems"] == [f"in the last hour: 1 × {MISSING}"]
    assert shown["calls"]["errors_last_hour"] == {MISSING: 1}


async def test_the_common_fallback_is_taken_where_the_department_has_none(
    open_house: Opener,
) -> None:
    house = await open_house(config={"fallback": QUEUE}, duty={"then": {"continue": NOWHERE}})
    caller = await everybody_is_busy(house)
    await waits_in_the_queue(house, caller)
    assert await house.journal() == house.told("handed over", *BUSY)
    caller.hang_up()


@pytest.mark.parametrize("fallback", [None, NOWHERE])
async def test_there_is_no_fallback_either(open_house: Opener, fallback: str | None) -> None:
    """The dialplan goes on after Stasis()."""
    house = await open_house(
        department={"fallback": fallback}, duty={"then": {"continue": "no-such-either,1,1"}}
    )
    caller = await everybody_is_busy(house)
    await comes_back_from_stasis(house, caller)
    assert await house.journal() == house.told("handed over", *BUSY)
    shown = await status(house)
    assert shown["calls"]["errors_last_hour"] == {MISSING: 2 if fallback else 1}

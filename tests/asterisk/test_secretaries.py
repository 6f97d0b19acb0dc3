"""Secretary mode: the phones in the office ring, or the call goes to a queue."""

from collections import Counter
from typing import Any

from stasis_app.core.words import Mode

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, House, Leg
from .rig.configuration import QUEUE_HZ
from .rig.numbers import Numbers
from .rig.sip import Phone

ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'


async def with_secretaries(open_house: Opener, *phones: str, **more: Any) -> House:
    """`more` as in `secretary:`; these phones ring."""
    ring = [f"PJSIP/{number}" for number in phones]
    return await open_house(
        mode=Mode.SECRETARY, department={"secretary": {"ring": ring, "then": "hangup", **more}}
    )


def secretary(
    phone: Phone | str, outcome: str, q850: int | None = None, sip: int | None = None
) -> Leg:
    number = phone if isinstance(phone, str) else phone.number
    return Leg(f"PJSIP/{number}", "secretary", outcome, q850, sip)


async def test_two_secretaries_are_rung_and_one_answers(
    open_house: Opener, new_phone: NewPhone
) -> None:
    first, second = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, first.number, second.number)
    caller = house.call(name="Ivan")
    one, other = await first.rings(), await second.rings()
    assert abs(one.arrived_at - other.arrived_at) < 0.3
    for ringing in (one, other):
        assert (ringing.caller.number, ringing.caller.name) == (house.customer, "Ivan")
        ringing.ring()
    await caller.rings()
    assert 200 not in caller.statuses
    other.answer()
    await caller.answered()
    await caller.hears(other)
    await other.hears(caller)
    assert ELSEWHERE in (await one.cancelled()).reasons
    other.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == house.told(
        "answered",
        secretary(first, "answered elsewhere", 26),
        secretary(second, "answered", 16),
        answered_by=f"PJSIP/{second.number}",
        caller_name="Ivan",
        mode="secretary",
    )


async def test_every_phone_with_the_secretary_s_number_rings(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk = await new_phone()
    softphone, handset = await new_phone(desk.number), await new_phone(desk.number)
    house = await with_secretaries(open_house, desk.number)
    caller = house.call()
    calls = [await phone.rings() for phone in (desk, softphone, handset)]
    for ringing in calls:
        ringing.ring()
    await caller.rings()
    calls[1].answer()
    await caller.hears(calls[1])
    await calls[1].hears(caller)
    for ringing in (calls[0], calls[2]):
        assert ELSEWHERE in (await ringing.cancelled()).reasons
    caller.hang_up()
    await calls[1].ended()
    told = await house.journal()
    lost = secretary(desk, "answered elsewhere", 26)
    assert Counter(told.legs) == Counter([secretary(desk, "answered", 16), lost, lost])
    assert told == house.told(
        "answered", *told.legs, answered_by=f"PJSIP/{desk.number}", mode="secretary"
    )


async def test_one_secretary_is_busy_and_the_other_goes_on_ringing(
    open_house: Opener, new_phone: NewPhone
) -> None:
    first, second = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, first.number, second.number)
    caller = house.call()
    (await first.rings()).reject(486)
    ringing = await second.rings()
    ringing.ring()
    await house.hears_of_the_end(f"PJSIP/{first.number}")
    ringing.answer()
    await caller.hears(ringing)
    caller.hang_up()
    await ringing.ended()
    assert await house.journal() == house.told(
        "answered",
        secretary(first, "busy", 17, sip=486),
        secretary(second, "answered", 16),
        answered_by=f"PJSIP/{second.number}",
        mode="secretary",
    )


async def test_all_secretaries_are_busy_and_so_it_is_for_the_caller(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk = await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller = house.call()
    (await desk.rings()).reject(486)
    assert (await caller.refused()).status == 486
    assert await house.journal() == house.told(
        "missed", secretary(desk, "busy", 17, sip=486), mode="secretary"
    )


async def test_no_phone_is_registered_and_the_people_on_duty_are_rung_at_once(
    open_house: Opener, numbers: Numbers
) -> None:
    nobody = numbers.phone()
    house = await with_secretaries(open_house, nobody, then="duty")
    caller = house.call()
    primary = await house.primary.rings()
    assert primary.arrived_at - caller.began_at < 1
    primary.ring()
    await caller.rings()
    primary.answer()
    await caller.hears(primary)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered",
        secretary(nobody, "unreachable"),
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
        mode="secretary",
    )


async def test_no_secretary_answers_and_the_people_on_duty_are_rung(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk = await new_phone()
    house = await with_secretaries(open_house, desk.number, timeout="1s", then="duty")
    caller = house.call()
    ringing = await desk.rings()
    ringing.ring()
    cancelled = await ringing.cancelled()
    assert 0.8 < cancelled.at - ringing.arrived_at < 1.5
    assert ELSEWHERE not in cancelled.reasons
    primary, backup = await house.primary.rings(), await house.backup.rings()
    primary.ring()
    backup.answer()
    await caller.hears(backup)
    await backup.hears(caller)
    assert caller.statuses.count(200) == 1
    await primary.cancelled()
    backup.hang_up()
    await caller.ended()
    assert await house.journal() == house.told(
        "answered",
        secretary(desk, "no answer", 16),
        Leg(PRIMARY, "primary", "answered elsewhere", 26),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
        mode="secretary",
    )


async def test_no_secretary_answers_and_the_caller_is_told_so(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk = await new_phone()
    house = await with_secretaries(open_house, desk.number, timeout="1s")
    caller = house.call()
    ringing = await desk.rings()
    ringing.ring()
    await caller.rings()
    await ringing.cancelled()
    assert (await caller.refused()).status == 480
    assert await house.journal() == house.told(
        "missed", secretary(desk, "no answer", 16), mode="secretary"
    )


async def test_no_secretary_answers_and_the_call_goes_on_in_the_dialplan(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk = await new_phone()
    then = {"continue": "ext-group,600,1"}
    house = await with_secretaries(open_house, desk.number, timeout="1s", then=then)
    caller = house.call()
    ringing = await desk.rings()
    ringing.ring()
    await ringing.cancelled()
    assert (await caller.refused()).status == 486
    assert await house.pbx.reached(caller.call_id) == ["group 600"]
    assert await house.journal() == house.told(
        "handed over", secretary(desk, "no answer", 16), mode="secretary"
    )


async def test_the_secretaries_are_a_queue_of_the_dialplan(open_house: Opener) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    caller = house.call()
    await caller.answered()
    await caller.hears_tone(QUEUE_HZ)
    assert await house.pbx.reached(caller.call_id) == ["queue 9999"]
    assert await house.journal() == house.told("handed over", mode="secretary")
    caller.hang_up()


async def test_the_caller_leaves_while_the_secretaries_are_rung(
    open_house: Opener, new_phone: NewPhone
) -> None:
    first, second = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, first.number, second.number)
    caller = house.call()
    calls = [await first.rings(), await second.rings()]
    calls[0].ring()
    await caller.rings()
    caller.hang_up()
    for ringing in calls:
        assert ELSEWHERE not in (await ringing.cancelled()).reasons
    assert await house.journal() == house.told(
        "abandoned",
        secretary(first, "cancelled", 16),
        secretary(second, "cancelled", 16),
        mode="secretary",
    )

"""Callers on the block list, and VIPs."""

import pytest

from stasis_app.core.words import Mode

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, Leg
from .rig.announcements import Announcements
from .rig.numbers import Numbers


@pytest.mark.parametrize("entry", ["{0}", "+7495*", "8 ({0[2]}{0[3]}{0[4]}) {0[5]}{0[6]}{0[7]}*"])
async def test_a_blocked_caller_gets_busy(open_house: Opener, numbers: Numbers, entry: str) -> None:
    customer = numbers.customer()
    house = await open_house(department={"blocked": {"numbers": [entry.format(customer)]}})
    house.customer = customer
    caller = house.call()
    assert (await caller.refused()).status == 486
    assert not house.primary.calls
    assert await house.journal() == house.told("blocked")
    assert not await house.mails_about_calls()


async def test_whoever_hides_his_number_is_blocked(open_house: Opener) -> None:
    house = await open_house(config={"blocked": {"numbers": ["anonymous"]}})
    assert (await house.call(private=True).refused()).status == 486
    assert await house.journal() == house.told("blocked", caller=None)
    ordinary = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await ordinary.hears(primary)
    ordinary.hang_up()
    assert (await house.journal()).outcome == "answered"


async def test_a_blocked_caller_hears_an_announcement_without_being_answered(
    open_house: Opener, said: Announcements
) -> None:
    house = await open_house(
        config={"blocked": {"numbers": ["+7495*"], "answer": "announcement"}},
    )
    caller = house.call()
    await caller.response(183)
    assert (await said.heard("call-refused")).state == "done"
    assert (await caller.refused()).status == 486
    assert caller.answered_at is None
    assert await house.journal() == house.told("blocked")


async def test_he_hangs_up_while_he_hears_it(open_house: Opener, said: Announcements) -> None:
    house = await open_house(
        department={"blocked": {"numbers": ["+7495*"], "answer": "announcement"}},
    )
    caller = house.call()
    await said.begins("call-refused")
    caller.hang_up()
    assert await house.journal() == house.told("blocked")


async def test_for_a_vip_those_on_duty_ring_before_the_secretaries(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk = await new_phone()
    house = await open_house(
        mode=Mode.SECRETARY,
        department={
            "vip": {"numbers": ["+7495*"]},
            "secretary": {"ring": [desk.number], "timeout": "3s", "then": "hangup"},
        },
        duty={"timeout": "2s"},
    )
    caller = house.call()
    (await house.primary.rings()).reject(486)
    (await house.backup.rings()).reject(486)
    secretary = await desk.rings()
    secretary.answer()
    await caller.hears(secretary)
    caller.hang_up()
    await secretary.ended()
    told = await house.journal()
    assert told == house.told(
        "answered",
        Leg(PRIMARY, "primary", "busy", 17, 486),
        Leg(BACKUP, "backup", "busy", 17, 486),
        Leg(f"PJSIP/{desk.number}", "secretary", "answered", 16),
        answered_by=f"PJSIP/{desk.number}",
        mode="secretary",
    )


async def test_for_a_vip_everybody_rings_at_once(open_house: Opener, new_phone: NewPhone) -> None:
    desk = await new_phone()
    house = await open_house(
        mode=Mode.SECRETARY,
        config={"vip": {"numbers": ["+7495*"], "ring": "everybody"}},
        department={"secretary": {"ring": [desk.number]}},
        duty={"stagger": "3s"},
    )
    caller = house.call()
    primary = await house.primary.rings()
    backup = await house.backup.rings(1)
    secretary = await desk.rings(1)
    assert backup.arrived_at - primary.arrived_at < 1
    backup.answer()
    await caller.hears(backup)
    await primary.cancelled()
    await secretary.cancelled()
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered elsewhere", 26),
        Leg(BACKUP, "backup", "answered", 16),
        Leg(f"PJSIP/{desk.number}", "secretary", "answered elsewhere", 26),
        answered_by=BACKUP,
        mode="secretary",
    )

"""Somebody who is in another call already; how long and how often phones ring."""

from .conftest import Opener
from .house import BACKUP, PRIMARY, Leg


async def test_the_second_caller_reaches_the_backup_at_once(open_house: Opener) -> None:
    house = await open_house(duty={"stagger": "3s"})
    first, primary = await house.rings()
    other = house.numbers.customer()
    second = house.provider.call(house.department.did, other)
    backup = await house.backup.rings()
    assert backup.caller.number == other
    backup.answer()
    await second.hears(backup)
    second.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "skipped"),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
        caller=other,
    )
    first.hang_up()
    await primary.cancelled()
    await house.journal()


async def test_whoever_hangs_up_is_rung_for_the_one_who_waits(open_house: Opener) -> None:
    house = await open_house(duty={"stagger": "3s", "timeout": "10s"})
    first = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await first.hears(primary)
    other = house.numbers.customer()
    second = house.provider.call(house.department.did, other)
    backup = await house.backup.rings()
    backup.ring()
    first.hang_up()
    await primary.ended()
    await house.journal()
    again = await house.primary.rings()
    assert again.caller.number == other
    again.answer()
    await second.hears(again)
    second.hang_up()
    await again.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "skipped"),
        Leg(BACKUP, "backup", "answered elsewhere", 26),
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
        caller=other,
    )


async def test_when_nobody_else_is_left_he_is_rung_all_the_same(open_house: Opener) -> None:
    house = await open_house(duty={"stagger": "3s"}, backup="")
    first = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await first.hears(primary)
    second = house.provider.call(house.department.did, house.numbers.customer())
    (await house.primary.rings()).reject(486)
    assert (await second.refused()).status == 486
    await house.journal()
    first.hang_up()
    await primary.ended()
    await house.journal()


async def test_no_mobile_rings_longer_than_its_voicemail_waits(open_house: Opener) -> None:
    house = await open_house(duty={"leg_timeout": "1s", "stagger": "3s", "rounds": 2})
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    await primary.cancelled()
    backup = await house.backup.rings()
    backup.ring()
    await backup.cancelled()
    await caller.refused(10)
    told = await house.journal()
    assert told == house.told(
        "missed",
        Leg(PRIMARY, "primary", "no answer", 16),
        Leg(BACKUP, "backup", "no answer", 16),
    )


async def test_a_second_round(open_house: Opener) -> None:
    house = await open_house(duty={"rounds": 2, "timeout": "10s"}, backup="")
    caller = house.call()
    (await house.primary.rings()).reject(486)
    again = await house.primary.rings()
    again.answer()
    await caller.hears(again)
    caller.hang_up()
    await again.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "busy", 17, 486),
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
    )


async def test_the_person_on_duty_calls_the_own_department(open_house: Opener) -> None:
    house = await open_house()
    caller = house.provider.call(house.department.did, house.primary.number)
    backup = await house.backup.rings()
    backup.answer()
    await caller.hears(backup)
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "skipped"),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
        caller=house.primary.number,
    )

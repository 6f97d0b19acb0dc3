"""Somebody who calls again."""

from typing import Any

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg

RULES: dict[str, Any] = {"repeat_callers": {"same_person": "30m", "all_at_once": "3m"}}


async def talk_with_the_backup(house: House) -> None:
    caller = house.call()
    (await house.primary.rings()).reject(486)
    backup = await house.backup.rings()
    backup.answer()
    await caller.hears(backup)
    caller.hang_up()
    await backup.ended()
    assert (await house.journal()).answered_by == BACKUP


async def the_backup_rings_first(house: House) -> None:
    caller = house.call()
    backup = await house.backup.rings()
    assert len(house.primary.calls) == 1
    backup.answer()
    await caller.hears(backup)
    caller.hang_up()
    await backup.ended()
    told = await house.journal()
    assert told == house.told("answered", Leg(BACKUP, "backup", "answered", 16), answered_by=BACKUP)


async def test_whom_he_talked_to_rings_first(open_house: Opener) -> None:
    house = await open_house(department=RULES, duty={"stagger": "3s"})
    await talk_with_the_backup(house)
    await the_backup_rings_first(house)


async def test_a_restart_forgets_nothing(open_house: Opener) -> None:
    house = await open_house(department=RULES, duty={"stagger": "3s"})
    await talk_with_the_backup(house)
    await house.stop()
    await house.start()
    await the_backup_rings_first(house)


async def test_another_caller_rings_whom_everybody_rings(open_house: Opener) -> None:
    house = await open_house(department=RULES, duty={"stagger": "3s"})
    await talk_with_the_backup(house)
    house.customer = house.numbers.customer()
    caller = house.call()
    primary = await house.primary.rings()
    assert len(house.backup.calls) == 1
    primary.answer()
    await caller.hears(primary)
    caller.hang_up()
    await primary.ended()
    await house.journal()


async def test_whoever_hides_is_never_known_again(open_house: Opener) -> None:
    house = await open_house(department=RULES, duty={"stagger": "3s", "timeout": "6s"})
    for _ in range(2):
        caller = house.call(anonymous=True)
        primary = await house.primary.rings()
        primary.ring()
        rung = len(house.backup.calls)
        caller.hang_up()
        await primary.cancelled()
        assert (await house.journal()).outcome == "abandoned"
        assert len(house.backup.calls) == rung == 0


async def test_after_a_call_that_nobody_took_both_ring_at_once(open_house: Opener) -> None:
    house = await open_house(department=RULES, duty={"stagger": "3s"})
    given_up = house.call()
    primary = await house.primary.rings()
    primary.ring()
    given_up.hang_up()
    await primary.cancelled()
    assert (await house.journal()).outcome == "abandoned"
    caller = house.call()
    primary = await house.primary.rings()
    backup = await house.backup.rings(1)
    assert backup.arrived_at - primary.arrived_at < 1
    primary.answer()
    await caller.hears(primary)
    await backup.cancelled()
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        Leg(BACKUP, "backup", "answered elsewhere", 26),
        answered_by=PRIMARY,
    )

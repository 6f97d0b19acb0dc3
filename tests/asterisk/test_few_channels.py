"""Trunks with few channels: who is rung one after another, by which trunk; what congestion does."""

from typing import Any

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg
from .test_caller_id import BY_TRUNK, SPARE, trunk_of

ANSWERED = Leg(BACKUP, "backup", "answered", 16)


async def house_that(open_house: Opener, **dial: Any) -> House:
    duty = {"strategy": "parallel", "stagger": "1s", "timeout": "20s"}
    return await open_house(config={"dial": {**BY_TRUNK, **dial}}, duty=duty)


async def issues(house: House) -> tuple[str, ...]:
    (row,) = await house.app.history.calls()
    return row.why.issues


async def test_p20_two_channels_so_the_caller_and_one_mobile_at_a_time(open_house: Opener) -> None:
    house = await house_that(open_house, channels=2)
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    await primary.cancelled()
    backup = await house.backup.rings()
    assert backup.arrived_at - primary.arrived_at > 0.9
    backup.answer()
    await caller.hears(backup)
    caller.hang_up()
    await backup.ended()
    told = house.told(
        "answered", Leg(PRIMARY, "primary", "no answer", 16), ANSWERED, answered_by=BACKUP
    )
    assert await house.journal() == told
    assert "few_channels" in await issues(house)


async def test_p20_the_second_trunk_takes_what_the_first_has_no_room_for(
    open_house: Opener,
) -> None:
    house = await house_that(open_house, channels=2, trunks=[SPARE])
    caller = house.call()
    primary = await house.primary.rings()
    backup = await house.backup.rings()
    assert [trunk_of(primary), trunk_of(backup)] == ["trunk", "spare"]
    backup.answer()
    await caller.hears(backup)
    await primary.cancelled()
    caller.hang_up()
    await backup.ended()
    lost = Leg(PRIMARY, "primary", "answered elsewhere", 26)
    assert await house.journal() == house.told("answered", lost, ANSWERED, answered_by=BACKUP)
    assert "few_channels" not in await issues(house)


async def test_p20_a_congestion_on_one_mobile_does_not_kill_the_other(open_house: Opener) -> None:
    house = await house_that(open_house)
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    (await house.backup.rings()).reject(503)
    await house.hears_of_the_end(BACKUP)
    primary.answer()
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        Leg(BACKUP, "backup", "unreachable", 34, 503),
        answered_by=PRIMARY,
    )

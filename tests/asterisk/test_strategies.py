"""Who rings when, on the wire and in the journal."""

from .conftest import Opener
from .house import BACKUP, PRIMARY, Leg


async def test_parallel_rings_both_at_once_and_the_first_answer_wins(open_house: Opener) -> None:
    house = await open_house(duty={"strategy": "parallel"})
    caller = house.call(name="Ivan")
    primary = await house.primary.rings()
    backup = await house.backup.rings()
    assert backup.arrived_at - primary.arrived_at < 0.5
    assert (primary.caller.number, primary.caller.name) == (house.customer, "Ivan")
    primary.ring()
    backup.ring()
    await caller.rings()
    assert 200 not in caller.statuses
    backup.answer()
    await caller.answered()
    await caller.hears(backup)
    await backup.hears(caller)
    cancelled = await primary.cancelled()
    assert 'SIP;cause=200;text="Call completed elsewhere"' in cancelled.reasons
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered elsewhere", 26),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
        caller_name="Ivan",
    )


async def test_staggered_lets_the_backup_join_while_the_primary_goes_on_ringing(
    open_house: Opener,
) -> None:
    house = await open_house()
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    backup = await house.backup.rings()
    backup.ring()
    assert 0.9 < backup.arrived_at - primary.arrived_at < 1.5
    primary.answer()
    await caller.answered()
    await caller.hears(primary)
    await backup.cancelled()
    primary.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        Leg(BACKUP, "backup", "answered elsewhere", 26),
        answered_by=PRIMARY,
    )

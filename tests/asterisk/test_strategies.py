"""Who rings when, on the wire and in the journal."""

from .conftest import Opener
from .house import BACKUP, BACKUP_MAIL, PRIMARY, PRIMARY_MAIL, Leg


async def test_parallel_rings_both_at_once_and_the_first_answer_wins(open_house: Opener) -> None:
    house = await open_house(duty={"strategy": "parallel"})
    caller = house.call(name="Ivan")
    primary = await house.primary.rings()
    backup = await house.backup.rings()
    assert backup.arrived_at - primary.arrived_at < 1
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
    assert 0.5 < backup.arrived_at - primary.arrived_at < 2.5
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


async def test_parallel_nobody_answers(open_house: Opener) -> None:
    house = await open_house(duty={"strategy": "parallel", "timeout": "2s"})
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    backup = await house.backup.rings()
    backup.ring()
    primary_end = await primary.cancelled()
    backup_end = await backup.cancelled()
    for end in (primary_end, backup_end):
        assert end.at - primary.arrived_at > 1.3
        assert not any("completed elsewhere" in reason for reason in end.reasons)
    assert (await caller.refused()).status == 480
    assert 200 not in caller.statuses
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "no answer", 16),
        Leg(BACKUP, "backup", "no answer", 16),
    )
    told = {mail["To"]: mail["Subject"] for mail in await house.mails()}
    assert set(told) == {PRIMARY_MAIL, BACKUP_MAIL}
    assert all("пропущен" in subject for subject in told.values())


async def test_staggered_nobody_answers(open_house: Opener) -> None:
    house = await open_house(duty={"timeout": "2s"})
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    backup = await house.backup.rings()
    backup.ring()
    assert backup.arrived_at - primary.arrived_at > 0.5
    primary_end = await primary.cancelled()
    backup_end = await backup.cancelled()
    assert abs(primary_end.at - backup_end.at) < 1
    assert primary_end.at - primary.arrived_at > 1.3
    assert (await caller.refused()).status == 480
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "no answer", 16),
        Leg(BACKUP, "backup", "no answer", 16),
    )


async def test_sequential_the_primary_stops_ringing_when_it_is_the_backup_s_turn(
    open_house: Opener,
) -> None:
    house = await open_house(duty={"strategy": "sequential"})
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    first_end = await primary.cancelled()
    assert first_end.at - primary.arrived_at > 0.5
    assert not any("completed elsewhere" in reason for reason in first_end.reasons)
    backup = await house.backup.rings()
    assert abs(backup.arrived_at - first_end.at) < 1
    backup.ring()
    backup.answer()
    await caller.answered()
    await caller.hears(backup)
    await backup.hears(caller)
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "no answer", 16),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


async def test_sequential_the_backup_has_what_is_left_of_the_time(open_house: Opener) -> None:
    house = await open_house(duty={"strategy": "sequential", "timeout": "3s"})
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    await primary.cancelled()
    backup = await house.backup.rings()
    backup.ring()
    backup_end = await backup.cancelled()
    assert 2.3 < backup_end.at - primary.arrived_at < 5
    assert (await caller.refused()).status == 480
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "no answer", 16),
        Leg(BACKUP, "backup", "no answer", 16),
    )
    assert len(await house.mails()) == 2


async def test_sequential_the_backup_does_not_ring_when_the_primary_answers_in_time(
    open_house: Opener,
) -> None:
    house = await open_house(duty={"strategy": "sequential"})
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    primary.answer()
    await caller.answered()
    await caller.hears(primary)
    await caller.hears(primary, since=primary.arrived_at + 1.5)
    primary.hang_up()
    await caller.ended()
    assert house.backup.calls == []
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )

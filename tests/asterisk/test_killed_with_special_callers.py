"""The application is killed while somebody is refused, comes back to us, or seems to call twice."""

from stasis_app.core.events import LegLooped, LegRinging

from .conftest import Opener, Starter
from .house import BACKUP, PRIMARY, Leg
from .rig.announcements import Announcements
from .test_loops import keeps_our_mark, sends_on
from .test_recovery import LONG, killed_and_started


async def test_while_a_blocked_caller_hears_why(
    open_house: Opener, started: Starter, said: Announcements
) -> None:
    house = await open_house(
        department={"blocked": {"numbers": ["+7495*"], "answer": "announcement"}}
    )
    app = await started(house)
    caller = house.call()
    await said.begins("call-refused")
    await killed_and_started(app)
    assert (await caller.refused()).status == 486
    assert await app.told() == [house.told("blocked")]
    await app.stop()


async def test_after_a_phone_has_sent_the_call_back(open_house: Opener, started: Starter) -> None:
    house = await open_house(duty=LONG)
    app = await started(house)
    caller = house.call()
    primary = await house.primary.rings()
    back = sends_on(house, primary, keeps_our_mark(primary))
    assert (await back.refused()).status == 486
    backup = await house.backup.rings()
    backup.ring()
    await killed_and_started(app, LegLooped, LegRinging)
    backup.answer()
    await caller.hears(backup)
    caller.hang_up()
    await backup.ended()
    looped, answered = sorted(await app.told(2), key=lambda told: told.outcome, reverse=True)
    assert looped == house.told("looped")
    assert answered == house.told(
        "answered",
        Leg(PRIMARY, "primary", "looped", 16),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )
    assert len(house.primary.calls) == 1
    await app.stop()


async def test_while_one_who_seems_to_call_twice_waits(
    open_house: Opener, started: Starter
) -> None:
    house = await open_house(duty={**LONG, "timeout": "60s"}, backup="")
    app = await started(house)
    first = house.call()
    primary = await house.primary.rings()
    primary.ring()
    second = house.call()
    await second.rings()
    await killed_and_started(app, LegRinging)
    assert len(house.primary.calls) == 1
    first.hang_up()
    await primary.cancelled()
    again = await house.primary.rings()
    again.answer()
    await second.hears(again)
    second.hang_up()
    await again.ended()
    given_up, answered = sorted(await app.told(2), key=lambda told: told.outcome)
    assert given_up == house.told("abandoned", Leg(PRIMARY, "primary", "cancelled", 16))
    assert answered == house.told(
        "answered",
        Leg(PRIMARY, "primary", "skipped"),
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
    )
    await app.stop()

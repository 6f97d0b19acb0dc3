"""Every way in which a phone that is rung may end, and whom the caller gets instead.

The backup would join after three seconds; when the primary cannot be had he rings at once.
"""

import pytest

from .conftest import Opener
from .house import BACKUP, BACKUP_MAIL, PRIMARY, PRIMARY_MAIL, House, Leg
from .rig.numbers import Numbers
from .rig.sip import IncomingCall, OutgoingCall

LATER = {"stagger": "3s", "timeout": "4s"}
AT_ONCE = 1.0  # seconds, on a busy machine


async def answered_by_backup(house: House, caller: OutgoingCall, since: float) -> None:
    backup = await house.backup.rings()
    assert backup.arrived_at - since < AT_ONCE
    await talks_until_the_caller_hangs_up(caller, backup)


async def talks_until_the_caller_hangs_up(caller: OutgoingCall, phone: IncomingCall) -> None:
    phone.ring()
    phone.answer()
    await caller.answered()
    await caller.hears(phone)
    await phone.hears(caller)
    caller.hang_up()
    await phone.ended()


def lost_then_backup(house: House, lost: Leg) -> object:
    """What the journal says of a call that only the backup could take."""
    return house.told("answered", lost, Leg(BACKUP, "backup", "answered", 16), answered_by=BACKUP)


@pytest.mark.parametrize(
    ("status", "outcome", "q850"),
    [
        (486, "busy", 17),
        (600, "busy", 17),
        (603, "declined", 21),
        (403, "unreachable", 21),
        (404, "unreachable", 1),
        (480, "unreachable", 19),
        (503, "unreachable", 34),
    ],
)
async def test_p5_a_refusal_rings_the_backup_at_once(
    open_house: Opener, status: int, outcome: str, q850: int
) -> None:
    house = await open_house(duty=LATER)
    caller = house.call()
    primary = await house.primary.rings()
    primary.reject(status)
    await answered_by_backup(house, caller, primary.arrived_at)
    lost = Leg(PRIMARY, "primary", outcome, q850, status)
    assert await house.journal() == lost_then_backup(house, lost)


async def test_p5_a_subscriber_who_is_absent_cannot_be_reached(open_house: Opener) -> None:
    """A mobile that is off, as an exchange says it in the words of the telephone network; of these
    Asterisk makes no cause, it goes by the SIP status."""
    house = await open_house(duty=LATER)
    caller = house.call()
    primary = await house.primary.rings()
    primary.reject(480, 'Q.850;cause=20;text="Subscriber absent"')
    await answered_by_backup(house, caller, primary.arrived_at)
    lost = Leg(PRIMARY, "primary", "unreachable", 19, 480)
    assert await house.journal() == lost_then_backup(house, lost)


@pytest.mark.parametrize(("status", "outcome", "q850"), [(486, "busy", 17), (603, "declined", 21)])
async def test_a_refusal_after_it_has_rung(
    open_house: Opener, status: int, outcome: str, q850: int
) -> None:
    house = await open_house(duty=LATER)
    caller, primary = await house.rings()
    primary.reject(status)
    assert primary.ending
    await answered_by_backup(house, caller, primary.ending.at)
    lost = Leg(PRIMARY, "primary", outcome, q850, status)
    assert await house.journal() == lost_then_backup(house, lost)


async def test_everybody_is_busy_and_so_it_is_for_the_caller(open_house: Opener) -> None:
    house = await open_house(duty=LATER)
    caller = house.call()
    primary = await house.primary.rings()
    primary.reject(486)
    backup = await house.backup.rings()
    backup.reject(600)
    assert (await caller.refused()).status == 486
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "busy", 17, 486),
        Leg(BACKUP, "backup", "busy", 17, 600),
    )
    assert {mail["To"] for mail in await house.mails()} == {PRIMARY_MAIL, BACKUP_MAIL}


async def test_one_is_busy_and_the_other_declines(open_house: Opener) -> None:
    house = await open_house(duty=LATER)
    caller = house.call()
    (await house.primary.rings()).reject(486)
    (await house.backup.rings()).reject(603)
    assert (await caller.refused()).status == 480
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "busy", 17, 486),
        Leg(BACKUP, "backup", "declined", 21, 603),
    )


async def test_one_is_busy_and_the_other_never_answers(open_house: Opener) -> None:
    house = await open_house(duty={"timeout": "2s"})
    caller = house.call()
    (await house.primary.rings()).reject(486)
    backup = await house.backup.rings()
    backup.ring()
    await backup.cancelled()
    assert (await caller.refused()).status == 480
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "busy", 17, 486),
        Leg(BACKUP, "backup", "no answer", 16),
    )


async def test_p4_a_phone_that_never_rings(open_house: Opener) -> None:
    """183 Session Progress only: a gateway that looks for it, and nobody knows for how long."""
    house = await open_house(duty={"timeout": "2s"})
    caller = house.call()
    primary = await house.primary.rings()
    primary.progress(sound=False)
    backup = await house.backup.rings()
    backup.progress(sound=True)
    await primary.cancelled()
    await backup.cancelled()
    assert (await caller.refused()).status == 480
    assert set(caller.statuses) == {100, 180, 480}
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "no answer", 16),
        Leg(BACKUP, "backup", "no answer", 16),
    )


async def test_p4_a_phone_that_plays_something_before_it_is_answered(open_house: Opener) -> None:
    """The caller goes on hearing it ring: he is not let into anybody's announcements."""
    house = await open_house(duty=LATER)
    caller = house.call()
    primary = await house.primary.rings()
    primary.progress(sound=True)
    primary.ring()
    await caller.rings()
    assert caller.audio.tones() == set()
    await talks_until_the_caller_hangs_up(caller, primary)
    assert set(caller.statuses) == {100, 180, 200}
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_p4_early_sound_alone_and_then_an_answer(open_house: Opener) -> None:
    house = await open_house(duty=LATER)
    caller = house.call()
    primary = await house.primary.rings()
    primary.progress(sound=True)
    primary.answer()
    await caller.answered()
    await caller.hears(primary)
    await primary.hears(caller)
    primary.hang_up()
    assert not (await caller.ended()).by_us
    assert set(caller.statuses) == {100, 180, 200}
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_p4_an_answer_without_any_ringing(open_house: Opener) -> None:
    house = await open_house(duty=LATER)
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await caller.answered()
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_a_phone_says_nothing_at_all(open_house: Opener) -> None:
    """Not even 100 Trying: the packets get lost on the way."""
    house = await open_house()
    house.primary.deaf = True
    caller = house.call()
    backup = await house.backup.rings()
    assert house.primary.unheard
    assert house.primary.calls == []
    await talks_until_the_caller_hangs_up(caller, backup)
    lost = Leg(PRIMARY, "primary", "answered elsewhere", 26)
    assert await house.journal() == lost_then_backup(house, lost)


async def test_no_phone_says_anything(open_house: Opener) -> None:
    house = await open_house(duty={"timeout": "2s"})
    house.primary.deaf = True
    house.backup.deaf = True
    caller = house.call()
    await caller.rings()
    assert (await caller.refused()).status == 480
    assert house.primary.unheard
    assert house.backup.unheard
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "no answer", 16),
        Leg(BACKUP, "backup", "no answer", 16),
    )


async def test_the_trunk_does_not_exist(open_house: Opener) -> None:
    house = await open_house(config={"dial": {"endpoint": "PJSIP/{number}@no-such-trunk"}})
    caller = house.call()
    refusal = await caller.refused()
    assert refusal.status == 480
    assert await house.journal() == house.told(
        "missed", Leg(PRIMARY, "primary", "unreachable"), Leg(BACKUP, "backup", "unreachable")
    )
    assert house.primary.calls == []


async def test_the_primary_s_endpoint_does_not_exist(open_house: Opener, numbers: Numbers) -> None:
    dial = {"endpoint": "PJSIP/{number}@trunk", "internal": "PJSIP/{number}@no-such-trunk"}
    house = await open_house(config={"dial": dial}, primary=numbers.phone(), duty=LATER)
    caller = house.call()
    await answered_by_backup(house, caller, caller.began_at)
    lost = Leg(PRIMARY, "primary", "unreachable")
    assert await house.journal() == lost_then_backup(house, lost)


async def test_the_primary_s_desk_phone_is_not_registered(
    open_house: Opener, numbers: Numbers
) -> None:
    house = await open_house(primary=numbers.phone(), duty=LATER)
    caller = house.call()
    await answered_by_backup(house, caller, caller.began_at)
    lost = Leg(PRIMARY, "primary", "unreachable")
    assert await house.journal() == lost_then_backup(house, lost)


async def test_nobody_has_the_primary_s_number(open_house: Opener) -> None:
    house = await open_house(duty=LATER)
    house.provider.forget(house.primary.number)
    caller = house.call()
    await answered_by_backup(house, caller, caller.began_at)
    lost = Leg(PRIMARY, "primary", "unreachable", 1, 404)
    assert await house.journal() == lost_then_backup(house, lost)


async def test_without_a_primary_the_backup_takes_his_place(open_house: Opener) -> None:
    house = await open_house(primary="", duty=LATER)
    caller = house.call()
    backup = await house.backup.rings()
    assert backup.arrived_at - caller.began_at < AT_ONCE
    await talks_until_the_caller_hangs_up(caller, backup)
    assert await house.journal() == house.told(
        "answered", Leg(BACKUP, "primary", "answered", 16), answered_by=BACKUP
    )


async def test_with_nobody_on_duty_the_call_ends_at_once_and_somebody_is_told(
    open_house: Opener,
) -> None:
    house = await open_house(
        primary="", backup="", config={"mail": {"admins": ["admin@example.com"]}}
    )
    caller = house.call()
    assert (await caller.refused()).status == 480
    assert await house.journal() == house.told("missed")
    (mail,) = await house.mails_about_calls()
    assert mail["To"] == "admin@example.com"

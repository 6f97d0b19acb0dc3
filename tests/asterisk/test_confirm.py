"""`confirm: true`: whoever picks up has to press 1, so that no voicemail takes the call."""

import pytest

from stasis_app.core.call import confirm
from stasis_app.core.words import Sound

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg
from .rig.announcements import Announcement, Announcements
from .rig.sip import IncomingCall, OutgoingCall

PROMPT = Sound.PRESS_1_TO_ACCEPT


async def asked(open_house: Opener, **duty: str) -> House:
    return await open_house(duty={"strategy": "parallel", "confirm": True, **duty})


async def ring_both(house: House) -> tuple[OutgoingCall, IncomingCall, IncomingCall]:
    caller = house.call()
    primary, backup = await house.primary.rings(), await house.backup.rings()
    primary.ring()
    backup.ring()
    await caller.rings()
    return caller, primary, backup


async def is_asked(said: Announcements, ringing: IncomingCall) -> Announcement:
    """The phone answers, and hears the prompt begin."""
    ringing.answer()
    began = await said.begins(PROMPT)
    await ringing.audio.until_sound(2)
    return began


async def they_talk_and_the_caller_hangs_up(caller: OutgoingCall, winner: IncomingCall) -> None:
    await caller.answered()
    await caller.hears(winner)
    await winner.hears(caller)
    caller.hang_up()
    await winner.ended()


@pytest.mark.parametrize("by_info", [False, True], ids=["RFC 4733", "INFO"])
async def test_1_accepts_also_during_the_prompt(
    open_house: Opener, said: Announcements, by_info: bool
) -> None:
    house = await asked(open_house)
    caller, primary, backup = await ring_both(house)
    await is_asked(said, primary)
    assert 200 not in caller.statuses
    assert backup.ending is None
    if by_info:
        await primary.press_by_info("1")
    else:
        primary.press("1")
    assert (await said.heard(PROMPT, seconds=1)).state == "done"
    await they_talk_and_the_caller_hangs_up(caller, primary)
    await backup.cancelled()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        Leg(BACKUP, "backup", "answered elsewhere", 26),
        answered_by=PRIMARY,
    )


async def test_the_whole_prompt_is_heard_in_the_company_s_language_and_then_1(
    open_house: Opener, said: Announcements
) -> None:
    house = await asked(open_house)
    caller, primary, _ = await ring_both(house)
    await is_asked(said, primary)
    prompt = await said.heard(PROMPT)
    assert (prompt.language, prompt.state) == ("ru", "done")
    primary.press("1")
    await they_talk_and_the_caller_hangs_up(caller, primary)
    assert (await house.journal()).answered_by == PRIMARY


async def test_2_declines_and_the_other_goes_on_ringing(
    open_house: Opener, said: Announcements
) -> None:
    house = await asked(open_house)
    caller, primary, backup = await ring_both(house)
    await is_asked(said, primary)
    primary.press("2")
    await primary.ended()
    assert backup.ending is None
    await is_asked(said, backup)
    backup.press("1")
    await they_talk_and_the_caller_hangs_up(caller, backup)
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "not confirmed", 16),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


async def test_two_voicemails_and_nobody_has_taken_the_call(
    open_house: Opener, said: Announcements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirm, "PROMPT_SECONDS", 0.7)
    house = await asked(open_house)
    caller, primary, backup = await ring_both(house)
    primary.answer()
    backup.answer()
    ends = [await primary.ended(), await backup.ended()]
    assert primary.answered_at
    assert all(1.3 < end.at - primary.answered_at < 2.5 for end in ends)
    assert [each.sound for each in said.begun] == [PROMPT] * 4
    assert (await caller.refused()).status == 480
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "not confirmed", 16),
        Leg(BACKUP, "backup", "not confirmed", 16),
    )


async def test_he_hangs_up_instead_of_pressing_a_key(
    open_house: Opener, said: Announcements
) -> None:
    house = await open_house(duty={"confirm": True}, backup="")
    caller = house.call()
    primary = await house.primary.rings()
    await is_asked(said, primary)
    primary.hang_up()
    assert (await caller.refused()).status == 480
    assert await house.journal() == house.told(
        "missed", Leg(PRIMARY, "primary", "not confirmed", 16)
    )


async def test_who_accepts_too_late_hears_that_it_is_taken(
    open_house: Opener, said: Announcements
) -> None:
    house = await asked(open_house)
    caller, primary, backup = await ring_both(house)
    late = await is_asked(said, primary)
    await is_asked(said, backup)
    backup.press("1")
    taken = await said.begins(Sound.ALREADY_TAKEN)
    assert taken.channel == late.channel
    primary.press("1")
    await caller.hears(backup)
    assert (await said.heard(Sound.ALREADY_TAKEN)).state == "done"
    assert not (await primary.ended()).by_us
    await they_talk_and_the_caller_hangs_up(caller, backup)
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered elsewhere", 26),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


async def test_the_caller_leaves_while_somebody_is_asked(
    open_house: Opener, said: Announcements
) -> None:
    house = await asked(open_house)
    caller, primary, backup = await ring_both(house)
    await is_asked(said, primary)
    caller.hang_up()
    await backup.cancelled()
    assert (await said.heard(Sound.CALLER_HAS_HUNG_UP)).state == "done"
    assert not (await primary.ended()).by_us
    assert await house.journal() == house.told(
        "abandoned",
        Leg(PRIMARY, "primary", "cancelled", 16),
        Leg(BACKUP, "backup", "cancelled", 16),
    )


async def test_who_is_being_asked_may_accept_when_the_time_is_over(
    open_house: Opener, said: Announcements
) -> None:
    house = await asked(open_house, timeout="1s")
    caller, primary, backup = await ring_both(house)
    await is_asked(said, primary)
    await backup.cancelled()
    primary.press("1")
    await they_talk_and_the_caller_hangs_up(caller, primary)
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        Leg(BACKUP, "backup", "no answer", 16),
        answered_by=PRIMARY,
    )

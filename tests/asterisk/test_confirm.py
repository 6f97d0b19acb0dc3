"""`confirm: true`: whoever picks up has to press 1, so that no voicemail takes the call.

The traps have their names from the house's list: P2, an answer is no acceptance; P19, keys; P26,
prompts that cannot be played.
"""

from typing import Any

import pytest

from stasis_app.core.call import confirm
from stasis_app.core.numbers import groups
from stasis_app.core.question import said as spoken
from stasis_app.core.words import Sound

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg
from .rig.announcements import Announcement, Announcements
from .rig.sip import IncomingCall, OutgoingCall

PROMPT = Sound.CALL_FOR_DUTY  # how it begins
KEYS = (Sound.PRESS_1_TO_ACCEPT, Sound.PRESS_3_FOR_NUMBER)  # how it ends
SOON = 0.5  # seconds: from the answer to the prompt, from the key to the talk


async def asked(open_house: Opener, duty: dict[str, Any] | None = None, **more: Any) -> House:
    how = {"strategy": "parallel", "confirm": True, "timeout": "30s", **(duty or {})}
    return await open_house(duty=how, **more)


def digits(house: House) -> list[str]:
    """Of the caller's number, as they are said."""
    return [str(each) for each in spoken(groups(house.customer, "RU"))]


async def ring_both(house: House) -> tuple[OutgoingCall, IncomingCall, IncomingCall]:
    caller = house.call()
    primary, backup = await house.primary.rings(), await house.backup.rings()
    primary.ring()
    backup.ring()
    await caller.rings()
    return caller, primary, backup


async def is_asked(said: Announcements, ringing: IncomingCall) -> Announcement:
    """The phone answers, and hears the prompt begin, at once."""
    ringing.answer()
    began = await said.begins(PROMPT)
    assert ringing.answered_at
    assert await ringing.audio.until_sound(2, ringing.answered_at) - ringing.answered_at < SOON
    return began


async def they_talk_and_the_caller_hangs_up(
    caller: OutgoingCall, winner: IncomingCall, pressed_at: float | None = None
) -> None:
    since = caller.agent.time() if pressed_at is None else pressed_at
    heard = [await caller.hears(winner, since=since), await winner.hears(caller, since=since)]
    if pressed_at is not None:
        assert max(heard) - pressed_at < SOON
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
    pressed_at = caller.agent.time()
    if by_info:
        await primary.press_by_info("1")
    else:
        primary.press("1")
    await they_talk_and_the_caller_hangs_up(caller, primary, pressed_at)
    assert [each.sound for each in said.ended] == [PROMPT]
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
    last = await said.heard(KEYS[-1], seconds=15)
    assert (last.language, last.state) == ("ru", "done")
    told = [PROMPT, Sound.FROM_NUMBER, *digits(house), *KEYS]
    assert [each.sound for each in said.ended] == told
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
    monkeypatch.setattr(confirm, "PROMPT_SECONDS", 0.7)  # it is not heard to its end
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
    house = await asked(open_house, backup="")
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
    assert (await said.heard(digits(house)[-1], seconds=12)).state == "done"
    assert not (await primary.ended()).by_us
    told = [Sound.CALLER_HAS_HUNG_UP, Sound.CALLERS_NUMBER, *digits(house)]
    assert [each.sound for each in said.ended][-len(told) :] == told
    assert await house.journal() == house.told(
        "abandoned",
        Leg(PRIMARY, "primary", "cancelled", 16),
        Leg(BACKUP, "backup", "cancelled", 16),
    )


async def test_who_is_being_asked_may_accept_when_the_time_is_over(
    open_house: Opener, said: Announcements
) -> None:
    house = await asked(open_house, duty={"timeout": "1s"})
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


async def test_p2_a_silent_voicemail_does_not_take_the_call_from_who_accepts(
    open_house: Opener, said: Announcements
) -> None:
    house = await asked(open_house)
    caller, voicemail, backup = await ring_both(house)
    await is_asked(said, voicemail)
    assert backup.ending is None
    assert 200 not in caller.statuses
    await is_asked(said, backup)
    backup.press("1")
    await they_talk_and_the_caller_hangs_up(caller, backup)
    await voicemail.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered elsewhere", 26),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


async def test_p19_3_says_the_number_again_and_any_other_key_all_of_it(
    open_house: Opener, said: Announcements
) -> None:
    house = await asked(open_house, backup="")
    caller = house.call()
    primary = await house.primary.rings()
    await is_asked(said, primary)
    primary.press("3")
    await said.begins(Sound.CALLERS_NUMBER)
    primary.press("7")
    await said.begins(PROMPT)
    primary.press("1")
    await they_talk_and_the_caller_hangs_up(caller, primary)
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_a_hidden_caller_s_number_is_not_told(
    open_house: Opener, said: Announcements
) -> None:
    house = await asked(open_house, backup="")
    caller = house.call(anonymous=True)
    primary = await house.primary.rings()
    await is_asked(said, primary)
    await said.heard(Sound.NUMBER_WITHHELD)
    primary.press("2")
    await caller.refused()
    assert (await house.journal()).caller is None


async def test_p26_a_department_s_recording_that_is_not_there_ends_nothing(
    open_house: Opener, said: Announcements
) -> None:
    """Asterisk leaves it out, and plays what follows."""
    house = await asked(open_house, backup="", department={"spoken": "custom/nothing"})
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await said.heard(Sound.CALL_FOR)
    await said.heard(KEYS[-1], seconds=15)
    assert primary.ending is None
    primary.press("1")
    await they_talk_and_the_caller_hangs_up(caller, primary)
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )

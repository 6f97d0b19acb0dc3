"""What a caller hears until he talks: music, announcements, a greeting; measured in his audio.

P11: he is not answered before somebody talks with him, unless the settings say so.  P26: a prompt
that cannot be played ends nothing.
"""

from typing import Any

import pytest

from stasis_app.core.words import Sound

from .conftest import Opener
from .house import PRIMARY, House, Leg, Told
from .rig.announcements import Announcements
from .rig.configuration import MUSIC_HZ
from .rig.sip import IncomingCall, OutgoingCall

SOON = 1.0  # seconds, from the arrival
LONG = {"stagger": "20s", "timeout": "20s"}


async def waiting(open_house: Opener, waiting: Any, **more: Any) -> House:
    duty = {**LONG, **more.pop("duty", {})}
    return await open_house(department={"waiting": waiting}, duty=duty, backup="", **more)


async def arrives(house: House) -> tuple[OutgoingCall, IncomingCall]:
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    return caller, primary


async def they_talk_and_he_hangs_up(caller: OutgoingCall, primary: IncomingCall) -> None:
    primary.answer()
    await caller.hears(primary)
    await primary.hears(caller)
    since = caller.agent.time()
    await caller.hears(primary, since=since)
    assert MUSIC_HZ not in caller.audio.tones(since)
    caller.hang_up()
    await primary.ended()


def answered(house: House) -> Told:
    return house.told("answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY)


async def test_p11_music_before_he_is_answered_until_the_talk(open_house: Opener) -> None:
    house = await waiting(open_house, "moh")
    caller, primary = await arrives(house)
    await caller.audio.until_heard(MUSIC_HZ, 3)
    assert 183 in caller.statuses
    assert 200 not in caller.statuses
    await they_talk_and_he_hangs_up(caller, primary)
    assert await house.journal() == answered(house)


async def test_music_after_he_is_answered(open_house: Opener) -> None:
    house = await waiting(open_house, {"hear": "moh", "music": "default", "answer": True})
    caller, primary = await arrives(house)
    await caller.answered()
    await caller.audio.until_heard(MUSIC_HZ, 3)
    await they_talk_and_he_hangs_up(caller, primary)
    assert await house.journal() == answered(house)


async def test_an_announcement_over_the_music_again_and_again(
    open_house: Opener, said: Announcements
) -> None:
    house = await waiting(open_house, {"hear": "announce", "every": "1s"})
    caller, primary = await arrives(house)
    for _ in range(2):
        await said.heard(Sound.PLEASE_WAIT)
        await caller.audio.until_heard(MUSIC_HZ, 3)
    assert 200 not in caller.statuses
    await they_talk_and_he_hangs_up(caller, primary)
    assert await house.journal() == answered(house)


async def test_a_greeting_while_the_phones_ring_and_then_ringing(
    open_house: Opener, said: Announcements
) -> None:
    """Any sound of Asterisk's will do for a recording."""
    house = await waiting(open_house, {"greeting": "stasis-app/digit-1"})
    caller, primary = await arrives(house)
    await said.heard(Sound.DIGIT_1)
    await caller.audio.until_sound(2, since=0)
    assert 200 not in caller.statuses
    await they_talk_and_he_hangs_up(caller, primary)
    assert await house.journal() == answered(house)


async def test_a_greeting_does_not_hold_up_the_talk(
    open_house: Opener, said: Announcements
) -> None:
    house = await waiting(open_house, {"greeting": "stasis-app/not-switched", "hear": "moh"})
    caller, primary = await arrives(house)
    await said.begins(Sound.NOT_SWITCHED)
    await they_talk_and_he_hangs_up(caller, primary)
    assert await house.journal() == answered(house)


async def test_p26_a_greeting_that_is_not_there_is_reported_once_and_the_music_plays(
    open_house: Opener,
) -> None:
    recording = "custom/nothing"
    house = await waiting(
        open_house,
        {"hear": "announce", "greeting": recording, "announcement": recording, "every": "1s"},
    )
    caller, primary = await arrives(house)
    await caller.audio.until_heard(MUSIC_HZ, 3)
    await caller.audio.until_heard(MUSIC_HZ, 3, since=caller.agent.time() + 1.5)
    await they_talk_and_he_hangs_up(caller, primary)
    assert await house.journal() == answered(house)
    errors = house.app.board.errors.in_last_hour(house.app.board.clock())
    assert errors == {"a prompt cannot be played": 1}


async def test_nobody_comes_and_he_has_never_been_answered(open_house: Opener) -> None:
    house = await waiting(open_house, "moh", duty={"timeout": "2s"})
    caller, primary = await arrives(house)
    await caller.audio.until_heard(MUSIC_HZ, 3)
    await primary.cancelled()
    assert (await caller.refused()).status == 480
    assert await house.journal() == house.told("missed", Leg(PRIMARY, "primary", "no answer", 16))


async def test_the_music_goes_on_while_somebody_is_asked(
    open_house: Opener, said: Announcements
) -> None:
    house = await waiting(open_house, "moh", duty={"confirm": True})
    caller, primary = await arrives(house)
    primary.answer()
    await said.begins(Sound.CALL_FOR_DUTY)
    await caller.audio.until_heard(MUSIC_HZ, 3)
    primary.press("1")
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == answered(house)


@pytest.mark.parametrize("hears", ["ringing", "moh"])
async def test_whom_nobody_answers_is_told_so_before_his_call_ends(
    open_house: Opener, said: Announcements, hears: str
) -> None:
    house = await waiting(open_house, {"hear": hears, "nobody": True}, duty={"timeout": "1s"})
    caller, primary = await arrives(house)
    await primary.cancelled()
    began = await said.begins(Sound.NOBODY_CAN_ANSWER)
    assert began.language == "ru"
    await caller.audio.until_sound(3)
    assert caller.ending is None
    assert (await said.heard(Sound.NOBODY_CAN_ANSWER)).state == "done"
    assert (await caller.refused()).status == 480
    assert 200 not in caller.statuses
    assert await house.journal() == house.told("missed", Leg(PRIMARY, "primary", "no answer", 16))


async def test_two_callers_and_the_second_comes_first_when_the_first_has_left(
    open_house: Opener, said: Announcements
) -> None:
    house = await waiting(open_house, {"hear": "moh", "every": "1s", "position": True})
    first, primary = await arrives(house)
    await said.heard(Sound.DIGIT_1)
    second = house.provider.call(house.department.did, house.numbers.customer())
    again = await house.primary.rings()  # he is busy, and nobody else is left
    await said.heard(Sound.DIGIT_2)
    await second.audio.until_heard(MUSIC_HZ, 3)
    first.hang_up()
    await primary.cancelled()
    until = len(said.ended)
    await said.heard(Sound.DIGIT_1)
    assert Sound.DIGIT_2 not in {each.sound for each in said.ended[until:]}
    again.answer()
    await second.hears(again)
    second.hang_up()
    await again.ended()
    assert (await house.journal()).outcome == "abandoned"
    assert (await house.journal()).answered_by == PRIMARY

"""Music, announcements and a greeting for a caller who waits; P11: he is not answered too early."""

import pytest

from stasis_app.core.commands import Answer, Indicate, Play, Progress, StartMusic
from stasis_app.core.events import Refusal, Refused
from stasis_app.core.plan import Comfort
from stasis_app.core.words import CALLER, CallOutcome, LegOutcome

from ..people import (
    ALL_OF_IT,
    ANNA,
    ANNOUNCEMENTS,
    BOSS,
    IVAN,
    MUSIC,
    PLEASE_WAIT,
    WELCOME,
    WELCOME_AND_RINGING,
    parallel,
)
from ..scenario import Scenario


def test_p11_music_is_heard_before_he_is_answered_and_ends_with_the_talk() -> None:
    night = Scenario(parallel(IVAN), comfort=MUSIC)
    night.caller_hears_music()
    assert not night.caller_is_answered()
    night.phone(IVAN).rings().answers()
    night.caller_hears_music()
    assert not night.caller_is_answered()
    night.phone(IVAN).presses("1").talks()
    assert not night.world.asterisk.caller.music


@pytest.mark.parametrize("comfort", [MUSIC, WELCOME_AND_RINGING, ANNOUNCEMENTS])
def test_p11_who_reaches_nobody_is_never_answered(comfort: Comfort) -> None:
    night = Scenario(parallel(ANNA), comfort=comfort)
    night.phone(ANNA).rings()
    night.wait(60)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))
    assert Answer(CALLER) not in night.wanted()


def test_whoever_is_to_be_answered_at_once_is() -> None:
    night = Scenario(parallel(ANNA), comfort=ALL_OF_IT)
    assert night.caller_is_answered()
    assert Progress(CALLER) not in night.wanted()
    night.phone(ANNA).rings().answers().talks()
    assert night.wanted().count(Answer(CALLER)) == 1


def test_phones_ring_while_he_is_greeted_and_then_he_hears_them() -> None:
    night = Scenario(parallel(ANNA), comfort=WELCOME_AND_RINGING)
    night.phone(ANNA).rings()
    assert not night.world.asterisk.caller.rung_for
    night.caller_hears(*WELCOME)
    night.caller_hears_ringing()


def test_a_greeting_does_not_hold_up_the_talk() -> None:
    night = Scenario(parallel(ANNA), comfort=WELCOME_AND_RINGING)
    night.phone(ANNA).rings().answers().talks()
    assert not night.world.asterisk.caller.hears


def test_the_announcement_comes_at_once_and_again_and_again() -> None:
    night = Scenario(parallel(ANNA), comfort=ANNOUNCEMENTS)
    night.phone(ANNA).rings()
    for _ in range(2):
        night.caller_hears(*PLEASE_WAIT)
        night.caller_hears_music()
        night.wait(19.9)
        night.caller_hears_music()
        night.wait(0.1)
    night.caller_hears(*PLEASE_WAIT)


def test_after_a_greeting_the_first_announcement_comes_later() -> None:
    night = Scenario(parallel(ANNA), comfort=ALL_OF_IT)
    night.caller_hears(*WELCOME)
    night.caller_hears_music()
    night.wait(20)
    night.caller_hears(*PLEASE_WAIT)


def test_no_announcement_in_the_talk() -> None:
    night = Scenario(parallel(ANNA), comfort=ANNOUNCEMENTS)
    night.caller_hears(*PLEASE_WAIT)
    night.phone(ANNA).rings().answers().talks()
    night.wait(100)
    assert night.wanted().count(Play(CALLER, PLEASE_WAIT)) == 1


def test_p26_what_cannot_be_said_leaves_him_with_music() -> None:
    night = Scenario(parallel(ANNA), comfort=ALL_OF_IT)
    night.caller_cannot_hear(*WELCOME)
    night.caller_hears_music()
    night.wait(20)
    night.caller_cannot_hear(*PLEASE_WAIT)
    night.caller_hears_music()
    night.phone(ANNA).is_rung()


def test_the_end_of_what_is_said_is_never_told() -> None:
    night = Scenario(parallel(ANNA, BOSS), parallel(BOSS), comfort=ALL_OF_IT)
    night.wait(59.9)
    assert night.world.asterisk.caller.hears == WELCOME
    night.wait(0.1)
    night.caller_hears_music()


def test_music_begins_again_when_a_talk_has_come_to_nothing() -> None:
    night = Scenario(parallel(ANNA, BOSS), comfort=MUSIC, rejects=StartMusic, times=0)
    with night.same_instant():
        night.phone(ANNA).answers().goes(16)
        night.hears_news()
    night.phone(BOSS).is_rung()
    assert night.wanted().count(StartMusic(CALLER, "jazz")) >= 1
    night.caller_hears_music()


def test_a_caller_who_is_replaced_hears_music_too_and_no_greeting() -> None:
    night = Scenario(parallel(ANNA), comfort=ALL_OF_IT)
    night.caller_transfers(up=True)
    night.caller_hears_music()
    assert night.wanted().count(Play(CALLER, WELCOME)) == 1


def test_an_asterisk_too_old_for_early_media_answers_him() -> None:
    night = Scenario(parallel(ANNA), comfort=MUSIC, rejects=Progress)
    assert night.caller_is_answered()
    night.caller_hears_music()


def test_ringing_alone_needs_no_early_media() -> None:
    night = Scenario(parallel(ANNA))
    assert not {Progress(CALLER), Answer(CALLER)} & set(night.wanted())
    assert Indicate(CALLER) in night.wanted()
    night.hears(Refused(Indicate(CALLER), Refusal.REJECTED))
    assert not night.caller_is_answered()


@pytest.mark.parametrize("comfort", [MUSIC, ANNOUNCEMENTS, ALL_OF_IT])
def test_killed_while_he_hears_music_he_goes_on_hearing_it(comfort: Comfort) -> None:
    night = Scenario(parallel(ANNA), comfort=comfort)
    night.phone(ANNA).rings()
    night.dies()
    assert night.world.asterisk.caller.music or night.world.asterisk.caller.hears == PLEASE_WAIT
    night.phone(ANNA).answers().talks()


def test_killed_in_the_greeting_he_is_not_greeted_again() -> None:
    night = Scenario(parallel(ANNA), comfort=WELCOME_AND_RINGING)
    night.dies()
    night.caller_hears_ringing()
    assert night.wanted().count(Play(CALLER, WELCOME)) == 1

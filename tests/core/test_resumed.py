"""What begins while we find out what we have missed is begun once; what was lost is done after."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from stasis_app.core.commands import (
    AskDialplan,
    ChannelCommand,
    Connect,
    Create,
    Dial,
    HangUp,
    Play,
)
from stasis_app.core.plan import TakeMessage
from stasis_app.core.words import CALLER, CallOutcome, LegId, LegOutcome, Sound

from ..night.asterisk import Truth
from ..people import (
    ANNA,
    BOSS,
    IVAN,
    LAST_WORDS,
    NOBODY,
    PLACE,
    QUEUE,
    hand_over,
    parallel,
    staggered,
)
from ..scenario import Scenario

ONE, TWO = LegId(1), LegId(2)


@contextmanager
def while_we_are_away(night: Scenario) -> Iterator[None]:
    with night.same_instant():
        yield
        night.dies()


def test_a_question() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).rings()
    with while_we_are_away(night):
        night.phone(IVAN).answers()
    assert night.wanted().count(Play(ONE, (Sound.PRESS_1_TO_ACCEPT,))) == 1
    night.phone(IVAN).presses("1").talks()


def test_the_search_for_a_place_in_the_dialplan() -> None:
    night = Scenario(parallel(ANNA), hand_over(QUEUE), dialplan=(QUEUE,))
    with while_we_are_away(night):
        night.phone(ANNA).goes(17, 486)
    assert [type(each) for each in night.wanted()].count(AskDialplan) == 1
    night.ends(CallOutcome.HANDED_OVER, (ANNA, LegOutcome.UNREACHABLE))


def test_the_last_words() -> None:
    night = Scenario(parallel(ANNA), comfort=LAST_WORDS)
    with while_we_are_away(night):
        night.phone(ANNA).goes(17, 486)
    assert night.wanted().count(Play(CALLER, NOBODY)) == 1
    assert HangUp not in [type(each) for each in night.wanted()]
    night.caller_hears(*NOBODY)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.UNREACHABLE))


def test_the_greeting_before_a_message() -> None:
    night = Scenario(parallel(ANNA), TakeMessage(60.0, 5.0))
    with while_we_are_away(night):
        night.phone(ANNA).goes(17, 486)
    assert night.wanted().count(Play(CALLER, (Sound.LEAVE_A_MESSAGE,))) == 1


def test_the_end_of_the_call() -> None:
    night = Scenario(parallel(ANNA))
    with while_we_are_away(night):
        night.phone(ANNA).goes(17, 486)
    assert [each.leg for each in night.wanted() if isinstance(each, HangUp)] == [CALLER]
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.UNREACHABLE))


def obeyed(night: Scenario, kind: type[ChannelCommand], leg: LegId) -> None:
    """The last command of this kind, and no other one; we have heard of it."""
    wanted = [each for each in night.wanted() if isinstance(each, kind) and each.leg == leg]
    night.world.asterisk.obey(wanted[-1])
    while night.world.asterisk.news:
        night.world.hear_news()


@pytest.mark.parametrize("done", [(), (Create,)])
def test_a_phone_that_was_only_about_to_be_rung(done: tuple[type[ChannelCommand], ...]) -> None:
    night = Scenario(staggered(ANNA, BOSS))
    night.phone(ANNA).rings()
    with while_we_are_away(night):
        night.wait(20)
        for kind in done:
            obeyed(night, kind, TWO)
    night.phone(BOSS).rings().answers().talks()
    assert [type(each) for each in night.wanted() if getattr(each, "leg", None) == TWO].count(
        Dial
    ) == 1 + len(done)


def test_phones_that_were_about_to_be_let_go() -> None:
    night = Scenario(parallel(ANNA, BOSS))
    phones = [night.phone(ANNA).rings(), night.phone(BOSS)]
    with while_we_are_away(night):
        night.caller_hangs_up()
        night.world.hear_news()
    for phone in phones:
        phone.is_quiet()
    night.ends(CallOutcome.ABANDONED, (ANNA, LegOutcome.CANCELLED), (BOSS, LegOutcome.CANCELLED))


def test_who_was_connected_without_ever_having_rung() -> None:
    night = Scenario(parallel(ANNA))
    before = len(night.world.record)
    night.phone(ANNA).answers().talks()
    night.dies(lost=len(night.world.record) - before)
    night.phone(ANNA).talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


def test_a_caller_who_was_connected_and_not_answered() -> None:
    night = Scenario(parallel(ANNA))
    with while_we_are_away(night):
        night.phone(ANNA).answers()
        night.world.hear_news()
        night.world.asterisk.obey(Connect(CALLER, ONE))
    assert night.caller_is_answered()
    night.phone(ANNA).talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


def test_a_caller_who_left_before_he_was_answered_has_talked_to_nobody() -> None:
    night = Scenario(parallel(ANNA))
    with night.same_instant():
        night.phone(ANNA).answers()
        night.world.hear_news()
        for leg in (ONE, CALLER):
            obeyed(night, Connect, leg)
        assert night.world.asterisk.caller.truth is not Truth.UP
        night.caller_hangs_up()
    night.phone(ANNA).hears(Sound.CALLER_HAS_HUNG_UP)
    row = night.ends(CallOutcome.ABANDONED, (ANNA, LegOutcome.CANCELLED))
    assert (row.answered_at, row.answered_by) == (None, None)


def test_the_place_that_he_is_told_while_he_waits() -> None:
    night = Scenario(parallel(ANNA), comfort=PLACE, ahead=1)
    night.dies()
    night.caller_hears(Sound.YOUR_POSITION, Sound.DIGIT_2)
    night.caller_hears_music()

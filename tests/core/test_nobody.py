"""A caller whom nobody answers is told so, before his call ends."""

from dataclasses import replace

import pytest

from stasis_app.core.commands import Answer, HangUp, Indicate, Play, StartMusic
from stasis_app.core.events import PlayEnded
from stasis_app.core.plan import Comfort
from stasis_app.core.simulation import HangUpStep, simulate
from stasis_app.core.words import CALLER, CallOutcome, LegId, LegOutcome, Release, Sound

from ..night.world import EVENING
from ..people import (
    ANNA,
    LAST_WORDS,
    MUSIC_AND_LAST_WORDS,
    NOBODY,
    QUEUE,
    hand_over,
    parallel,
    plan,
)
from ..scenario import Scenario, seconds


def unanswered(comfort: Comfort = LAST_WORDS) -> Scenario:
    night = Scenario(parallel(ANNA), comfort=comfort)
    night.phone(ANNA).rings()
    night.wait(60)
    return night


@pytest.mark.parametrize("comfort", [LAST_WORDS, MUSIC_AND_LAST_WORDS])
def test_he_is_told_and_then_his_call_ends(comfort: Comfort) -> None:
    night = unanswered(comfort)
    night.phone(ANNA).is_quiet()
    assert not night.world.asterisk.caller.music
    night.wait(5)
    night.caller_hears(*NOBODY)
    row = night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))
    assert seconds(row.ended_at) == 65
    assert Answer(CALLER) not in night.wanted()
    night.caller_is_told(Release.NO_ANSWER)


def test_all_are_busy_and_he_is_told_so_after_it() -> None:
    night = Scenario(parallel(ANNA), comfort=LAST_WORDS)
    night.phone(ANNA).goes(17, 486)
    night.caller_hears(*NOBODY)
    night.caller_is_told(Release.BUSY)


def test_nobody_is_on_duty_at_all() -> None:
    night = Scenario(comfort=LAST_WORDS)
    night.caller_hears(*NOBODY)
    night.ends(CallOutcome.MISSED)


def test_whoever_leaves_while_he_is_told_has_been_missed_all_the_same() -> None:
    night = unanswered()
    night.caller_hangs_up()
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))


def test_p26_what_cannot_be_played_keeps_nobody() -> None:
    night = unanswered()
    night.caller_cannot_hear(*NOBODY)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))


def test_its_end_is_never_told() -> None:
    night = unanswered()
    night.wait(20)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))


def test_another_channel_in_his_place_is_not_told() -> None:
    night = unanswered()
    night.caller_transfers(up=True)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))


def test_killed_while_he_is_told() -> None:
    night = unanswered()
    night.dies()
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))
    assert night.wanted().count(Play(CALLER, NOBODY)) == 1


def test_a_call_that_goes_on_in_the_dialplan_is_not_over() -> None:
    night = Scenario(parallel(ANNA), hand_over(QUEUE), dialplan=(QUEUE,), comfort=LAST_WORDS)
    night.phone(ANNA).goes(17, 486)
    assert Play(CALLER, NOBODY) not in night.wanted()
    night.ends(CallOutcome.HANDED_OVER, (ANNA, LegOutcome.BUSY))


def test_simulate_tells_the_same_steps() -> None:
    made = plan(parallel(ANNA))
    told = simulate(replace(made, comfort=MUSIC_AND_LAST_WORDS), EVENING)
    assert told == simulate(made, EVENING)
    assert told.steps[-1] == HangUpStep(60)


def test_another_caller_takes_his_place_while_he_is_told_and_hears_nothing_of_waiting() -> None:
    night = unanswered(MUSIC_AND_LAST_WORDS)
    before = len(night.wanted())
    night.caller_transfers(up=False)
    later = night.wanted()[before:]
    assert not [each for each in later if isinstance(each, Indicate | StartMusic)]
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))


def test_the_end_of_something_else_is_not_the_end_of_what_he_is_told() -> None:
    night = unanswered()
    night.hears(PlayEnded(CALLER, (Sound.PLEASE_WAIT,)))
    night.hears(PlayEnded(LegId(1), NOBODY))
    assert not [each for each in night.wanted() if each == HangUp(CALLER, Release.NO_ANSWER)]
    night.caller_hears(*NOBODY)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))

"""A caller whom nobody is rung for."""

from datetime import timedelta

from stasis_app.core.commands import Answer, HangUp, Indicate, Play
from stasis_app.core.plan import Refuse
from stasis_app.core.words import CALLER, CallOutcome, Release, Sound

from ..scenario import Scenario

BUSY = Refuse(CallOutcome.BLOCKED)
ANNOUNCED = Refuse(CallOutcome.BLOCKED, (Sound.CALL_REFUSED,))


def test_it_is_busy_at_once() -> None:
    night = Scenario(BUSY)
    night.caller_is_told(Release.BUSY)
    assert [type(each) for each in night.wanted()].count(HangUp) == 1
    night.ends(CallOutcome.BLOCKED)


def test_he_hears_why_without_being_answered() -> None:
    night = Scenario(ANNOUNCED)
    assert Play(CALLER, (Sound.CALL_REFUSED,)) in night.wanted()
    assert not any(isinstance(each, Answer | Indicate | HangUp) for each in night.wanted())
    night.world.asterisk.end_play(CALLER)
    night.go_on()
    night.caller_is_told(Release.BUSY)
    night.ends(CallOutcome.BLOCKED)


def test_he_has_to_go_though_the_end_of_it_is_never_told() -> None:
    night = Scenario(ANNOUNCED, ignores=Play)
    night.wait(20)
    night.caller_is_told(Release.BUSY)
    night.ends(CallOutcome.BLOCKED)


def test_nothing_can_be_played() -> None:
    night = Scenario(ANNOUNCED, rejects=Play)
    night.caller_is_told(Release.BUSY)
    night.ends(CallOutcome.BLOCKED)


def test_he_hangs_up_before_the_end() -> None:
    night = Scenario(ANNOUNCED)
    night.caller_hangs_up()
    row = night.ends(CallOutcome.BLOCKED)
    assert row.ended_at == row.started_at


def test_killed_while_he_hears_it() -> None:
    night = Scenario(ANNOUNCED)
    night.dies(away=2.0)
    night.caller_is_told(Release.BUSY)
    row = night.ends(CallOutcome.BLOCKED)
    assert row.ended_at == row.started_at + timedelta(seconds=2)

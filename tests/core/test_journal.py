"""What the journal says of a call."""

from dataclasses import replace
from datetime import timedelta

from stasis_app.core.plan import TakeMessage
from stasis_app.core.record import Cause, LegRow, broken_off, row_of
from stasis_app.core.words import CallOutcome, LegOutcome, Role

from ..people import ANNA, BOSS, IVAN, OLGA, parallel, staggered
from ..scenario import Scenario, seconds


def test_an_answered_call() -> None:
    night = Scenario(staggered(IVAN, ANNA))
    night.phone(IVAN).rings()
    night.wait(20)
    night.phone(ANNA).rings()
    night.wait(5)
    night.phone(ANNA).answers()
    night.wait(60)
    night.caller_hangs_up()
    row = night.ends(
        CallOutcome.ANSWERED, (IVAN, LegOutcome.ANSWERED_ELSEWHERE), (ANNA, LegOutcome.ANSWERED)
    )
    assert [seconds(at) for at in (row.started_at, row.answered_at, row.ended_at)] == [0, 25, 85]
    assert (row.dial_seconds, row.talk_seconds) == (25, 60)
    ivan, anna = row.legs
    assert (ivan.role, anna.role) == (Role.PRIMARY, Role.SECRETARY)
    assert _times(ivan) == [0, None, 25]
    assert _times(anna) == [20, 25, 85]


def test_a_missed_call() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings()
    night.wait(60)
    row = night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))
    assert (row.dial_seconds, row.talk_seconds, row.answered_at) == (60, None, None)


def test_a_call_that_goes_on() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings()
    row = row_of(night.world.call)
    assert (row.outcome, row.ended_at, row.dial_seconds, row.talk_seconds) == (None,) * 4
    assert row.legs[0].outcome is None


def test_a_talk_that_goes_on() -> None:
    night = Scenario(parallel(IVAN, ANNA))
    night.wait(5)
    night.phone(ANNA).answers().talks()
    night.wait(60)
    row = row_of(night.world.call)
    assert (seconds(row.answered_at), row.answered_by) == (5, "anna")
    assert (row.outcome, row.ended_at, row.dial_seconds, row.talk_seconds) == (None, None, 5, None)
    assert [leg.outcome for leg in row.legs] == [LegOutcome.ANSWERED_ELSEWHERE, None]


def test_what_is_known_of_the_caller_and_of_those_rung() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).goes(17, 486)
    row = night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.BUSY))
    (leg,) = row.legs
    assert (row.visit, row.why) == (night.world.plan.visit, night.world.plan.why)
    assert (leg.number, leg.email, leg.cause) == (ANNA.number, ANNA.email, Cause(17, 486))
    assert row.answered_by is None


def test_a_cause_is_what_is_known_of_it() -> None:
    night = Scenario(parallel(IVAN, ANNA, OLGA))
    night.phone(IVAN).rings().goes(None, 480)
    night.phone(ANNA).goes(17)
    night.phone(OLGA).rings().goes(None)
    causes = [leg.cause for leg in row_of(night.world.call).legs]
    assert causes == [Cause(None, 480), Cause(17, None), None]


def test_a_call_that_we_follow_no_further() -> None:
    night = Scenario(staggered(IVAN, ANNA, BOSS))
    night.phone(IVAN).rings().goes(17, 486)
    night.phone(ANNA).rings()
    night.wait(5)
    row = broken_off(night.world.call, CallOutcome.HANDED_OVER, night.world.now)
    assert (row.outcome, seconds(row.ended_at)) == (CallOutcome.HANDED_OVER, 5)
    assert [(leg.outcome, seconds(leg.ended_at)) for leg in row.legs] == [
        (LegOutcome.BUSY, 0),
        (LegOutcome.CANCELLED, 5),
    ]
    night.phone(ANNA).answers().talks()
    night.wait(5)
    row = broken_off(night.world.call, CallOutcome.FAILED, night.world.now)
    assert [(leg.outcome, seconds(leg.ended_at)) for leg in row.legs] == [
        (LegOutcome.BUSY, 0),
        (LegOutcome.ANSWERED, 10),
    ]


def test_of_a_call_that_was_over_the_outcome_stays() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings()
    with night.same_instant():
        night.caller_hangs_up()
        night.hears_news()
        later = night.world.now + timedelta(seconds=3)
        row = broken_off(night.world.call, CallOutcome.FAILED, later)
    assert (row.outcome, seconds(row.ended_at)) == (CallOutcome.ABANDONED, 0)
    assert row.legs[0].outcome is LegOutcome.CANCELLED


def _times(leg: LegRow) -> list[float | None]:
    return [seconds(at) for at in (leg.dialled_at, leg.answered_at, leg.ended_at)]


def test_whoever_was_passed_over_stands_where_he_would_have_been_rung() -> None:
    """Also in the row of a call that we follow no further."""
    night = Scenario(replace(staggered(ANNA, IVAN), passes_over=True), busy=(ANNA,))
    night.phone(IVAN).rings()
    night.wait(5)
    for row in (
        row_of(night.world.call),
        broken_off(night.world.call, CallOutcome.HANDED_OVER, night.world.now),
    ):
        skipped, _ = row.legs
        assert (skipped.name, skipped.outcome) == ("anna", LegOutcome.SKIPPED)
        assert _times(skipped) == [None, None, 0]


def test_of_two_messages_the_last_one_is_named() -> None:
    night = Scenario(TakeMessage(60.0, 5.0, ("duty@example.com",)))
    night.caller_hears_all()
    night.caller_hears_all()
    night.wait(9)
    assert row_of(night.world.call).recording is None
    night.caller_has_spoken(9, 8)
    row = night.ends(CallOutcome.VOICEMAIL)
    assert row.recording is not None
    assert row.message_to == ("duty@example.com",)
    assert [each.file for each in row.recordings] == [row.recording]

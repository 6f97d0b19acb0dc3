"""A test call: what whoever is rung hears, and what is told of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stasis_app.core.commands import Command, Create, Dial, Finish, HangUp, Play, StartTimer
from stasis_app.core.events import (
    Event,
    KeyPressed,
    LegAnswered,
    LegCreated,
    LegGone,
    LegProgressed,
    LegRinging,
    PlayEnded,
    Refusal,
    Refused,
    TimerFired,
)
from stasis_app.core.plan import Person
from stasis_app.core.trial import StepKind, Trial, TrialOrder
from stasis_app.core.words import CALLER, CallId, CallOutcome, LegId, LegOutcome, Release, Sound

from ..people import IVAN, LENA, OLGA

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ONE, TWO = LegId(1), LegId(2)
RINGS_SECONDS = 60.0
PATIENCE = 10.0


class TestCall:
    __test__ = False

    def __init__(self, person: Person = IVAN) -> None:
        self.trial = Trial(TrialOrder(CallId("test-1"), person, RINGS_SECONDS))
        self.now = NOW
        self.wanted: list[Command] = []
        self._take(self.trial.start(self.now))

    def _take(self, commands: Sequence[Command]) -> None:
        self.wanted += commands

    def meets(self, *events: Event, after: float = 0.0) -> None:
        self.now += timedelta(seconds=after)
        for event in events:
            self._take(self.trial.handle(event, self.now))

    def waits_for_the_timer(self, seconds: float) -> None:
        timers = [each for each in self.wanted if isinstance(each, StartTimer)]
        last = [each for each in timers if each.seconds == seconds][-1]
        self.meets(TimerFired(last.timer), after=seconds)

    def is_answered(self, leg: LegId = ONE) -> None:
        self.meets(LegCreated(leg), LegRinging(leg), LegAnswered(leg), after=3)

    def wants(self, *commands: Command) -> None:
        assert [each for each in commands if each not in self.wanted] == []

    def ends(self, outcome: LegOutcome) -> None:
        heard = outcome is LegOutcome.ANSWERED
        result = CallOutcome.ANSWERED if heard else CallOutcome.MISSED
        assert self.trial.result is result
        assert self.wanted.count(Finish(result)) == 1
        assert self.wanted[-1] == Finish(result)
        last = self.trial.steps[-1]
        assert (last.kind, last.outcome) == (StepKind.ENDED, outcome)
        told = len(self.trial.steps)
        self.meets(KeyPressed(ONE, "1"), LegGone(ONE, 16))
        assert len(self.trial.steps) == told

    @property
    def kinds(self) -> list[str]:
        return [str(step.kind) for step in self.trial.steps]


def test_he_hears_the_question_presses_1_and_hears_that_it_is_over() -> None:
    call = TestCall()
    create = call.wanted[0]
    assert isinstance(create, Create)
    assert (create.leg, create.endpoint, create.for_caller) == (ONE, "PJSIP/ivan-1@trunk1", False)
    call.meets(LegCreated(ONE), after=0.5)
    call.wants(Dial(ONE))
    call.meets(LegRinging(ONE), after=1)
    call.meets(LegAnswered(ONE), after=2)
    call.wants(Play(ONE, (Sound.TEST_CALL,)))
    call.meets(PlayEnded(ONE, (Sound.TEST_CALL,)), KeyPressed(ONE, "1"), after=3)
    call.wants(Play(ONE, (Sound.TEST_CALL_OVER,)))
    assert HangUp(ONE) not in call.wanted
    call.meets(PlayEnded(ONE, (Sound.TEST_CALL_OVER,)), after=2)
    call.wants(HangUp(ONE))
    assert call.trial.result is None
    call.meets(LegGone(ONE, 16))
    call.ends(LegOutcome.ANSWERED)
    assert [(str(step.kind), step.seconds) for step in call.trial.steps] == [
        ("calling", 0.0),
        ("dialled", 0.5),
        ("ringing", 1.5),
        ("answered", 3.5),
        ("prompt", 3.5),
        ("key", 6.5),
        ("gone", 8.5),
        ("ended", 8.5),
    ]
    assert [step.key for step in call.trial.steps if step.key] == ["1"]
    assert call.trial.steps[-2].ours


def test_he_hangs_up_as_soon_as_he_has_pressed_1() -> None:
    call = TestCall()
    call.is_answered()
    call.meets(KeyPressed(ONE, "1"), LegGone(ONE, 16))
    call.ends(LegOutcome.ANSWERED)
    assert not call.trial.steps[-2].ours


def test_the_end_of_the_last_prompt_is_never_reported() -> None:
    call = TestCall()
    call.is_answered()
    call.meets(KeyPressed(ONE, "1"))
    call.waits_for_the_timer(5.0)
    call.wants(HangUp(ONE))
    call.meets(LegGone(ONE, 16))
    call.ends(LegOutcome.ANSWERED)


def test_nothing_is_pressed() -> None:
    """A voicemail does not press keys."""
    call = TestCall()
    call.is_answered()
    call.waits_for_the_timer(20.0)
    assert call.wanted.count(Play(ONE, (Sound.TEST_CALL,))) == 2
    call.waits_for_the_timer(20.0)
    call.wants(HangUp(ONE))
    call.meets(LegGone(ONE, 16))
    call.ends(LegOutcome.NOT_CONFIRMED)
    assert call.kinds[-4:] == ["prompt", "prompt", "gone", "ended"]


def test_the_prompt_cannot_be_played() -> None:
    call = TestCall()
    call.is_answered()
    call.meets(PlayEnded(ONE, (Sound.TEST_CALL,), failed=True))
    assert call.kinds[-2:] == ["prompt", "silent"]


def test_he_lets_it_ring() -> None:
    call = TestCall()
    call.meets(LegCreated(ONE), LegRinging(ONE))
    call.waits_for_the_timer(RINGS_SECONDS)
    call.wants(HangUp(ONE))
    call.meets(LegGone(ONE, 16))
    call.ends(LegOutcome.NO_ANSWER)


def test_whoever_is_asked_when_the_time_is_over_may_still_press_1() -> None:
    call = TestCall()
    call.is_answered()
    call.waits_for_the_timer(RINGS_SECONDS)
    assert HangUp(ONE) not in call.wanted
    call.meets(KeyPressed(ONE, "1"), LegGone(ONE, 16))
    call.ends(LegOutcome.ANSWERED)


@pytest.mark.parametrize(
    ("sip", "outcome"),
    [
        (486, LegOutcome.BUSY),
        (603, LegOutcome.DECLINED),
        (404, LegOutcome.UNREACHABLE),
    ],
)
def test_his_phone_refuses(sip: int, outcome: LegOutcome) -> None:
    call = TestCall()
    call.meets(LegCreated(ONE), LegRinging(ONE), LegGone(ONE, 17, sip))
    call.ends(outcome)
    gone = call.trial.steps[-2]
    assert (gone.kind, gone.q850, gone.sip, gone.ours) == (StepKind.GONE, 17, sip, False)
    assert gone.endpoint == "PJSIP/ivan-1@trunk1"


def test_asterisk_refuses_to_make_the_channel() -> None:
    call = TestCall()
    create = call.wanted[0]
    assert isinstance(create, Create)
    call.meets(Refused(create, Refusal.REJECTED))
    call.ends(LegOutcome.UNREACHABLE)
    assert call.kinds == ["calling", "refused", "ended"]


def test_a_trunk_that_refuses_is_followed_by_the_next() -> None:
    call = TestCall(OLGA)
    call.meets(LegCreated(ONE), LegGone(ONE, 34, 503))
    assert call.trial.result is None
    call.is_answered(TWO)
    call.meets(KeyPressed(TWO, "1"), LegGone(TWO, 16))
    call.ends(LegOutcome.ANSWERED)
    endpoints = [step.endpoint for step in call.trial.steps if step.kind is StepKind.CALLING]
    assert endpoints == ["PJSIP/olga-1@trunk1", "PJSIP/olga-1@trunk2"]


def test_of_several_phones_the_one_picked_up_is_asked() -> None:
    call = TestCall(replace(LENA, ways=LENA.ways[:1]))
    call.meets(LegCreated(ONE), LegCreated(TWO), LegRinging(TWO), LegAnswered(TWO))
    call.wants(Play(TWO, (Sound.TEST_CALL,)), HangUp(ONE, Release.ANSWERED_ELSEWHERE))
    call.meets(KeyPressed(TWO, "1"), LegGone(ONE, 26))
    assert HangUp(TWO) not in call.wanted
    call.meets(PlayEnded(TWO, (Sound.TEST_CALL_OVER,)), LegGone(TWO, 16))
    call.ends(LegOutcome.ANSWERED)


def test_of_several_phones_the_one_that_came_furthest_tells_the_outcome() -> None:
    call = TestCall(replace(LENA, ways=LENA.ways[:1]))
    call.meets(LegCreated(ONE), LegCreated(TWO), LegRinging(ONE))
    call.meets(LegGone(ONE, 17, 486), LegGone(TWO, 19, 480))
    call.ends(LegOutcome.BUSY)


def test_whoever_asked_for_it_has_gone() -> None:
    call = TestCall()
    call.meets(LegCreated(ONE), LegRinging(ONE), LegGone(CALLER, None))
    call.wants(HangUp(ONE))
    call.meets(LegGone(ONE, 16))
    call.ends(LegOutcome.CANCELLED)


def test_whoever_asked_for_it_has_gone_and_the_phone_is_picked_up() -> None:
    call = TestCall()
    call.is_answered()
    call.meets(LegGone(CALLER, None))
    call.wants(Play(ONE, (Sound.CALLER_HAS_HUNG_UP,)))
    call.meets(PlayEnded(ONE, (Sound.CALLER_HAS_HUNG_UP,)), LegGone(ONE, 16))
    call.ends(LegOutcome.CANCELLED)


def test_whoever_asked_for_it_goes_while_it_ends_well() -> None:
    call = TestCall()
    call.is_answered()
    call.meets(KeyPressed(ONE, "1"), LegGone(CALLER, None))
    call.wants(HangUp(ONE))
    call.meets(LegGone(ONE, 16))
    call.ends(LegOutcome.ANSWERED)


def test_asterisk_never_tells_of_the_end() -> None:
    call = TestCall()
    call.meets(LegCreated(ONE), LegGone(CALLER, None))
    call.waits_for_the_timer(PATIENCE)
    call.ends(LegOutcome.CANCELLED)


def test_a_timer_that_has_lost_its_meaning_does_not_cut_the_goodbye_short() -> None:
    call = TestCall()
    time_out = call.wanted[-1]
    assert isinstance(time_out, StartTimer)
    call.is_answered()
    call.meets(KeyPressed(ONE, "1"), TimerFired(time_out.timer))
    assert HangUp(ONE) not in call.wanted


def test_a_phone_hung_up_by_us_keeps_the_outcome_it_had() -> None:
    call = TestCall()
    call.is_answered()
    call.meets(KeyPressed(ONE, "1"), PlayEnded(ONE, (Sound.TEST_CALL_OVER,)))
    assert call.trial.legs[0].outcome is LegOutcome.ANSWERED


def test_news_after_the_outcome_changes_nothing() -> None:
    call = TestCall()
    call.meets(LegCreated(ONE), LegRinging(ONE))
    call.waits_for_the_timer(RINGS_SECONDS)
    before = list(call.wanted)
    call.meets(LegGone(CALLER, None), LegAnswered(ONE))
    assert call.wanted == before
    call.meets(LegGone(ONE, 16))
    call.ends(LegOutcome.NO_ANSWER)


def test_the_question_is_told_of_the_phone_that_hears_it() -> None:
    call = TestCall(replace(LENA, ways=LENA.ways[:1]))
    call.meets(LegCreated(ONE), LegCreated(TWO), LegAnswered(TWO))
    [prompt] = [step for step in call.trial.steps if step.kind is StepKind.PROMPT]
    assert prompt.endpoint == "PJSIP/lena-2@trunk1"


def test_an_operator_s_announcement_is_no_ringing() -> None:
    call = TestCall()
    call.meets(LegCreated(ONE), LegProgressed(ONE))
    assert call.kinds == ["calling", "dialled", "progress"]

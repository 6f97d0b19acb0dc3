"""Asterisk ends, and every channel in it: the journal says that nobody in the call has ended it."""

from datetime import timedelta

import pytest

from stasis_app.core.events import (
    DialplanAnswered,
    Event,
    Interrupted,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegGone,
    LegRinging,
    Resumed,
)
from stasis_app.core.plan import Ring
from stasis_app.core.record import Row, row_of
from stasis_app.core.retelling import retold
from stasis_app.core.words import CALLER, CallOutcome, LegId, LegOutcome, Reason

from ..night.world import EVENING
from ..people import ANNA, IVAN, QUEUE, hand_over, parallel, plan, staggered

PHONE = LegId(1)
RINGS: tuple[Event, ...] = (LegCreated(PHONE), LegRinging(PHONE))
TALKS: tuple[Event, ...] = (
    *RINGS,
    LegAnswered(PHONE),
    LegConnected(PHONE, PHONE),
    LegConnected(CALLER, PHONE),
)
DIED: tuple[Event, ...] = (
    LegGone(CALLER, None, with_asterisk=True),
    LegGone(PHONE, None, with_asterisk=True),
)


def row(*events: Event, people: Ring = parallel(ANNA)) -> Row:  # noqa: B008 (frozen)
    times = [EVENING + timedelta(seconds=number) for number in range(1, len(events) + 1)]
    return row_of(retold(plan(people), EVENING, zip(times, events, strict=True)))


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ((*RINGS, *DIED), CallOutcome.ABANDONED),
        ((*RINGS, *DIED[::-1]), CallOutcome.ABANDONED),
        ((*RINGS, Interrupted(), *DIED[::-1], Resumed()), CallOutcome.ABANDONED),
        ((*RINGS, LegAnswered(PHONE), *DIED[::-1]), CallOutcome.ABANDONED),
        ((*RINGS, Interrupted(), *DIED, Resumed()), CallOutcome.ABANDONED),
        ((*TALKS, *DIED), CallOutcome.ANSWERED),
        ((*TALKS, *DIED[::-1]), CallOutcome.ANSWERED),
        ((*TALKS, Interrupted(), *DIED, Resumed()), CallOutcome.ANSWERED),
    ],
)
def test_a_call_that_went_on(events: tuple[Event, ...], outcome: CallOutcome) -> None:
    ended = row(*events)
    assert (ended.outcome, ended.reason) == (outcome, Reason.ASTERISK_RESTARTED)


def test_whichever_end_is_told_first_nobody_else_is_rung() -> None:
    for told in (DIED, DIED[::-1]):
        (leg,) = row(*RINGS, *told, people=staggered(ANNA, IVAN)).legs
        assert leg.outcome is LegOutcome.CANCELLED


def test_he_was_on_his_way_to_the_queue() -> None:
    """It is not known whether he has left us before."""
    goes = DialplanAnswered(CALLER, QUEUE, exists=True)
    call = retold(plan(hand_over(QUEUE)), EVENING, ((EVENING, each) for each in (goes, DIED[0])))
    ended = row_of(call)
    assert (ended.outcome, ended.reason) == (CallOutcome.HANDED_OVER, Reason.ASTERISK_RESTARTED)


def test_a_call_that_was_over_already() -> None:
    ended = row(*TALKS, LegGone(CALLER, 16), DIED[1])
    assert (ended.outcome, ended.reason) == (CallOutcome.ANSWERED, None)

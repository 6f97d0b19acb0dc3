"""Asterisk ends, and every channel in it: the journal says that nobody in the call has ended it."""

from datetime import timedelta

import pytest

from stasis_app.core.events import (
    Event,
    Interrupted,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegGone,
    LegRinging,
    Resumed,
)
from stasis_app.core.record import Row, row_of
from stasis_app.core.retelling import retold
from stasis_app.core.words import CALLER, CallOutcome, LegId, Reason

from ..night.world import EVENING
from ..people import ANNA, parallel, plan

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


def row(*events: Event) -> Row:
    times = [EVENING + timedelta(seconds=number) for number in range(1, len(events) + 1)]
    return row_of(retold(plan(parallel(ANNA)), EVENING, zip(times, events, strict=True)))


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ((*RINGS, *DIED), CallOutcome.ABANDONED),
        ((*RINGS, Interrupted(), *DIED, Resumed()), CallOutcome.ABANDONED),
        ((*TALKS, *DIED), CallOutcome.ANSWERED),
        ((*TALKS, *DIED[::-1]), CallOutcome.ANSWERED),
        ((*TALKS, Interrupted(), *DIED, Resumed()), CallOutcome.ANSWERED),
    ],
)
def test_a_call_that_went_on(events: tuple[Event, ...], outcome: CallOutcome) -> None:
    ended = row(*events)
    assert (ended.outcome, ended.reason) == (outcome, Reason.ASTERISK_RESTARTED)


def test_a_call_that_was_over_already() -> None:
    ended = row(*TALKS, LegGone(CALLER, 16), DIED[1])
    assert (ended.outcome, ended.reason) == (CallOutcome.ANSWERED, None)

"""What whoever watches is told of a call, at each of its moments."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from stasis_app.core.call.call import Call
from stasis_app.core.events import (
    DialplanAnswered,
    Event,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegGone,
    LegRinging,
)
from stasis_app.core.notice import notice_of, notice_of_ended
from stasis_app.core.plan import Identity, Plan, Step
from stasis_app.core.record import row_of
from stasis_app.core.words import CALLER, LegId

from ..people import ANNA, BOSS, IVAN, QUEUE, VISIT, hand_over, parallel, plan

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ONE, TWO = LegId(1), LegId(2)


class Watched:
    def __init__(self, *steps: Step, of: Plan | None = None) -> None:
        self.call = Call(of or plan(*steps))
        self.now = NOW
        self.call.start(NOW)

    def meets(self, *events: Event) -> None:
        for event in events:
            self.now += timedelta(seconds=1)
            self.call.handle(event, self.now)

    def told(self) -> Any:
        return notice_of(self.call, MOSCOW)

    def states(self) -> tuple[str, list[str]]:
        told = self.told()
        return told["state"], [leg["state"] for leg in told["legs"]]


def test_from_the_first_ring_to_the_end() -> None:
    call = Watched(parallel(ANNA, BOSS))
    assert call.states() == ("ringing", ["calling", "calling"])
    call.meets(LegCreated(ONE), LegCreated(TWO), LegRinging(ONE))
    assert call.states() == ("ringing", ["ringing", "calling"])
    call.meets(LegAnswered(ONE))
    assert call.states() == ("connecting", ["picked up", "ending"])
    call.meets(LegGone(TWO, 26), LegConnected(ONE, ONE), LegConnected(CALLER, ONE))
    assert call.states() == ("talking", ["talking", "ended"])
    call.meets(LegGone(CALLER, None))
    assert call.states() == ("ending", ["ending", "ended"])
    call.meets(LegGone(ONE, 16))
    assert call.states() == ("ended", ["ended", "ended"])
    assert notice_of_ended(row_of(call.call), MOSCOW) == call.told()


def test_the_way_to_the_dialplan() -> None:
    call = Watched(hand_over(QUEUE))
    assert call.states() == ("leaving", [])
    call.meets(DialplanAnswered(CALLER, QUEUE, exists=True), LegGone(CALLER, None))
    assert call.states() == ("ended", [])


def test_a_call_that_is_over_at_once() -> None:
    assert Watched().states() == ("ending", [])


def test_it_is_told_as_in_the_journal() -> None:
    told = Watched(parallel(ANNA)).told()
    assert told["id"] == VISIT.id
    assert (told["department"], told["mode"]) == ("otdel1", "duty")
    assert (told["caller"], told["caller_name"]) == ("+79161234567", "Пётр")
    assert told["started_at"] == "2026-11-21T06:00:00+03:00"
    assert (told["outcome"], told["ended_at"]) == (None, None)


def test_a_hidden_caller_stays_hidden() -> None:
    hidden = replace(VISIT, caller=Identity(None), shown=Identity(None))
    told = Watched(of=replace(plan(parallel(ANNA)), visit=hidden)).told()
    assert (told["caller"], told["caller_name"]) == (None, None)
    assert "+79161234567" not in str(told)


def test_somebody_is_passed_over() -> None:
    assert IVAN.number is not None
    whoever_is_free = replace(parallel(IVAN, BOSS), passes_over=True)
    call = Call(replace(plan(whoever_is_free), busy=(IVAN.number,)))
    call.start(NOW)
    told: Any = notice_of(call, MOSCOW)
    assert [(leg["name"], leg["state"], leg["outcome"]) for leg in told["legs"]] == [
        ("ivan", "ended", "skipped"),
        ("boss", "calling", None),
    ]

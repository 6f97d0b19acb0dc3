"""What is stored of a call is read again as it was, or not at all."""

import json
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.codec import decode, decode_event, decode_plan, encode
from stasis_app.core.commands import Continue, Create, Play
from stasis_app.core.events import Event, LegGone, LegReplaced, Refusal, Refused
from stasis_app.core.plan import HandOver, Identity, Person, Plan, Ring, Way, Why
from stasis_app.core.words import CALLER, LegId, Mode, Sound, Tone

from ..people import DESK, IVAN, QUEUE, VISIT, hand_over, parallel, plan

seconds = st.floats(allow_nan=False, allow_infinity=False)
people = st.lists(
    st.builds(Person, ways=st.lists(st.builds(Way), max_size=2).map(tuple)), max_size=1
)
rings = st.builds(Ring, people=people.map(tuple), timeout=seconds, stagger=seconds)
events = st.one_of(*(st.from_type(kind) for kind in get_args(Event)))
plans = st.builds(Plan, steps=st.lists(rings | st.builds(HandOver), max_size=2).map(tuple))


def through_json(thing: Plan | Event) -> Any:
    return json.loads(json.dumps(encode(thing), allow_nan=False))


@given(events)
def test_every_event_comes_back(event: Event) -> None:
    assert decode_event(through_json(event)) == decode(through_json(event)) == event
    assert type(decode_event(through_json(event))) is type(event)


@given(plans)
def test_every_plan_comes_back(plan: Plan) -> None:
    assert decode_plan(through_json(plan)) == decode(through_json(plan)) == plan


def test_what_is_stored_can_be_read_by_people() -> None:
    assert encode(LegGone(LegId(1), 17, 486)) == {
        "type": "LegGone",
        "leg": 1,
        "q850": 17,
        "sip": 486,
        "with_asterisk": False,
        "unheard": False,
    }
    assert encode(Refused(Continue(CALLER, QUEUE), Refusal.REJECTED)) == {
        "type": "Refused",
        "command": {
            "type": "Continue",
            "leg": 0,
            "destination": {
                "type": "Destination",
                "context": "ext-queues",
                "extension": "9999",
                "priority": "1",
            },
        },
        "kind": "rejected",
    }
    refusal = encode(Refused(Continue(CALLER, None), Refusal.REJECTED))["kind"]
    assert type(refusal) is str
    why = encode(replace(plan(), why=Why(Mode.DUTY, date=date(2026, 3, 2))))["why"]
    assert (why["mode"], why["date"]) == ("duty", "2026-03-02")


def test_types_are_what_they_were() -> None:
    create = Create(LegId(1), "PJSIP/101", Identity(None), (("KEEPCID", "TRUE"),))
    play = Play(LegId(1), (Sound.DIGIT_1, Tone.TWO))
    for command in (create, play):
        refused = Refused(command, Refusal.TIMED_OUT)
        again = decode_event(through_json(refused))
        assert isinstance(again, Refused)
        assert repr(again) == repr(refused)
    stored = through_json(plan(parallel(IVAN, DESK), hand_over(QUEUE)))
    assert repr(decode_plan(stored)) == repr(plan(parallel(IVAN, DESK), hand_over(QUEUE)))


def test_what_was_stored_before_a_field_was_invented_can_be_read() -> None:
    stored = {"type": "LegReplaced", "leg": 1, "up": True, "stand_in": False}
    assert decode_event(stored) == LegReplaced(LegId(1), up=True, stand_in=False, number=None)


def test_whole_seconds_are_seconds() -> None:
    stored = encode(plan(parallel(IVAN)))
    stored["steps"][0]["timeout"] = 60
    ring = decode_plan(stored).steps[0]
    assert isinstance(ring, Ring)
    assert repr(ring.timeout) == "60.0"


GONE = {"type": "LegGone", "leg": 1, "q850": 16}
PLAN = encode(plan(parallel(IVAN)))


@pytest.mark.parametrize(
    ("stored", "complaint"),
    [
        (GONE | {"type": "LegWent"}, "event: LegWent stands where one of these should: LegCreated"),
        (GONE | {"colour": 1, "age": 2}, "event: LegGone has no age, colour"),
        ({"type": "LegGone", "leg": 1}, "event: LegGone needs q850"),
        (GONE | {"leg": "1"}, "event.leg: '1' stands where one of these should: int"),
        (GONE | {"leg": True}, "event.leg: True stands where one of these should: int"),
        (GONE | {"sip": 4.5}, "event.sip: 4.5 stands where one of these should: int, NoneType"),
        ({"leg": 1}, "event: an object without type stands where"),
        ([], "event: [] stands where"),
        (None, "event: None stands where"),
        (PLAN, "event: Plan stands where"),
        (
            {"type": "PlayEnded", "leg": 1, "sounds": ["moo"]},
            "event.sounds[0]: 'moo' stands where one of these should: Sound, Tone",
        ),
        (
            {"type": "Refused", "command": GONE, "kind": "rejected"},
            "event.command: LegGone stands where one of these should: Create,",
        ),
    ],
)
def test_what_does_not_fit_says_where(stored: object, complaint: str) -> None:
    with pytest.raises(ValueError) as error:
        decode_event(stored)
    assert str(error.value).startswith(complaint)


@pytest.mark.parametrize(
    ("why", "complaint"),
    [
        ({"date": "2026-02-30"}, "plan.why.date: '2026-02-30' stands where"),
        ({"date": 20260302}, "plan.why.date: 20260302 stands where"),
        ({"cells": "B4"}, "plan.why.cells: 'B4' stands where"),
        ({"cells": ["B4", 5]}, "plan.why.cells[1]: 5 stands where"),
        ({"mode": "holiday"}, "plan.why.mode: 'holiday' stands where one of these should: Mode"),
    ],
)
def test_a_plan_that_does_not_fit_says_where(why: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError) as error:
        decode_plan(PLAN | {"why": PLAN["why"] | why})
    assert str(error.value).startswith(complaint)


def test_a_pair_has_two() -> None:
    create = encode(Refused(Create(LegId(1), "e", VISIT.caller, (("a", "b"),)), Refusal.REJECTED))
    create["command"]["variables"][0].append("c")
    with pytest.raises(ValueError, match=r"variables\[0\]: 3 values stand where 2 should"):
        decode_event(create)

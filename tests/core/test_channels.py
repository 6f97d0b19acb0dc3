"""A trunk with few channels left: who is rung one after another, and by which trunk."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.channels import FEW_CHANNELS, room_of, sparing
from stasis_app.core.plan import Person, Plan, Ring, Step
from stasis_app.core.planning import Surroundings, plan
from stasis_app.core.settings import Dialling, Settings, Trunk
from stasis_app.core.simulation import RingStep, simulate
from stasis_app.core.words import CallOutcome, Mode, Role, Strategy

from ..company import COMPANY, NOW, OTDEL1, on_duty
from ..people import ANNA, BOSS, OLGA, QUEUE, hand_over, parallel, person, sequential, staggered
from ..people import plan as plan_of
from ..scenario import Scenario
from .test_planning import VISIT

DESK = replace(ANNA, name="desk", ways=tuple(replace(way, trunk=None) for way in ANNA.ways))
IVAN = person("ivan", Role.PRIMARY, confirm=False)
MAIN, SPARE = "PJSIP/{number}@main", "PJSIP/{number}@spare"


def spared(step: Step, **room: int) -> Plan:
    return sparing(plan_of(step), room)


def trunks(person: Person) -> list[str | None]:
    return [way.trunk for way in person.ways]


def told(made: Plan) -> list[tuple[list[str], Strategy, float, float]]:
    rings = [step for step in made.steps if isinstance(step, Ring)]
    return [
        ([each.name for each in ring.people], ring.strategy, ring.stagger, ring.timeout)
        for ring in rings
    ]


@pytest.mark.parametrize("step", [parallel(IVAN, BOSS), staggered(IVAN, BOSS)])
def test_p20_room_for_both_and_they_ring_as_ever(step: Ring) -> None:
    made = spared(step, trunk1=2)
    assert (made.steps, made.why.issues) == ((step,), ())
    assert sparing(plan_of(step), {}) == plan_of(step)


@pytest.mark.parametrize("left", [1, 0, -3])
@pytest.mark.parametrize("step", [parallel(IVAN, ANNA), staggered(IVAN, ANNA)])
def test_p20_room_for_one_and_they_ring_one_after_another(step: Ring, left: int) -> None:
    made = spared(step, trunk1=left)
    assert told(made) == [(["ivan", "anna"], Strategy.SEQUENTIAL, 20.0, 60.0)]
    assert made.why.issues == (FEW_CHANNELS,)


def test_p20_the_last_one_has_his_time_too() -> None:
    step = replace(parallel(IVAN, ANNA), timeout=30.0)
    assert told(spared(step, trunk1=1)) == [(["ivan", "anna"], Strategy.SEQUENTIAL, 15.0, 30.0)]
    at_once = replace(parallel(IVAN, ANNA), stagger=0.0)
    assert told(spared(at_once, trunk1=1))[0][2] == 30.0


def test_p20_a_trunk_with_room_goes_before_one_that_is_full() -> None:
    made = spared(parallel(BOSS), trunk1=0)
    (ring,) = made.steps
    assert isinstance(ring, Ring)
    assert trunks(ring.people[0]) == ["trunk2", "trunk1"]
    assert made.why.issues == ()


def test_p20_who_does_not_fit_on_the_first_trunk_rings_by_the_second_at_once() -> None:
    made = spared(parallel(IVAN, BOSS), trunk1=1, trunk2=1)
    (ring,) = made.steps
    assert isinstance(ring, Ring)
    assert [trunks(each)[0] for each in ring.people] == ["trunk1", "trunk2"]
    assert (ring.strategy, made.why.issues) == (Strategy.PARALLEL, ())
    too_many = parallel(OLGA, BOSS, ANNA)
    assert told(spared(too_many, trunk1=1, trunk2=1))[0][1] is Strategy.SEQUENTIAL


def test_p20_nobody_is_left_out_where_there_is_no_room_at_all() -> None:
    made = spared(sequential(BOSS, OLGA), trunk1=0, trunk2=0)
    assert told(made) == [(["boss", "olga"], Strategy.SEQUENTIAL, 20.0, 60.0)]
    assert made.why.issues == (FEW_CHANNELS,)


def test_one_after_another_takes_one_channel_only() -> None:
    made = spared(sequential(IVAN, ANNA), trunk1=1)
    assert (made.steps, made.why.issues) == ((sequential(IVAN, ANNA),), ())


def test_p20_phones_inside_do_not_wait_for_the_trunk() -> None:
    made = spared(parallel(DESK, IVAN, OLGA), trunk1=1, trunk2=0)
    assert told(made) == [
        (["desk", "ivan"], Strategy.PARALLEL, 20.0, 30.0),
        (["olga"], Strategy.SEQUENTIAL, 30.0, 30.0),
    ]
    assert made.why.issues == (FEW_CHANNELS,)


def test_what_is_no_ringing_and_whoever_is_inside_need_no_channel() -> None:
    assert spared(hand_over(QUEUE), trunk1=0).steps == (hand_over(QUEUE),)
    made = spared(parallel(DESK, DESK), trunk1=0)
    assert (made.steps, made.why.issues) == ((parallel(DESK, DESK),), ())
    assert spared(parallel(), trunk1=0).why.issues == ()


@given(
    st.lists(st.sampled_from([IVAN, OLGA, ANNA, BOSS, DESK]), min_size=1, unique=True),
    st.sampled_from(Strategy),
    st.dictionaries(st.sampled_from(["trunk1", "trunk2"]), st.integers(-1, 3)),
)
def test_p20_nobody_is_left_out_no_time_is_lost_and_no_trunk_gets_more_than_it_carries(
    people: list[Person], strategy: Strategy, room: dict[str, int]
) -> None:
    made = sparing(plan_of(Ring(tuple(people), strategy, stagger=20.0, timeout=60.0)), room)
    rings = [step for step in made.steps if isinstance(step, Ring)]
    assert {each.name for ring in rings for each in ring.people} == {each.name for each in people}
    assert sum(len(ring.people) for ring in rings) == len(people)
    assert sum(ring.timeout for ring in rings) == 60.0
    for ring in rings:
        assert ring.stagger * (len(ring.people) - 1) < ring.timeout or ring.strategy is strategy
        if ring.strategy is not Strategy.SEQUENTIAL:
            taken = Counter(each.ways[0].trunk for each in ring.people)
            assert all(taken[trunk] <= max(left, 0) for trunk, left in room.items())


def limited(channels: int | None, spare: int | None = None) -> Settings:
    others = (Trunk(SPARE, channels=spare),)
    return replace(COMPANY, dialling=Dialling(MAIN, others=others, channels=channels))


def test_a_caller_takes_a_channel_of_the_trunk_by_which_he_came() -> None:
    assert room_of(limited(4), {}, None) == {MAIN: 4}
    assert room_of(limited(4), {MAIN: 2, SPARE: 9}, "main") == {MAIN: 1}
    assert room_of(limited(4, 2), {MAIN: 2}, "spare") == {MAIN: 2, SPARE: 1}
    assert room_of(limited(None), {MAIN: 99}, "main") == {}


def test_the_plan_takes_notice() -> None:
    department = replace(OTDEL1, duty=replace(OTDEL1.duty, strategy=Strategy.PARALLEL))
    settings = replace(COMPANY, dialling=Dialling(MAIN, channels=3))
    for used, came_by, strategy in (
        (0, "main", Strategy.PARALLEL),
        (1, "main", Strategy.SEQUENTIAL),
        (1, None, Strategy.PARALLEL),
    ):
        around = Surroundings(came_by=came_by, channels={MAIN: used})
        made = plan(settings, department, VISIT, Mode.DUTY, on_duty(OTDEL1, NOW), around)
        assert told(made)[0][1] is strategy
        assert made.came_by == came_by


def test_simulate_tells_the_same() -> None:
    played = simulate(spared(parallel(IVAN, ANNA), trunk1=1), datetime(2026, 3, 2, tzinfo=UTC))
    ring, _ = played.steps
    assert isinstance(ring, RingStep)
    assert [(each.person.name, each.start, each.end) for each in ring.ringing] == [
        ("ivan", 0, 20),
        ("anna", 20, 60),
    ]


def test_p20_a_congestion_on_one_phone_leaves_the_other_ringing() -> None:
    night = Scenario(parallel(ANNA, IVAN))
    night.phone(ANNA).rings()
    night.phone(IVAN).goes(34, 503)
    night.phone(ANNA).is_rung()
    night.phone(ANNA).answers()
    night.caller_hangs_up()
    assert night.world.call.outcome is CallOutcome.ANSWERED

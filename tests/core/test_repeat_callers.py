"""What is remembered of a caller, and what his next call's plan makes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stasis_app.core.plan import Identity, Ring
from stasis_app.core.planning import ALL_AT_ONCE, SAME_PERSON, Surroundings
from stasis_app.core.recent import LastCall, RecentCalls, Talked
from stasis_app.core.record import LegRow, Row
from stasis_app.core.settings import ContinueThen, Department, RepeatCallers, RingThen
from stasis_app.core.staff import Employee
from stasis_app.core.words import CallId, CallOutcome, LegOutcome, Mode, Role, Strategy
from stasis_app.core.workbook import Place

from ..company import IVAN, NOW, OLGA, OTDEL1, OTDEL2, QUEUE, on_duty
from .test_planning import VISIT, planned
from .test_special_callers import ON_DUTY, SECRETARIES, favouring, rung

BOTH = RepeatCallers(same_person=1800.0, all_at_once=180.0)
REMEMBERS = replace(OTDEL1, repeat_callers=BOTH)
OLD = Employee("Старый Дежурный", "+79991234509", "old@example.com", None, Place("Staff", 9, 0))
TALKED_TO_OLD = LastCall(600.0, taken=True, talked=Talked("+79991234509", Role.PRIMARY))
TALKED_TO_OLGA = LastCall(600.0, taken=True, talked=Talked(OLGA.number, Role.BACKUP))
MISSED = LastCall(60.0, taken=False)


def around(last: LastCall | None, employee: Employee | None = None) -> Surroundings:
    return Surroundings(last_call=last, acquaintance=employee)


def of(strategy: Strategy, department: Department = REMEMBERS) -> Department:
    return replace(department, duty=replace(department.duty, strategy=strategy))


def row(outcome: CallOutcome, **more: object) -> Row:
    end = NOW - timedelta(minutes=10)
    leg = LegRow(
        "Сабитов Никита",
        "+79991234504",
        None,
        Role.BACKUP,
        end,
        end,
        end,
        LegOutcome.ANSWERED if outcome is CallOutcome.ANSWERED else LegOutcome.NO_ANSWER,
        None,
    )
    answered_by = leg.name if outcome is CallOutcome.ANSWERED else None
    why = planned().why
    known = Row(VISIT, why, outcome, end, end, end, answered_by, (leg,))
    return replace(known, **more)  # type: ignore[arg-type]


# ------------------------------------------------------------------ what is remembered


def last_of(*rows: Row, caller: str | None = "+79161234567") -> LastCall | None:
    recent = RecentCalls()
    recent.remember(rows)
    return recent.last("otdel1", caller, NOW)


def test_with_whom_he_has_talked() -> None:
    talked = Talked("+79991234504", Role.BACKUP)
    assert last_of(row(CallOutcome.ANSWERED)) == LastCall(600.0, True, talked)


def test_with_whom_he_has_talked_before_he_was_parked() -> None:
    told = replace(row(CallOutcome.ANSWERED), outcome=CallOutcome.HANDED_OVER)
    assert last_of(told) == LastCall(600.0, True, Talked("+79991234504", Role.BACKUP))


@pytest.mark.parametrize("outcome", [CallOutcome.MISSED, CallOutcome.ABANDONED])
def test_that_nobody_has_taken_his_call(outcome: CallOutcome) -> None:
    assert last_of(row(outcome)) == LastCall(600.0, False)
    assert last_of(row(CallOutcome.ANSWERED), row(outcome)) == LastCall(600.0, False)


@pytest.mark.parametrize(
    "outcome", [CallOutcome.BLOCKED, CallOutcome.HANDED_OVER, CallOutcome.FAILED]
)
def test_what_says_nothing_changes_nothing(outcome: CallOutcome) -> None:
    assert last_of(row(outcome)) is None
    assert last_of(row(CallOutcome.MISSED), row(outcome)) == LastCall(600.0, False)


def test_a_secretary_by_her_endpoint() -> None:
    told = row(CallOutcome.ANSWERED)
    leg = replace(told.legs[0], name="PJSIP/101", number=None, role=Role.SECRETARY)
    last = last_of(replace(told, legs=(leg,), answered_by="PJSIP/101"))
    assert last is not None
    assert last.talked == Talked("PJSIP/101", Role.SECRETARY)


def test_by_the_phone_on_which_he_was_reached() -> None:
    """His own has sent the call on to another."""
    told = row(CallOutcome.ANSWERED)
    own = replace(told.legs[0], number="+79991234509", outcome=LegOutcome.UNREACHABLE)
    last = last_of(replace(told, legs=(own, *told.legs)))
    assert last is not None
    assert last.talked == Talked("+79991234504", Role.BACKUP)


def test_not_a_colleague_who_has_picked_the_call_up() -> None:
    assert last_of(row(CallOutcome.ANSWERED, answered_by="102")) == LastCall(600.0, True)


def test_of_another_caller_or_department_nothing() -> None:
    recent = RecentCalls()
    recent.note(row(CallOutcome.ANSWERED))
    assert recent.last("otdel1", "+79161234568", NOW) is None
    assert recent.last("otdel2", "+79161234567", NOW) is None
    assert recent.last("otdel1", "+79161234567", NOW - timedelta(hours=1)) is None


def test_of_whoever_hides_nothing() -> None:
    hidden = replace(VISIT, caller=Identity(None))
    assert last_of(row(CallOutcome.ANSWERED, visit=hidden), caller=None) is None
    nobodys = replace(VISIT, department=None)
    assert last_of(row(CallOutcome.ANSWERED, visit=nobodys)) is None


def test_the_oldest_callers_are_forgotten() -> None:
    recent = RecentCalls()
    recent.note(row(CallOutcome.MISSED))
    recent.note(row(CallOutcome.MISSED, visit=replace(VISIT, caller=Identity("+7000"))))
    recent.note(row(CallOutcome.MISSED, visit=replace(VISIT, id=CallId("again"))))
    missed = row(CallOutcome.MISSED)
    for number in range(9_999):
        visit = replace(VISIT, caller=Identity(f"+7{number}"))
        recent.note(replace(missed, visit=visit))
    assert recent.last("otdel1", "+7000", NOW) is None
    assert recent.last("otdel1", "+79161234567", NOW) is not None


# ------------------------------------------------------------------ the person he talked to


def test_off_by_default() -> None:
    for last in (TALKED_TO_OLD, TALKED_TO_OLGA, MISSED):
        assert planned(surroundings=around(last, OLD)) == planned()


def test_whom_he_talked_to_rings_first_and_goes_on_ringing() -> None:
    made = planned(REMEMBERS, surroundings=around(TALKED_TO_OLGA))
    assert rung(made) == [(Strategy.STAGGERED, [OLGA.name, IVAN.name])]
    assert made.why.issues == (SAME_PERSON,)


@pytest.mark.parametrize("strategy", [Strategy.STAGGERED, Strategy.SEQUENTIAL])
def test_one_who_is_off_duty_by_now_rings_before_those_who_are_not(strategy: Strategy) -> None:
    made = planned(of(strategy), surroundings=around(TALKED_TO_OLD, OLD))
    assert rung(made) == [(strategy, [OLD.name, *ON_DUTY])]
    ring = made.steps[0]
    assert isinstance(ring, Ring)
    first = ring.people[0]
    assert (first.number, first.email, first.role) == (OLD.number, OLD.email, Role.PRIMARY)


def test_alone_where_all_ring_at_once() -> None:
    made = planned(of(Strategy.PARALLEL), surroundings=around(TALKED_TO_OLD, OLD))
    assert rung(made) == [(Strategy.SEQUENTIAL, [OLD.name]), (Strategy.PARALLEL, ON_DUTY)]
    alone = made.steps[0]
    assert isinstance(alone, Ring)
    assert alone.timeout == OTDEL1.duty.stagger
    at_once = replace(REMEMBERS, duty=replace(OTDEL1.duty, stagger=0.0))
    ring = planned(of(Strategy.PARALLEL, at_once), surroundings=around(TALKED_TO_OLD, OLD)).steps[0]
    assert isinstance(ring, Ring)
    assert ring.timeout == 20


def test_alone_for_the_time_in_which_the_others_would_join() -> None:
    duty = replace(OTDEL1.duty, stagger=7.0, leg_timeout=25.0)
    department = of(Strategy.PARALLEL, replace(REMEMBERS, duty=duty))
    alone = planned(department, surroundings=around(TALKED_TO_OLD, OLD)).steps[0]
    assert isinstance(alone, Ring)
    assert (alone.stagger, alone.timeout, alone.leg_timeout) == (0.0, 7.0, 25.0)


def test_not_alone_when_nobody_else_is_rung() -> None:
    only = replace(on_duty(OTDEL1, NOW), backup=None)
    last = LastCall(600.0, taken=True, talked=Talked(IVAN.number, Role.PRIMARY))
    made = planned(of(Strategy.PARALLEL), roster=only, surroundings=around(last))
    assert rung(made) == [(Strategy.PARALLEL, [IVAN.name])]


def test_and_what_comes_after_them_stays() -> None:
    then = RingThen(("PJSIP/105",), 30.0, ContinueThen(QUEUE))
    department = replace(REMEMBERS, duty=replace(OTDEL1.duty, then=then))
    first, *rest = planned(department, surroundings=around(TALKED_TO_OLGA)).steps
    assert isinstance(first, Ring)
    assert rest == list(planned(department).steps[1:])


def test_a_secretary_only_while_there_are_any_and_by_that_role() -> None:
    none_any_more = replace(REMEMBERS, secretary=None)
    talked = LastCall(1.0, taken=True, talked=Talked("PJSIP/101", Role.SECRETARY))
    assert planned(none_any_more, surroundings=around(talked)) == planned(none_any_more)
    otherwise = LastCall(1.0, taken=True, talked=Talked("PJSIP/101", Role.ESCALATION))
    assert planned(REMEMBERS, surroundings=around(otherwise)) == planned(REMEMBERS)


def test_before_the_secretaries_and_a_secretary_before_the_others() -> None:
    made = planned(REMEMBERS, Mode.SECRETARY, surroundings=around(TALKED_TO_OLD, OLD))
    assert rung(made) == [(Strategy.SEQUENTIAL, [OLD.name]), (Strategy.PARALLEL, SECRETARIES)]
    secretary = LastCall(1.0, taken=True, talked=Talked("PJSIP/102", Role.SECRETARY))
    made = planned(REMEMBERS, Mode.SECRETARY, surroundings=around(secretary))
    assert rung(made)[0] == (Strategy.SEQUENTIAL, ["PJSIP/102"])
    made = planned(REMEMBERS, surroundings=around(secretary))
    assert rung(made)[0] == (Strategy.STAGGERED, ["PJSIP/102", *ON_DUTY])


def test_before_the_secretaries_queue() -> None:
    queue = replace(OTDEL2, repeat_callers=BOTH)
    made = planned(queue, Mode.SECRETARY, surroundings=around(TALKED_TO_OLD, OLD))
    assert rung(made) == [(Strategy.SEQUENTIAL, [OLD.name])]
    assert len(made.steps) == 2


def test_not_one_who_has_left_the_staff_sheet() -> None:
    assert planned(REMEMBERS, surroundings=around(TALKED_TO_OLD)) == planned(REMEMBERS)
    gone = LastCall(1.0, taken=True, talked=Talked("PJSIP/109", Role.SECRETARY))
    assert planned(REMEMBERS, surroundings=around(gone)) == planned(REMEMBERS)
    without = replace(OLD, number=None)
    assert planned(REMEMBERS, surroundings=around(TALKED_TO_OLD, without)) == planned(REMEMBERS)


def test_not_when_it_was_too_long_ago() -> None:
    just = replace(TALKED_TO_OLGA, ago=1800.0)
    assert planned(REMEMBERS, surroundings=around(just)).why.issues == (SAME_PERSON,)
    late = replace(TALKED_TO_OLGA, ago=1800.1)
    assert planned(REMEMBERS, surroundings=around(late)) == planned(REMEMBERS)


def test_not_when_he_is_in_another_call() -> None:
    busy = replace(around(TALKED_TO_OLGA), busy=frozenset({OLGA.number}))
    assert rung(planned(REMEMBERS, surroundings=busy)) == [(Strategy.STAGGERED, ON_DUTY)]
    ring_all_the_same = replace(REMEMBERS, duty=replace(OTDEL1.duty, skip_busy=False))
    made = planned(ring_all_the_same, surroundings=busy)
    assert rung(made) == [(Strategy.STAGGERED, [OLGA.name, IVAN.name])]


def test_a_vip_too_is_brought_to_the_one_he_talked_to() -> None:
    vip = replace(favouring(), repeat_callers=BOTH)
    made = planned(vip, Mode.SECRETARY, surroundings=around(TALKED_TO_OLGA))
    assert rung(made)[0] == (Strategy.STAGGERED, [OLGA.name, IVAN.name])
    assert made.why.issues == ("vip", SAME_PERSON)


# ------------------------------------------------------------------ the call nobody took


def test_after_a_missed_call_all_ring_at_once() -> None:
    made = planned(REMEMBERS, surroundings=around(MISSED))
    assert rung(made) == [(Strategy.PARALLEL, ON_DUTY)]
    assert made.why.issues == (ALL_AT_ONCE,)


def test_not_when_that_was_too_long_ago() -> None:
    late = replace(MISSED, ago=180.1)
    assert planned(REMEMBERS, surroundings=around(late)) == planned(REMEMBERS)
    just = replace(MISSED, ago=180.0)
    assert planned(REMEMBERS, surroundings=around(just)).why.issues == (ALL_AT_ONCE,)


def test_not_after_a_talk() -> None:
    told = LastCall(1.0, taken=True)
    assert planned(REMEMBERS, surroundings=around(told)) == planned(REMEMBERS)

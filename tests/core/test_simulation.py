"""`simulate`: which phone rings from which second to which when nobody answers."""

from dataclasses import replace

from stasis_app.core.plan import HandOver, Plan, Visit, Why
from stasis_app.core.planning import Surroundings, plan
from stasis_app.core.settings import (
    ContinueThen,
    Department,
    Duty,
    DutyThen,
    HangUpThen,
    RingThen,
    Secretary,
)
from stasis_app.core.simulation import (
    ContinueStep,
    HangUpStep,
    RingStep,
    Simulation,
    simulate,
)
from stasis_app.core.words import CallOutcome, Mode, Strategy

from .. import company


def simulated(department: Department, mode: Mode = Mode.DUTY, nobody: bool = False) -> Simulation:
    on_duty = company.on_duty(department, company.NOW)
    if nobody:
        on_duty = replace(on_duty, primary=None, backup=None)
    made = plan(company.COMPANY, department, Visit.nobody(), mode, on_duty, Surroundings())
    return simulate(made, company.NOW)


def with_duty(**changes: object) -> Department:
    duty = Duty(Strategy.STAGGERED, 20.0, 60.0, confirm=False, then=company.OTDEL1.duty.then)
    return replace(company.OTDEL1, duty=replace(duty, **changes))  # type: ignore[arg-type]


def rung(simulation: Simulation) -> list[list[tuple[str, float, float]]]:
    steps = [step for step in simulation.steps if isinstance(step, RingStep)]
    return [[(each.person.name, each.start, each.end) for each in s.ringing] for s in steps]


IVAN = company.IVAN.name
OLGA = company.OLGA.name


def test_staggered_the_backup_joins_while_the_primary_goes_on_ringing() -> None:
    simulation = simulated(with_duty())
    assert rung(simulation) == [[(IVAN, 0, 60), (OLGA, 20, 60)]]
    assert simulation.steps[-1] == HangUpStep(60)
    assert simulation.outcome is CallOutcome.MISSED


def test_parallel_both_ring_from_the_start() -> None:
    simulation = simulated(with_duty(strategy=Strategy.PARALLEL))
    assert rung(simulation) == [[(IVAN, 0, 60), (OLGA, 0, 60)]]


def test_sequential_the_backup_has_what_is_left() -> None:
    simulation = simulated(with_duty(strategy=Strategy.SEQUENTIAL, stagger=25.0))
    assert rung(simulation) == [[(IVAN, 0, 25), (OLGA, 25, 60)]]


def test_a_stagger_as_long_as_the_time_out_rings_no_backup() -> None:
    for strategy in (Strategy.STAGGERED, Strategy.SEQUENTIAL):
        simulation = simulated(with_duty(strategy=strategy, stagger=60.0))
        assert rung(simulation) == [[(IVAN, 0, 60)]]


def test_then_others_ring_and_then_the_call_goes_on_in_the_dialplan() -> None:
    after = ContinueThen(company.QUEUE)
    simulation = simulated(with_duty(then=RingThen(("101", "+79991112233"), 30.0, after)))
    assert rung(simulation)[1] == [("101", 60, 90), ("+79991112233", 60, 90)]
    assert simulation.steps[1].start == 60
    assert simulation.steps[-1] == ContinueStep(90, company.QUEUE)
    assert simulation.outcome is CallOutcome.HANDED_OVER


def test_secretaries_first_then_the_people_on_duty() -> None:
    assert company.OTDEL1.secretary is not None
    secretary = replace(company.OTDEL1.secretary, then=DutyThen())
    simulation = simulated(replace(company.OTDEL1, secretary=secretary), Mode.SECRETARY)
    assert rung(simulation) == [
        [("PJSIP/101", 0, 30), ("PJSIP/102", 0, 30)],
        [(IVAN, 30, 90), (OLGA, 50, 90)],
    ]


def test_a_secretary_is_known_by_the_endpoint_also_when_a_number_is_configured() -> None:
    secretary = Secretary(("101", "+79991112233"), None, timeout=30.0, then=HangUpThen())
    simulation = simulated(replace(company.OTDEL1, secretary=secretary), Mode.SECRETARY)
    assert rung(simulation) == [
        [("PJSIP/101", 0, 30), ("PJSIP/+79991112233@trunk", 0, 30)],
    ]


def test_nobody_on_duty() -> None:
    simulation = simulated(company.OTDEL1, nobody=True)
    assert simulation == Simulation((HangUpStep(0),), CallOutcome.MISSED)


def test_on_after_stasis() -> None:
    simulation = simulate(Plan(Visit.nobody(), (HandOver(()),), Why(None)), company.NOW)
    assert simulation == Simulation((ContinueStep(0, None),), CallOutcome.HANDED_OVER)

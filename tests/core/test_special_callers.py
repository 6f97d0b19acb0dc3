"""The plan for a caller on the block list, and for a VIP."""

from dataclasses import replace

from stasis_app.core.callers import CallerList
from stasis_app.core.plan import HandOver, Identity, Plan, Refuse, Ring
from stasis_app.core.planning import BLOCKED, VIP, Surroundings, endpoints_to_ask
from stasis_app.core.settings import Blocked, Department, DutyThen, Secretary, Vip
from stasis_app.core.words import CallOutcome, Mode, Sound, Strategy

from ..company import COMPANY, IVAN, NOW, OLGA, OTDEL1, OTDEL2, on_duty
from .test_planning import VISIT, planned

THIS_CALLER = CallerList(frozenset({"+79161234567"}))
HIDDEN = replace(VISIT, caller=Identity(None), shown=Identity(None))
SECRETARIES = ["PJSIP/101", "PJSIP/102"]
ON_DUTY = [IVAN.name, OLGA.name]


def blocking(callers: CallerList, department: Department = OTDEL1) -> Department:
    return replace(department, blocked=Blocked(callers))


def favouring(department: Department = OTDEL1, *, everybody: bool = False) -> Department:
    return replace(department, vip=Vip(THIS_CALLER, everybody))


def rung(made: Plan) -> list[tuple[Strategy, list[str]]]:
    rings = [step for step in made.steps if isinstance(step, Ring)]
    return [(ring.strategy, [each.name for each in ring.people]) for ring in rings]


def test_a_blocked_caller_is_told_that_it_is_busy() -> None:
    made = planned(blocking(THIS_CALLER))
    assert made.steps == (Refuse(CallOutcome.BLOCKED),)
    assert made.why.issues == (BLOCKED,)
    assert made.why.mode is Mode.DUTY


def test_or_hears_an_announcement_before() -> None:
    made = planned(replace(OTDEL1, blocked=Blocked(THIS_CALLER, announced=True)))
    assert made.steps == (Refuse(CallOutcome.BLOCKED, (Sound.CALL_REFUSED,)),)


def test_for_him_no_phone_is_looked_for() -> None:
    around = Surroundings()
    asked = endpoints_to_ask(
        COMPANY, blocking(THIS_CALLER), VISIT, Mode.DUTY, on_duty(OTDEL1, NOW), around
    )
    assert asked == ()


def test_whoever_hides_is_blocked_by_that_word_only() -> None:
    assert planned(blocking(THIS_CALLER), visit=HIDDEN).steps == planned(visit=HIDDEN).steps
    anonymous = CallerList(anonymous=True)
    assert planned(blocking(anonymous), visit=HIDDEN).why.issues == (BLOCKED,)
    assert planned(blocking(anonymous)).steps == planned().steps


def test_a_vip_is_never_blocked() -> None:
    both = blocking(CallerList(prefixes=("+7",)), favouring())
    made = planned(both)
    assert made.steps == planned().steps
    assert made.why.issues == (VIP,)


def test_for_a_vip_the_people_on_duty_ring_before_the_secretaries() -> None:
    made = planned(favouring(), Mode.SECRETARY)
    assert rung(made) == [(Strategy.STAGGERED, ON_DUTY), (Strategy.PARALLEL, SECRETARIES)]
    assert made.why.issues == (VIP,)


def test_before_the_secretaries_queue_too() -> None:
    made = planned(favouring(OTDEL2), Mode.SECRETARY)
    assert rung(made) == [(Strategy.STAGGERED, ON_DUTY)]
    assert isinstance(made.steps[-1], HandOver)


def test_or_all_ring_at_once() -> None:
    everybody = favouring(everybody=True)
    made = planned(everybody, Mode.SECRETARY)
    assert rung(made)[0] == (Strategy.PARALLEL, [*ON_DUTY, *SECRETARIES])
    assert rung(planned(everybody, Mode.DUTY)) == [(Strategy.PARALLEL, ON_DUTY)]


def test_nobody_is_rung_twice_for_a_vip() -> None:
    secretary = Secretary(("PJSIP/101",), None, timeout=30, then=DutyThen())
    made = planned(favouring(replace(OTDEL1, secretary=secretary)), Mode.SECRETARY)
    names = [name for _, names in rung(made) for name in names]
    assert names == [*ON_DUTY, "PJSIP/101"]


def test_a_vip_is_served_as_everybody_when_nobody_is_on_duty() -> None:
    nobody = replace(on_duty(OTDEL1, NOW), primary=None, backup=None)
    made = planned(favouring(), Mode.SECRETARY, roster=nobody)
    assert made.steps == planned(OTDEL1, Mode.SECRETARY, roster=nobody).steps


def test_a_vip_rings_the_contacts_of_every_phone() -> None:
    asked = endpoints_to_ask(
        COMPANY,
        favouring(everybody=True),
        VISIT,
        Mode.SECRETARY,
        on_duty(OTDEL1, NOW),
        Surroundings(),
    )
    assert set(SECRETARIES) < set(asked)

"""Whom the caller's display names when somebody answers him."""

from dataclasses import replace

from stasis_app.core.call.call import Call
from stasis_app.core.commands import Answer
from stasis_app.core.events import KeyPressed, LegAnswered, LegCreated, LegReplaced
from stasis_app.core.plan import Identity, Person
from stasis_app.core.words import CALLER, LegId

from ..night.world import EVENING
from ..people import ANNA, IVAN, OLGA, VISIT, parallel, plan

ONE = LegId(1)


def answered(person: Person, *, shows_name: bool = True, by: str | None = None) -> Answer:
    """`by`: a colleague's phone, which picks the call up."""
    call = Call(replace(plan(parallel(person)), shows_name=shows_name))
    call.start(EVENING)
    call.handle(LegCreated(ONE), EVENING)
    if by is None:
        wanted = call.handle(LegAnswered(ONE), EVENING)
        wanted += call.handle(KeyPressed(ONE, "1"), EVENING)
    else:
        wanted = call.handle(LegReplaced(ONE, up=True, stand_in=False, number=by), EVENING)
    (answer,) = (each for each in wanted if isinstance(each, Answer))
    return answer


def test_nobody_when_nothing_is_said() -> None:
    assert answered(IVAN, shows_name=False) == Answer(CALLER)


def test_whoever_is_on_duty_with_the_number_that_was_dialled() -> None:
    assert answered(IVAN) == Answer(CALLER, Identity(VISIT.did, IVAN.name))


def test_no_secretary_for_she_has_no_name_here() -> None:
    assert answered(ANNA) == Answer(CALLER)


def test_nobody_when_a_colleague_has_picked_it_up() -> None:
    assert answered(IVAN, by="102") == Answer(CALLER)


def test_the_backup_too() -> None:
    assert answered(OLGA) == Answer(CALLER, Identity(VISIT.did, OLGA.name))

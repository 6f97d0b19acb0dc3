"""Which arrivals are our own calls come back, and which only look like them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from stasis_app.core.handed_over import HandedOver
from stasis_app.core.limits import TOO_MANY_CALLS
from stasis_app.core.loops import (
    RungLeg,
    came_from,
    diverted,
    marked,
    numbers_in,
    own_numbers,
    rung_for,
    rung_legs,
    showing,
)
from stasis_app.core.plan import CameFrom, HandOver, Plan, Refuse
from stasis_app.core.planning import LOOPED, Surroundings
from stasis_app.core.record import Row
from stasis_app.core.settings import ContinueThen, Trunk
from stasis_app.core.words import CallId, CallOutcome, LegId, Mode

from ..company import COMPANY, NOW, OTDEL1, QUEUE
from ..night.world import EVENING
from ..people import ANNA, CALLER_ID, IVAN, parallel
from ..scenario import Scenario
from .test_planning import VISIT, planned

CALL = CallId("1700000000.1")
HIS = CALLER_ID.number
LEG = RungLeg(CALL, LegId(1), frozenset({"otdel1"}), "+79991234501", HIS, outside=True, since=NOW)


@pytest.mark.parametrize(
    ("header", "numbers"),
    [
        ("<sip:+79991234501@example.net>;reason=unconditional", ["+79991234501"]),
        ('"A, B" <sip:101@x;user=phone>;privacy=off, <tel:+74957770001>', ["101", "+74957770001"]),
        (
            "<sip:5005@x>;index=1, <sips:6006@x?Reason=SIP%3Bcause%3D302>;index=1.1",
            ["5005", "6006"],
        ),
        ("+79991234501", ["+79991234501"]),
        (" 89991234501 ", ["89991234501"]),
        ("", []),
        ("nobody", []),
        ("<sip:ivan@example.net>", []),
    ],
)
def test_whose_phones_have_sent_a_call_on(header: str, numbers: list[str]) -> None:
    assert numbers_in(header) == numbers


def test_a_leg_is_rung_until_it_is_answered_or_gone() -> None:
    night = Scenario(parallel(ANNA, IVAN))

    def now() -> list[LegId]:
        return [each.leg for each in rung_legs(night.world.call, COMPANY)]

    assert now() == [LegId(1), LegId(2)]
    night.phone(ANNA).rings()
    assert now() == [LegId(1), LegId(2)]
    night.phone(IVAN).rings().answers()
    assert now() == [LegId(1)]
    night.phone(ANNA).goes(17, 486)
    assert now() == []


def test_what_is_known_of_a_leg() -> None:
    night = Scenario(parallel(ANNA))
    (leg,) = rung_legs(night.world.call, COMPANY)
    assert leg == RungLeg(
        CALL, LegId(1), frozenset({"otdel1"}), ANNA.number, HIS, outside=True, since=EVENING
    )
    assert leg.mark == "1700000000.1.1"
    through = replace(night.world.plan, came_from=CameFrom(CALL, LegId(1), ("otdel2",), False))
    night.world.call.plan = through
    (leg,) = rung_legs(night.world.call, COMPANY)
    assert leg.departments == {"otdel1", "otdel2"}


def test_by_its_mark() -> None:
    assert marked(LEG.mark, [LEG]) == LEG
    assert marked("1700000000.1.2", [LEG]) is None
    assert marked(None, [LEG]) is None


NONE = frozenset[str]()
OWN = frozenset({"+74957770001"})


def test_by_whoever_has_sent_it_on() -> None:
    assert showing(HIS, "otdel1", [LEG], NONE) == (LEG,)
    assert diverted(frozenset({"+79991234501"}), [LEG]) == LEG
    assert diverted(frozenset({"+79991234502"}), [LEG]) is None


def test_not_another_caller_whom_the_same_phone_has_sent_on() -> None:
    assert showing("+79161234568", "otdel1", [LEG], OWN) == ()
    assert showing(None, "otdel1", [LEG], OWN) == ()


def test_whoever_hides_looks_like_any_other_who_does() -> None:
    hidden = replace(LEG, shown=None)
    assert showing(None, "otdel1", [LEG, hidden], NONE) == (hidden,)


def test_the_trunk_has_shown_the_company_s_number_instead_of_his() -> None:
    assert showing("+74957770001", "otdel1", [LEG], OWN) == (LEG,)
    assert showing("+74957770001", "otdel2", [LEG], OWN) == ()


def test_our_numbers() -> None:
    spare = Trunk("PJSIP/{number}@spare", company_number="84957770010")
    dialling = replace(COMPANY.dialling, company_number="84957770009", others=(spare,))
    own = replace(OTDEL1, dids=("7770001", "84957770001"), company_number="84957770008")
    settings = replace(COMPANY, dialling=dialling, departments=(own,))
    company = {"+74957770008", "+74957770009", "+74957770010"}
    assert own_numbers(settings) == {"7770001", "+74957770001", *company}


def test_not_to_another_department() -> None:
    assert showing(HIS, "otdel2", [LEG], NONE) == ()
    assert not came_from(LEG, "otdel2").looped
    assert came_from(LEG, "otdel1").looped


def test_from_the_first_department_by_the_second_to_the_first() -> None:
    on = came_from(LEG, "otdel2")
    second = replace(LEG, call=CallId("2"), departments=frozenset({"otdel2", *on.departments}))
    assert came_from(second, "otdel1").looped


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_phone_that_has_not_rung_may_have_sent_the_call_on() -> None:
    assert rung_for([LEG], NOW) == {"+79991234501"}
    assert rung_for([LEG], later(60)) == {"+79991234501"}
    assert rung_for([LEG], later(61)) == frozenset()
    assert rung_for([replace(LEG, outside=False)], NOW) == frozenset()
    assert rung_for([replace(LEG, number=None)], NOW) == frozenset()


def test_a_phone_that_has_just_begun_to_ring_may_have_too() -> None:
    rings = replace(LEG, rang_at=later(3))
    assert rung_for([rings], later(2)) == {"+79991234501"}  # as its call was looked at
    assert rung_for([rings], later(4.9)) == {"+79991234501"}


def test_a_phone_that_has_been_ringing_rings_for_the_second_call_too() -> None:
    assert rung_for([replace(LEG, rang_at=later(3))], later(5)) == frozenset()


def test_but_for_no_third_one() -> None:
    rings = replace(LEG, rang_at=NOW)
    second, other = replace(rings, call=CallId("2")), replace(rings, number="+79991234504")
    assert rung_for([rings, second, other], later(5)) == {"+79991234501"}
    third = replace(rings, call=CallId("3"))
    assert rung_for([rings, second, third], later(5)) == {"+79991234501"}
    gone = replace(second, since=NOW - timedelta(seconds=56))
    assert rung_for([rings, gone, other], later(5)) == frozenset()


def looped(looped: bool) -> Plan:
    came = CameFrom(CALL, LegId(1), ("otdel1",), looped)
    return planned(surroundings=Surroundings(came_from=came))


def test_what_has_looped_is_refused() -> None:
    made = looped(True)
    assert made.steps == (Refuse(CallOutcome.LOOPED),)
    assert made.why.issues == (LOOPED,)
    assert made.came_from is not None
    assert (made.came_from.call, made.came_from.leg) == (CALL, LegId(1))


def test_what_another_department_has_sent_here_is_served() -> None:
    made = looped(False)
    assert made.steps == planned().steps
    assert made.came_from is not None


def test_who_is_rung_for_the_caller_already_stands_in_the_plan() -> None:
    around = Surroundings(rung_for_caller=frozenset({"+79991234501", "+79990000000"}))
    assert planned(surroundings=around).rung_for_caller == ("+79991234501",)


# ------------------------------------------------------------------ round by the dialplan

THEN_QUEUE = replace(OTDEL1, duty=replace(OTDEL1.duty, then=ContinueThen(QUEUE)))


def test_whoever_comes_back_from_those_on_duty_is_not_sent_there_again() -> None:
    first = planned(THEN_QUEUE)
    assert isinstance(first.steps[-1], HandOver)
    again = planned(THEN_QUEUE, surroundings=Surroundings(goes_round=True))
    assert again.steps == first.steps[:-1]
    assert again.why.issues == (LOOPED,)


def handed_over(*rows: Row) -> HandedOver:
    known = HandedOver()
    known.remember(rows)
    return known


def visit(call: str, mode: Mode | None, outcome: CallOutcome = CallOutcome.HANDED_OVER) -> Row:
    made = planned(visit=replace(VISIT, id=CallId(call)))
    return Row(made.visit, replace(made.why, mode=mode), outcome, NOW, None, NOW, None, ())


def test_a_channel_is_known_by_the_modes_that_handed_it_over() -> None:
    known = handed_over(visit("1.1", Mode.SECRETARY), visit("1.1-2", Mode.DUTY))
    assert known.knows("1.1", "otdel1")
    assert known.goes_round("1.1", "otdel1")
    assert not known.goes_round("1.1", "otdel2")
    assert not known.goes_round("1.2", "otdel1")
    assert not handed_over(visit("1.1", Mode.SECRETARY)).goes_round("1.1", "otdel1")
    assert not handed_over(visit("1.1", Mode.DUTY)).knows("1.1", "otdel1")
    assert not handed_over(visit("1.1", None)).goes_round("1.1", "otdel1")
    missed = visit("1.1", Mode.DUTY, CallOutcome.MISSED)
    assert not handed_over(missed).goes_round("1.1", "otdel1")
    parked = replace(visit("1.1", Mode.DUTY), answered_at=NOW, answered_by="anna")
    assert not handed_over(parked).goes_round("1.1", "otdel1")


def test_whoever_was_one_too_many_has_been_to_nobody() -> None:
    full = visit("1.1", Mode.DUTY)
    full = replace(full, why=replace(full.why, issues=(TOO_MANY_CALLS,)))
    assert not handed_over(full).goes_round("1.1", "otdel1")


def test_the_oldest_are_forgotten() -> None:
    one = visit("1.1", Mode.DUTY)
    calls = (replace(one.visit, id=CallId(f"{number}.1")) for number in range(10_001))
    known = handed_over(*(replace(one, visit=each) for each in calls))
    found = [known.goes_round(f"{number}.1", "otdel1") for number in (0, 1, 10_000)]
    assert found == [False, True, True]

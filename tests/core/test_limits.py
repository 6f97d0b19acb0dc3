"""When too many minutes have been dialled, nobody outside is rung, and the call is given back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stasis_app.core.limits import (
    TOO_MANY_MINUTES,
    OnLine,
    is_full,
    is_outside,
    is_spent,
    minutes_of,
)
from stasis_app.core.mail.trunks import mails_about_minutes
from stasis_app.core.plan import HandOver, Plan
from stasis_app.core.planning import Surroundings, plan
from stasis_app.core.settings import (
    ContinueThen,
    Department,
    DutyThen,
    HangUpThen,
    RingThen,
    Secretary,
)
from stasis_app.core.words import Mode

from ..company import COMPANY, NOW, OTDEL1, QUEUE, RECEPTION, on_duty
from .test_planning import VISIT, endpoints

RED = "#b3261e"  # of what is no good news
GUARDED = replace(COMPANY, most_dialled_minutes=30)
FALLBACK = HandOver((RECEPTION,))
OUTSIDE = [["PJSIP/+79991234501@trunk", "PJSIP/+79991234504@trunk"]]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def planned(
    minutes: float, department: Department = OTDEL1, mode: Mode = Mode.DUTY, guarded: bool = True
) -> Plan:
    settings = GUARDED if guarded else COMPANY
    around = Surroundings(dialled_minutes=minutes)
    return plan(settings, department, VISIT, mode, on_duty(OTDEL1, NOW), around)


def test_up_to_the_limit_everybody_is_rung_and_then_the_call_is_given_back() -> None:
    assert endpoints(planned(29.9)) == OUTSIDE
    assert planned(29.9).why.issues == ()
    spent = planned(30)
    assert spent.steps == (FALLBACK,)
    assert spent.why.issues == (TOO_MANY_MINUTES,)
    assert (spent.why.mode, spent.why.version) == (Mode.DUTY, 7)


def test_without_a_limit_nobody_counts() -> None:
    assert endpoints(planned(1e6, guarded=False)) == OUTSIDE
    assert not is_spent(COMPANY, 1e6)


def test_a_call_that_dials_nobody_outside_is_served_as_always() -> None:
    secretaries = planned(99, mode=Mode.SECRETARY)
    assert endpoints(secretaries) == [["PJSIP/101", "PJSIP/102"]]
    assert secretaries.why.issues == ()
    queue = Secretary((), QUEUE, timeout=30.0, then=HangUpThen())
    handed_over = planned(99, replace(OTDEL1, secretary=queue), Mode.SECRETARY)
    assert handed_over.steps == (HandOver((QUEUE, RECEPTION)),)
    assert handed_over.why.issues == ()


def test_whoever_is_inside_is_rung_and_then_the_call_is_given_back() -> None:
    secretary = Secretary(("PJSIP/101",), None, timeout=30, then=DutyThen())
    spent = planned(99, replace(OTDEL1, secretary=secretary), Mode.SECRETARY)
    assert endpoints(spent) == [["PJSIP/101"], []]
    assert spent.steps[-1] == FALLBACK
    assert spent.why.issues == (TOO_MANY_MINUTES,)


def test_where_the_plan_goes_on_in_the_dialplan_anyway_it_does() -> None:
    then = RingThen(("PJSIP/105",), 30, ContinueThen(QUEUE))
    spent = planned(99, replace(OTDEL1, duty=replace(OTDEL1.duty, then=then)))
    assert endpoints(spent) == [[], ["PJSIP/105"]]
    assert [step for step in spent.steps if isinstance(step, HandOver)] == [
        HandOver((QUEUE, RECEPTION))
    ]


@pytest.mark.parametrize(
    ("began", "ended", "counted"),
    [
        (10, 4, 6.0),
        (10, None, 10.0),
        (70, 55, 5.0),
        (70, 60, 0.0),
        (90, 80, 0.0),
        (90, None, 60.0),
        (-5, None, 0.0),
    ],
)
def test_minutes_of_the_last_hour(began: float, ended: float | None, counted: float) -> None:
    line = OnLine(NOW - minutes(began), None if ended is None else NOW - minutes(ended))
    assert minutes_of([line], NOW) == counted
    assert minutes_of([line, line], NOW) == 2 * counted


@pytest.mark.parametrize(
    ("number", "outside"), [("+79991234501", True), ("101", False), (None, False)]
)
def test_inside_the_company_it_costs_nothing(number: str | None, outside: bool) -> None:
    assert is_outside(number, COMPANY) is outside


def test_what_the_administrators_are_told() -> None:
    (mail,) = mails_about_minutes(GUARDED, NOW)
    assert RED in mail.html
    assert mail.key == f"dialled-minutes:{NOW.isoformat()}:admin@example.com"
    assert mail.subject == "На внешние телефоны больше не звоним: 30 минут за час"
    assert "С 21.11.2026 06:00:00 новые звонки идут на fallback" in mail.text
    (english,) = mails_about_minutes(replace(GUARDED, language="en"), NOW)
    assert english.subject == "No phone outside is dialled any more: 30 minutes an hour"
    assert "Since 2026-11-21 06:00:00 new calls go to the fallback" in english.text


@pytest.mark.parametrize(("most", "live", "full"), [(5, 4, False), (5, 5, True), (5, 6, True)])
def test_so_many_calls_at_once_and_no_more(most: int, live: int, full: bool) -> None:
    assert is_full(replace(COMPANY, most_calls=most), live) is full
    assert not is_full(COMPANY, live)

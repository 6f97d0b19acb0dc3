"""Whom a test call may ring, by which way, and what it says when it may not."""

from dataclasses import replace

import pytest

from stasis_app.core.roster import OnDuty
from stasis_app.core.settings import HangUpThen, RingThen
from stasis_app.core.staff import read_staff
from stasis_app.core.trial import Step, StepKind, TrialOrder
from stasis_app.core.trial_order import (
    TrialPlanner,
    TrialRefusal,
    TrialWish,
    Untriable,
    known_of,
    order_json,
    step_json,
)
from stasis_app.core.words import CallId, LegOutcome, Role

from ..company import COMPANY, IVAN, NOW, OTDEL1, on_duty

CALL = CallId("test-1")
ROWS = [["Волков Геральд", "8 999 123-45-07"], ["Ким Ян", "нет"], ["Внук Ян", "105"]]
STAFF = read_staff("Staff", ROWS, "RU", COMPANY.extensions).staff
BOSS = "+79167770000"
AFTER = RingThen(("PJSIP/300@other", BOSS), 30.0, HangUpThen())
SETTINGS = replace(
    COMPANY,
    departments=(replace(OTDEL1, duty=replace(OTDEL1.duty, then=AFTER)), COMPANY.departments[1]),
)


def planner(
    number: str | None = None, caller: str | None = None, who: OnDuty | None | str = "usual"
) -> TrialPlanner:
    department = SETTINGS.departments[0]
    known = known_of(SETTINGS, [STAFF])
    told = on_duty(department, NOW) if isinstance(who, str) else who
    return TrialPlanner(
        SETTINGS, department, known, told, frozenset(), TrialWish("otdel1", number, caller)
    )


def order(
    number: str | None = None, caller: str | None = None, contacts: tuple[str, ...] = ()
) -> TrialOrder:
    judge = planner(number, caller)
    entry = judge.entry()
    return judge.order(CALL, entry, {f"PJSIP/{entry}": contacts})


def refusal(judge: TrialPlanner) -> str:
    with pytest.raises(Untriable) as refused:
        judge.order(CALL, judge.entry(), {})
    return str(refused.value)


def test_whoever_is_on_duty_is_rung_as_a_caller_would_have_him_rung() -> None:
    person = order().person
    assert (person.name, person.number, person.role) == (IVAN.name, IVAN.number, Role.PRIMARY)
    assert person.confirm
    [way] = person.ways
    assert way.endpoints == (f"PJSIP/{IVAN.number}@trunk",)
    assert (way.shown.number, way.shown.name) == ("7770001", "Проверка")
    assert order().timeout == OTDEL1.duty.timeout


def test_the_company_s_own_number_is_shown_where_there_is_one() -> None:
    judge = planner()
    company = replace(judge.department, company_number="+74957770001")
    judge = replace(judge, department=company)
    [way] = judge.order(CALL, judge.entry(), {}).person.ways
    assert way.shown.number == "+74957770001"


def test_a_did_is_shown_as_one_dials_it() -> None:
    judge = replace(planner(), department=SETTINGS.departments[1])
    [way] = judge.order(CALL, judge.entry(), {}).person.ways
    assert way.shown.number == "+74957770002"


@pytest.mark.parametrize(
    ("written", "name", "endpoint"),
    [
        ("89991234507", "Волков Геральд", "PJSIP/+79991234507@trunk"),
        ("+7 (999) 123-45-07", "Волков Геральд", "PJSIP/+79991234507@trunk"),
        ("105", "Внук Ян", "PJSIP/105"),
        ("777", "777", "PJSIP/777"),
        (BOSS, BOSS, f"PJSIP/{BOSS}@trunk"),
        ("PJSIP/300@other", "PJSIP/300@other", "PJSIP/300@other"),
        ("PJSIP/101", "PJSIP/101", "PJSIP/101"),
    ],
)
def test_what_the_company_knows_may_be_rung(written: str, name: str, endpoint: str) -> None:
    person = order(written).person
    assert (person.name, person.role) == (name, Role.ESCALATION)
    assert person.ways[0].endpoints == (endpoint,)
    assert person.number == (None if "/" in written else endpoint[6:].removesuffix("@trunk"))


def test_every_phone_of_an_internal_number_rings() -> None:
    contacts = ("PJSIP/105/sip:105@192.0.2.7", "PJSIP/105/sip:105@192.0.2.8")
    assert order("105", contacts=contacts).person.ways[0].endpoints == contacts


@pytest.mark.parametrize(
    ("judge", "why"),
    [
        (planner("+79161112233"), "+79161112233: по этому номеру звонить нельзя"),
        (planner("810442079460000"), "по этому номеру звонить нельзя"),
        (planner("PJSIP/+79161112233@trunk"), "по этому номеру звонить нельзя"),
        (planner("Local/*72@from-internal"), "по этому номеру звонить нельзя"),
        (planner("*5501"), "«*5501» не номер"),
        (planner("Волков"), "«Волков» не номер"),
        (planner(caller="+79161112233"), "+79161112233: с этим номером звонить нельзя"),
        (planner(caller="PJSIP/101"), "с этим номером звонить нельзя"),
        (planner(who=None), "otdel1: расписание ещё не прочитано"),
    ],
)
def test_all_else_is_refused(judge: TrialPlanner, why: str) -> None:
    assert why in refusal(judge)


def test_nobody_is_on_duty() -> None:
    nobody = replace(on_duty(OTDEL1, NOW), primary=None, backup=None)
    assert "who --department otdel1 --verbose" in refusal(planner(who=nobody))


def test_somebody_of_the_staff_may_be_shown() -> None:
    assert order(caller="89991234507").person.ways[0].shown.number == "+79991234507"


def test_what_is_told() -> None:
    assert order_json(order()) == {
        "step": "order",
        "name": IVAN.name,
        "number": IVAN.number,
        "caller": "7770001",
        "endpoints": [f"PJSIP/{IVAN.number}@trunk"],
        "timeout": 60.0,
    }
    assert step_json(Step(StepKind.KEY, 1.23456, "PJSIP/105", key="1")) == {
        "step": "key",
        "seconds": 1.235,
        "endpoint": "PJSIP/105",
        "key": "1",
    }
    gone = Step(StepKind.GONE, 2.0, "PJSIP/105", q850=17, sip=486)
    assert step_json(gone) == {
        "step": "gone",
        "seconds": 2.0,
        "endpoint": "PJSIP/105",
        "cause": {"q850": 17, "sip": 486},
        "ours": False,
    }
    ended = Step(StepKind.ENDED, 2.0, outcome=LegOutcome.BUSY)
    assert step_json(ended) == {"step": "ended", "seconds": 2.0, "outcome": "busy"}


@pytest.mark.parametrize("each", TrialRefusal)
def test_every_refusal_has_the_same_facts_in_both_languages(each: TrialRefusal) -> None:
    facts = {
        "department": "otdel1",
        "name": "Ким Ян",
        "number": "+79161112233",
        "problem": "401",
    }
    russian, english = each.text("ru", **facts), each.text("en", **facts)
    assert {fact for fact in facts.values() if fact in russian} == {
        fact for fact in facts.values() if fact in english
    }


def test_the_company_s_own_numbers_may_be_shown() -> None:
    numbers = ("+74957770003", "+74957770004")
    dialling = replace(SETTINGS.dialling, company_number=numbers[0])
    own = replace(SETTINGS.departments[0], company_number=numbers[1])
    company = replace(SETTINGS, dialling=dialling, departments=(own,))
    for number in numbers:
        judge = TrialPlanner(
            company,
            own,
            known_of(company, []),
            None,
            frozenset(),
            TrialWish("otdel1", BOSS, number),
        )
        [way] = judge.order(CALL, judge.entry(), {}).person.ways
        assert way.shown.number == number


def test_a_did_may_be_rung_however_it_is_written() -> None:
    assert order("8 495 777-00-02").person.ways[0].endpoints == ("PJSIP/+74957770002@trunk",)


def test_the_company_s_number_for_all_is_shown_where_the_department_has_none() -> None:
    dialling = replace(SETTINGS.dialling, company_number="+74957770003")
    judge = replace(planner(), settings=replace(SETTINGS, dialling=dialling))
    [way] = judge.order(CALL, judge.entry(), {}).person.ways
    assert way.shown.number == "+74957770003"


def test_whoever_is_on_duty_has_his_name_though_no_staff_sheet_has_him_now() -> None:
    other = TrialPlanner(
        SETTINGS, OTDEL1, known_of(SETTINGS, []), None, frozenset(), TrialWish("otdel1", "777")
    )
    assert other.order(CALL, other.entry(), {}).person.name == "777"
    assert order().person.name == IVAN.name


def test_whoever_is_in_a_call_is_left_alone() -> None:
    judge = replace(planner(), busy=frozenset({IVAN.number}))
    assert "Изюмов Флорентий (+79991234501) сейчас в другом звонке" in refusal(judge)
    assert "в другом звонке" in refusal(replace(planner("105"), busy=frozenset({"105"})))


def test_a_phone_rings_no_longer_than_for_a_caller() -> None:
    department = replace(OTDEL1, duty=replace(OTDEL1.duty, leg_timeout=25.0))
    judge = replace(planner(), department=department)
    assert judge.order(CALL, judge.entry(), {}).timeout == 25.0

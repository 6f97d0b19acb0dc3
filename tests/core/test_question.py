"""What somebody who has picked up is told of the call."""

from dataclasses import replace

import pytest

from stasis_app.core.numbers import groups
from stasis_app.core.plan import Identity, Visit
from stasis_app.core.question import question_of, said
from stasis_app.core.settings import Department, Settings
from stasis_app.core.words import CallId, Heard, Recording, Sound

from ..company import COMPANY, OTDEL1

VISIT = Visit(CallId("c1"), "otdel1", "", "7770001", Identity("+79161234567"), Identity(None), "ru")
NUMBER = said(("916", "123", "45", "67"))
KEYS = (Sound.PRESS_1_TO_ACCEPT, Sound.PRESS_3_FOR_NUMBER)
ALONE = replace(COMPANY, departments=(OTDEL1,))


def prompt(
    visit: Visit = VISIT, department: Department = OTDEL1, settings: Settings = ALONE
) -> tuple[Heard, ...]:
    return question_of(visit, department, settings).prompt


def test_the_caller_s_number_and_the_keys() -> None:
    assert prompt() == (Sound.CALL_FOR_DUTY, Sound.FROM_NUMBER, *NUMBER, *KEYS)
    assert question_of(VISIT, OTDEL1, ALONE).number == NUMBER


def test_of_a_hidden_caller_no_number_is_said_and_none_can_be_repeated() -> None:
    hidden = replace(VISIT, caller=Identity(None))
    assert prompt(hidden) == (Sound.CALL_FOR_DUTY, Sound.NUMBER_WITHHELD, Sound.PRESS_1_TO_ACCEPT)
    assert question_of(hidden, OTDEL1, ALONE).number == ()


@pytest.mark.parametrize("number", ["", "anonymous", "Пётр"])
def test_what_has_no_digits_is_not_said(number: str) -> None:
    odd = replace(VISIT, caller=Identity(number))
    assert Sound.NUMBER_WITHHELD in prompt(odd)


def test_several_departments_are_told_apart_by_the_last_digits_of_their_numbers() -> None:
    assert prompt(settings=COMPANY)[:3] == (Sound.CALL_TO_NUMBER, Sound.QUICK_0, Sound.DIGIT_1)
    other = replace(OTDEL1, name="other", dids=("7780001",))
    alike = replace(COMPANY, departments=(OTDEL1, other))
    assert prompt(settings=alike)[1:6] == said(("70001",))


def test_a_department_with_a_recording_is_called_by_its_name() -> None:
    named = replace(OTDEL1, spoken="custom/otdel1")
    assert prompt(department=named)[:2] == (Sound.CALL_FOR, Recording("custom/otdel1"))


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        ("+79161234567", ("916", "123", "45", "67")),
        ("+442079460018", ("+", "44", "20", "7946", "0018")),
        ("101", ("101",)),
        ("7770001", ("7770", "001")),
        ("+7", ("7",)),
        ("+999123", ("9991", "23")),
    ],
)
def test_a_number_is_said_in_groups(number: str, spoken: tuple[str, ...]) -> None:
    assert groups(number, "RU") == spoken


def test_a_number_is_said_digit_by_digit() -> None:
    assert said(("+", "44")) == (Sound.PLUS, Sound.QUICK_4, Sound.DIGIT_4)


def test_who_came_by_no_number_is_told_of_by_the_department_s_first() -> None:
    unknown = replace(VISIT, did=None)
    several = replace(OTDEL1, dids=("7770001", "7770009"))
    company = replace(COMPANY, departments=(several, *COMPANY.departments[1:]))
    called = prompt(unknown, several, company)
    assert called[:3] == (Sound.CALL_TO_NUMBER, Sound.QUICK_0, Sound.DIGIT_1)
    nameless = replace(VISIT, did="s")
    assert prompt(nameless, several, company)[0] is Sound.CALL_FOR_DUTY


def test_also_from_the_others_internal_numbers() -> None:
    other = replace(OTDEL1, name="other", dids=("7780002",), extension="5001")
    alike = replace(COMPANY, departments=(OTDEL1, other))
    assert prompt(settings=alike)[1:5] == said(("0001",))

"""Which conversation the Stasis arguments ask for, and with whom."""

from dataclasses import replace

import pytest

from stasis_app.core.entry import (
    Entry,
    Inbound,
    OnCall,
    SetMode,
    Switched,
    Toggle,
    Unknown,
    Who,
    department_asked,
    department_called,
    department_on_call,
    departments_switched,
    entry_of,
    is_hidden,
    is_nobody,
)
from stasis_app.core.settings import SharedToggle, WhoCode
from stasis_app.core.words import Mode

from ..company import COMPANY, OTDEL1, OTDEL2


@pytest.mark.parametrize(
    ("args", "entry"),
    [
        ("inbound", Inbound()),
        ("inbound,", Inbound()),
        ("inbound,7770001", Inbound("7770001")),
        ("inbound,7770001,pres=prohib", Inbound("7770001", presentation="prohib")),
        ("inbound,7770001,pres=", Inbound("7770001")),
        ("inbound,otdel1,did=7770001,pres=allowed", Inbound("otdel1", "7770001", "allowed")),
        ("inbound,,did=7770001", Inbound("", "7770001")),
        ("inbound,did=7770001", Inbound("", "7770001")),
        ("inbound, 7770001 , later=feature", Inbound("7770001")),
        ("inbound, otdel1, pres = prohib , did = 7770001", Inbound("otdel1", "7770001", "prohib")),
        ("oncall", OnCall()),
        ("oncall,", OnCall()),
        ("oncall,otdel1", OnCall("otdel1")),
        ("inbound,did=7770001,otdel1", Inbound("", "7770001")),
        ("inbound,otdel1,did=", Inbound("otdel1")),
        ("toggle", Toggle()),
        ("toggle,", Toggle()),
        ("toggle,otdel1", Toggle("otdel1")),
        ("toggle,all", Toggle("all")),
        ("who", Who()),
        ("who,", Who()),
        ("who,otdel1", Who("otdel1")),
        ("mode,otdel1,duty", SetMode("otdel1", Mode.DUTY)),
        ("mode,all,secretary", SetMode("all", Mode.SECRETARY)),
        ("mode,otdel1,auto", SetMode("otdel1", Mode.AUTO)),
    ],
)
def test_what_the_dialplan_says(args: str, entry: Entry) -> None:
    assert entry_of(tuple(args.split(","))) == entry


@pytest.mark.parametrize("args", ["", "inbond,7770001", "mode", "mode,otdel1,night", "mode,,duty"])
def test_what_is_not_understood_is_said(args: str) -> None:
    entry = entry_of(tuple(args.split(",")))
    assert isinstance(entry, Unknown)
    assert args in entry.why


@pytest.mark.parametrize(
    ("called", "department"),
    [
        ("7770001", OTDEL1),
        ("otdel1", OTDEL1),
        ("74957770002", OTDEL2),
        ("+74957770002", OTDEL2),
        ("777000", None),
        ("77700011", None),
        ("otdel", None),
        ("", None),
    ],
)
def test_a_department_is_found_by_name_or_number_and_never_by_likeness(
    called: str, department: object
) -> None:
    assert department_called(COMPANY, called) == department


def test_the_on_call_number() -> None:
    assert department_on_call(COMPANY, OnCall(), "7712") == OTDEL2
    assert department_on_call(COMPANY, OnCall("otdel1"), "7712") == OTDEL1
    assert department_on_call(COMPANY, OnCall(), "7713") is None


@pytest.mark.parametrize(
    ("entry", "extension", "switched"),
    [
        (Toggle(), "*5501", Switched((OTDEL1,), all=False)),
        (Toggle(), "*5502", Switched((OTDEL2,), all=False, pin="0815")),
        (Toggle(), "*5500", Switched((OTDEL1, OTDEL2), all=True)),
        (Toggle(), "*5503", Switched((), all=False)),
        (Toggle("otdel2"), "s", Switched((OTDEL2,), all=False, pin="0815")),
        (Toggle("all"), "s", Switched((OTDEL1, OTDEL2), all=True)),
        (Toggle("otdel3"), "*5501", Switched((), all=False)),
        (SetMode("otdel2", Mode.DUTY), "s", Switched((OTDEL2,), all=False, pin="0815")),
    ],
)
def test_whose_mode_it_is_about(
    entry: Toggle | SetMode, extension: str, switched: Switched
) -> None:
    assert departments_switched(COMPANY, entry, extension) == switched


def test_whose_duty_is_asked_for() -> None:
    with_code = replace(OTDEL2, who=WhoCode("*5602"))
    settings = replace(COMPANY, departments=(OTDEL1, with_code))
    assert department_asked(settings, Who(), "*5602") == with_code
    assert department_asked(settings, Who("otdel1"), "*5602") == OTDEL1
    assert department_asked(settings, Who(), "*5601") is None
    assert department_asked(settings, Who("otdel3"), "*5602") is None
    alone = replace(COMPANY, departments=(OTDEL1,))
    assert department_asked(alone, Who(), "7700") == OTDEL1


def test_the_pin_of_the_code_for_all_counts_for_all() -> None:
    guarded = replace(COMPANY, toggles=(SharedToggle("*5500", ("otdel1",), pin="1", all=True),))
    assert departments_switched(guarded, Toggle("all"), "s").pin == "1"


def test_a_department_without_a_code_is_in_nobodys_way() -> None:
    settings = replace(COMPANY, departments=(replace(OTDEL1, toggle=None), OTDEL2))
    assert departments_switched(settings, Toggle(), "*5502").departments == (OTDEL2,)
    named = departments_switched(settings, Toggle("otdel1"), "s")
    assert (len(named.departments), named.pin) == (1, None)


@pytest.mark.parametrize(
    ("presentation", "hidden"),
    [
        ("allowed", False),
        ("allowed_not_screened", False),
        ("allowed_passed_screen", False),
        ("prohib", True),
        ("prohib_not_screened", True),
        ("unavailable", True),
    ],
)
def test_hidden(presentation: str, hidden: bool) -> None:
    assert is_hidden(presentation) is hidden


@pytest.mark.parametrize("number", ["anonymous", "Anonymous", "unavailable"])
def test_a_number_that_is_nobody_s(number: str) -> None:
    assert is_nobody(number)


@pytest.mark.parametrize("number", ["+74952000001", "101", "alice"])
def test_a_number_that_is_somebody_s(number: str) -> None:
    assert not is_nobody(number)

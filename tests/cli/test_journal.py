"""`journal`: the calls, newest last, for people, programs and spreadsheets."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stasis_app.cli.calls import A_NUMBER, guarded
from stasis_app.core.events import LegCreated, LegRinging
from stasis_app.core.plan import Identity, Person, Plan, Ring, Visit, Way, Why
from stasis_app.core.record import Cause, LegRow, Row
from stasis_app.core.words import CallId, CallOutcome, LegId, LegOutcome, Mode, Role, Strategy

from ..company import MOSCOW
from .company_folder import CompanyFolder, Stores

START = datetime(2026, 11, 21, 2, 0, 0, 250_000, tzinfo=MOSCOW)
IVAN = LegRow(
    name="Изюмов Флорентий",
    number="+79991234501",
    email="m01@example.com",
    role=Role.PRIMARY,
    dialled_at=START + timedelta(milliseconds=80),
    answered_at=None,
    ended_at=START + timedelta(seconds=12),
    outcome=LegOutcome.BUSY,
    cause=Cause(17, 486),
)
OLGA = replace(
    IVAN,
    name="Сабитов Никита",
    number="+79991234504",
    role=Role.BACKUP,
    answered_at=START + timedelta(seconds=15),
    ended_at=START + timedelta(seconds=75, milliseconds=500),
    outcome=LegOutcome.ANSWERED,
    cause=None,
)
CALLER = Identity("+79161234567", "Пётр")


def visit(id: str, department: str | None = "otdel1", caller: Identity = CALLER) -> Visit:
    return Visit(CallId(id), department, "Отдел №1", "7770001", caller, caller, "ru")


ANSWERED = Row(
    visit=visit("1700000000.1"),
    why=Why(Mode.DUTY, version=3, source="override"),
    outcome=CallOutcome.ANSWERED,
    started_at=START,
    answered_at=START + timedelta(seconds=15, milliseconds=100),
    ended_at=START + timedelta(seconds=75, milliseconds=500),
    answered_by="Сабитов Никита",
    legs=(IVAN, OLGA),
)
MISSED = replace(
    ANSWERED,
    visit=visit("1700000000.2", "otdel2", Identity(None, None)),
    outcome=CallOutcome.MISSED,
    started_at=START + timedelta(hours=1),
    answered_at=None,
    ended_at=START + timedelta(hours=1, seconds=60),
    answered_by=None,
    legs=(IVAN,),
)
HANDED_OVER = replace(
    MISSED,
    visit=visit("1700000000.3", None),
    why=Why(None),
    outcome=CallOutcome.HANDED_OVER,
    started_at=START + timedelta(hours=2),
    ended_at=START + timedelta(hours=2),
    legs=(),
)


async def three_calls(stores: Stores) -> None:
    for row in (ANSWERED, MISSED, HANDED_OVER):
        stores.journal.closed(row, ())


@pytest.fixture
def journalled(company: CompanyFolder) -> CompanyFolder:
    company.write(three_calls)
    return company


def ids(company: CompanyFolder, *arguments: str) -> list[str]:
    return [call["id"] for call in company.json("journal", *arguments)]


def test_a_call_as_the_contract_has_it(journalled: CompanyFolder) -> None:
    [call] = journalled.json("journal", "--outcome", "answered")
    assert call == {
        "id": "1700000000.1",
        "department": "otdel1",
        "did": "7770001",
        "caller": "+79161234567",
        "caller_name": "Пётр",
        "mode": "duty",
        "outcome": "answered",
        "reason": None,
        "started_at": "2026-11-21T02:00:00.250+03:00",
        "answered_at": "2026-11-21T02:00:15.350+03:00",
        "ended_at": "2026-11-21T02:01:15.750+03:00",
        "dial_seconds": 15.1,
        "talk_seconds": 60.4,
        "answered_by": "Сабитов Никита",
        "version": 3,
        "source": "override",
        "recording": None,
        "recording_removed_at": None,
        "issues": [],
        "transfers": [],
        "legs": [
            {
                "name": "Изюмов Флорентий",
                "number": "+79991234501",
                "role": "primary",
                "dialled_at": "2026-11-21T02:00:00.330+03:00",
                "answered_at": None,
                "ended_at": "2026-11-21T02:00:12.250+03:00",
                "outcome": "busy",
                "cause": {"q850": 17, "sip": 486},
                "forwarded_to": None,
            },
            {
                "name": "Сабитов Никита",
                "number": "+79991234504",
                "role": "backup",
                "dialled_at": "2026-11-21T02:00:00.330+03:00",
                "answered_at": "2026-11-21T02:00:15.250+03:00",
                "ended_at": "2026-11-21T02:01:15.750+03:00",
                "outcome": "answered",
                "cause": {"q850": None, "sip": None},
                "forwarded_to": None,
            },
        ],
    }


def test_the_newest_last(journalled: CompanyFolder) -> None:
    assert ids(journalled) == ["1700000000.1", "1700000000.2", "1700000000.3"]
    assert ids(journalled, "--limit", "2") == ["1700000000.2", "1700000000.3"]


def test_some_of_them(journalled: CompanyFolder) -> None:
    assert ids(journalled, "--department", "otdel2") == ["1700000000.2"]
    assert ids(journalled, "--outcome", "handed over") == ["1700000000.3"]
    assert ids(journalled, "--outcome", "failed") == []
    assert ids(journalled, "--since", "2026-11-21T03:00:00.250") == ["1700000000.2", "1700000000.3"]
    assert ids(journalled, "--until", "2026-11-21T00:00:00.250Z") == ["1700000000.1"]
    assert ids(journalled, "--since", "2026-11-22") == []


def test_times_are_those_of_the_department(journalled: CompanyFolder) -> None:
    journalled.edit("schedules/otdel2.yaml", "title:", "timezone: Asia/Omsk\ntitle:")
    [call] = journalled.json("journal", "--department", "otdel2")
    assert call["started_at"] == "2026-11-21T06:00:00.250+06:00"
    assert ids(journalled, "--department", "otdel2", "--since", "2026-11-21T06:00") != []
    assert ids(journalled, "--department", "otdel2", "--since", "2026-11-21T06:01") == []


def test_a_hidden_caller_is_null(journalled: CompanyFolder) -> None:
    [call] = journalled.json("journal", "--outcome", "missed")
    assert (call["caller"], call["caller_name"]) == (None, None)
    assert (call["dial_seconds"], call["talk_seconds"]) == (60, None)
    assert "номер скрыт" in journalled.run("journal").out


async def one_goes_on(stores: Stores) -> None:
    way = Way(("PJSIP/+79991234501@trunk",), CALLER)
    ivan = Person("Изюмов Флорентий", "+79991234501", None, Role.PRIMARY, (way,), confirm=False)
    plan = Plan(visit("9"), (Ring((ivan,), Strategy.PARALLEL, 0.0, 60.0),), Why(Mode.DUTY))
    row = replace(ANSWERED, visit=plan.visit, outcome=None, ended_at=None, answered_at=None)
    stores.journal.opened(plan, replace(row, legs=(), answered_by=None))
    stores.journal.noted(CallId("9"), 1, START, LegCreated(LegId(1)))
    stores.journal.noted(CallId("9"), 2, START, LegRinging(LegId(1)))


def test_a_call_that_goes_on_is_told_as_far_as_it_is_known(company: CompanyFolder) -> None:
    company.write(one_goes_on)
    [call] = company.json("journal")
    assert (call["id"], call["outcome"], call["ended_at"]) == ("9", None, None)
    assert (call["dial_seconds"], call["talk_seconds"]) == (None, None)
    [leg] = call["legs"]
    assert (leg["name"], leg["outcome"]) == ("Изюмов Флорентий", None)
    assert leg["dialled_at"] == "2026-11-21T02:00:00.250+03:00"
    assert "идёт" in company.run("journal").out


def test_an_empty_journal(company: CompanyFolder) -> None:
    assert company.json("journal") == []
    assert company.run("journal").out == "Звонков нет.\n"
    assert len(company.run("journal", "--csv").out.splitlines()) == 1


def test_for_people(journalled: CompanyFolder) -> None:
    out = journalled.run("journal").out
    for told in (
        "21.11.2026",
        "02:00:00",
        "7770001",
        "+7 916 123-45-67",
        "Пётр",
        "принят",
        "0:15",
        "1:00",
        "Изюмов Флорентий: занято",
        "Сабитов Никита: звонок принят",
        "передан дальше",
        "замена",
        "1700000000.3",
    ):
        assert told in out


def test_for_a_spreadsheet(journalled: CompanyFolder) -> None:
    calls = list(csv.DictReader(io.StringIO(journalled.run("journal", "--csv").out)))
    assert [call["id"] for call in calls] == ["1700000000.1", "1700000000.2", "1700000000.3"]
    assert calls[0]["caller"] == "+79161234567"
    assert calls[0]["talk_seconds"] == "60.4"
    assert calls[0]["legs"] == "primary Изюмов Флорентий: busy; backup Сабитов Никита: answered"
    assert (calls[1]["caller"], calls[1]["talk_seconds"]) == ("", "")


HOSTILE = [
    '=HYPERLINK("http://example.com";"call")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    " =1+1",
    "\t=1",
    "\ufeff=1+1",
    "\x01=1+1",
    "\uff1d1+1",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_callers_name_is_no_formula(company: CompanyFolder, name: str) -> None:
    async def one(stores: Stores) -> None:
        stores.journal.closed(replace(ANSWERED, visit=visit("1", caller=Identity("+7", name))), ())

    company.write(one)
    [call] = csv.DictReader(io.StringIO(company.run("journal", "--csv").out))
    assert call["caller_name"] == f"'{name}"
    assert company.json("journal")[0]["caller_name"] == name


def test_a_callers_name_breaks_no_line_and_colours_nothing(company: CompanyFolder) -> None:
    name = 'a"b,c;d\r\ne\x1b[2J[bold]'

    async def one(stores: Stores) -> None:
        stores.journal.closed(replace(ANSWERED, visit=visit("1", caller=Identity("+7", name))), ())

    company.write(one)
    [call] = csv.DictReader(io.StringIO(company.run("journal", "--csv").out, newline=""))
    assert call["caller_name"] == name
    assert call["legs"].startswith("primary")
    out = company.run("journal").out
    assert "\x1b" not in out
    assert "[bold]" in out


@given(
    some.text(), some.text(alphabet="\t\r\n \x00\x7f\u200b\ufeff"), some.sampled_from("=+-@\uff1d")
)
def test_no_text_becomes_a_formula(text: str, before: str, sign: str) -> None:
    for cell in (text, f"{before}{sign}{text}"):
        safe = guarded(cell)
        assert safe in (cell, f"'{cell}")
        visible = safe.strip(" \t\r\n\x00\x7f\u200b\ufeff")
        assert not visible.startswith(("=", "+", "-", "@", "\uff1d")) or A_NUMBER.fullmatch(safe)

"""Workbooks for tests: a right one of one department, and edits that make it odd.

Everybody knows this sheet: Иванов is primary and Петров backup of every morning, Сидоров and
Кузнецов of every day shift, Новиков and Морозов of every night.  Row 9 is the 6th of the month.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from stasis_app.core.mirror import Mirror
from stasis_app.core.problems import Code
from stasis_app.core.pull import Pull, State, pull
from stasis_app.core.roster import OnDuty, resolve
from stasis_app.core.settings import (
    Department,
    Dialling,
    Duty,
    HangUpThen,
    Schedule,
    Settings,
    Shift,
)
from stasis_app.core.words import Strategy
from stasis_app.core.workbook import Cell, Rows, Workbook, column_number

MOSCOW = ZoneInfo("Europe/Moscow")
LONG_AGO = datetime(2026, 1, 1, tzinfo=MOSCOW)

IVANOV = "Иванов Иван"
PETROV = "Петров Пётр"
SIDOROV = "Сидоров Олег"
KUZNETSOV = "Кузнецов Марк"
NOVIKOV = "Новиков Илья"
MOROZOV = "Морозов Яков"
PEOPLE = (IVANOV, PETROV, SIDOROV, KUZNETSOV, NOVIKOV, MOROZOV)
NUMBERS = {name: f"+7999123450{row}" for row, name in enumerate(PEOPLE, start=1)}

HOURS = ("10:00-14:59", "15:00-19:59", "20:00-9:59")
SHIFTS = (
    Shift("Утро", "B", "G", HOURS[0]),
    Shift("День", "C", "H", HOURS[1]),
    Shift("Ночь", "D", "I", HOURS[2]),
)

Edits = Mapping[str, Cell]  # by cell: `B9` of the roster, `Staff!B2` of the staff sheet

DEPARTMENT = Department(
    name="duty",
    title="Дежурные",
    zone=MOSCOW,
    dids=("7770001",),
    schedule=Schedule("Roster", "Staff"),
    duty=Duty(Strategy.PARALLEL, stagger=20.0, timeout=60.0, confirm=False, then=HangUpThen()),
)
DATED = replace(DEPARTMENT, schedule=Schedule("Roster {yyyy}-{mm}", "Staff", layout="dated"))


def settings_for(*departments: Department) -> Settings:
    return Settings(
        zone=MOSCOW,
        language="ru",
        country="RU",
        extensions=r"^\d{3,4}$",
        dialling=Dialling("PJSIP/{number}@trunk"),
        departments=departments or (DEPARTMENT,),
    )


def roster(days: int = 31, hours: tuple[str, str, str] = HOURS) -> list[list[Cell]]:
    names: list[Cell] = ["Утро", "День", "Ночь"]
    rows: list[list[Cell]] = [
        [None, None, "Основной дежурный", None, None, None, None, "Резервный дежурный"],
        [None, *names, None, None, *names],
        ["Число", *hours, None, "Число", *hours],
    ]
    for day in range(1, days + 1):
        rows.append([day, IVANOV, SIDOROV, NOVIKOV, None, day, PETROV, KUZNETSOV, MOROZOV])
    return rows


def staff() -> list[list[Cell]]:
    return [
        [name, f"8999123450{row}", f"m{row}@example.com"]
        for row, name in enumerate(PEOPLE, start=1)
    ]


def workbook(edits: Edits | None = None, /, **sheets: Rows | None) -> Workbook:
    """`sheets`: others instead of the two; None: the sheet is not there."""
    every: dict[str, Rows | None] = {"Roster": roster(), "Staff": staff(), **sheets}
    there = {
        title: [list(row) for row in rows] for title, rows in every.items() if rows is not None
    }
    for cell, value in (edits or {}).items():
        sheet, _, place = cell.rpartition("!")
        put(there[sheet or "Roster"], place, value)
    return Workbook(there, tuple(there))


def put(rows: list[list[Cell]], place: str, value: Cell) -> None:
    letters = place.rstrip("0123456789")
    row, column = int(place.removeprefix(letters)), column_number(letters)
    rows.extend([] for _ in range(row - len(rows)))
    rows[row - 1].extend([None] * (column - len(rows[row - 1])))
    rows[row - 1][column - 1] = value


def pulled(
    book: Workbook, *departments: Department, at: datetime = LONG_AGO
) -> tuple[Pull, Mirror]:
    """The first pull of a workbook."""
    result, state, _ = pull(settings_for(*departments), book, State(), at)
    return result, state.mirror


def mirror_of(book: Workbook, department: Department = DEPARTMENT) -> Mirror:
    _, mirror = pulled(book, department)
    return mirror


def asked(book: Workbook, time: str, department: Department = DEPARTMENT) -> OnDuty:
    """Who is on duty at a time of the department's wall clock."""
    return resolve(department, at(time, department.zone), mirror_of(book, department))


def at(time: str, zone: ZoneInfo = MOSCOW) -> datetime:
    return datetime.fromisoformat(time).replace(tzinfo=zone)


def names(on_duty: OnDuty) -> tuple[str, ...]:
    """In the order of ringing."""
    return tuple(person.name for person in on_duty.people)


def told(result: Pull) -> set[tuple[Code, str]]:
    """What is wrong with the first department; cells of its roster without their sheet."""
    problems = result.departments[0].problems
    return {(each.code, each.cell.removeprefix("Roster!")) for each in problems}

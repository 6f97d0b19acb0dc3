"""The schedule alone: who is on duty, a workbook of 50 departments, what a call would do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from stasis_app.core import names, numbers
from stasis_app.core.mirror import Mirror
from stasis_app.core.plan import Visit
from stasis_app.core.planning import Surroundings, plan
from stasis_app.core.pull import State, pull
from stasis_app.core.roster import Override, resolve
from stasis_app.core.settings import Department, Schedule, Settings
from stasis_app.core.simulation import simulate
from stasis_app.core.words import Mode, Role
from stasis_app.core.workbook import Cell, Rows, Workbook
from tests.sheets import (
    DATED,
    DEPARTMENT,
    LONG_AGO,
    PEOPLE,
    mirror_of,
    roster,
    settings_for,
    workbook,
)

from .figures import MICROSECOND, MILLISECOND, Figure, timed

MOST_MICROSECONDS = 50.0  # for an answer
MOST_MILLISECONDS = 300.0  # for the 50 departments
DEPARTMENTS = 50
ANSWERS = 5000
PULLS = 9
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=97)  # so that the answers are spread over nearly a year
CACHES = (names.normal, numbers.normalise, numbers.is_mobile, numbers.is_foreign)


def figures() -> Iterator[Figure]:
    cyclic = mirror_of(workbook())
    dated = mirror_of(_year(), DATED)
    overrides = _overrides()
    for layout, department, mirror in (("cyclic", DEPARTMENT, cyclic), ("dated", DATED, dated)):
        for kept, how in (((), ""), (overrides, f", {len(overrides)} overrides")):
            yield _resolved(f"who is on duty, {layout}{how}", department, mirror, kept)
    book, settings = _company()
    what = f"{DEPARTMENTS} departments parsed and checked"
    yield _pulled(f"{what}, first time", book, settings, first=True)
    yield _pulled(f"{what}, again", book, settings, first=False)
    yield _simulated(cyclic)


def _resolved(
    what: str, department: Department, mirror: Mirror, overrides: tuple[Override, ...]
) -> Figure:
    instants = [FIRST + turn * STEP for turn in range(ANSWERS)]

    def answer(turn: int) -> None:
        resolve(department, instants[turn], mirror, overrides)

    return timed(what, answer, ANSWERS, MICROSECOND, MOST_MICROSECONDS)


def _pulled(what: str, book: Workbook, settings: Settings, *, first: bool) -> Figure:
    _, state, _ = pull(settings, book, State(), LONG_AGO)
    later = LONG_AGO + timedelta(minutes=1)

    def forget() -> None:
        for cache in CACHES if first else ():
            cache.cache_clear()

    def read(_: int) -> None:
        pull(settings, book, State() if first else state, later)

    return timed(what, read, PULLS, MILLISECOND, MOST_MILLISECONDS, before=forget)


def _simulated(mirror: Mirror) -> Figure:
    settings = settings_for()
    instants = [FIRST + turn * STEP for turn in range(ANSWERS)]

    def answer(turn: int) -> None:
        on_duty = resolve(DEPARTMENT, instants[turn], mirror)
        visit = Visit.nobody()
        made = plan(settings, DEPARTMENT, visit, Mode.DUTY, on_duty, Surroundings())
        simulate(made, instants[turn])

    return timed("simulate, with the answer and the plan", answer, ANSWERS, MICROSECOND)


def _year() -> Workbook:
    months = {f"Roster 2026-{month:02}": roster(_days(month)) for month in range(1, 13)}
    sheets: dict[str, Rows | None] = {"Roster": None, **months}
    return workbook(**sheets)


def _days(month: int) -> int:
    begin = datetime(2026, month, 1, tzinfo=UTC)
    return ((begin + timedelta(days=31)).replace(day=1) - begin).days


def _overrides() -> tuple[Override, ...]:
    """One in force at most times."""
    begin = FIRST.replace(tzinfo=None)
    return tuple(
        Override(
            DEPARTMENT.name,
            Role.PRIMARY if number % 2 else Role.BACKUP,
            PEOPLE[number % len(PEOPLE)],
            begin + number * timedelta(days=18),
            begin + number * timedelta(days=18) + timedelta(days=14),
            FIRST,
        )
        for number in range(20)
    )


def _company() -> tuple[Workbook, Settings]:
    """Everybody in it has a name and a phone of his own."""
    sheets: dict[str, Rows] = {}
    departments = []
    for number in range(1, DEPARTMENTS + 1):
        own = workbook().sheets
        title, staff = f"Otdel{number}", f"Otdel{number}Staff"
        sheets[title] = [[_named(cell, number) for cell in row] for row in own["Roster"]]
        sheets[staff] = [
            [_named(name, number), f"8999{number:03}{row:04}", f"m{row}@example.com"]
            for row, (name, _, _) in enumerate(own["Staff"], start=1)
        ]
        schedule = Schedule(title, staff)
        departments.append(replace(DEPARTMENT, name=title.lower(), schedule=schedule))
    return Workbook(sheets, tuple(sheets)), settings_for(*departments)


def _named(cell: Cell, department: int) -> Cell:
    return f"{cell} {department}" if cell in PEOPLE else cell

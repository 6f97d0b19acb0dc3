"""The mirror as it is kept, looked through as a whole: what is wrong, and what will be.

Decides what belongs to whom and how grave it is.  How it is told: cli/check.py.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .gaps import Gap, gaps
from .mirror import Candidate, Edition, Mirror, Reported, Stored, open_mirror
from .names import normal
from .overrides import zone_of
from .problems import Code, Problem, Severity, severity_of
from .pull import missing_month
from .reading import read_department
from .roster import Override
from .settings import Department, Settings
from .staff import Employee
from .workbook import Place, Workbook

LOOK_AHEAD = 31  # days


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody of the staff who cannot be rung by the name that the rosters use."""

    employee: Employee
    problems: tuple[Problem, ...]  # why
    cells: int  # of the rosters that name him


@dataclass(frozen=True, slots=True)
class Examined:
    """One department."""

    department: Department
    edition: Edition | None  # the active one
    unreadable: tuple[Problem, ...]  # why what is kept cannot be read as the settings are now
    refused: tuple[Reported, ...]  # why the last pull was refused
    waiting: Candidate | None  # a content that differs and is not active yet
    problems: tuple[Problem, ...]  # of the active edition, but for the people's
    people: tuple[Unreachable, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    at: datetime
    version: int  # 0: nothing has been pulled yet
    pulled_at: datetime | None
    stale: bool
    departments: tuple[Examined, ...]
    overrides: tuple[Override, ...]  # that are not over

    @property
    def age(self) -> timedelta | None:
        return None if self.pulled_at is None else self.at - self.pulled_at


def examine(
    stored: Stored,
    settings: Settings,
    overrides: Iterable[Override],
    at: datetime,
    stale_after: timedelta,
) -> Examination:
    mirror = open_mirror(stored, settings)
    kept = tuple(overrides)
    pulled_at = mirror.pulled_at
    return Examination(
        at=at,
        version=mirror.version,
        pulled_at=pulled_at,
        stale=pulled_at is not None and at - pulled_at > stale_after,
        departments=tuple(
            _examined(each, stored, settings, mirror, kept, at) for each in settings.departments
        ),
        overrides=tuple(each for each in kept if not _is_over(each, settings, at)),
    )


def _examined(
    department: Department,
    stored: Stored,
    settings: Settings,
    mirror: Mirror,
    overrides: tuple[Override, ...],
    at: datetime,
) -> Examined:
    name = department.name
    edition = mirror.active(name)
    people = tuple(_unreachable(edition)) if edition else ()
    told_there = {problem for each in people for problem in each.problems}
    reported = (each for each in stored.reported if each.department == name)
    refused = (each for each in reported if severity_of(Code(each.code)) is Severity.FATAL)
    return Examined(
        department=department,
        edition=edition,
        unreadable=() if edition else _unreadable(department, stored, settings),
        refused=tuple(sorted(refused, key=lambda each: (each.cell, each.code))),
        waiting=next((each for each in stored.candidates if each.department == name), None),
        problems=tuple(
            each for each in _problems(department, edition, at) if each not in told_there
        ),
        people=people,
        gaps=gaps(department, mirror, at, LOOK_AHEAD, overrides),
    )


def _problems(department: Department, edition: Edition | None, at: datetime) -> tuple[Problem, ...]:
    if edition is None:
        return ()
    return (*missing_month(department, edition.reading, at), *edition.reading.problems)


def _unreadable(department: Department, stored: Stored, settings: Settings) -> tuple[Problem, ...]:
    own = [each for each in stored.contents if each.department == department.name]
    if not own:
        return ()
    sheets = own[-1].sheets
    reading = read_department(department, Workbook(sheets, tuple(sheets)), settings)
    return tuple(each for each in reading.problems if each.severity is Severity.FATAL)


def _unreachable(edition: Edition) -> Iterator[Unreachable]:
    """In the order of the staff sheet."""
    reading = edition.reading
    slots = (
        slot for table in reading.tables.values() for day in table.days.values() for slot in day
    )
    named = Counter(
        normal(entry.value)
        for slot in slots
        for entry in (slot.primary, slot.backup)
        if entry is not None and entry.value is not None
    )
    for name, employee in reading.staff.by_name.items():
        conflicts = reading.staff.conflicts.get(name, ())
        if employee.number is not None and not conflicts:
            continue
        why = [each for each in reading.problems if _is_about(each, employee, conflicts)]
        yield Unreachable(employee, tuple(why), named[name])


def _is_about(problem: Problem, employee: Employee, conflicts: tuple[Place, ...]) -> bool:
    if problem.code is Code.STAFF_CONFLICT:
        return problem.cell in map(str, conflicts)
    return problem.code is employee.cause and problem.cell == str(employee.phone_place)


def _is_over(override: Override, settings: Settings, at: datetime) -> bool:
    zone = zone_of(override.department, settings)
    return override.until <= at.astimezone(zone).replace(tzinfo=None)

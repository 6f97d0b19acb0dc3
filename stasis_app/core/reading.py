"""One department's sheets, read and checked as a whole.

Decides which sheets of a workbook belong to the department and what in them is content: a pull
that reads the same content is no news.  Knows nothing of versions.
"""

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from .names import normal
from .problems import Code, Problem, Severity, problem
from .roles import sheet_problems
from .settings import Department, Schedule, Settings
from .sheet import Roster, Table, read_roster
from .staff import Seen, Staff, StaffSheet, read_staff
from .workbook import Month, Place, Rows, Workbook, month_of

CYCLIC = None  # the key of the one table that is for every month


@dataclass(frozen=True, slots=True)
class Reading:
    """What a department's sheets say.  With fatal problems tables may be missing."""

    tables: Mapping[Month | None, Table]
    staff: Staff
    problems: tuple[Problem, ...]
    seen: Mapping[Place, Seen]
    sheets: Mapping[str, Rows]  # the department's own, as they came
    fingerprint: str  # of everything that counts

    @property
    def fatal(self) -> bool:
        return any(each.severity is Severity.FATAL for each in self.problems)

    @property
    def filled(self) -> int:
        """Primary cells in which somebody is named."""
        slots = (
            slot for table in self.tables.values() for day in table.days.values() for slot in day
        )
        return sum(
            slot.primary.value is not None and not _failed(slot.primary.cause) for slot in slots
        )


def wanted_sheets(settings: Settings) -> tuple[str, ...]:
    """Titles, or patterns of titles, of everything a pull has to read."""
    schedules = (department.schedule for department in settings.departments)
    titles = (title for each in schedules for title in (each.sheet, each.staff))
    return tuple(dict.fromkeys(titles))


def read_department(department: Department, workbook: Workbook, settings: Settings) -> Reading:
    schedule = department.schedule
    staff_rows = workbook.sheets.get(schedule.staff)
    staff = read_staff(schedule.staff, staff_rows or (), settings.country, settings.extensions)
    sheets = _roster_sheets(schedule, workbook)
    rosters = {
        month: read_roster(title, workbook.sheets[title], schedule, _days(month), staff.staff)
        for month, title in sheets.items()
    }
    own = {title: workbook.sheets[title] for title in sheets.values()}
    if staff_rows is not None:
        own[schedule.staff] = staff_rows
    missing = [] if rosters else [_sheet_missing(schedule.sheet, workbook)]
    if staff_rows is None:
        missing.append(_sheet_missing(schedule.staff, workbook))
    return _reading(schedule, staff, rosters, own, missing, staff_rows is not None)


def _reading(
    schedule: Schedule,
    staff: StaffSheet,
    rosters: Mapping[Month | None, Roster],
    sheets: Mapping[str, Rows],
    missing: list[Problem],
    has_staff: bool,
) -> Reading:
    tables = {month: each.table for month, each in rosters.items() if each.table is not None}
    problems = [*missing, *(each for roster in rosters.values() for each in roster.problems)]
    for table in tables.values():
        problems += sheet_problems(table, schedule.backup_required)
    if not staff.staff.by_name:  # else every name of the roster would be told as unknown
        problems = [each for each in problems if each.severity is Severity.FATAL]
    problems += staff.problems if has_staff else ()
    seen: dict[Place, Seen] = {}
    for roster in rosters.values():
        seen.update(roster.seen)
    seen.update(staff.seen)
    return Reading(tables, staff.staff, tuple(problems), seen, sheets, _fingerprint(seen.items()))


def _roster_sheets(schedule: Schedule, workbook: Workbook) -> dict[Month | None, str]:
    """Titles by month, the earliest first."""
    if schedule.layout == "cyclic":
        return {CYCLIC: schedule.sheet} if schedule.sheet in workbook.sheets else {}
    fitting = ((month_of(schedule.sheet, title), title) for title in workbook.sheets)
    return dict(sorted((month, title) for month, title in fitting if month is not None))


def _days(month: Month | None) -> int:
    return 31 if month is None else monthrange(month.year, month.month)[1]


def _sheet_missing(title: str, workbook: Workbook) -> Problem:
    alike = {normal(each): each for each in workbook.titles}
    near = get_close_matches(normal(title), alike, n=1)
    about = {"nearest_title": alike[near[0]]} if near else {}
    return problem(Code.SHEET_MISSING, title, **about)


def _fingerprint(seen: Iterable[tuple[Place, Seen]]) -> str:
    content = sorted((*place, each.normal) for place, each in seen if each.normal)
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _failed(cause: Code | None) -> bool:
    return cause is Code.CELL_ERROR

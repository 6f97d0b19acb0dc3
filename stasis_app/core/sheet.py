"""A roster sheet: which cell says who has which shift of which day.

Reads every cell once, so that a question later costs no reading.  Decides whether a cell can be
used; not who is rung in the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .header import Header, ShiftColumns, read_header
from .names import EMPTY, is_error, normal
from .problems import Code, Problem, Severity, problem
from .settings import Schedule
from .staff import Employee, Seen, Staff
from .workbook import Cell, Place, Rows, cell_at, cell_text


@dataclass(frozen=True, slots=True)
class Entry:
    """What one cell says."""

    cell: str
    value: str | None  # as it stands; None: empty
    employee: Employee | None  # who can be rung
    cause: Code | None  # why nobody can, although something stands there


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift of one day."""

    primary: Entry
    backup: Entry | None  # None: the shift has no column for it


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    shifts: tuple[ShiftColumns, ...]
    days: Mapping[int, tuple[Slot, ...]]  # by day of the month, in the order of `shifts`


@dataclass(frozen=True, slots=True)
class Roster:
    table: Table | None  # None: the sheet has fatal problems
    problems: tuple[Problem, ...]
    seen: Mapping[Place, Seen]


def read_roster(title: str, rows: Rows, schedule: Schedule, days: int, staff: Staff) -> Roster:
    """`days`: how many the table must have, 31 when it is for every month."""
    reader = _Reader(title, rows, schedule, days, staff)
    header = read_header(title, rows, schedule, reader.has_names)
    reader.take(header)
    reader.check_days()
    if any(each.severity is Severity.FATAL for each in reader.problems):
        return Roster(None, tuple(reader.problems), reader.seen)
    slots = {day: reader.slots(day, header) for day in range(1, days + 1)}
    table = Table(title, header.shifts, slots)
    return Roster(table, tuple(reader.problems), reader.seen)


@dataclass(slots=True)
class _Reader:
    title: str
    rows: Rows
    schedule: Schedule
    days: int
    staff: Staff
    problems: list[Problem] = field(default_factory=list)
    seen: dict[Place, Seen] = field(default_factory=dict)

    def take(self, header: Header) -> None:
        self.problems += header.problems
        self.seen.update(header.seen)

    def has_names(self, column: int) -> bool:
        """Whether at least half of what stands in the column is names of the staff."""
        texts = [normal(cell_text(self._cell(day, column))) for day in range(1, self.days + 1)]
        filled = [text for text in texts if text not in EMPTY]
        known = [text for text in filled if self.staff.find(text) is not Code.NAME_UNKNOWN]
        return bool(known) and 2 * len(known) >= len(filled)

    def check_days(self) -> None:
        """The first day that is not in its row is enough: all after it are wrong with it."""
        found = {day: _day(self._cell(day, 1)) for day in range(1, self.days + 1)}
        for day, number in found.items():
            place = self._place(day, 1)
            text = cell_text(self._cell(day, 1))
            self.seen[place] = Seen(text, str(number) if number else normal(text))
        wrong = next((day for day, number in found.items() if number != day), None)
        if wrong is not None:
            text = cell_text(self._cell(wrong, 1))
            elsewhere = next((day for day, number in found.items() if number == wrong), None)
            where = {"found_day": str(self._place(elsewhere, 1))} if elsewhere else {}
            place = self._place(wrong, 1)
            self.problems.append(problem(Code.DAYS_BAD, place, text, day=str(wrong), **where))

    def slots(self, day: int, header: Header) -> tuple[Slot, ...]:
        return tuple(
            Slot(
                self._entry(day, shift.primary),
                self._entry(day, shift.backup) if shift.backup is not None else None,
            )
            for shift in header.shifts
        )

    def _entry(self, day: int, column: int) -> Entry:
        place = self._place(day, column)
        text = cell_text(self._cell(day, column))
        name = normal(text)
        if name in EMPTY:
            self.seen[place] = Seen(text, "")
            return Entry(str(place), None, None, None)
        self.seen[place] = Seen(text, name)
        found = Code.CELL_ERROR if is_error(text) else self.staff.find(name)
        if isinstance(found, Code):
            self.problems.append(problem(found, place, text, **self._about(found, name)))
            return Entry(str(place), text, None, found)
        if found.cause is not None:  # reported once, where the phone should stand
            return Entry(str(place), text, None, found.cause)
        return Entry(str(place), text, found, None)

    def _about(self, code: Code, name: str) -> dict[str, str]:
        match code:
            case Code.NAME_UNKNOWN:
                return self.staff.remedy(name)
            case Code.NAME_AMBIGUOUS:
                return {"others": ", ".join(map(str, self.staff.conflicts[name]))}
            case _:
                return {}

    def _cell(self, day: int, column: int) -> Cell:
        return cell_at(self.rows, self.schedule.first_row + day - 1, column)

    def _place(self, day: int, column: int) -> Place:
        return Place(self.title, self.schedule.first_row + day - 1, column)


def _day(cell: Cell) -> int | None:
    """`5`, `05`, 5 and 5.0 are day 5."""
    text = normal(cell_text(cell))
    if isinstance(cell, bool) or not text.isascii() or not text.isdigit() or len(text) > 2:
        return None
    return int(text)

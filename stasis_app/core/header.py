"""Which columns of a roster sheet are whose, and the hours of each shift.

Decides between the YAML and the sheet's header row.  Knows nothing of who is on duty; whether a
column holds names it is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from .hours import DAY, Hours, looks_like_hours, overlap, read_hours, uncovered
from .names import EMPTY, normal
from .problems import Code, Problem, problem
from .settings import Schedule, Shift
from .staff import Seen
from .workbook import Place, Rows, cell_at, cell_text, column_number


class Pairing(Enum):
    """Why a column is the backup of another one."""

    GIVEN = "given"  # the department's file says so
    HOURS = "hours"  # the same hours in the header
    NAME = "name"  # the same name above the hours


@dataclass(frozen=True, slots=True)
class ShiftColumns:
    name: str
    hours: Hours
    primary: int  # columns, counted from 1
    backup: int | None
    name_at: Place | None = None  # where it stands in the sheet
    hours_at: Place | None = None  # … and the hours; None: the department's file gives them
    pairing: Pairing | None = None  # None: there is no backup


@dataclass(frozen=True, slots=True)
class Header:
    shifts: tuple[ShiftColumns, ...]
    problems: tuple[Problem, ...]
    seen: Mapping[Place, Seen]


def read_header(
    title: str, rows: Rows, schedule: Schedule, has_names: Callable[[int], bool]
) -> Header:
    """`has_names`: whether the cells of a column, counted from 1, are names of the staff."""
    reader = _Reader(title, rows, schedule.first_row - 1)
    if schedule.shifts is None:
        shifts = reader.shifts_found(has_names)
    else:
        given = (reader.shift_given(shift) for shift in schedule.shifts)
        shifts = [shift for shift in given if shift is not None]
    reader.check_cover(shifts)
    return Header(tuple(shifts), tuple(reader.problems), reader.seen)


@dataclass(slots=True)
class _Reader:
    title: str
    rows: Rows
    row: int
    problems: list[Problem] = field(default_factory=list)
    seen: dict[Place, Seen] = field(default_factory=dict)

    def shift_given(self, shift: Shift) -> ShiftColumns | None:
        """None: neither the YAML nor the sheet gives its hours."""
        primary = column_number(shift.primary)
        backup = column_number(shift.backup) if shift.backup else None
        hours = read_hours(shift.hours) if shift.hours else read_hours(self._text(primary))
        hours_at = None if shift.hours else self._place(primary)
        self._see_hours(primary)
        if hours is None:
            self._report(Code.HEADER_BAD, primary)
            return None
        self._compare(primary, hours)
        if backup is not None:
            self._see_hours(backup)
            self._compare(backup, hours)
        pairing = None if backup is None else Pairing.GIVEN
        return ShiftColumns(shift.name, hours, primary, backup, hours_at=hours_at, pairing=pairing)

    def shifts_found(self, has_names: Callable[[int], bool]) -> list[ShiftColumns]:
        """From the sheet alone: every column with hours, but for column A, is a primary or the
        backup of one."""
        shifts: list[ShiftColumns] = []
        for column in range(2, self._width() + 1):
            hours = read_hours(self._text(column))
            if hours is not None:
                self._see_hours(column)
                self._add(shifts, column, hours)
            elif looks_like_hours(self._text(column)) or has_names(column):
                self._report(Code.HEADER_BAD, column)
        if not shifts and not self.problems:
            self._report(Code.HEADER_BAD, 2)
        return shifts

    def check_cover(self, shifts: list[ShiftColumns]) -> None:
        for index, shift in enumerate(shifts):
            for other in shifts[:index]:
                if overlap(shift.hours, other.hours):
                    self._report_overlap(shift, other)
        gap = uncovered(shift.hours for shift in shifts)
        if gap is not None:
            before = next(each for each in shifts if each.hours.end % DAY == gap.start)
            self._report(Code.SHIFT_GAP, before.primary, gap=str(gap))

    def _add(self, shifts: list[ShiftColumns], column: int, hours: Hours) -> None:
        """A primary, or the backup of the one with the same hours or, failing that, name."""
        name = self._name(column)
        same = [each for each in shifts if each.hours == hours]
        pairing = Pairing.HOURS if same else Pairing.NAME
        same = same or [each for each in shifts if name and normal(each.name) == normal(name)]
        if not same:
            at = self._place(column)
            above = at._replace(row=at.row - 1) if name else None
            found = ShiftColumns(name or str(hours), hours, column, None, above, hours_at=at)
            shifts.append(found)
            return
        shift = same[0]
        if shift.hours != hours or shift.backup is not None:
            self._report(Code.HEADER_MISMATCH, column, hours=str(shift.hours))
        if shift.backup is None:
            shifts[shifts.index(shift)] = replace(shift, backup=column, pairing=pairing)

    def _compare(self, column: int, hours: Hours) -> None:
        """A header without hours says nothing against them."""
        text = self._text(column)
        if looks_like_hours(text) and read_hours(text) != hours:
            self._report(Code.HEADER_MISMATCH, column, hours=str(hours))

    def _report_overlap(self, shift: ShiftColumns, other: ShiftColumns) -> None:
        about = {"shift": shift.name, "other": other.name, "other_hours": str(other.hours)}
        place = self._place(shift.primary)
        self.problems.append(problem(Code.SHIFT_OVERLAP, place, str(shift.hours), **about))

    def _report(self, code: Code, column: int, **about: str) -> None:
        self.problems.append(problem(code, self._place(column), self._text(column), **about))

    def _see_hours(self, column: int) -> None:
        text = self._text(column)
        self.seen[self._place(column)] = Seen(text, str(read_hours(text) or normal(text)))

    def _name(self, column: int) -> str:
        """What stands above the hours; empty: nothing."""
        text = cell_text(cell_at(self.rows, self.row - 1, column))
        self.seen[self._place(column)._replace(row=self.row - 1)] = Seen(text, normal(text))
        return "" if normal(text) in EMPTY else " ".join(text.split())

    def _text(self, column: int) -> str:
        return cell_text(cell_at(self.rows, self.row, column))

    def _place(self, column: int) -> Place:
        return Place(self.title, self.row, column)

    def _width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

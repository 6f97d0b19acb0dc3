"""A roster sheet: the header with the hours, a row a day, lists of names to choose from."""

from calendar import monthrange
from collections.abc import Iterable, Sequence

from ..settings import Schedule
from ..workbook import Month
from .design import (
    Area,
    Check,
    Content,
    Editors,
    Guard,
    Highlight,
    Kind,
    Mark,
    OneOf,
    Sheet,
    Style,
)
from .shifts import ShiftColumns
from .staff_sheet import names_on
from .words import Words

_NAME_WIDTH, _DAY_WIDTH = 24, 8  # characters
_ROWS_BEYOND = 3  # for what people note there


def roster_sheet(
    title: str,
    schedule: Schedule,
    shifts: Sequence[ShiftColumns],
    month: Month | None,
    words: Words,
) -> Sheet:
    """`month` None: the table is for every month."""
    days = 31 if month is None else monthrange(month.year, month.month)[1]
    return _Design(title, schedule, shifts, days, words).sheet()


class _Design:
    def __init__(
        self,
        title: str,
        schedule: Schedule,
        shifts: Sequence[ShiftColumns],
        days: int,
        words: Words,
    ) -> None:
        self.title = title
        self.schedule = schedule
        self.shifts = shifts
        self.words = words
        self.header = schedule.first_row - 1
        self.days = range(schedule.first_row, schedule.first_row + days)
        self.primaries = _runs(shift.primary for shift in shifts)
        self.backups = _runs(shift.backup for shift in shifts if shift.backup is not None)
        self.day_columns = self._day_columns()

    def sheet(self) -> Sheet:
        primaries = [self._below(run) for run in self.primaries]
        names = [*primaries, *(self._below(run) for run in self.backups)]
        day_columns = [self._below(range(column, column + 1)) for column in self.day_columns]
        width = max(run[-1] for run in (*self.primaries, *self.backups))
        staff = names_on(self.schedule.staff)
        message = self.words.choose_a_name.format(staff=self.schedule.staff)
        return Sheet(
            title=self.title,
            kind=Kind.ROSTER,
            rows=self.days[-1] + _ROWS_BEYOND,
            columns=width + 1,
            cells=self._cells(),
            widths={
                column: _DAY_WIDTH if column in self.day_columns else _NAME_WIDTH
                for column in sorted({*self.day_columns, *self._name_columns()})
            },
            styles=(
                (Area(1, 1, self.header, width), Style.HEADING),
                (Area(1, 1, self.header, width), Style.TEXT),
                *((area, Style.LINED) for area in (*day_columns, *names)),
            ),
            merged=self._merged(),
            checks=tuple(Check(area, OneOf(staff), message) for area in names),
            highlights=(
                *(Highlight(area, Mark.UNKNOWN, staff) for area in names),
                *(Highlight(area, Mark.EMPTY) for area in primaries),
            ),
            guards=self._guards(tuple(names)),
            frozen_rows=self.header,
            frozen_columns=1,
        )

    def _cells(self) -> dict[tuple[int, int], Content]:
        cells: dict[tuple[int, int], Content] = {}
        for runs, role in (
            (self.primaries, self.words.primary),
            (self.backups, self.words.backup),
        ):
            cells.update({(self.header - 2, run[0]): role for run in runs})
        for shift in self.shifts:
            for column in (shift.primary, shift.backup):
                if column is not None:
                    cells[self.header - 1, column] = shift.name
                    cells[self.header, column] = shift.hours
        for column in self.day_columns:
            cells[self.header, column] = self.words.day
            cells.update({(row, column): day for day, row in enumerate(self.days, start=1)})
        return {(row, column): content for (row, column), content in cells.items() if row > 0}

    def _merged(self) -> tuple[Area, ...]:
        row = self.header - 2
        runs = (*self.primaries, *self.backups)
        wide = (run for run in runs if len(run) > 1 and row > 0)
        return tuple(Area(row, run[0], row, run[-1]) for run in wide)

    def _guards(self, names: tuple[Area, ...]) -> tuple[Guard, ...]:
        """Without people responsible for it everybody who may edit the workbook may fill it in."""
        title, responsible = self.title, self.schedule.responsible
        header = self.words.header_guard.format(title=title)
        cells = self.words.names_guard.format(title=title)
        return (
            Guard(None, Editors.NOBODY, header, besides=names),
            *(
                Guard(area, Editors.RESPONSIBLE, cells, responsible=responsible)
                for area in names
                if responsible
            ),
        )

    def _day_columns(self) -> list[int]:
        """Also before the backups, where a column is left, for they are far from the first."""
        names = self._name_columns()
        before = self.backups[0][0] - 1 if self.backups else 1
        return [1] if before in names else sorted({1, before})

    def _name_columns(self) -> set[int]:
        return {column for run in (*self.primaries, *self.backups) for column in run}

    def _below(self, columns: Sequence[int]) -> Area:
        return Area(self.days[0], columns[0], self.days[-1], columns[-1])


def _runs(columns: Iterable[int]) -> list[range]:
    """Columns that stand side by side, as one each."""
    runs: list[range] = []
    for column in sorted(columns):
        if runs and runs[-1].stop == column:
            runs[-1] = range(runs[-1].start, column + 1)
        else:
            runs.append(range(column, column + 1))
    return runs

"""A sheet to be printed: a week of the roster, from the Monday in E1 on.

Two lines a day: the date with the primaries and their phones, the weekday with the backups.  All of
it is formulas over the roster and staff sheets.  None of them depends on the locale: no TEXT(), no
names of months.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from ..settings import Schedule
from ..workbook import column_letters, is_pattern
from .design import (
    Area,
    Check,
    Content,
    Editors,
    Formula,
    Guard,
    Kind,
    Must,
    Reference,
    Sheet,
    Style,
    quoted,
)
from .shifts import ShiftColumns
from .staff_sheet import names_on
from .words import Words

_LONGEST_TITLE = 31  # that files .xlsx may have
_MONDAY = (1, 5)  # E1
_TITLES, _HOURS, _FIRST_DAY, _LAST_DAY, _LEGEND = 2, 3, 4, 17, 19  # rows
_PLACEHOLDERS = re.compile(r"[\W_]*\{(?:yyyy|mm)\}")


def print_title(schedule: Schedule) -> str:
    """
    >>> print_title(Schedule("Otdel1 {yyyy}-{mm}", "Otdel1Staff"))
    'Otdel1Print'
    """
    plain = _PLACEHOLDERS.sub("", schedule.sheet).strip()
    return f"{plain[: _LONGEST_TITLE - len('Print')]}Print"


def print_sheet(
    title: str,
    departments: str,
    schedule: Schedule,
    shifts: Sequence[ShiftColumns],
    today: date,
    words: Words,
) -> Sheet:
    """`today` tells the week that is shown at first."""
    width = max(1 + 2 * len(shifts), _MONDAY[1])
    monday = Area(*_MONDAY, *_MONDAY)
    used = 1 + 2 * len(shifts)
    return Sheet(
        title=title,
        kind=Kind.PRINT,
        rows=_LEGEND,
        columns=width,
        cells=_cells(departments, schedule, shifts, today, words),
        widths={1: 14, **{column: 24 if column % 2 == 0 else 16 for column in range(2, width + 1)}},
        styles=(
            (Area(1, 1, 1, 1), Style.HEADING),
            (Area(1, 4, 1, 4), Style.LABEL),
            (monday, Style.DATE),
            (monday, Style.CHANGEABLE),
            (Area(_TITLES, 1, _HOURS, used), Style.HEADING),
            *((Area(row, 1, row, 1), Style.DATE) for row in _date_rows()),
            (Area(_TITLES, 1, _HOURS, used), Style.LINED),
            *((Area(row, 1, row + 1, used), Style.DAY) for row in _date_rows()),
            (Area(_LEGEND, 1, _LEGEND, 1), Style.NOTE),
        ),
        merged=(
            Area(1, 1, 1, 3),
            *(
                Area(row, column, row, column + 1)
                for row in (_TITLES, _HOURS)
                for column in range(2, used, 2)
            ),
            Area(_LEGEND, 1, _LEGEND, width),
        ),
        checks=(Check(monday, Must.BE_A_DATE, words.any_day_of_the_week),),
        guards=(
            Guard(None, Editors.ADMINS, words.print_guard.format(title=title), besides=(monday,)),
        ),
    )


def _date_rows() -> range:
    return range(_FIRST_DAY, _LAST_DAY, 2)


def _cells(
    departments: str,
    schedule: Schedule,
    shifts: Sequence[ShiftColumns],
    today: date,
    words: Words,
) -> dict[tuple[int, int], Content]:
    cells: dict[tuple[int, int], Content] = {
        (1, 1): f"{words.duty} {departments}",
        (1, 4): words.week_of,
        _MONDAY: today - timedelta(days=today.weekday()),
        (_TITLES, 1): words.date,
        (_LEGEND, 1): words.legend,
    }
    for column, shift in enumerate(shifts, start=1):
        cells[_TITLES, 2 * column] = _from_header(schedule, shift, 2, shift.name)
        cells[_HOURS, 2 * column] = _from_header(schedule, shift, 1, shift.hours)
    for number, row in enumerate(_date_rows()):
        cells[row, 1] = Formula(f"=$E$1-WEEKDAY($E$1;2)+{1 + number}")
        cells[row + 1, 1] = Formula(f"=CHOOSE(WEEKDAY($A${row};2);{_listed(words.weekdays)})")
        for column, shift in enumerate(shifts, start=1):
            for line, names in ((row, shift.primary), (row + 1, shift.backup)):
                if names is not None:
                    cells[line, 2 * column] = _name(schedule, names, row)
                    cells[line, 2 * column + 1] = _phone(schedule, 2 * column, line)
    return cells


def _from_header(schedule: Schedule, shift: ShiftColumns, above: int, text: str) -> Content:
    """As the roster has it now; of a sheet a month as it is when this one is made."""
    row = schedule.first_row - above
    if is_pattern(schedule.sheet) or row < 1:
        return text
    return Formula(f"={quoted(schedule.sheet)}!${column_letters(shift.primary)}${row}")


def _name(schedule: Schedule, column: int, date_row: int) -> Formula:
    """`&""`: an empty cell stays empty instead of becoming 0."""
    day = f"DAY($A${date_row})"
    area = Area(schedule.first_row, column, schedule.first_row + 30, column)
    if not is_pattern(schedule.sheet):
        return Formula(f'=INDEX({Reference(schedule.sheet, area)};{day})&""')
    sheet = quoted(schedule.sheet).replace('"', '""')
    sheet = sheet.replace("{yyyy}", f'"&YEAR($A${date_row})&"')
    sheet = sheet.replace("{mm}", f'"&RIGHT("0"&MONTH($A${date_row});2)&"')
    return Formula(f'=IFERROR(INDEX(INDIRECT("{sheet}!{area}");{day})&"";"")')


def _phone(schedule: Schedule, column: int, row: int) -> Formula:
    names = names_on(schedule.staff)
    phones = Reference(names.title, names.area._replace(left=2, right=2))
    name = f"{column_letters(column)}{row}"
    return Formula(f'=IFERROR(INDEX({phones};MATCH({name};{names};0))&"";"")')


def _listed(texts: Sequence[str]) -> str:
    return ";".join(f'"{text}"' for text in texts)

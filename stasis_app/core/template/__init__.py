"""What an empty workbook of the configured departments looks like.

- `design.py`: what a sheet is described by: cells, lists to choose from, checks, highlights, guards
- `shifts.py`: which columns and hours the shifts have, also where the YAML leaves them to the sheet
- `roster_sheet.py`, `staff_sheet.py`, `print_sheet.py`: the three kinds of sheets
- `filling.py`: what becomes of sheets that are there already
- `words.py`: Russian and English

Says what; colours, widths, and how a program wants to be told are the adapters' matter.
"""

from datetime import date

from ..settings import Schedule, Settings
from ..workbook import Month, is_pattern, sheet_of
from .design import Sheet, Template
from .print_sheet import print_sheet, print_title
from .roster_sheet import roster_sheet
from .shifts import shifts_of
from .staff_sheet import staff_sheet
from .words import words_of

__all__ = ["Sheet", "Template", "template_of"]


def template_of(settings: Settings, today: date) -> Template:
    """Of each roster its sheet, its staff and what is printed.  Departments may share them; of a
    sheet a month there are this month's and the next."""
    words = words_of(settings.language)
    sheets: dict[str, Sheet] = {}
    prints: dict[str, Sheet] = {}
    for pattern in dict.fromkeys(each.schedule.sheet for each in settings.departments):
        sharing = [each for each in settings.departments if each.schedule.sheet == pattern]
        schedule = sharing[0].schedule
        every = (shift for each in sharing for shift in shifts_of(each.schedule, words))
        shifts = tuple({shift.primary: shift for shift in every}.values())
        for title, month in _rosters(schedule, today):
            sheets.setdefault(title, roster_sheet(title, schedule, shifts, month, words))
        for staff in (each.schedule.staff for each in sharing):
            sheets.setdefault(staff, staff_sheet(staff, words))
        title = print_title(schedule)
        titles = ", ".join(each.title for each in sharing)
        prints[title] = print_sheet(title, titles, schedule, shifts, today, words)
    own = {title: page for title, page in prints.items() if title not in sheets}
    return Template(settings.language, settings.zone.key, (*sheets.values(), *own.values()))


def _rosters(schedule: Schedule, today: date) -> tuple[tuple[str, Month | None], ...]:
    if not is_pattern(schedule.sheet):
        return ((schedule.sheet, None),)
    this = Month(today.year, today.month)
    following = Month(today.year + today.month // 12, today.month % 12 + 1)
    return tuple((sheet_of(schedule.sheet, month), month) for month in (this, following))

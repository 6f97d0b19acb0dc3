"""Which columns and hours the shifts of a new sheet have.

The YAML decides; what it leaves to the sheet's header is decided here, for there is none yet.
"""

from dataclasses import dataclass

from ..hours import DAY, Hours, read_hours, uncovered
from ..settings import Schedule, Shift
from ..workbook import column_number
from .words import Words

_HOURS = ("10:00-14:59", "15:00-19:59", "20:00-9:59")
_COLUMNS = (("B", "G"), ("C", "H"), ("D", "I"))
_WHOLE_DAY = Hours(8 * 60, 8 * 60 + DAY)


@dataclass(frozen=True, slots=True)
class ShiftColumns:
    name: str
    hours: str  # as they are written in the header
    primary: int
    backup: int | None


def shifts_of(schedule: Schedule, words: Words) -> tuple[ShiftColumns, ...]:
    """Three a day where the YAML names none."""
    given = schedule.shifts or tuple(
        Shift(name, primary, backup, hours)
        for name, (primary, backup), hours in zip(words.shifts, _COLUMNS, _HOURS, strict=True)
    )
    known = [read_hours(each.hours) for each in given if each.hours is not None]
    free = _free([hours for hours in known if hours is not None], len(given) - len(known))
    return tuple(
        ShiftColumns(
            each.name,
            each.hours or str(free.pop(0)),
            column_number(each.primary),
            column_number(each.backup) if each.backup else None,
        )
        for each in given
    )


def _free(known: list[Hours], wanted: int) -> list[Hours]:
    """So many shifts of equal length, in the first stretch of the day that has none."""
    stretch = uncovered(known) or _WHOLE_DAY
    edges = [
        stretch.start + (stretch.end - stretch.start) * number // max(wanted, 1)
        for number in range(wanted + 1)
    ]
    return [
        Hours(start % DAY, start % DAY + end - start)
        for start, end in zip(edges, edges[1:], strict=False)
    ]

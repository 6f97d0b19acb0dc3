"""The hours of a shift, `10:00-14:59`: both ends are minutes that belong to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from .names import normal

DAY = 24 * 60  # minutes

_TIME = r"([0-9]{1,2})[:.]([0-9]{2})"
_HOURS = re.compile(f"{_TIME}-{_TIME}")
_LIKE_HOURS = re.compile(r"[0-9][:.]?[0-9]?.*[:.-].*[0-9]")


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes since the midnight on which the shift's day begins; `end` does not belong to it."""

    start: int  # below DAY
    end: int  # above `start`; above DAY when it crosses midnight

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end - 1)}"

    @property
    def starts(self) -> timedelta:
        return timedelta(minutes=self.start)

    @property
    def ends(self) -> timedelta:
        return timedelta(minutes=self.end)


def read_hours(text: str) -> Hours | None:
    """None: unreadable.  An end before the start crosses midnight; `24:00` ends there.

    An end that equals the start is unreadable too: a minute and a whole day are both possible.

    >>> read_hours("20.00 – 9.59")
    Hours(start=1200, end=2040)
    """
    found = _HOURS.fullmatch(normal(text).replace(" ", ""))
    if not found:
        return None
    start_hour, start_minute, end_hour, end_minute = map(int, found.groups())
    start = start_hour * 60 + start_minute
    last = end_hour * 60 + end_minute
    if start_hour > 23 or max(start_minute, end_minute) > 59 or last > DAY or start == last:
        return None
    if last == DAY:
        return Hours(start, DAY)
    return Hours(start, last + 1 if last > start else last + 1 + DAY)


def looks_like_hours(text: str) -> bool:
    """Whether somebody meant hours, readable or not: `10:00-14:5x`."""
    return _LIKE_HOURS.search(normal(text)) is not None


def overlap(one: Hours, other: Hours) -> bool:
    """Whether some minute of the day belongs to both, also to one begun the day before."""
    return any(
        one.start + shifted < other.end and other.start < one.end + shifted
        for shifted in (-DAY, 0, DAY)
    )


def uncovered(shifts: Iterable[Hours]) -> Hours | None:
    """The first stretch of the day that belongs to no shift; None: there is none."""
    covered = bytearray(DAY)
    for hours in shifts:
        for minute in range(hours.start, hours.end):
            covered[minute % DAY] = 1
    starts = [each for each in range(DAY) if not covered[each] and covered[each - 1]]
    if not starts:
        return None
    length = next(n for n in range(1, DAY) if covered[(starts[0] + n) % DAY])
    return Hours(starts[0], starts[0] + length)


def _clock(minute: int) -> str:
    hour, minute = divmod(minute % DAY, 60)
    return f"{hour:02}:{minute:02}"

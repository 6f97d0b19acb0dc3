"""Which days are worked, and from when to when: a department's business hours.

The file's `days_off` and `working_days` go before the country's calendar, that before the weekdays
of the hours.  The calendar is the package holidays': public holidays, days off moved by decree and
the Saturdays worked for them; a country it does not know has none of them.  The wall clock decides,
also on a night when it changes.  Knows nothing of who has switched what.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

from .settings import BusinessHours

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
HORIZON = timedelta(days=800)  # hours that do not begin or end for so long never do

Span = tuple[datetime, datetime]  # by the wall clock, without a zone; the end does not belong to it


class Year(NamedTuple):
    off: frozenset[date]
    worked: frozenset[date]  # days of a weekend that are worked for days off elsewhere
    public: frozenset[date]  # the holidays themselves, wherever their days off have been moved to


@cache
def year_of(country: str, year: int) -> Year:
    entity = getattr(holidays, country, None)
    if entity is None:
        return Year(frozenset(), frozenset(), frozenset())
    table = entity(years=year)
    themselves = entity(years=year, observed=False)
    label = getattr(themselves, "substituted_label", None)
    moved = themselves.tr(label).partition("%s")[0] if label else None
    return Year(
        off=frozenset(table),
        worked=frozenset(day for day in table.weekend_workdays if day.year == year),
        public=frozenset(
            day
            for day in themselves
            if any(not moved or not name.startswith(moved) for name in themselves.get_list(day))
        ),
    )


def is_worked(hours: BusinessHours, day: date) -> bool:
    if day in hours.days_off:
        return False
    if day in hours.working_days:
        return True
    calendar = year_of(hours.country, day.year)
    if day in calendar.off:
        return False
    return day in calendar.worked or bool(hours.week[day.weekday()])


def spans_of(hours: BusinessHours, day: date) -> tuple[Span, ...]:
    """When the day is worked; what it has begun after midnight still belongs to it.

    A day that is worked although its weekday has no hours has those of the last weekday before it
    that has some: a working Saturday Friday's.
    """
    if not is_worked(hours, day):
        return ()
    before = (hours.week[(day.weekday() - back) % 7] for back in range(7))
    usual = next((each for each in before if each), ())
    midnight = datetime.combine(day, time.min)
    spans = tuple((midnight + each.starts, midnight + each.ends) for each in usual)
    tomorrow = day + DAY
    if tomorrow not in year_of(hours.country, tomorrow.year).public:
        return spans
    last = max((end for _, end in spans), default=midnight) - hours.short_day
    return tuple((start, min(end, last)) for start, end in spans if start < last)


def is_open(hours: BusinessHours, wall: datetime) -> bool:
    today = wall.date()
    spans = (span for day in (today - DAY, today) for span in spans_of(hours, day))
    return any(start <= wall < end for start, end in spans)


def next_turn(hours: BusinessHours, zone: ZoneInfo, at: datetime) -> datetime | None:
    """The first instant after `at` at which the hours begin or end; None: they never do."""
    now = is_open(hours, _wall(at, zone))
    begin = at.astimezone(UTC)
    horizon = begin + HORIZON
    while begin < horizon:
        for moment in _moments(hours, zone, begin):
            if is_open(hours, _wall(moment, zone)) is not now:
                return moment
        begin += WEEK
    return None


def _moments(hours: BusinessHours, zone: ZoneInfo, begin: datetime) -> list[datetime]:
    """All instants of the week after `begin` at which hours may begin or end, in order.

    A time that the clock shows twice is two of them; and when it is changed it may jump over one.
    """
    end = begin + WEEK
    first = _wall(begin, zone).date() - 2 * DAY
    days = (first + number * DAY for number in range(12))
    walls = {wall for day in days for span in spans_of(hours, day) for wall in span}
    found = {
        wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for wall in walls for fold in (0, 1)
    }
    found |= set(_clock_changes(zone, begin, end))
    return sorted(moment for moment in found if begin < moment <= end)


def _clock_changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """To the second; of several on one day one at least."""
    before = begin.replace(microsecond=0)
    while before < end:
        after = before + DAY
        if _offset(before, zone) != _offset(after, zone):
            yield _change_between(zone, before, after)
        before = after


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)

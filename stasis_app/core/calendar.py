"""Which days are worked, and from when to when: a department's business hours.

The file's `days_off` and `working_days` go before the country's calendar, that before the weekdays
of the hours.  The calendar is the package holidays': public holidays, days off moved by decree and
the Saturdays worked for them; a country it does not know has none of them.  The wall clock decides,
also on a night when it changes.  Knows nothing of who has switched what.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

from .settings import BusinessHours

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
HORIZON = timedelta(days=400)  # hours that do not begin or end for so long never do

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
        end = begin + DAY
        for moment in _moments(hours, zone, begin, end):
            if is_open(hours, _wall(moment, zone)) is not now:
                return moment
        begin = end
    return None


def _moments(
    hours: BusinessHours, zone: ZoneInfo, begin: datetime, end: datetime
) -> list[datetime]:
    """In order all instants of (begin, end], a day, at which hours may begin or end.

    A time that the clock shows twice is two of them; and when it is changed it may jump over one.
    """
    found: set[datetime] = set()
    day = _wall(begin - DAY, zone).date() - DAY  # so early, and so late, for clocks that are
    last = _wall(end + DAY, zone).date()  # changed about midnight
    while day <= last:
        for wall in (wall for span in spans_of(hours, day) for wall in span):
            twice = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
            found.update(each.astimezone(UTC) for each in twice)
        day += DAY
    if _offset(begin, zone) != _offset(end, zone):
        found.add(_change_between(zone, begin, end))
    return sorted(moment for moment in found if begin < moment <= end)


def _change_between(zone: ZoneInfo, begin: datetime, end: datetime) -> datetime:
    """When the clock is changed: at a whole second."""
    before = begin.replace(microsecond=0)
    after = end.replace(microsecond=0) + SECOND
    old = _offset(before, zone)
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)

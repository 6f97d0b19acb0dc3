"""Business hours as a child would keep them: every open minute is painted on a calendar.

Shares no code with the first; what the country's calendar says is written out by whoever asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Habits:
    """`usual`: by weekday, Monday 0, hours such as 09:00-17:59, both ends inclusive."""

    usual: Mapping[int, Sequence[str]]
    off: frozenset[date] = frozenset()
    as_on: Mapping[date, int] = field(default_factory=dict)  # worked like that weekday
    shorter: Mapping[date, timedelta] = field(default_factory=dict)

    def open_minutes(self, first: date, last: date) -> set[datetime]:
        painted: set[datetime] = set()
        day = first
        while day <= last:
            painted |= self._of(day)
            day += DAY
        return painted

    def _of(self, day: date) -> set[datetime]:
        if day in self.off:
            return set()
        minutes: set[datetime] = set()
        for hours in self.usual.get(self.as_on.get(day, day.weekday()), ()):
            begin, end = hours.split("-")
            minute = datetime.combine(day, time.fromisoformat(begin))
            last = datetime.combine(day, time.fromisoformat(end))
            if last < minute:
                last += DAY
            while minute <= last:
                minutes.add(minute)
                minute += MINUTE
        if day not in self.shorter or not minutes:
            return minutes
        closing = max(minutes) + MINUTE - self.shorter[day]
        return {minute for minute in minutes if minute < closing}

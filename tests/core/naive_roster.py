"""A second resolver, written as a child would: it paints every minute of a calendar.

Shares no code with the first and knows only right sheets.  Slow, and easy to believe.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MINUTE = timedelta(minutes=1)
HOLDOVER = 15


@dataclass(frozen=True)
class Duty:
    shift: str
    day: date
    primary: str | None
    backup: str | None


class Calendar:
    """`rows`: the roster sheet, days from the fourth row on; hours such as 09:00-17:59."""

    def __init__(
        self, rows: Sequence[Sequence[object]], columns: Sequence[tuple[int, int]]
    ) -> None:
        self.rows = rows
        self.columns = columns  # of primary and backup, from 0
        self.minutes: dict[datetime, Duty] = {}
        self.several: set[datetime] = set()
        self.held: dict[datetime, Duty] = {}

    def paint(self, first: date, last: date) -> None:
        """Shifts in the order in which they start, so that the later ones cover the earlier."""
        duties: list[tuple[datetime, datetime, Duty]] = []
        day = first
        while day <= last:
            for primary, backup in self.columns:
                duties.append(self._duty(day, primary, backup))
            day += timedelta(days=1)
        for start, end, duty in sorted(duties, key=lambda each: each[0]):
            minute = start
            while minute < end:
                if minute in self.minutes:
                    self.several.add(minute)
                self.minutes[minute] = duty
                minute += MINUTE
        for _, end, duty in sorted(duties, key=lambda each: each[1]):
            for late in range(HOLDOVER):
                self.held[end + late * MINUTE] = duty

    def _duty(self, day: date, primary: int, backup: int) -> tuple[datetime, datetime, Duty]:
        row = self.rows[2 + day.day]
        begin, end = str(self.rows[2][primary]).split("-")
        start = datetime.combine(day, time.fromisoformat(begin))
        stop = datetime.combine(day, time.fromisoformat(end))
        if stop < start:
            stop += timedelta(days=1)
        names = [str(row[column]) if row[column] else None for column in (primary, backup)]
        duty = Duty(str(self.rows[1][primary]), day, names[0], names[1])
        return start, stop + MINUTE, duty

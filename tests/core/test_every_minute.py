"""Every minute of two months, in three zones that change their clocks, asked of two resolvers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stasis_app.core.problems import Code
from stasis_app.core.roster import OnDuty, resolve
from tests.core.naive_roster import Calendar, Duty
from tests.sheets import DEPARTMENT, PEOPLE, mirror_of, names, roster, workbook

HOURS = ("10:00-14:39", "15:00-19:59", "19:30-09:29")  # with gaps and an overlap
COLUMNS = ((1, 6), (2, 7), (3, 8))


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Berlin", date(2026, 2, 1)),  # the clock goes on by an hour on 29 March
        ("America/New_York", date(2026, 10, 1)),  # and back by one on 1 November
        ("Australia/Lord_Howe", date(2026, 9, 1)),  # on by half an hour on 4 October
    ],
)
def test_agrees_with_a_calendar_painted_minute_by_minute(zone: str, first: date) -> None:
    department = replace(DEPARTMENT, zone=ZoneInfo(zone))
    rows = _rows()
    mirror = mirror_of(workbook(Roster=rows), department)
    calendar = Calendar(rows, COLUMNS)
    last = first + timedelta(days=61)
    calendar.paint(first - timedelta(days=3), last)
    instant = datetime.combine(first, datetime.min.time(), tzinfo=UTC)
    end = datetime.combine(last, datetime.min.time(), tzinfo=UTC) - timedelta(days=1)
    while instant < end:
        answer = resolve(department, instant, mirror)
        wall = instant.astimezone(department.zone).replace(tzinfo=None)
        assert _told(answer) == _expected(calendar, wall), wall
        instant += timedelta(minutes=1)


def _rows() -> list[list[str | int | float | bool | None]]:
    """Everybody's turn comes, some cells are empty, and some have one person twice."""
    rows = roster(hours=HOURS)
    for day in range(1, 32):
        for number, (primary, backup) in enumerate(COLUMNS):
            rows[2 + day][primary] = PEOPLE[(day + number) % 6] if day % 5 else None
            rows[2 + day][backup] = PEOPLE[(day * 2 + number) % 6] if day % 4 else None
    return rows


def _told(answer: OnDuty) -> tuple[object, ...]:
    gap, overlap = Code.SHIFT_GAP in answer.issues, Code.SHIFT_OVERLAP in answer.issues
    return answer.shift, answer.date, names(answer), gap, overlap


def _expected(calendar: Calendar, wall: datetime) -> tuple[object, ...]:
    duty = calendar.minutes.get(wall)
    several = wall in calendar.several
    gap = duty is None
    if duty is None:
        duty = calendar.held.get(wall)
    if duty is None:
        return None, None, (), gap, several
    return duty.shift, duty.day, _rung(duty), gap, several


def _rung(duty: Duty) -> tuple[str, ...]:
    rung = [name for name in (duty.primary, duty.backup) if name is not None]
    return tuple(dict.fromkeys(rung))

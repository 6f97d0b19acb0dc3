"""Business hours, asked every minute of two months in three zones that change their clocks; and
any hours at any instant."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.hours import Hours, overlap
from stasis_app.core.mode import mode_now, next_change
from stasis_app.core.settings import BusinessHours, Department
from stasis_app.core.words import Mode

from ..office_hours import business_hours, open_at
from .naive_hours import MINUTE, Habits

DAY_HOURS = ("09:00-12:59", "14:00-17:59")
HOUR = timedelta(hours=1)
FRIDAY = 4


class Story(NamedTuple):
    zone: str
    first: date
    night: str  # of Saturday: it ends where the clock is changed
    off: tuple[str, ...]
    worked_like_friday: tuple[str, ...]
    short: tuple[str, ...]


STORIES = [
    Story(
        "Europe/Berlin",  # the clock goes on by an hour on 29 March at 2:00
        date(2026, 2, 1),
        "22:00-02:29",
        ("2026-02-23", "2026-03-08", "2026-03-09"),
        (),
        ("2026-03-07",),
    ),
    Story(
        "America/New_York",  # and back by one on 3 November at 2:00
        date(2024, 10, 1),
        "22:00-01:29",
        ("2024-11-04",),
        (),
        (),
    ),
    Story(
        "Australia/Lord_Howe",  # back by half an hour on 7 April at 2:00
        date(2024, 4, 1),
        "22:00-01:44",
        ("2024-04-29", "2024-04-30", "2024-05-01", "2024-05-09", "2024-05-10"),
        (),
        ("2024-05-08",),
    ),
    Story(
        "Europe/Moscow",
        date(2024, 4, 1),
        "",
        ("2024-04-29", "2024-04-30", "2024-05-01", "2024-05-09", "2024-05-10"),
        ("2024-04-27",),
        ("2024-05-08",),
    ),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.zone)
def test_agrees_with_a_calendar_painted_minute_by_minute(story: Story) -> None:
    night = (story.night,) if story.night else ()
    week = (*(DAY_HOURS,) * 5, night)
    department = open_at(business_hours(*week, short_day=HOUR), story.zone)
    habits = Habits(
        usual=dict(enumerate(week)),
        off=frozenset(map(date.fromisoformat, story.off)),
        as_on={date.fromisoformat(day): FRIDAY for day in story.worked_like_friday},
        shorter={date.fromisoformat(day): HOUR for day in story.short},
    )
    last = story.first + timedelta(days=61)
    painted = habits.open_minutes(story.first - timedelta(days=2), last + timedelta(days=2))
    instant = datetime.combine(story.first, datetime.min.time(), tzinfo=UTC)
    end = datetime.combine(last, datetime.min.time(), tzinfo=UTC)
    change = next_change(department, instant)
    before = mode_now(department, None, instant)
    while instant < end:
        wall = instant.astimezone(department.zone).replace(tzinfo=None)
        expected = Mode.SECRETARY if wall in painted else Mode.DUTY
        assert mode_now(department, None, instant) is expected, wall
        assert (expected is not before) == (instant == change), wall
        if instant == change:
            change = next_change(department, instant)
            before = expected
        instant += MINUTE


@st.composite
def hours_of_a_day(draw: st.DrawFn) -> tuple[Hours, ...]:
    found: list[Hours] = []
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, 24 * 60 - 1))
        hours = Hours(start, start + draw(st.integers(1, 24 * 60 - 1)))
        if not any(overlap(hours, other) for other in found):
            found.append(hours)
    return tuple(found)


DAYS = st.frozensets(st.dates(date(2024, 1, 1), date(2027, 12, 31)), max_size=20)
BUSINESS_HOURS = st.builds(
    BusinessHours,
    week=st.tuples(*[hours_of_a_day()] * 7),
    country=st.sampled_from(["RU", "BY", "US", "IL", "AC"]),
    days_off=DAYS,
    working_days=DAYS,
    short_day=st.sampled_from([timedelta(0), HOUR, timedelta(minutes=90, seconds=1)]),
)
ZONES = st.sampled_from(
    ["Europe/Moscow", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Gaza"]
)
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=1400)).map(lambda since: FIRST + since)


@given(st.builds(open_at, BUSINESS_HOURS, ZONES), INSTANTS, st.data())
def test_between_two_changes_nothing_changes(
    department: Department, at: datetime, data: st.DataObject
) -> None:
    change = next_change(department, at)
    until = change or at + timedelta(days=400)
    assert until > at
    mode = mode_now(department, None, at)
    for _ in range(20):
        between = at + data.draw(st.timedeltas(timedelta(0), until - at))
        if between < until:
            assert mode_now(department, None, between) is mode
            assert next_change(department, between) == change or change is None
    if change is not None:
        assert mode_now(department, None, change - timedelta(microseconds=1)) is mode
        assert mode_now(department, None, change) is not mode

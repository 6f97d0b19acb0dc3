"""Which days are worked and until when: Russia's calendar, the file's own days, short days."""

from datetime import date, datetime, timedelta

import pytest

from stasis_app.core.calendar import is_worked, spans_of, year_of
from stasis_app.core.mode import mode_now, next_change
from stasis_app.core.settings import BusinessHours
from stasis_app.core.words import Mode

from ..company import MOSCOW
from ..office_hours import MON_FRI, OFFICE, business_hours, open_at

HOUR = timedelta(hours=1)
SHORT = business_hours(*(OFFICE,) * 5, short_day=HOUR)


def day_of(text: str, hours: BusinessHours = MON_FRI) -> str:
    """Its hours, as people write them: the end is the first minute that is closed."""
    spans = spans_of(hours, date.fromisoformat(text))
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans) or "off"


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        # the New Year holidays of 2026; Saturday the 3rd is moved to the 9th
        *((f"2026-01-{day:02}", "off") for day in range(1, 12)),
        ("2026-01-12", "09:00-18:00"),
        ("2026-01-17", "off"),  # an ordinary Saturday
        ("2026-02-20", "09:00-18:00"),
        ("2026-02-23", "off"),
        ("2026-03-06", "09:00-18:00"),
        ("2026-03-09", "off"),  # for Sunday the 8th
        ("2026-04-30", "09:00-18:00"),
        ("2026-05-01", "off"),
        ("2026-05-08", "09:00-18:00"),
        ("2026-05-09", "off"),
        ("2026-05-11", "off"),  # for Saturday the 9th
        ("2026-05-12", "09:00-18:00"),
        ("2026-06-12", "off"),
        ("2026-11-02", "09:00-18:00"),
        ("2026-11-04", "off"),
        ("2026-12-30", "09:00-18:00"),
        ("2026-12-31", "off"),  # for Sunday 4 January
        ("2027-01-01", "off"),
        # working Saturdays, and the days off they are worked for
        ("2024-04-27", "09:00-18:00"),
        ("2024-04-29", "off"),
        ("2024-11-02", "09:00-18:00"),
        ("2024-12-28", "09:00-18:00"),
        ("2024-12-30", "off"),
        ("2025-11-01", "09:00-18:00"),
        ("2025-11-03", "off"),
        ("2025-11-08", "off"),
    ],
)
def test_the_country_s_calendar(day: str, hours: str) -> None:
    assert day_of(day) == hours


def test_how_many_days_are_worked_in_2026() -> None:
    """As the official calendar of the five-day week counts them."""
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(365))
    assert sum(is_worked(MON_FRI, day) for day in days) == 247


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-04-30", "09:00-17:00"),
        ("2026-05-08", "09:00-17:00"),  # the holiday may be a Saturday
        ("2026-06-11", "09:00-17:00"),
        ("2026-11-03", "09:00-17:00"),
        ("2026-03-06", "09:00-18:00"),  # Friday; the holiday is Sunday
        ("2026-12-30", "09:00-18:00"),  # before a day off that was moved there
        ("2026-12-31", "off"),  # itself the eve of a holiday, but off
        ("2025-11-01", "09:00-18:00"),  # a working Saturday; the holiday is Tuesday
        ("2026-05-05", "09:00-18:00"),
    ],
)
def test_the_eve_of_a_public_holiday_is_shorter(day: str, hours: str) -> None:
    assert day_of(day, SHORT) == hours


def test_nor_is_the_eve_of_a_day_off_for_a_holiday_at_the_weekend() -> None:
    sunday = business_hours(*(OFFICE,) * 5, working_days=["2026-05-10"], short_day=HOUR)
    assert day_of("2026-05-10", sunday) == "09:00-18:00"


def test_a_short_day_may_lose_its_last_hours_altogether() -> None:
    two = business_hours(*(("09:00-12:59", "14:00-17:59"),) * 5, short_day=4.5 * HOUR)
    assert day_of("2026-11-02", two) == "09:00-13:00, 14:00-18:00"
    assert day_of("2026-11-03", two) == "09:00-13:00"
    assert day_of("2026-11-03", business_hours(*(OFFICE,) * 5, short_day=10 * HOUR)) == "off"


def test_the_file_s_own_days_go_before_the_calendar() -> None:
    own = business_hours(
        *(OFFICE,) * 5,
        days_off=["2026-12-30", "2025-11-01"],
        working_days=["2026-12-31", "2026-12-26", "2026-05-11"],
        short_day=HOUR,
    )
    assert day_of("2026-12-30", own) == "off"
    assert day_of("2025-11-01", own) == "off"  # the country works that Saturday
    assert day_of("2026-12-26", own) == "09:00-18:00"  # a Saturday
    assert day_of("2026-05-11", own) == "09:00-18:00"  # the country does not
    assert day_of("2026-12-31", own) == "09:00-17:00"  # the eve of a holiday, now that it is worked


def test_a_working_saturday_has_friday_s_hours_unless_it_has_some_of_its_own() -> None:
    week = [OFFICE] * 4 + [("09:00-16:44",)]
    assert day_of("2025-11-01", business_hours(*week)) == "09:00-16:45"
    assert day_of("2025-11-01", business_hours(*week, ("10:00-13:59",))) == "10:00-14:00"
    # a Sunday after a week with nothing on Friday and Saturday
    sunday = business_hours(*([OFFICE] * 3), ("08:00-11:59",), working_days=["2026-12-27"])
    assert day_of("2026-12-27", sunday) == "08:00-12:00"


def test_a_week_without_hours_is_never_worked() -> None:
    nothing = business_hours(working_days=["2026-11-03"], short_day=HOUR)
    assert day_of("2026-11-03", nothing) == "off"
    assert day_of("2026-11-05", nothing) == "off"


def test_other_countries() -> None:
    assert not is_worked(business_hours(*(OFFICE,) * 5, country="US"), date(2026, 11, 26))
    belarus = business_hours(*(OFFICE,) * 5, country="BY")
    assert is_worked(belarus, date(2026, 4, 25))  # a Saturday
    assert not is_worked(belarus, date(2026, 4, 20))
    unknown = business_hours(*(OFFICE,) * 5, country="AC")
    assert is_worked(unknown, date(2026, 1, 1))


@pytest.mark.parametrize("year", [1970, 2100, 2999])
@pytest.mark.parametrize("country", ["RU", "BY", "KZ", "US", "IL", "SA", "CN", "TW", "MM"])
def test_calendars_of_any_year(country: str, year: int) -> None:
    calendar = year_of(country, year)
    assert all(day.year == year for day in calendar.off | calendar.worked)


@pytest.mark.parametrize(
    ("at", "mode"),
    [
        ("2026-11-23T08:59:59.999999", Mode.DUTY),
        ("2026-11-23T09:00:00", Mode.SECRETARY),
        ("2026-11-23T17:59:59.999999", Mode.SECRETARY),
        ("2026-11-23T18:00:00", Mode.DUTY),
        ("2026-11-22T12:00:00", Mode.DUTY),
        ("2026-11-03T16:59:59", Mode.SECRETARY),
        ("2026-11-03T17:00:00", Mode.DUTY),
    ],
)
def test_secretaries_in_business_hours_and_duty_outside(at: str, mode: Mode) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=MOSCOW)
    assert mode_now(open_at(SHORT), None, moment) is mode


@pytest.mark.parametrize(
    ("at", "change"),
    [
        ("2026-11-23T08:00", "2026-11-23T09:00"),
        ("2026-11-23T09:00", "2026-11-23T18:00"),
        ("2026-11-20T18:00", "2026-11-23T09:00"),  # over the weekend
        ("2026-11-03T12:00", "2026-11-03T17:00"),  # a short day
        ("2025-12-30T19:00", "2026-01-12T09:00"),  # over the New Year
        ("2026-12-30T19:00", "2027-01-11T09:00"),
    ],
)
def test_the_next_change(at: str, change: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=MOSCOW)
    expected = datetime.fromisoformat(change).replace(tzinfo=MOSCOW)
    assert next_change(open_at(SHORT), moment) == expected


def test_a_change_in_exactly_a_week() -> None:
    mondays = open_at(business_hours(OFFICE, days_off=["2026-11-23"]))
    nine = datetime(2026, 11, 23, 9, tzinfo=MOSCOW)
    assert next_change(mondays, nine) == nine + timedelta(days=7)


def test_hours_that_follow_each_other_do_not_change_anything_between_them() -> None:
    department = open_at(business_hours(*(("09:00-12:59", "13:00-17:59"),) * 5))
    nine = datetime(2026, 11, 23, 9, tzinfo=MOSCOW)
    assert next_change(department, nine) == nine + timedelta(hours=9)


def test_day_and_night_closes_for_holidays_only() -> None:
    always = open_at(business_hours(*(("00:00-24:00",),) * 7))
    at = datetime(2026, 11, 5, 12, tzinfo=MOSCOW)
    assert next_change(always, at) == datetime(2026, 12, 31, tzinfo=MOSCOW)
    never = open_at(business_hours(*(("00:00-24:00",),) * 7, country="AC"))
    assert next_change(never, at) is None


def test_hours_past_midnight_belong_to_the_day_they_began() -> None:
    bar = open_at(business_hours(*((),) * 4, ("18:00-01:59",), days_off=["2026-11-28"]))
    friday = datetime(2026, 11, 27, 20, tzinfo=MOSCOW)
    assert next_change(bar, friday) == datetime(2026, 11, 28, 2, tzinfo=MOSCOW)

"""Departments of the tests that have business hours."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from stasis_app.core.hours import Hours, read_hours
from stasis_app.core.settings import BusinessHours, Department

from .company import OTDEL1

OFFICE = ("09:00-17:59",)


def business_hours(
    *weekdays: Iterable[str],
    country: str = "RU",
    days_off: Iterable[str] = (),
    working_days: Iterable[str] = (),
    short_day: timedelta = timedelta(0),
) -> BusinessHours:
    """`weekdays`: the hours from Monday on; the rest of the week has none."""
    week = [tuple(map(_read, each)) for each in weekdays]
    return BusinessHours(
        week=(*week, *((),) * (7 - len(week))),
        country=country,
        days_off=frozenset(map(date.fromisoformat, days_off)),
        working_days=frozenset(map(date.fromisoformat, working_days)),
        short_day=short_day,
    )


def _read(text: str) -> Hours:
    hours = read_hours(text)
    assert hours is not None
    return hours


MON_FRI = business_hours(*(OFFICE,) * 5)


def open_at(hours: BusinessHours, zone: str = "Europe/Moscow") -> Department:
    """In mode auto, with secretaries."""
    return replace(OTDEL1, zone=ZoneInfo(zone), auto=True, business_hours=hours)

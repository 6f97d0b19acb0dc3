"""Dates and times as a spreadsheet shows them."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stasis_app.adapters.workbook.displayed import displayed

MOMENT = datetime.fromisoformat("2026-11-01T15:05:07.250")


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("d", "1"),
        ("DD.MM.YYYY", "01.11.2026"),
        ("yy/m/d", "26/11/1"),
        ("h:mm", "15:05"),
        ("hh:mm:ss", "15:05:07"),
        ("mm:ss.00", "05:07.25"),
        ("h:mm AM/PM", "3:05 PM"),
        ("h A/P", "3 P"),
        ("mmm d", "Nov 1"),
        ("dddd", "Sunday"),
        ('[$-419]d\\ mmmm\\ yyyy" г."', "1 November 2026 г."),
        ("[Red]d;[Blue]m", "1"),
        ("_-d_-", "1"),
        ("mm-dd-yy", "2026-11-01"),
        ("m/d/yy h:mm", "2026-11-01 15:05"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2026-11-01"),
        ("[$-F400]h:mm:ss\\ AM/PM", "15:05:07"),
        ("General", "2026-11-01 15:05:07.250000"),
    ],
)
def test_a_moment(number_format: str, shown: str) -> None:
    assert displayed(MOMENT, number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [("[h]:mm", "30:05"), ("[mm]:ss", "1805:09"), ("[s]", "108309"), ("h:mm", "6:05")],
)
def test_a_duration(number_format: str, shown: str) -> None:
    assert displayed(timedelta(hours=30, minutes=5, seconds=9), number_format) == shown


@pytest.mark.parametrize(("hour", "shown"), [(0, "12 AM"), (12, "12 PM"), (13, "1 PM")])
def test_halves_of_the_day(hour: int, shown: str) -> None:
    assert displayed(time(hour), "h AM/PM") == shown


@given(st.datetimes(), st.text(max_size=20))
def test_any_format(moment: datetime, number_format: str) -> None:
    assert isinstance(displayed(moment, number_format), str)

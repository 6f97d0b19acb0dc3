"""The hours of a shift as people write them."""

import pytest

from stasis_app.core.hours import DAY, Hours, overlap, read_hours, uncovered


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("10:00-14:59", 600, 900),
        ("10.00-14.59", 600, 900),
        (" 10:00 — 14:59 ", 600, 900),
        ("10 : 00 – 14 : 59", 600, 900),
        ("10:00\u221214:59", 600, 900),
        ("20:00-9:59", 1200, DAY + 600),
        ("20:00-09:59", 1200, DAY + 600),
        ("20:00-24:00", 1200, DAY),
        ("20:00-23:59", 1200, DAY),
        ("20:00-0:00", 1200, DAY + 1),
        ("0:00-24:00", 0, DAY),
        ("9:00-8:59", 540, DAY + 540),
        ("23:59-23:58", DAY - 1, 2 * DAY - 1),
    ],
)
def test_readable(text: str, start: int, end: int) -> None:
    assert read_hours(text) == Hours(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Утро",
        "10:00",
        "10-15",
        "10:00-14:5",
        "10:00-25:00",
        "24:00-8:00",
        "20:00-24:01",
        "10:60-11:00",
        "9:00-9:00",
        "10:00-14:59-20:00",
        "10:00-14:59 утро",
        "#REF!",
        "0.4166",
        "1" * 5000,
    ],
)
def test_unreadable(text: str) -> None:
    assert read_hours(text) is None


def test_written_again_as_both_ends() -> None:
    assert str(Hours(1200, DAY + 600)) == "20:00-09:59"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10:00-14:59", "15:00-19:59", False),
        ("10:00-15:00", "15:00-19:59", True),
        ("20:00-9:59", "10:00-19:59", False),
        ("20:00-10:00", "10:00-19:59", True),
        ("20:00-9:59", "5:00-6:00", True),
        ("23:00-1:00", "22:00-23:30", True),
    ],
)
def test_overlap(one: str, other: str, expected: bool) -> None:
    first, second = read_hours(one), read_hours(other)
    assert first and second
    assert overlap(first, second) is expected
    assert overlap(second, first) is expected


def test_what_no_shift_covers() -> None:
    whole = [Hours(600, 900), Hours(900, 1200), Hours(1200, DAY + 600)]
    assert uncovered(whole) is None
    assert uncovered(whole[:2]) == Hours(1200, DAY + 600)
    assert uncovered(whole[1:]) == Hours(600, 900)
    assert uncovered([]) is None

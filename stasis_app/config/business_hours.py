"""What no single key can tell of a department's business hours."""

from collections.abc import Iterator
from itertools import pairwise

from ..core.hours import DAY, Hours
from . import readers
from .document import Document
from .problems import KeyPath, Problem
from .readers import WEEKDAYS, readable

WEEK = 7 * DAY
Span = tuple[int, int, KeyPath, Hours]  # minutes of the week, and where they stand


def relations(document: Document) -> Iterator[Problem]:
    yield from _auto(document)
    yield from _weekdays(document)
    yield from _overlaps(document)
    yield from _days(document)


def _auto(document: Document) -> Iterator[Problem]:
    if document.text_at("mode") == "auto" and document.at("business_hours") is None:
        remedy = 'write business_hours: {mon-fri: "09:00-17:59"} too, or mode: manual'
        yield document.problem(("mode",), "'auto' without business hours", remedy)


def _days(document: Document) -> Iterator[Problem]:
    off = [readable(each, readers.day) for each in document.list_at("days_off")]
    for number, text in enumerate(document.list_at("working_days")):
        day = readable(text, readers.day)
        if day is not None and day in off:
            what = f"{text!r} stands in days_off too"
            yield document.problem(("working_days", number), what, "keep one of them")


def _weekdays(document: Document) -> Iterator[Problem]:
    taken: dict[int, str] = {}
    for key, path in _keys(document):
        try:
            days = readers.weekdays(key)
        except ValueError as error:
            commas = document.in_braces(path)
            remedy = "put a value that has commas in it in quotes" if commas else str(error)
            yield document.problem(path, f"{key!r} is no weekday", remedy, at_key=True)
            continue
        twice = next((day for day in days if day in taken), None)
        if twice is not None:
            what = f"{WEEKDAYS[twice]} is in {taken[twice]!r} already"
            yield document.problem(path, what, "name each weekday once", at_key=True)
        taken |= dict.fromkeys(days, key)


def _overlaps(document: Document) -> Iterator[Problem]:
    spans = sorted(_spans(document), key=lambda span: span[:2])
    around = [(start + WEEK, end + WEEK, path, hours) for start, end, path, hours in spans[:1]]
    told: set[KeyPath] = set()
    for (_, end, _, earlier), (start, _, path, later) in pairwise([*spans, *around]):
        if start < end and path not in told:
            told.add(path)
            what = f"{later} overlaps {earlier}"
            remedy = "both ends belong to the hours: 09:00-12:59, 13:00-17:59"
            yield document.problem(path, what, remedy)


def _spans(document: Document) -> Iterator[Span]:
    taken: set[int] = set()
    for key, path in _keys(document):
        days = set(readable(key, readers.weekdays) or ()) - taken
        taken |= days
        for hours in readable(document.at(*path), readers.business_hours) or ():
            for day in days:
                yield day * DAY + hours.start, day * DAY + hours.end, path, hours


def _keys(document: Document) -> Iterator[tuple[str, KeyPath]]:
    section = document.at("business_hours")
    if isinstance(section, dict):
        for key in section:
            yield key, ("business_hours", key)

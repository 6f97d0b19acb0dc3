"""A date or a time as its cell shows it, by the cell's number format.

A spreadsheet's API gives such cells as the text that people see.  Knows the formats of dates and
times only; names of months and weekdays are English, for a format does not tell the language.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

# Formats that each Excel shows as its own country writes dates: two that are built in, two codes
_BY_COUNTRY = {
    "mm-dd-yy": "yyyy-mm-dd",
    "m/d/yy h:mm": "yyyy-mm-dd hh:mm",
    "[$-F800]": "yyyy-mm-dd",
    "[$-F400]": "h:mm:ss",
}

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | [_*].                       # a blank as wide as the next character; one that fills
    | \[(?P<elapsed>h+|m+|s+)\]   # all hours of a duration, not those of a day
    | \[[^\]]*\]                  # colours, conditions, languages
    | (?P<half>AM/PM|A/P)
    | (?P<unit>y+|m+|d+|h+|s+)
    | \.(?P<fraction>0+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)

_Token = tuple[str, str]  # its kind, the text


def displayed(value: date | time | timedelta, number_format: str) -> str:
    """
    >>> displayed(time(9, 5), "h:mm")
    '9:05'
    >>> displayed(datetime(2026, 11, 1), "d")
    '1'
    """
    code = next((each for each in _BY_COUNTRY if number_format.startswith(each)), None)
    tokens = list(_tokens(_BY_COUNTRY[code] if code else number_format))
    if all(kind == "literal" for kind, _ in tokens):
        return str(value)  # no format of a date
    halves = any(kind == "half" for kind, _ in tokens)
    moment, whole = _moment(value)
    return "".join(
        text if kind == "literal" else _shown(kind, text, moment, whole, halves)
        for kind, text in tokens
    )


def _tokens(number_format: str) -> Iterator[_Token]:
    """Of the first section: negative numbers have another one, and no date is negative."""
    found: list[_Token] = []
    for match in _TOKEN.finditer(number_format):
        kind = match.lastgroup
        if kind is None:
            continue
        text = match[kind]
        if kind == "other" and text == ";":
            break
        literal = kind in ("quoted", "escaped", "other")
        found.append(("literal", text) if literal else (kind, text.lower()))
    for place, (kind, text) in enumerate(found):
        minutes = kind == "unit" and text in ("m", "mm") and _are_minutes(found, place)
        yield ("minutes", text) if minutes else (kind, text)


def _are_minutes(tokens: Sequence[_Token], place: int) -> bool:
    """`m` after hours or before seconds; else it is the month."""
    before = [text for kind, text in tokens[:place] if kind in ("unit", "elapsed")]
    after = [text for kind, text in tokens[place + 1 :] if kind in ("unit", "elapsed")]
    return bool((before and before[-1][0] == "h") or (after and after[0][0] == "s"))


def _moment(value: date | time | timedelta) -> tuple[datetime, timedelta]:
    """For the units of the calendar and the clock; for elapsed ones."""
    zero = datetime(1899, 12, 30)  # noqa: DTZ001 (a cell has no zone)
    match value:
        case datetime():
            return value, value - zero
        case date():
            moment = datetime.combine(value, time.min)
            return moment, moment - zero
        case time():
            moment = datetime.combine(zero, value)
            return moment, moment - zero
        case _:
            return zero + value % timedelta(days=1), value


def _shown(kind: str, text: str, moment: datetime, whole: timedelta, halves: bool) -> str:
    width = len(text)
    match kind, text[0]:
        case "half", _:
            return ("AM" if moment.hour < 12 else "PM")[: 2 if width > 3 else 1]
        case "fraction", _:
            return f".{moment.microsecond:06}"[: width + 1]
        case "minutes", _:
            return f"{moment.minute:0{width}}"
        case "elapsed", unit:
            seconds = {"h": 3600, "m": 60, "s": 1}[unit]
            return f"{int(whole.total_seconds()) // seconds:0{width}}"
        case _, "y":
            return f"{moment.year:04}" if width > 2 else f"{moment.year % 100:02}"
        case _, "m" | "d" as unit if width > 2:
            names = {"m": ("%b", "%B"), "d": ("%a", "%A")}[unit]
            return moment.strftime(names[width > 3])
        case _, unit:
            hour = (moment.hour - 1) % 12 + 1 if halves else moment.hour
            numbers = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}
            return f"{numbers[unit]:0{min(width, 2)}}"

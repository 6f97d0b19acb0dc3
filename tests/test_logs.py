"""The log: a line each, whatever callers, sheets and servers put into it."""

import json
import logging
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stasis_app.core.retold import pairs
from stasis_app.logs import JsonLines, formatter

TERMINAL = "\x1b[2J\x1b]0;title\x07"
FORGED = "x\nERROR call=c9 event=ended\r\u2028\x85\u202e"
anything = some.text() | some.sampled_from((FORGED, TERMINAL, "a=b c=d", '"', "\\", "\ud800"))


def record(text: str, *args: object, trouble: BaseException | None = None) -> logging.LogRecord:
    trace = (type(trouble), trouble, trouble.__traceback__) if trouble else None
    return logging.LogRecord("stasis_app", logging.INFO, "", 0, text, args, trace)


def raised(text: str) -> BaseException:
    try:
        raise ValueError(text)
    except ValueError:
        trouble = sys.exception()
        assert trouble is not None
        return trouble


@given(anything, some.booleans())
def test_a_message_stays_one_line_and_leaves_the_terminal_alone(text: str, systemd: bool) -> None:
    line = formatter(None, systemd).format(record("call=%s %s", "c1", text))
    assert line.splitlines() in ([line], [])
    assert all(unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in line)
    assert ("INFO call=c1 " in line) and (not systemd or line.startswith("INFO call=c1 "))


@given(anything)
def test_a_trace_is_indented_whatever_its_error_says(text: str) -> None:
    told = formatter(None, True).format(record("call=%s crashed", "c1", trouble=raised(text)))
    first, *rest = told.split("\n")
    assert first == "INFO call=c1 crashed"
    assert rest
    assert all(line.startswith("  ") for line in rest)
    assert "\n".join(rest).splitlines() == rest


@given(anything, anything)
def test_json_is_one_line_that_says_the_same(number: str, text: str) -> None:
    line = JsonLines().format(
        record("%s %s", pairs(("call", "c1"), ("number", number)), f"({text})")
    )
    assert line.splitlines() == [line]
    told = json.loads(line)
    assert told["call"] == "c1"
    assert told["number"] == (number if len(number) <= 100 else f"{number[:99]}…")
    assert told["text"] == f"({text})"
    assert (told["level"], told["logger"]) == ("INFO", "stasis_app")


@given(anything)
def test_no_message_is_too_odd_for_json(text: str) -> None:
    line = JsonLines().format(record("%s", text, trouble=raised(text)))
    assert line.splitlines() == [line]
    told = json.loads(line)
    assert told["level"] == "INFO"
    assert "ValueError" in told["trace"]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("mail=m1: the outbox is full", {"mail": "m1", "text": "the outbox is full"}),
        ("call=c1 leg=2 is gone", {"call": "c1", "leg": "2", "text": "is gone"}),
        ("level=9 call=c1", {"level": "INFO", "text": "level=9 call=c1"}),
        ('call="\\q" x', {"text": 'call="\\q" x'}),
        ("call=c1 call=c2", {"call": "c1", "text": "call=c2"}),
    ],
)
def test_only_the_pairs_at_the_beginning_are_keys(message: str, told: dict[str, str]) -> None:
    line = json.loads(formatter("json", False).format(record("%s", message)))
    assert told.items() <= line.items()

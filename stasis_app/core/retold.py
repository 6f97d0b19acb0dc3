"""A call in the log: one line for each thing that happens to it, in pairs `key=value`.

What has blanks, quotes or anything odd in it is quoted as JSON, so that no text of a caller's can
look like a pair or like another line.  Keys that were pressed are not told: they may be a PIN.
"""

import json
import re
from collections.abc import Iterator
from enum import Enum

from . import events
from .commands import HandBack, SwitchMode, TakeOver
from .entry import Arrival
from .events import Event
from .record import Row

_PLAIN = re.compile(r"[A-Za-z0-9А-Яа-яЁё_.+:@/*#,-]+")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")

LONGEST = 100  # characters of a value

Pair = tuple[str, object]


def pairs(*told: Pair) -> str:
    """Without what is None.

    >>> pairs(("leg", 1), ("by", None), ("name", "Пётр Ильич"))
    'leg=1 name="Пётр Ильич"'
    """
    return " ".join(f"{key}={_value(value)}" for key, value in told if value is not None)


def arrived(arrival: Arrival) -> str:
    """Without the number: whether the caller hides it is not known yet."""
    return pairs(
        ("event", "arrived"),
        ("args", ",".join(arrival.args)),
        ("extension", arrival.extension),
        ("channel", arrival.channel_name),
    )


def happened(event: Event) -> str:
    name = _snake(type(event).__name__)
    return pairs(("event", name), ("leg", events.leg_of(event)), *_more(event))


def ended(row: Row) -> str:
    return pairs(
        ("event", "ended"),
        ("outcome", row.outcome),
        ("reason", row.reason),
        ("department", row.visit.department),
        ("answered_by", row.answered_by),
        ("dial_seconds", row.dial_seconds),
        ("talk_seconds", row.talk_seconds),
    )


def _more(event: Event) -> Iterator[Pair]:
    match event:
        case events.LegGone(_, q850, sip, with_asterisk):
            yield from (("q850", q850), ("sip", sip))
            yield "with", "asterisk" if with_asterisk else None
        case events.LegConnected(_, bridge):
            yield "bridge", bridge
        case events.LegReplaced(number=number):
            yield "by", number
        case events.PlayEnded(failed=True):
            yield "failed", "yes"
        case events.RecordingEnded(failed=True):
            yield "failed", "yes"
        case events.LegForwarded(_, number):
            yield "to", number
        case events.LegTransferred(_, to, call):
            yield from (("to", to), ("with", call))
        case events.TransferArrived(_, call):
            yield "with", call
        case events.WaysFound(_, number, ways):
            yield from (("to", number), ("ways", len(ways)))
        case events.DialplanAnswered(_, destination, exists):
            yield from (("destination", destination), ("exists", "yes" if exists else "no"))
        case events.Refused(command, kind):
            yield from (("command", _snake(type(command).__name__)), ("kind", kind))
        case events.ModeSwitched(SwitchMode(departments, mode, by)):
            yield from (("departments", ",".join(departments)), ("mode", mode), ("by", by))
        case events.QueueMoved(ahead):
            yield "ahead", ahead
        case events.DutyChanged(TakeOver(department, until=until, by=by)):
            yield from (("department", department), ("until", until.isoformat()), ("by", by))
        case events.DutyChanged(HandBack(override, by)):
            yield from (("override", override), ("by", by))
        case events.NumberTaken(number) | events.NumberFreed(number):
            yield "number", number
        case events.TimerFired(timer):
            yield "timer", timer


def _snake(name: str) -> str:
    return _CAPITAL.sub("_", name).lower()


def _value(value: object) -> str:
    text = str(value.value if isinstance(value, Enum) else value)
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)

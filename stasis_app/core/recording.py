"""What Asterisk has recorded of a call: by which name, and in which file of ours it is to be kept.

A call has at most one recording of each leg: of the caller his message.  Does not know how it
comes into the file.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from .call.call import Call
from .words import CALLER, CallId, LegId, Result

UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
NUMBER = re.compile(r"\d{1,6}", re.ASCII)
LONGEST_NAME = 80


class NoRecording(Exception):
    """There is none of that name in Asterisk (any more)."""


@dataclass(frozen=True, slots=True)
class Recorded:
    name: str  # in Asterisk
    file: str | None  # in the folder of recordings; None: not worth keeping


def name_of(call: CallId, leg: LegId) -> str:
    return f"{call}.r{leg}"


def leg_in(name: str) -> tuple[CallId, LegId] | None:
    """Of which call, and of which leg of it; None: no name of ours."""
    call, _, leg = name.rpartition(".r")
    return (CallId(call), LegId(int(leg))) if call and NUMBER.fullmatch(leg) else None


def recordings_of(call: Call) -> tuple[Recorded, ...]:
    """Those that are finished, or perhaps never were begun."""
    message = call.message
    if message is None or not message.recorded:
        return ()
    visit = call.plan.visit
    kept = message.result is Result.YES
    file = file_of(visit.id, visit.department, call.started_at, "message") if kept else None
    return (Recorded(name_of(visit.id, CALLER), file),)


def file_of(call: CallId, department: str | None, at: datetime, kind: str) -> str:
    """A folder for each day (UTC); nothing that a caller has chosen is part of it."""
    began = at.astimezone(UTC)
    whose = f"{department}-" if department else ""
    safe = UNSAFE.sub("_", call)[:LONGEST_NAME]
    return f"{began:%Y-%m-%d}/{whose}{began:%H%M%S}Z-{safe}-{kind}.wav"

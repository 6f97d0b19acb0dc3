"""What Asterisk has recorded of a call: by which name, and in which file of ours it is to be kept.

A call has at most one recording of each leg: of the caller his message, of others the talk with
them.  Does not know how it comes into the file.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from .call.call import Call
from .settings import RingThen, Settings, Then, VoicemailThen
from .words import CALLER, CallId, LegId, Result

UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
NUMBER = re.compile(r"\d{1,6}", re.ASCII)
LONGEST_NAME = 80
NOT_RECORDED = "not_recorded"  # the issue of a call whose talk should have been
BEGAN = re.compile(r"(\d{4}-\d\d-\d\d)/(?:[^/]*-)?(\d{6})Z-[^/]+\.wav", re.ASCII)


class NoRecording(Exception):
    """There is none of that name in Asterisk (any more)."""


@dataclass(frozen=True, slots=True)
class Recorded:
    name: str  # in Asterisk
    file: str | None  # in the folder of recordings; None: not worth keeping


def name_of(call: CallId, leg: LegId) -> str:
    return f"{call}.r{leg}"


def keeps_recordings(settings: Settings) -> bool:
    """Of talks, or of the messages that callers leave."""
    return any(
        each.duty.record
        or takes_messages(each.duty.then)
        or (each.secretary is not None and takes_messages(each.secretary.then))
        for each in settings.departments
    )


def takes_messages(then: Then) -> bool:
    """At the end of the chain."""
    match then:
        case VoicemailThen():
            return True
        case RingThen(then=after):
            return takes_messages(after)
        case _:
            return False


def began_in(file: str) -> datetime | None:
    """When its call began, to the second; None: no name of ours."""
    found = BEGAN.fullmatch(file)
    if found is None:
        return None
    try:
        return datetime.strptime(f"{found[1]} {found[2]}+0000", "%Y-%m-%d %H%M%S%z")
    except ValueError:
        return None


def leg_in(name: str) -> tuple[CallId, LegId] | None:
    """Of which call, and of which leg of it; None: no name of ours."""
    call, _, leg = name.rpartition(".r")
    return (CallId(call), LegId(int(leg))) if call and NUMBER.fullmatch(leg) else None


def recordings_of(call: Call) -> tuple[Recorded, ...]:
    """Those that there are, or perhaps never were begun; that of a talk may go on."""
    visit, message, tape = call.plan.visit, call.message, call.tape
    if tape is not None and tape.recorded:
        file = file_of(visit.id, visit.department, call.started_at, tape.leg)
        return (Recorded(name_of(visit.id, tape.leg), file),)
    if message is not None and message.recorded:
        kept = message.result is Result.YES
        file = file_of(visit.id, visit.department, call.started_at, CALLER)
        return (Recorded(name_of(visit.id, CALLER), file if kept else None),)
    return ()


def file_of(call: CallId, department: str | None, at: datetime, leg: LegId) -> str:
    """A folder for each day (UTC); nothing that a caller has chosen is part of it."""
    began = at.astimezone(UTC)
    whose = f"{department}-" if department else ""
    safe = UNSAFE.sub("_", call)[:LONGEST_NAME]
    kind = "message" if leg == CALLER else "talk"
    return f"{began:%Y-%m-%d}/{whose}{began:%H%M%S}Z-{safe}-{kind}.wav"

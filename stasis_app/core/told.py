"""What a person would tell of a call, as data: each thing with its moment and its phone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .words import Role


class What(StrEnum):
    CALLER_HEARS_RINGING = "caller hears ringing"
    CALLER_HEARS = "caller hears"
    CALLER_HEARS_MUSIC = "caller hears music"
    RUNG = "rung"
    RUNG_OTHERWISE = "rung by another way"
    RUNG_AGAIN = "rung again"
    PASSED_OVER = "passed over"
    CALLERS_OWN = "is the caller"
    FREED = "freed"
    PROGRESSED = "on its way"
    RINGS = "rings"
    PICKED_UP = "picked up"
    ASKED = "asked"
    ASKED_AGAIN = "asked again"
    HEARS_NUMBER = "hears the number"
    ACCEPTED = "accepted"
    DECLINED_BY_KEY = "declined by key"
    OTHER_KEY = "other key"
    WANTS_NUMBER = "wants the number"
    NOT_HEARD = "prompt not heard"
    TAKEN_BY_COLLEAGUE = "taken by a colleague"
    HANDED_ON = "handed on"
    TRANSFERRED = "transferred"
    FORWARDED = "forwarded"
    FOLLOWED = "followed"
    NOT_FOLLOWED = "not followed"
    CALLER_REPLACED = "caller replaced"
    TALK = "talk"
    NOT_CONNECTED = "not connected"
    STOPPED = "stopped"
    SILENT = "silent"
    TOLD_GOOD_BYE = "told good-bye"
    ENDED = "ended"
    HUNG_UP = "hung up"
    CALLER_HUNG_UP = "caller hung up"
    CALLER_RELEASED = "caller released"
    NOT_CALLED = "could not be called"
    NO_REPLY = "no reply of Asterisk"
    PLACE_MISSING = "destination missing"
    SENT_ON = "sent on"
    SEARCH_OVER = "search over"
    MESSAGE_BEGINS = "message begins"
    MESSAGE_ENDS = "message ends"
    TALK_RECORDED = "talk recorded"
    TALK_NOT_RECORDED = "talk not recorded"
    ASTERISK_GONE = "Asterisk gone"
    INTERRUPTED = "interrupted"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class Phone:
    """Which one a thing is told of."""

    name: str
    number: str | None
    role: Role
    which: int = 0  # of several of his that ring at once; 0: there is but one


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    what: What
    phone: Phone | None = None  # None: the caller, or nobody in particular
    facts: Mapping[str, str | float | None] = field(default_factory=dict)

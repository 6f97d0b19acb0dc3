"""What becomes of Asterisk's events: news of calls, and of channels that belong to none."""

from dataclasses import dataclass

from ...core.entry import Arrival
from ...core.events import Event
from ...core.words import CallId


@dataclass(frozen=True, slots=True)
class Happened:
    call: CallId
    event: Event


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A channel in our application that belongs to no call."""

    channel: str
    caller: bool  # who should go on in the dialplan; else: a phone that nobody waits for
    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """A new call which may belong to one of ours; let it in soon, should nobody have claimed it."""

    stand_in: str  # the name of the channel that would claim it


News = Arrival | Happened | Unwanted | Held

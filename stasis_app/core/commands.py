"""What a conversation wants done: wishes, in the imperative.

A wish may be refused or come too late; events alone tell what became of it.
"""

from dataclasses import dataclass
from datetime import datetime

from .plan import Destination, Identity
from .words import CallOutcome, Heard, LegId, Mode, Release, TimerId


@dataclass(frozen=True, slots=True)
class Create:
    leg: LegId
    endpoint: str
    shown: Identity
    variables: tuple[tuple[str, str], ...] = ()
    for_caller: bool = True  # False: there is none


@dataclass(frozen=True, slots=True)
class Dial:  # only after LegCreated: before it ARI answers 409, and a second one kills the channel
    leg: LegId


@dataclass(frozen=True, slots=True)
class Indicate:  # ringing, to a caller who waits: answered already or not
    leg: LegId


@dataclass(frozen=True, slots=True)
class Progress:  # 183: a caller who has not been answered can hear more than ringing
    leg: LegId


@dataclass(frozen=True, slots=True)
class StartMusic:  # music on hold, instead of what the leg hears now, until something else is
    leg: LegId
    music: str | None  # its class; None: the channel's own


@dataclass(frozen=True, slots=True)
class Answer:
    leg: LegId
    shown: Identity | None = None  # whom its display names; None: nobody but what was dialled


@dataclass(frozen=True, slots=True)
class Play:  # one after another, instead of what the leg hears now
    leg: LegId
    sounds: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class Record:  # what the leg says; ends what it hears; `#` ends it
    leg: LegId
    seconds: float  # at most
    silence: float  # seconds of it end the recording


@dataclass(frozen=True, slots=True)
class Listen:
    """A channel of its own hears what one of the two says and hears, while they talk."""

    leg: LegId  # with which the caller talks
    to: LegId
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class RecordTalk:  # what that channel hears, behind what there is of the talk; as long as it exists
    leg: LegId
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class EndListening:  # and so the recording, which is kept
    leg: LegId
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Connect:  # ends what the leg hears
    leg: LegId
    bridge: LegId  # a bridge is named after the leg that is to talk in it
    attempt: int = 1  # so that a refusal of an earlier one is not taken for this one's


@dataclass(frozen=True, slots=True)
class AskDialplan:
    leg: LegId
    destination: Destination


@dataclass(frozen=True, slots=True)
class Continue:  # None: after Stasis()
    leg: LegId
    destination: Destination | None


@dataclass(frozen=True, slots=True)
class HangUp:
    leg: LegId
    reason: Release = Release.NORMAL


@dataclass(frozen=True, slots=True)
class SwitchMode:  # kept in the database before ModeSwitched comes
    departments: tuple[str, ...]
    mode: Mode
    by: str  # the phone's number
    toggled: bool  # flipped by a code, and so guarded for a while against the next one


@dataclass(frozen=True, slots=True)
class FindWays:
    """To the number that a phone has sent us on to; WaysFound comes in any case."""

    leg: LegId
    number: str


@dataclass(frozen=True, slots=True)
class NoteRefusing:  # for the calls to come: this trunk refuses the numbers of others
    trunk: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Somebody is the primary from now on; kept in the database before DutyChanged comes."""

    department: str
    person: str  # as the staff sheet writes him
    until: datetime  # by the department's clock, naive
    instead_of: str | None  # whom he has heard to be the primary: nobody else is replaced
    by: str  # the phone's number


@dataclass(frozen=True, slots=True)
class HandBack:
    """A take-over ends now; kept in the database before DutyChanged comes."""

    override: int
    by: str


@dataclass(frozen=True, slots=True)
class StartTimer:
    timer: TimerId
    seconds: float


@dataclass(frozen=True, slots=True)
class Finish:  # the last command of every conversation
    outcome: CallOutcome


TapeCommand = Listen | RecordTalk | EndListening  # they wait for no other command, nor it for them
ChannelCommand = (
    Create
    | Dial
    | Indicate
    | Progress
    | StartMusic
    | Answer
    | Play
    | Record
    | TapeCommand
    | Connect
    | AskDialplan
    | Continue
    | HangUp
)
DutyCommand = TakeOver | HandBack
KeptCommand = SwitchMode | DutyCommand  # they concern no channel
Command = ChannelCommand | KeptCommand | FindWays | NoteRefusing | StartTimer | Finish


class Rejected(Exception):
    """Asterisk said no.  Adapters raise it; it comes back to the call as the event Refused."""

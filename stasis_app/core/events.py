"""What has happened to a conversation: facts, in the past tense.  They may come late or twice.

A fact says no more than Asterisk did: a refused command does not mean that a leg is gone.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from .commands import ChannelCommand, DutyCommand, KeptCommand, SwitchMode
from .plan import Destination, Way
from .words import CallId, Heard, LegId, TimerId


@dataclass(frozen=True, slots=True)
class LegCreated:  # StasisStart of a channel we created: now it may be dialled
    leg: LegId


@dataclass(frozen=True, slots=True)
class LegRinging:
    leg: LegId


@dataclass(frozen=True, slots=True)
class LegProgressed:  # 183: the call is on its way; nothing rings yet
    leg: LegId


@dataclass(frozen=True, slots=True)
class LegAnswered:  # picked up, by its owner or by a voicemail
    leg: LegId


@dataclass(frozen=True, slots=True)
class LegLooped:  # its call has come back to us: the phone sends it on
    leg: LegId


@dataclass(frozen=True, slots=True)
class KeyPressed:
    leg: LegId
    key: str


@dataclass(frozen=True, slots=True)
class PlayEnded:  # to the end, or replaced by the next; failed: there was nothing to hear
    leg: LegId
    sounds: tuple[Heard, ...]
    failed: bool = False


@dataclass(frozen=True, slots=True)
class ListenerCame:  # StasisStart of the channel that hears the talk: now it may be recorded
    leg: LegId
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class RecordingStarted:  # of the caller's message; else of the talk with the leg
    leg: LegId


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """Of silence, a key or a hang-up, or because it lasted too long: it is kept in Asterisk."""

    leg: LegId
    seconds: int | None = None  # that it lasted; None: not known
    sound: int | None = None  # seconds of it in which something was said
    failed: bool = False  # there is none


@dataclass(frozen=True, slots=True)
class LegConnected:  # ChannelEnteredBridge; the 204 to addChannel promises nothing
    leg: LegId
    bridge: LegId


@dataclass(frozen=True, slots=True)
class LegReplaced:
    """Another channel has taken the leg's place (transfer, pickup); the old one is dead.

    A call pickup brings the picker's own phone, which is up; a transfer brings one half of a
    Local channel, whose being up proves nothing about people.
    """

    leg: LegId
    up: bool
    stand_in: bool  # half of a Local channel
    number: str | None = None  # of the phone that has taken over, if it is one
    channel: str | None = field(default=None, compare=False, repr=False)  # to find it again by


@dataclass(frozen=True, slots=True)
class LegForwarded:  # 302: its phone wants another one to be rung instead, and ends the leg
    leg: LegId
    number: str  # as the phone said it


@dataclass(frozen=True, slots=True)
class LegTransferred:
    """Its phone has handed on whoever it talked with.

    Comes after LegReplaced, and says to whom.  A caller who is parked is replaced by nobody: he
    leaves (LegGone) as soon as he has been handed on.
    """

    leg: LegId
    to: str | None  # the number that the phone asked for; None: there was none
    call: CallId | None = None  # of ours, with which that one goes on
    parked: bool = False


@dataclass(frozen=True, slots=True)
class TransferArrived:
    """Whoever its phone has handed on has come to us again: before LegTransferred, or after."""

    leg: LegId
    call: CallId  # with which that one goes on


@dataclass(frozen=True, slots=True)
class DialplanAnswered:
    leg: LegId
    destination: Destination
    exists: bool


@dataclass(frozen=True, slots=True)
class LegGone:
    """The channel exists no more (ChannelDestroyed), or is no longer ours (StasisEnd)."""

    leg: LegId
    q850: int | None
    sip: int | None = None  # the last SIP status; None when SIP did not end it
    with_asterisk: bool = False  # which has ended meanwhile, and everything in it
    unheard: bool = False  # a caller who sat with somebody already, and was not answered yet


class Refusal(StrEnum):
    REJECTED = "rejected"  # Asterisk said no: it has not been done
    TIMED_OUT = "timed out"  # no reply: it may have been done, or may yet be


@dataclass(frozen=True, slots=True)
class Refused:
    command: ChannelCommand | KeptCommand
    kind: Refusal


@dataclass(frozen=True, slots=True)
class ModeSwitched:
    command: SwitchMode


@dataclass(frozen=True, slots=True)
class WaysFound:
    """How the number that a phone has sent us on to is rung; no ways: it is not to be."""

    leg: LegId  # that was sent on
    number: str  # E.164 or internal, where it is one
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class DutyChanged:
    command: DutyCommand


@dataclass(frozen=True, slots=True)
class NumberTaken:  # somebody is being rung, or talks, in another call of ours
    number: str


@dataclass(frozen=True, slots=True)
class NumberFreed:
    number: str


@dataclass(frozen=True, slots=True)
class QueueMoved:  # one who has come before him waits no more
    ahead: int  # so many are left of those


@dataclass(frozen=True, slots=True)
class TimerFired:
    timer: TimerId


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The application was killed: what was asked for before is in doubt.

    What Asterisk can still tell of the call it tells after this.
    """


@dataclass(frozen=True, slots=True)
class Resumed:
    """Asterisk has told all it can, and is asked again.

    So what is still in doubt has not been done: it is asked for once more, as far as that does no
    harm.
    """


LegEvent = (
    LegCreated
    | LegRinging
    | LegProgressed
    | LegAnswered
    | LegLooped
    | KeyPressed
    | PlayEnded
    | ListenerCame
    | RecordingStarted
    | RecordingEnded
    | LegConnected
    | LegReplaced
    | LegForwarded
    | LegTransferred
    | TransferArrived
    | DialplanAnswered
    | LegGone
)
Event = (
    LegEvent
    | Refused
    | ModeSwitched
    | WaysFound
    | DutyChanged
    | NumberTaken
    | NumberFreed
    | QueueMoved
    | TimerFired
    | Interrupted
    | Resumed
)


def leg_of(event: Event) -> LegId | None:
    """Whose news it is; None: nobody's in particular, the clock's for instance."""
    match event:
        case TimerFired() | ModeSwitched() | DutyChanged() | Interrupted() | Resumed():
            return None
        case NumberTaken() | NumberFreed() | QueueMoved():
            return None
        case Refused(command):
            return None if isinstance(command, KeptCommand) else command.leg
        case _:
            return event.leg

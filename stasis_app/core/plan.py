"""What a plan is made of: whom to ring, in which order and by which way, and what then.

Decided once, when the caller comes in, and stored first of all that is stored of a call.  Knows
no shifts and no roster: `planning.py`, which makes it, has asked them.
"""

from dataclasses import dataclass
from datetime import date as Date  # a field of that name hides it
from datetime import datetime
from typing import Self

from .words import CallId, CallOutcome, Heard, Hears, LegId, Mode, ModeSource, Role, Sound, Strategy


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the dialplan, as FreePBX writes it: `ext-queues,9999,1`."""

    context: str
    extension: str
    priority: str  # a number or a label

    def __str__(self) -> str:
        return f"{self.context},{self.extension},{self.priority}"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls.  Of a hidden caller nothing is kept: both are None."""

    number: str | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a person's phones: all its endpoints ring at once (the contacts of one phone)."""

    endpoints: tuple[str, ...]  # at least one; the trunk is part of it
    shown: Identity  # what the phone shows
    variables: tuple[tuple[str, str], ...] = ()  # what the channel carries besides
    trunk: str | None = None  # its endpoint as configured; None: no trunk
    company: bool = False  # the company's number is shown instead of the caller's
    ringing_within: float | None = None  # seconds after the first progress
    mailed: bool = False  # the caller's number, to the person rung: his phone does not show it
    proof: bool = False  # that its trunk refuses others' numbers, should it get further than theirs


@dataclass(frozen=True, slots=True)
class Person:
    name: str  # as the staff sheet writes it; of a secretary the endpoint, of others the number
    number: str | None  # E.164 or internal
    email: str | None
    role: Role
    ways: tuple[Way, ...]  # at least one, the best first
    confirm: bool  # has to press 1, so that a voicemail cannot take the call


@dataclass(frozen=True, slots=True)
class Ring:
    people: tuple[Person, ...]
    strategy: Strategy
    stagger: float  # seconds until the next one joins (staggered) or has his turn (sequential)
    timeout: float  # seconds until nobody new is rung
    leg_timeout: float | None = None  # seconds after which a phone rings no more; None: `timeout`
    rounds: int = 1  # how often all of them are tried, within `timeout`
    passes_over: bool = False  # whoever is in another call of ours, while somebody else is left


@dataclass(frozen=True, slots=True)
class HandOver:
    """The call goes on in the dialplan: at the first of these that exists, else after Stasis()."""

    destinations: tuple[Destination, ...]


@dataclass(frozen=True, slots=True)
class Refuse:
    """The caller is told that it is busy, and nobody is rung for him."""

    outcome: CallOutcome  # of the call
    sounds: tuple[Heard, ...] = ()  # that he hears before, without being answered


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """The caller may leave a message."""

    seconds: float  # that it may last
    silence: float  # seconds of it end the message
    to: tuple[str, ...] = ()  # mail addresses of the people on duty


# The next is taken when one has come to nothing; after the last: hang up.
Step = Ring | HandOver | Refuse | TakeMessage


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a caller's visit from its first moment on."""

    id: CallId
    department: str | None  # None: nobody's number was dialled
    title: str  # of the department, for people
    did: str | None
    caller: Identity  # as the journal has it: E.164 where the number parses
    shown: Identity  # as it came: what the phones we ring show
    language: str

    @classmethod
    def nobody(cls, call: CallId = CallId("")) -> Self:  # noqa: B008 (a NewType of str)
        """For questions that no caller has asked."""
        return cls(call, None, "", None, Identity(None), Identity(None), "")


@dataclass(frozen=True, slots=True)
class Why:
    """What the plan was made of, for the journal and for whoever doubts it."""

    mode: Mode | None
    shift: str | None = None
    date: Date | None = None  # on which the shift started
    source: str | None = None  # where the primary came from: sheet, override, last_good, fallback
    version: int | None = None  # of the mirror
    cells: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody who has picked up is told of the call, before he presses a key."""

    prompt: tuple[Heard, ...] = (Sound.PRESS_1_TO_ACCEPT,)
    number: tuple[Heard, ...] = ()  # the caller's, digit by digit; none: not known


@dataclass(frozen=True, slots=True)
class Comfort:
    """What the caller hears until he talks."""

    hears: Hears = Hears.RINGING
    music: str | None = None  # its class; None: his channel's
    announcement: tuple[Heard, ...] = ()
    every: float = 30.0  # seconds of music between two announcements
    greeting: tuple[Heard, ...] = ()  # once, before all else; phones ring meanwhile
    answered: bool = False  # from the beginning; else he hears it before he is answered
    nobody: tuple[Heard, ...] = ()  # the last that he hears, when nobody has taken the call
    position: bool = False  # he is told at which place of the queue he is

    @property
    def is_media(self) -> bool:
        """More than ringing, at any time."""
        return self.hears is not Hears.RINGING or bool(self.greeting) or self.position


@dataclass(frozen=True, slots=True)
class Taping:
    """Talks are recorded, but those with secretaries."""

    announcement: tuple[Heard, ...] = ()  # that both hear before; nothing: they are not told


@dataclass(frozen=True, slots=True)
class Chosen:
    """How the mode came about that the call meets."""

    how: ModeSource
    by: str | None = None  # switched: the phone's number, or the user's name of a command
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class CameFrom:
    """A phone that another call of ours rings has sent this one to us."""

    call: CallId
    leg: LegId
    departments: tuple[str, ...]  # through which it has come
    looped: bool  # it has been here before


@dataclass(frozen=True, slots=True)
class Plan:
    visit: Visit
    steps: tuple[Step, ...]
    why: Why
    callers_own: tuple[Person, ...] = ()  # not rung: they are the ones who call
    busy: tuple[str, ...] = ()  # numbers in other calls of ours, as the plan was made
    came_from: CameFrom | None = None
    rung_for_caller: tuple[str, ...] = ()  # numbers outside, in calls of his, to be left alone
    came_by: str | None = None  # the endpoint of the caller's channel
    limit: float | None = None  # seconds until nobody new is rung, whatever the steps say
    question: Question = Question()
    comfort: Comfort = Comfort()
    ahead: int = 0  # callers who waited for the department as he came
    chosen: Chosen | None = None  # the mode; None: there is none, or nobody asked
    shows_name: bool = False  # to the caller: who on duty has answered
    taping: Taping | None = None

    @property
    def numbers(self) -> frozenset[str]:
        """Whose people it would ring."""
        people = (person for step in self.steps for person in people_of(step))
        return frozenset(person.number for person in people if person.number is not None)


def people_of(step: Step) -> tuple[Person, ...]:
    return step.people if isinstance(step, Ring) else ()

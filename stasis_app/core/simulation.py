"""What a call would do when nobody answers: the plan, played through by the call's own parts.

Imagines an Asterisk that does at once what it is asked, phones that ring until they are stopped, a
caller who waits and leaves as long a message as he may, and a dialplan that has every destination.
Decides nothing about a call itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from .call.call import Call
from .call.hunt import Hunt
from .commands import AskDialplan, Command, Continue, Create, Dial, HangUp, Play, Record, StartTimer
from .events import (
    DialplanAnswered,
    Event,
    LegCreated,
    LegGone,
    LegRinging,
    PlayEnded,
    RecordingEnded,
    TimerFired,
)
from .plan import Destination, Person, Plan, Ring
from .words import CALLER, CallOutcome, LegId, TimerId

NORMAL_CLEARING = 16  # Q.850


@dataclass(frozen=True, slots=True)
class Ringing:
    """One phone; seconds from the call's start."""

    person: Person
    endpoint: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RingStep:
    start: float
    end: float
    ringing: tuple[Ringing, ...]


@dataclass(frozen=True, slots=True)
class ContinueStep:
    start: float
    destination: Destination | None  # None: after Stasis()


@dataclass(frozen=True, slots=True)
class VoicemailStep:
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class HangUpStep:
    start: float


SimulatedStep = RingStep | ContinueStep | VoicemailStep | HangUpStep


@dataclass(frozen=True, slots=True)
class Simulation:
    steps: tuple[SimulatedStep, ...]
    outcome: CallOutcome


def simulate(plan: Plan, at: datetime) -> Simulation:
    return _Stage(Call(plan), at).play()


@dataclass(slots=True)
class _Stage:
    call: Call
    began_at: datetime
    now: float = 0.0
    due: list[tuple[float, int, TimerId]] = field(default_factory=list)  # a heap
    armed: Iterator[int] = field(default_factory=count)  # timers of one instant fire in this order
    rings: list[Ring] = field(default_factory=list)  # those that have begun
    ringing: dict[LegId, tuple[int, Ringing]] = field(default_factory=dict)  # with its step's place
    message: tuple[VoicemailStep, ...] = ()
    end: ContinueStep | HangUpStep | None = None  # of the caller

    def play(self) -> Simulation:
        events = self._carry_out(self.call.start(self.began_at))
        while self.call.result is None:
            if not events:
                self.now, _, timer = heappop(self.due)
                events = [TimerFired(timer)]
            at = self.began_at + timedelta(seconds=self.now)
            events += self._carry_out(self.call.handle(events.pop(0), at))
        rings = [self._ring_step(number) for number in range(len(self.rings))]
        end = (self.end,) if self.end else ()
        return Simulation((*rings, *self.message, *end), self.call.result)

    def _carry_out(self, commands: list[Command]) -> list[Event]:
        return [event for command in commands for event in self._done(command)]

    def _done(self, command: Command) -> list[Event]:
        match command:
            case StartTimer(timer, seconds):
                heappush(self.due, (self.now + seconds, next(self.armed), timer))
            case Create(leg, endpoint):
                self._begin_ringing(leg, endpoint)
                return [LegCreated(leg)]
            case Dial(leg):
                return [LegRinging(leg)]
            case Play(leg, sounds):
                return [PlayEnded(leg, sounds)]
            case AskDialplan(leg, destination):
                return [DialplanAnswered(leg, destination, exists=True)]
            case Play(leg, sounds) if leg == CALLER:
                return [PlayEnded(leg, sounds)]
            case Record(leg, seconds):
                self.message = (VoicemailStep(self.now, self.now + seconds),)
                self.now += seconds
                return [RecordingEnded(leg)]
            case Continue(leg, destination):
                self.end = ContinueStep(self.now, destination)
                return [LegGone(leg, NORMAL_CLEARING)]
            case HangUp(leg) if leg == CALLER:
                self.end = HangUpStep(self.now)
                return [LegGone(leg, NORMAL_CLEARING)]
            case HangUp(leg):
                number, ringing = self.ringing[leg]
                self.ringing[leg] = number, replace(ringing, end=self.now)
                return [LegGone(leg, NORMAL_CLEARING)]
        return []

    def _begin_ringing(self, leg: LegId, endpoint: str) -> None:
        assert isinstance(self.call.part, Hunt), "only a hunt rings"
        step = self.call.part.step
        if not any(step is ring for ring in self.rings):
            self.rings.append(step)
        person = next(each.person for each in self.call.legs if each.id == leg)
        ringing = Ringing(person, endpoint, self.now, self.now)
        self.ringing[leg] = len(self.rings) - 1, ringing

    def _ring_step(self, number: int) -> RingStep:
        ringing = tuple(each for step, each in self.ringing.values() if step == number)
        start = min(each.start for each in ringing)
        return RingStep(start, max(each.end for each in ringing), ringing)

"""A test call: one person is rung as a caller would have him rung, and says whether he hears.

Decides how long he rings, what he hears and how the test has ended, and remembers each step for
whoever watches.  Nobody calls: CALLER stands for the one who has asked for the test, and CALLER's
end breaks it off.  Whom may be rung: trial_order.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from .call.attempt import Attempt
from .call.leg import Leg, State
from .commands import Command, Create, Dial, Finish, Play, StartTimer
from .events import (
    Event,
    KeyPressed,
    LegAnswered,
    LegCreated,
    LegGone,
    LegProgressed,
    LegRinging,
    PlayEnded,
    Refused,
    TimerFired,
    leg_of,
)
from .plan import Person, Question, Way
from .words import CALLER, CallId, CallOutcome, LegId, LegOutcome, Result, Sound, TimerId

PATIENCE = 10.0  # seconds for Asterisk to tell of the end of the phones we hung up
GOODBYE_SECONDS = 5.0  # in case the end of the last prompt is never reported
FURTHEST = (
    LegOutcome.CANCELLED,
    LegOutcome.NOT_CONFIRMED,
    LegOutcome.DECLINED,
    LegOutcome.BUSY,
    LegOutcome.NO_ANSWER,
    LegOutcome.LOOPED,
    LegOutcome.UNREACHABLE,
)


@dataclass(frozen=True, slots=True)
class TrialOrder:
    call: CallId
    person: Person
    timeout: float  # seconds until he has rung long enough


class StepKind(StrEnum):
    CALLING = "calling"  # a channel is asked for
    DIALLED = "dialled"  # … and was made
    REFUSED = "refused"  # … or was not
    PROGRESS = "progress"  # on its way; perhaps an announcement is heard
    RINGING = "ringing"
    ANSWERED = "answered"
    PROMPT = "prompt"  # the question is being played
    SILENT = "silent"  # … and could not be
    KEY = "key"
    GONE = "gone"
    ENDED = "ended"  # always the last


@dataclass(frozen=True, slots=True)
class Step:
    kind: StepKind
    seconds: float  # since the start
    endpoint: str | None = None
    key: str | None = None
    q850: int | None = None
    sip: int | None = None
    ours: bool = False  # of GONE: we have hung up
    outcome: LegOutcome | None = None  # of ENDED; ANSWERED: he has pressed 1


class Trial:
    def __init__(self, order: TrialOrder) -> None:
        self.order = order
        self.legs: list[Leg] = []
        self.timers = 0
        self.attempt = Attempt(order.person, None, self, Question((Sound.TEST_CALL,)))
        self.time_out = self.new_timer()
        self.goodbye: TimerId | None = None
        self.patience: TimerId | None = None
        self.outcome: LegOutcome | None = None
        self.result: CallOutcome | None = None  # once the ends of all phones are known
        self.steps: list[Step] = []
        self.started_at: datetime  # from start on

    def new_leg(self, person: Person, way: Way, endpoint: str) -> Leg:
        leg = Leg(LegId(len(self.legs) + 1), person, way, endpoint, farewell=self.new_timer())
        self.legs.append(leg)
        return leg

    def new_timer(self) -> TimerId:
        self.timers += 1
        return TimerId(self.timers)

    def start(self, at: datetime) -> list[Command]:
        self.started_at = at
        time_out = StartTimer(self.time_out, self.order.timeout)
        return [*self._wished(self.attempt.start(at), at), time_out]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        if self.result is not None:
            return []
        self.steps += self._steps_of(event, at)
        commands = [c for leg in self.legs for c in leg.handle(event, at)]
        match event:
            case TimerFired(timer) if timer == self.patience:
                self._lose_patience(at)
            case _ if self.outcome is None:
                commands += self._go_on(event, at)
        commands = self._wished(commands, at)
        if self.outcome is not None and all(leg.state is State.GONE for leg in self.legs):
            commands.append(self._finish(self.outcome, at))
        return commands

    def _go_on(self, event: Event, at: datetime) -> list[Command]:
        if self.goodbye is not None:
            return self._part(self.goodbye, event, at)
        match event:
            case LegGone(leg) if leg == CALLER:
                return [*self.attempt.stop(LegOutcome.CANCELLED, at), *self._end(None)]
            case TimerFired(timer) if timer == self.time_out:
                commands = self.attempt.time_out(at)
            case _:
                commands = self.attempt.handle(event, at)
        match self.attempt.result:
            case Result.YES:
                commands += self._say_goodbye(self.attempt.leg)
            case Result.NO:
                commands += self._end(None)
        return commands

    def _say_goodbye(self, leg: Leg) -> list[Command]:
        self.goodbye = self.new_timer()
        over = Play(leg.id, (Sound.TEST_CALL_OVER,))
        return [over, StartTimer(self.goodbye, GOODBYE_SECONDS)]

    def _part(self, goodbye: TimerId, event: Event, at: datetime) -> list[Command]:
        leg = self.attempt.leg
        match event:
            case TimerFired(timer) if timer == goodbye:
                pass
            case PlayEnded(_, (Sound.TEST_CALL_OVER,)):
                pass
            case LegGone(gone) if gone in (leg.id, CALLER):
                pass
            case _:
                return []
        return [*leg.stop(LegOutcome.ANSWERED, at), *self._end(LegOutcome.ANSWERED)]

    def _end(self, outcome: LegOutcome | None) -> list[Command]:
        """None: as the phones tell; of several the one that came furthest."""
        told = [leg.outcome for leg in self.legs]
        self.outcome = outcome or next(each for each in FURTHEST if each in told)
        self.patience = self.new_timer()
        return [StartTimer(self.patience, PATIENCE)]

    def _lose_patience(self, at: datetime) -> None:
        for leg in self.legs:
            if leg.state is not State.GONE:
                leg.end(at)

    def _finish(self, outcome: LegOutcome, at: datetime) -> Finish:
        heard = outcome is LegOutcome.ANSWERED
        self.result = CallOutcome.ANSWERED if heard else CallOutcome.MISSED
        self.steps.append(Step(StepKind.ENDED, self._seconds(at), outcome=outcome))
        return Finish(self.result)

    # ---------------------------------------------------------------- the steps

    def _steps_of(self, event: Event, at: datetime) -> Iterator[Step]:
        leg = next((each for each in self.legs if each.id == leg_of(event)), None)
        if leg is None:
            return
        after, endpoint = self._seconds(at), leg.endpoint
        match event:
            case LegCreated():
                yield Step(StepKind.DIALLED, after, endpoint)
            case LegProgressed():
                yield Step(StepKind.PROGRESS, after, endpoint)
            case LegRinging():
                yield Step(StepKind.RINGING, after, endpoint)
            case LegAnswered():
                yield Step(StepKind.ANSWERED, after, endpoint)
            case PlayEnded(failed=True):
                yield Step(StepKind.SILENT, after, endpoint)
            case KeyPressed(_, key):
                yield Step(StepKind.KEY, after, endpoint, key=key)
            case Refused(Create() | Dial()):
                yield Step(StepKind.REFUSED, after, endpoint)
            case LegGone(_, q850, sip):
                ours = leg.lost
                yield Step(StepKind.GONE, after, endpoint, q850=q850, sip=sip, ours=ours)

    def _wished(self, commands: list[Command], at: datetime) -> list[Command]:
        """The parts' wishes, noted; no channel is created in a caller's name."""
        for command in commands:
            match command:
                case Create(_, endpoint):
                    self.steps.append(Step(StepKind.CALLING, self._seconds(at), endpoint))
                case Play(leg, (Sound.TEST_CALL,)):
                    endpoint = self.legs[leg - 1].endpoint
                    self.steps.append(Step(StepKind.PROMPT, self._seconds(at), endpoint))
        return [
            replace(each, for_caller=False) if isinstance(each, Create) else each
            for each in commands
        ]

    def _seconds(self, at: datetime) -> float:
        return (at - self.started_at).total_seconds()

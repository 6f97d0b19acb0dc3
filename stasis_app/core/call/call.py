"""One caller's visit: takes the plan's steps until somebody talks, nobody is left, or he leaves.

Decides the call's outcome, once; then waits until the end of every leg is known.  Does not know
who rings when, what an acceptance is, or how two people are connected.
"""

from dataclasses import dataclass
from datetime import datetime

from ..commands import Command, Finish, HangUp, StartTimer
from ..events import (
    Event,
    Interrupted,
    LegConnected,
    LegGone,
    LegReplaced,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
)
from ..plan import (
    Destination,
    HandOver,
    Identity,
    Person,
    Plan,
    Question,
    Refuse,
    Ring,
    Step,
    TakeMessage,
    Way,
)
from ..words import (
    CALLER,
    CallOutcome,
    LegId,
    LegOutcome,
    Reason,
    Release,
    Result,
    Role,
    TimerId,
)
from .announcing import Announcing
from .elsewhere import Elsewhere
from .handover import HandingOver
from .hunt import Hunt
from .leg import LONGEST_FAREWELL, Leg, State
from .message import Message
from .refusing import Refusing
from .talk import Talk
from .tape import Tape
from .transfers import Transfers
from .waiting import Waiting

PATIENCE = 10.0  # seconds for Asterisk to tell of the end of the legs we hung up


@dataclass(frozen=True)
class PassedOver:
    """Somebody who was not rung, since he is in a call already."""

    person: Person
    at: datetime
    legs_before: int


class Call:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps: list[Step] = list(plan.steps)
        self.legs: list[Leg] = []
        self.timers = 0
        self.waiting = Waiting(plan.comfort, plan.ahead, self)
        self.message: Message | None = None  # that he leaves, or has left
        # What is going on, until there is an outcome.
        self.part: Hunt | Announcing | Talk | HandingOver | Refusing | Message
        self.announced = False  # to the caller: that he is recorded
        self.tape: Tape | None = None  # of the talk
        self.untold = False  # he could not be told, and so is not recorded
        self.elsewhere = Elsewhere(plan, self)
        self.passed_over: list[PassedOver] = []
        self.limit: TimerId | None = None  # of the whole search
        self.searching = True  # until then
        self.transfers = Transfers(self._held_by)
        self.missing: list[Destination] = []  # that the dialplan turned out not to have
        self.patience: TimerId | None = None
        self.caller_here = True
        self.in_doubt = False  # whether he has been hung up on
        self.release: Release  # what the caller is told: once there is an outcome
        self.outcome: CallOutcome | None = None
        self.reason: Reason | None = None  # none: somebody in the call has ended it
        self.result: CallOutcome | None = None  # the outcome, when all ends are known
        self.started_at: datetime  # from start on
        self.answered_at: datetime | None = None
        self.ended_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """For somebody to talk with."""
        if self.outcome is not None or self.answered_at is not None:
            return False
        return not isinstance(self.part, Refusing | Message)

    @property
    def is_being_connected(self) -> bool:
        """Somebody has taken it, and a moment later the two will talk."""
        return self.waits and isinstance(self.part, Talk)

    @property
    def question(self) -> Question:
        return self.plan.question

    @property
    def numbers(self) -> frozenset[str]:
        """Of those who are being rung, or talk."""
        here = (leg.person.number for leg in self.legs if leg.state is not State.GONE)
        return frozenset(number for number in here if number is not None)

    @property
    def recording(self) -> tuple[LegId, ...]:
        """Of whom something may be being recorded."""
        leaves_one = self.message is not None and self.message.result is None
        talk = (self.tape.leg,) if self.tape is not None and not self.tape.over else ()
        return ((CALLER,) if leaves_one else ()) + talk

    @property
    def is_not_recorded(self) -> bool:
        """A talk that should have been."""
        return self.untold or (self.tape is not None and self.tape.refused)

    @property
    def is_leaving_message(self) -> bool:
        """He speaks, as far as is known."""
        return self.message is not None and self.message.started and self.outcome is None

    def new_leg(self, person: Person, way: Way, endpoint: str) -> Leg:
        number = self.plan.question.number
        leg = Leg(LegId(len(self.legs) + 1), person, way, endpoint, self.new_timer(), number)
        self.legs.append(leg)
        return leg

    def new_timer(self) -> TimerId:
        self.timers += 1
        return TimerId(self.timers)

    def answer_caller(self) -> list[Command]:
        return self.waiting.answer()

    def shown_to_caller(self) -> Identity | None:
        """The department's number all the same; nothing of secretaries, and of colleagues who have
        picked the call up."""
        if not self.plan.shows_name or not isinstance(self.part, Announcing | Talk):
            return None
        leg = self.part.leg
        on_duty = leg.person.role in (Role.PRIMARY, Role.BACKUP)
        if not on_duty or leg.picked_up_by is not None:
            return None
        return Identity(self.plan.visit.did, leg.person.name)

    def is_busy(self, person: Person) -> bool:
        return self.elsewhere.is_busy(person)

    def is_rung(self, person: Person) -> bool:
        endpoints = {each for way in person.ways for each in way.endpoints}
        return any(
            leg.endpoint in endpoints or leg.person.number == person.number
            for leg in self.legs
            if not leg.lost
        )

    def rings_for_caller(self, person: Person) -> bool:
        return self.elsewhere.rings_for_caller(person)

    def note_passed_over(self, person: Person, at: datetime) -> None:
        if all(each.person != person for each in self.passed_over):
            self.passed_over.append(PassedOver(person, at, len(self.legs)))

    def report_missing(self, destination: Destination) -> None:
        self.missing.append(destination)

    def start(self, at: datetime) -> list[Command]:
        self.started_at = at
        for person in self.plan.callers_own:
            self.note_passed_over(person, at)
        return self._limit_search() + self.elsewhere.start() + self._take_next_step(at)

    def handle(self, event: Event, at: datetime) -> list[Command]:
        if self.result is not None:
            return []
        commands = [c for leg in self.legs for c in leg.handle(event, at)]
        self._note_reason(event)
        self.elsewhere.handle(event)
        self.transfers.handle(event, at)
        if self.transfers.parked and self.outcome is CallOutcome.ANSWERED:  # heard after his end
            self.outcome = CallOutcome.HANDED_OVER
        match event:
            case Interrupted():
                self.in_doubt = self.outcome is not None
            case LegReplaced(leg) if leg == CALLER:
                self.announced = False  # to somebody else
            case LegGone(leg, with_asterisk=dies) if leg == CALLER or dies:
                self.caller_here = False  # Asterisk takes everybody, in whatever order it tells
            case TimerFired(timer) if timer == self.patience:
                self._lose_patience(at)
        if self.outcome is None:
            commands += self._go_on(event, at)
        else:
            commands += self._hang_up_again(event)
        commands += self._mind_tape(event)
        if self.outcome is not None and self._all_gone():
            self.result = self.outcome
            commands.append(Finish(self.outcome))
        return commands

    def _go_on(self, event: Event, at: datetime) -> list[Command]:
        commands = self.waiting.handle(event, at)
        match event:
            case LegGone(leg, with_asterisk=True) if leg != CALLER:
                pass  # nobody is rung instead
            case _:
                commands += self.part.handle(event, at)
        commands += self._mind_limit(event, at)
        if not self.caller_here:
            commands += self.part.stop(LegOutcome.CANCELLED, at)
        if isinstance(self.part, Talk):
            self.answered_at = self.part.since
        match self.part:
            case Talk(result=Result.YES):
                outcome = CallOutcome.HANDED_OVER if self.transfers.parked else CallOutcome.ANSWERED
                commands += self._end(outcome, at)
            case HandingOver(result=Result.YES):
                commands += self._end(CallOutcome.HANDED_OVER, at)
            case Refusing(outcome=outcome, release=release) if (
                self.part.result or not self.caller_here
            ):
                commands += self._end(outcome, at, release)
            case Message(result=Result.YES):
                commands += self._end(CallOutcome.VOICEMAIL, at)
            case Message(result=Result.NO):
                commands += self._end(CallOutcome.MISSED, at)
            case Message():
                pass  # what he has said may not be known yet, though he has left
            case _ if not self.caller_here:
                commands += self._end(CallOutcome.ABANDONED, at)
            case Hunt(result=Result.YES, winner=winner, rest=rest):
                self.steps.insert(0, rest)
                commands += self._meet(winner, event, at)
            case Announcing(result=Result.YES, leg=winner, heard=heard):
                self.announced = heard
                commands += self._connect(winner, event, at)
            case Hunt(result=Result.NO) | Announcing(result=Result.NO) | Talk(result=Result.NO):
                commands += self._take_next_step(at)
            case HandingOver(result=Result.NO):
                commands += self._end(CallOutcome.FAILED, at, Release.FAILURE)
        return commands

    def _meet(self, winner: Leg, event: Event, at: datetime) -> list[Command]:
        words = self.plan.taping.announcement if self.plan.taping else ()
        if not words or self.announced or not _is_recorded(winner):
            return self._connect(winner, event, at)
        if isinstance(event, LegConnected):  # before we were killed: he has heard it
            self.announced = True
            return self._connect(winner, event, at)
        self.part = Announcing(winner, words, self)
        return self.part.start(at)

    def _connect(self, winner: Leg, event: Event, at: datetime) -> list[Command]:
        self.part = Talk(winner, self)
        commands = self.part.start(at)
        if isinstance(event, LegConnected):  # before we were killed
            commands += self.part.handle(event, at)
        return commands

    def _mind_tape(self, event: Event) -> list[Command]:
        """Of this event the tape hears, if there was one before it."""
        if self.tape is None:
            return self._begin_tape()
        commands = self.tape.handle(event)
        return commands if self.outcome is None else commands + self.tape.stop()

    def _begin_tape(self) -> list[Command]:
        if self.outcome is not None or self.answered_at is None or self.plan.taping is None:
            return []
        if not isinstance(self.part, Talk) or not _is_recorded(self.part.leg):
            return []
        if self.plan.taping.announcement and not self.announced:
            self.untold = True
            return []
        self.tape = Tape(self.part.leg.id, self)
        return self.tape.start()

    def _held_by(self, id: LegId) -> str | None:
        return next((leg.held_by for leg in self.legs if leg.id == id), None)

    def _limit_search(self) -> list[Command]:
        if self.plan.limit is None:
            return []
        self.limit = self.new_timer()
        return [StartTimer(self.limit, self.plan.limit)]

    def _mind_limit(self, event: Event, at: datetime) -> list[Command]:
        if self.limit is None or event != TimerFired(self.limit):
            return []
        self.searching = False
        match self.part:
            case Hunt(result=None) as hunt:
                return hunt.give_up(at)
            case _:
                return []

    def _take_next_step(self, at: datetime) -> list[Command]:
        while self.steps:
            match self.steps.pop(0):
                case Ring(people=people) if not people or not self.searching:
                    continue
                case Ring() as step:
                    self.part = Hunt(step, self)
                    return self.waiting.start(at) + self.part.start(at)
                case HandOver() as step:
                    self.part = HandingOver(step, self)
                    return self.part.start(at)
                case Refuse(outcome=outcome) as step:
                    self.part = Refusing(step, self)
                    hears = self.part.start(at)
                    return hears or self._end(outcome, at, Release.BUSY)
                case TakeMessage() as step:
                    self.part = self.message = Message(step, self)
                    return self.part.start(at)
        return self._dismiss(at)

    def _dismiss(self, at: datetime) -> list[Command]:
        """Nobody is left."""
        busy = bool(self.legs) and all(leg.outcome is LegOutcome.BUSY for leg in self.legs)
        release = Release.BUSY if busy else Release.NO_ANSWER
        if not self.plan.comfort.nobody:
            return self._end(CallOutcome.MISSED, at, release)
        self.waiting.stop()
        step = Refuse(CallOutcome.MISSED, self.plan.comfort.nobody)
        self.part = Refusing(step, self, release)
        return self.part.start(at)

    def _end(
        self, outcome: CallOutcome, at: datetime, release: Release = Release.NORMAL
    ) -> list[Command]:
        self.outcome = outcome
        self.release = release
        self.ended_at = at
        self.patience = self.new_timer()
        caller = [HangUp(CALLER, release)] if self.caller_here else []
        parting = any(leg.state is State.PARTING for leg in self.legs)
        seconds = PATIENCE + (LONGEST_FAREWELL if parting else 0.0)
        return [*caller, StartTimer(self.patience, seconds)]

    def _hang_up_again(self, event: Event) -> list[Command]:
        """On the caller, if the first HangUp found the channel he had before, or got lost."""
        match event:
            case LegReplaced(leg) | Refused(HangUp(leg), Refusal.TIMED_OUT) if (
                leg == CALLER and self.caller_here
            ):
                return [HangUp(CALLER, self.release)]
            case Resumed() if self.in_doubt and self.caller_here:
                return [HangUp(CALLER, self.release)]
        return []

    def _all_gone(self) -> bool:
        fetchable = self.tape is None or self.tape.over
        gone = all(leg.state is State.GONE for leg in self.legs)
        return fetchable and gone and not self.caller_here

    def _note_reason(self, event: Event) -> None:
        if isinstance(event, LegGone) and event.with_asterisk and self.outcome is None:
            self.reason = Reason.ASTERISK_RESTARTED

    def _lose_patience(self, at: datetime) -> None:
        self.caller_here = False
        if self.tape is not None:
            self.tape.give_up()
        for leg in self.legs:
            if leg.state is not State.GONE:
                leg.end(at)


def _is_recorded(leg: Leg) -> bool:
    """Whoever it is that has picked the phone up."""
    return leg.person.role is not Role.SECRETARY

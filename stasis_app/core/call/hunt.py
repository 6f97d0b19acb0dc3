"""One ringing step of the plan: who rings when, until somebody accepts or nobody is left.

Decides by strategy, time-outs and rounds, and passes over whoever is in another call while
somebody else is left; whoever may have sent the call on to us is waited for.  Does not know
channels, keys or trunks.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from ..commands import Command, StartTimer
from ..events import Event, NumberFreed, TimerFired
from ..plan import Person, Ring
from ..words import LegOutcome, Result, Strategy, TimerId
from .attempt import Attempt
from .desk import Desk
from .leg import Leg

PAUSE_SECONDS = 3.0  # before the next round: nobody could be had, and perhaps at once


class Hunt:
    def __init__(self, step: Ring, desk: Desk) -> None:
        self.step = step
        self.desk = desk
        self.waiting = list(step.people)
        self.passed_over: list[Person] = []  # rung as soon as they are free, or nobody is left
        self.open: list[Attempt] = []
        self.declined: list[Person] = []  # not to be asked again
        self.rounds = step.rounds - 1  # still to come
        self.until: datetime  # nobody new is rung: from start on
        self.time_out = desk.new_timer()
        self.turn: TimerId | None = None
        self.pause: TimerId | None = None  # between two rounds
        self.result: Result | None = None
        self.winner: Leg  # from here on: once the result is YES
        self.rest: Ring  # all others who might still take the call, should the winner be lost

    def start(self, at: datetime) -> list[Command]:
        self.until = at + timedelta(seconds=self.step.timeout)
        return [StartTimer(self.time_out, self.step.timeout), *self._begin(at)]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        commands = [c for attempt in self.open for c in attempt.handle(event, at)]
        commands += self._follow(at)
        for attempt in self.open:
            if attempt.result is Result.YES:
                return commands + self._won(attempt, at)
        match event:
            case TimerFired(timer) if timer == self.time_out:
                return commands + self.give_up(at)
            case TimerFired(timer) if timer == self.turn:
                if self.step.strategy is Strategy.SEQUENTIAL:
                    commands += self._time_out(at)
                else:
                    commands += self._ring_next(at)
            case TimerFired(timer) if timer == self.pause:
                commands += self._begin_again(at)
            case NumberFreed(number):
                commands += self._ring_freed(number, at)
        return commands + self._replace_lost(at)

    def stop(self, reason: LegOutcome, at: datetime) -> list[Command]:
        self.result = Result.NO
        return [c for attempt in self.open for c in attempt.stop(reason, at)]

    def give_up(self, at: datetime) -> list[Command]:
        """Nobody new is rung; but whoever is being asked may still accept."""
        self.waiting = []
        self.passed_over = []
        self.rounds = 0
        self.pause = None
        return self._time_out(at) + self._replace_lost(at)

    def _begin(self, at: datetime) -> list[Command]:
        commands = self._ring_next(at)
        while self.waiting and self.step.strategy is Strategy.PARALLEL:
            commands += self._ring_next(at)
        return commands

    def _begin_again(self, at: datetime) -> list[Command]:
        self.pause = None
        self.rounds -= 1
        self.waiting = self._may_be_asked_again()
        return self._begin(at)

    def _may_be_asked_again(self) -> list[Person]:
        return [person for person in self.step.people if person not in self.declined]

    def _ring_next(self, at: datetime) -> list[Command]:
        person = self._next(at)
        if person is None:
            return []
        attempt = Attempt(person, self.step.leg_timeout, self.desk, self.desk.question)
        self.open.append(attempt)
        if not self.waiting:  # the last one has what is left of the time-out
            self.turn = None
            return attempt.start(at)
        self.turn = self.desk.new_timer()
        return [*attempt.start(at), StartTimer(self.turn, self.step.stagger)]

    def _next(self, at: datetime) -> Person | None:
        while self.waiting:
            person = self.waiting.pop(0)
            if not self._passes_over(person):
                return person
            self.passed_over.append(person)
            self.desk.note_passed_over(person, at)
        return None

    def _passes_over(self, person: Person) -> bool:
        if self.desk.rings_for_caller(person):
            return True
        left = [*(attempt.person for attempt in self.open), *self.waiting]
        somebody_else = any(not self.desk.is_busy(each) for each in left)
        return self.step.passes_over and self.desk.is_busy(person) and somebody_else

    def _ring_freed(self, number: str, at: datetime) -> list[Command]:
        freed = [person for person in self.passed_over if person.number == number]
        if not freed:
            return []
        self.passed_over = [person for person in self.passed_over if person not in freed]
        self.waiting = [*freed, *self.waiting]
        return [] if self.step.strategy is Strategy.SEQUENTIAL else self._ring_next(at)

    def _follow(self, at: datetime) -> list[Command]:
        """Whoever a phone has sent us on to; unless he is being rung, or will be."""
        commands: list[Command] = []
        for attempt in list(self.open):
            person, attempt.next = attempt.next, None
            if person is None or self.desk.is_rung(person) or self._is_to_come(person):
                continue
            attempt.followed = True
            sent_by = (*attempt.sent_by, attempt.person)
            seconds, question = self.step.leg_timeout, self.desk.question
            following = Attempt(person, seconds, self.desk, question, sent_by)
            self.open.append(following)
            commands += following.start(at)
        return commands

    def _is_to_come(self, person: Person) -> bool:
        others = (*self.waiting, *self.passed_over)
        return person.number in {each.number for each in others}

    def _time_out(self, at: datetime) -> list[Command]:
        return [c for attempt in self.open for c in attempt.time_out(at)]

    def _replace_lost(self, at: datetime) -> list[Command]:
        lost = [attempt for attempt in self.open if attempt.result is not None]
        self.open = [attempt for attempt in self.open if attempt.result is None]
        self.declined += [attempt.origin for attempt in lost if attempt.declined]
        commands = self._ring_next(at) if any(not each.followed for each in lost) else []
        return commands if self.open or self.pause else commands + self._nobody_is_left(at)

    def _nobody_is_left(self, at: datetime) -> list[Command]:
        if self.waiting:
            return self._ring_next(at)
        if self.passed_over:
            ring_already = [p for p in self.passed_over if self.desk.rings_for_caller(p)]
            self.waiting = [each for each in self.passed_over if each not in ring_already]
            self.passed_over = ring_already
            return self._begin(at)
        if self.rounds and self._may_be_asked_again():
            self.pause = self.desk.new_timer()
            return [StartTimer(self.pause, PAUSE_SECONDS)]
        self.result = Result.NO
        return []

    def _won(self, winner: Attempt, at: datetime) -> list[Command]:
        others = [attempt for attempt in self.open if attempt is not winner]
        self.winner = winner.leg
        self.rest = self._rest(others, at)
        self.result = Result.YES
        return [c for attempt in others for c in attempt.stop(LegOutcome.ANSWERED_ELSEWHERE, at)]

    def _rest(self, others: list[Attempt], at: datetime) -> Ring:
        """The time-out is the whole step's, so they have what is left of it."""
        left = (self.until - at).total_seconds()
        people = [attempt.person for attempt in others] + self.waiting + self.passed_over
        return replace(self.step, people=tuple(people) if left > 0 else (), timeout=left, rounds=1)

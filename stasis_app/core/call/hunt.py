"""One ringing step of the plan: who rings when, until somebody accepts or nobody is left.

Decides by strategy and time-outs.  Does not know channels, keys or trunks.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from ..commands import Command, StartTimer
from ..events import Event, TimerFired
from ..plan import Ring
from ..words import LegOutcome, Result, Strategy, TimerId
from .attempt import Attempt
from .desk import Desk
from .leg import Leg


class Hunt:
    def __init__(self, step: Ring, desk: Desk) -> None:
        self.step = step
        self.desk = desk
        self.waiting = list(step.people)
        self.open: list[Attempt] = []
        self.until: datetime  # nobody new is rung: from start on
        self.time_out = desk.new_timer()
        self.turn: TimerId | None = None
        self.result: Result | None = None
        self.winner: Leg  # from here on: once the result is YES
        self.rest: Ring  # all others who might still take the call, should the winner be lost

    def start(self, at: datetime) -> list[Command]:
        self.until = at + timedelta(seconds=self.step.timeout)
        commands: list[Command] = [StartTimer(self.time_out, self.step.timeout)]
        commands += self._ring_next(at)
        while self.waiting and self.step.strategy is Strategy.PARALLEL:
            commands += self._ring_next(at)
        return commands

    def handle(self, event: Event, at: datetime) -> list[Command]:
        commands = [c for attempt in self.open for c in attempt.handle(event, at)]
        for attempt in self.open:
            if attempt.result is Result.YES:
                return commands + self._won(attempt, at)
        match event:
            case TimerFired(timer) if timer == self.time_out:
                self.waiting = []
                commands += self._time_out(at)
            case TimerFired(timer) if timer == self.turn:
                if self.step.strategy is Strategy.SEQUENTIAL:
                    commands += self._time_out(at)
                else:
                    commands += self._ring_next(at)
        return commands + self._replace_lost(at)

    def stop(self, reason: LegOutcome, at: datetime) -> list[Command]:
        self.result = Result.NO
        return [c for attempt in self.open for c in attempt.stop(reason, at)]

    def _ring_next(self, at: datetime) -> list[Command]:
        if not self.waiting:
            return []
        attempt = Attempt(self.waiting.pop(0), self.desk)
        self.open.append(attempt)
        if not self.waiting:  # the last one has what is left of the time-out
            self.turn = None
            return attempt.start(at)
        self.turn = self.desk.new_timer()
        return [*attempt.start(at), StartTimer(self.turn, self.step.stagger)]

    def _time_out(self, at: datetime) -> list[Command]:
        return [c for attempt in self.open for c in attempt.time_out(at)]

    def _replace_lost(self, at: datetime) -> list[Command]:
        before = len(self.open)
        self.open = [attempt for attempt in self.open if attempt.result is None]
        commands = self._ring_next(at) if len(self.open) < before else []
        if not self.open:
            self.result = Result.NO
        return commands

    def _won(self, winner: Attempt, at: datetime) -> list[Command]:
        others = [attempt for attempt in self.open if attempt is not winner]
        self.winner = winner.leg
        self.rest = self._rest(others, at)
        self.result = Result.YES
        return [c for attempt in others for c in attempt.stop(LegOutcome.ANSWERED_ELSEWHERE, at)]

    def _rest(self, others: list[Attempt], at: datetime) -> Ring:
        """The time-out is the whole step's, so they have what is left of it."""
        left = (self.until - at).total_seconds()
        people = [attempt.person for attempt in others] + self.waiting
        return replace(self.step, people=tuple(people) if left > 0 else (), timeout=left)

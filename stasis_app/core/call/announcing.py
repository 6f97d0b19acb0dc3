"""Caller and winner hear that they are going to be recorded, before they talk.

Both hear it at once, so that neither waits in silence.  Whatever goes wrong with it, they are
connected all the same.  Does not know who is recorded, nor how they met.
"""

from datetime import datetime

from ..commands import Command, Play, StartTimer
from ..events import (
    Event,
    Interrupted,
    LegConnected,
    LegReplaced,
    PlayEnded,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
)
from ..words import CALLER, Heard, LegOutcome, Result, TimerId
from .desk import Desk
from .leg import Leg

LONGEST_SECONDS = 10.0  # in case its end is never reported


class Announcing:
    def __init__(self, leg: Leg, words: tuple[Heard, ...], desk: Desk) -> None:
        self.leg = leg
        self.words = words
        self.desk = desk
        self.timer: TimerId  # from start on
        self.in_doubt = False  # whether the caller hears it
        self.heard: bool  # by the caller, as far as is known: once the result is YES
        self.result: Result | None = None

    def start(self, at: datetime) -> list[Command]:
        self.leg.outcome = LegOutcome.UNREACHABLE  # until they talk
        return [Play(self.leg.id, self.words), *self._tell_caller()]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        if self.leg.lost:
            self.result = Result.NO
            return []
        match event:
            case PlayEnded(leg, words, failed) if leg == CALLER and words == self.words:
                return self._over(heard=not failed)
            case Refused(Play(leg, words), kind) if leg == CALLER and words == self.words:
                return [] if kind is Refusal.TIMED_OUT else self._over(heard=False)
            case LegConnected() | TimerFired() if self._is_over(event):
                return self._over(heard=True)
            case LegReplaced(leg) if leg == CALLER:  # who has not heard it
                return self._tell_caller()
            case Interrupted():
                self.in_doubt = True
            case Resumed() if self.in_doubt:
                return self.start(at)
        return []

    def stop(self, reason: LegOutcome, at: datetime) -> list[Command]:
        self.result = Result.NO
        return self.leg.stop(reason, at)

    def _is_over(self, event: Event) -> bool:
        """Or was, before we were killed: they are being connected."""
        return isinstance(event, LegConnected) or event == TimerFired(self.timer)

    def _over(self, *, heard: bool) -> list[Command]:
        self.heard = heard
        self.result = Result.YES
        return []

    def _tell_caller(self) -> list[Command]:
        self.timer = self.desk.new_timer()
        told = Play(CALLER, self.words)
        return [*self.desk.answer_caller(), told, StartTimer(self.timer, LONGEST_SECONDS)]

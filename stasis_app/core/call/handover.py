"""The caller goes on in the dialplan: at the first destination that exists, else after Stasis().

Asks before it sends him anywhere: `continue` to a place that does not exist answers 204 too, and
the caller is lost.  Does not know why he goes, or what awaits him there.
"""

from datetime import datetime

from ..commands import AskDialplan, Command, Continue, StartTimer
from ..events import (
    DialplanAnswered,
    Event,
    Interrupted,
    LegGone,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
)
from ..plan import Destination, HandOver
from ..words import CALLER, LegOutcome, Result, TimerId
from .desk import Desk

ASK_SECONDS = 2.0
LEAVE_SECONDS = 5.0  # until he has left us
AGAIN_SECONDS = 0.2  # a caller who has just been replaced by another channel is refused, once


class HandingOver:
    def __init__(self, step: HandOver, desk: Desk) -> None:
        self.destinations = list(step.destinations)
        self.desk = desk
        self.wish: AskDialplan | Continue  # what we have asked for last: from start on
        self.timer: TimerId
        self.refused: bool  # the wish, once already
        self.pausing: bool  # before we ask again
        self.in_doubt = False  # whether the wish has been heard
        self.result: Result | None = None

    def start(self, at: datetime) -> list[Command]:
        if not self.destinations:
            return self._want(Continue(CALLER, None))
        return self._want(AskDialplan(CALLER, self.destinations.pop(0)))

    def handle(self, event: Event, at: datetime) -> list[Command]:
        match event:
            case LegGone(leg) if leg == CALLER and self._leaving:
                self.result = Result.YES
            case DialplanAnswered(_, destination, exists) if self._asking(destination):
                if exists:
                    return self._want(Continue(CALLER, destination))
                self.desk.report_missing(destination)
                return self.start(at)
            case Refused(command, Refusal.REJECTED) if command == self.wish:
                return self._refuse(at)
            case TimerFired(timer) if timer == self.timer:
                return self._time_out(at)
            case Interrupted():
                self.in_doubt = True
            case Resumed() if self.in_doubt:  # he is here still
                return self._repeat()
        return []

    def stop(self, reason: LegOutcome, at: datetime) -> list[Command]:
        self.result = self.result or Result.NO
        return []

    @property
    def _leaving(self) -> bool:
        return isinstance(self.wish, Continue) and not self.pausing

    def _asking(self, destination: Destination) -> bool:
        return self.wish == AskDialplan(CALLER, destination)

    def _want(self, wish: AskDialplan | Continue) -> list[Command]:
        self.wish = wish
        self.refused = False
        return self._repeat()

    def _repeat(self) -> list[Command]:
        self.pausing = False
        seconds = LEAVE_SECONDS if isinstance(self.wish, Continue) else ASK_SECONDS
        return [self.wish, *self._wait(seconds)]

    def _refuse(self, at: datetime) -> list[Command]:
        if not self.refused:
            self.refused = self.pausing = True
            return self._wait(AGAIN_SECONDS)
        return self._lose_wish(at)

    def _time_out(self, at: datetime) -> list[Command]:
        if self.pausing:
            return self._repeat()
        if self._leaving:  # he may be on his way: he is sent nowhere else
            self.result = Result.NO
            return []
        return self.start(at)

    def _lose_wish(self, at: datetime) -> list[Command]:
        if self.wish == Continue(CALLER, None):
            self.result = Result.NO
            return []
        return self.start(at)

    def _wait(self, seconds: float) -> list[Command]:
        self.timer = self.desk.new_timer()
        return [StartTimer(self.timer, seconds)]

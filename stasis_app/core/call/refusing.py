"""A caller whom nobody is rung for, or any more: he may be told so, and has to go.

He is not answered for it.

Does not know why.
"""

from datetime import datetime

from ..commands import Command, Play, StartTimer
from ..events import Event, Interrupted, LegReplaced, PlayEnded, Refused, Resumed, TimerFired
from ..plan import Refuse
from ..words import CALLER, LegOutcome, Release, Result, TimerId
from .desk import Phones

LONGEST = 20.0  # seconds, should the end of what he hears never be told


class Refusing:
    def __init__(self, step: Refuse, desk: Phones, release: Release = Release.BUSY) -> None:
        self.outcome = step.outcome
        self.release = release
        self.sounds = step.sounds
        self.desk = desk
        self.timer: TimerId | None = None
        self.in_doubt = False  # whether he hears it
        self.result: Result | None = None

    def start(self, at: datetime) -> list[Command]:
        if not self.sounds:
            self.result = Result.YES
            return []
        self.timer = self.desk.new_timer()
        return [Play(CALLER, self.sounds), StartTimer(self.timer, LONGEST)]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        match event:
            case PlayEnded(leg, sounds) if leg == CALLER and sounds == self.sounds:
                self.result = Result.YES
            case LegReplaced(leg) if leg == CALLER:  # that one hears nothing
                self.result = Result.YES
            case Refused(Play(leg)) if leg == CALLER:
                self.result = Result.YES
            case TimerFired(timer) if timer == self.timer:
                self.result = Result.YES
            case Interrupted():
                self.in_doubt = True
            case Resumed() if self.in_doubt:  # he has heard it, or never will
                self.result = Result.YES
        return []

    def stop(self, reason: LegOutcome, at: datetime) -> list[Command]:
        self.result = self.result or Result.NO
        return []

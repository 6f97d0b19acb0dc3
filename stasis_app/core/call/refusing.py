"""A caller whom nobody is rung for: he may be told so, without being answered, and has to go.

Does not know why.
"""

from datetime import datetime

from ..commands import Command, Play, StartTimer
from ..events import Event, Interrupted, PlayEnded, Refused, Resumed, TimerFired
from ..plan import Refuse
from ..words import CALLER, LegOutcome, Result, TimerId
from .desk import Phones

LONGEST = 20.0  # seconds, should the end of what he hears never be told


class Refusing:
    def __init__(self, step: Refuse, desk: Phones) -> None:
        self.outcome = step.outcome
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

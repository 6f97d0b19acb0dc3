"""The question to somebody who has picked up: press 1.

Decides what a key and a silence mean.  Does not know who else is asked, or what comes of it.
"""

from datetime import datetime

from ..commands import Command, Play, StartTimer
from ..events import Event, Interrupted, KeyPressed, LegReplaced, Resumed, TimerFired
from ..words import LegId, Result, Sound, TimerId
from .desk import Phones

PROMPTS = 2
PROMPT_SECONDS = 6.0  # from the start of a prompt to the start of the next, or to the end


class Confirm:
    def __init__(self, leg: LegId, desk: Phones, question: Sound) -> None:
        self.leg = leg
        self.desk = desk
        self.question = question
        self.prompts = 0
        self.in_doubt = False  # whether he has heard it, and what he has pressed
        self.timer: TimerId | None = None
        self.declined = False  # by a key, not by silence
        self.result: Result | None = None

    def start(self, at: datetime) -> list[Command]:
        self.prompts += 1
        self.timer = self.desk.new_timer()
        prompt = Play(self.leg, (self.question,))
        return [prompt, StartTimer(self.timer, PROMPT_SECONDS)]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        match event:
            case KeyPressed(leg, "1") if leg == self.leg:
                self.result = Result.YES
            case KeyPressed(leg, "2") if leg == self.leg:
                self.declined = True
                self.result = Result.NO
            case KeyPressed(leg) if leg == self.leg and self.prompts < PROMPTS:
                return self.start(at)
            case LegReplaced(leg) if leg == self.leg:  # somebody else, who has heard nothing yet
                return self._ask_anew(at)
            case Interrupted():
                self.in_doubt = True
            case Resumed() if self.in_doubt:
                return self._ask_anew(at)
            case TimerFired(timer) if timer == self.timer and self.prompts < PROMPTS:
                return self.start(at)
            case TimerFired(timer) if timer == self.timer:
                self.result = Result.NO
        return []

    def _ask_anew(self, at: datetime) -> list[Command]:
        self.prompts = 0
        return self.start(at)

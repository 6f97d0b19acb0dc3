"""The question to somebody who has picked up: who calls, and which key takes the call.

Decides what a key and a silence mean, and when he is asked once more.  Does not know who else is
asked, or what comes of it.
"""

from datetime import datetime

from ..commands import Command, Play, StartTimer
from ..events import Event, Interrupted, KeyPressed, LegReplaced, PlayEnded, Resumed, TimerFired
from ..plan import Question
from ..words import Heard, LegId, Result, Sound, TimerId
from .desk import Phones

PROMPTS = 2
REPEATS = 3  # of the number alone
KEY_SECONDS = 3.0  # for a key, after the end of a prompt
PROMPT_SECONDS = 20.0  # in case its end is never reported, or nothing is heard


class Confirm:
    def __init__(self, leg: LegId, desk: Phones, question: Question) -> None:
        self.leg = leg
        self.desk = desk
        self.question = question
        self.prompts = 0
        self.repeats = 0
        self.playing = 0  # what he hears, and what that has replaced: their ends are to come
        self.in_doubt = False  # whether he has heard it, and what he has pressed
        self.timer: TimerId | None = None
        self.declined = False  # by a key, not by silence
        self.result: Result | None = None

    def start(self, at: datetime) -> list[Command]:
        self.prompts += 1
        return self._say(*self.question.prompt)

    def handle(self, event: Event, at: datetime) -> list[Command]:
        match event:
            case KeyPressed(leg, key) if leg == self.leg:
                return self._key(key, at)
            case PlayEnded(leg, failed=failed) if leg == self.leg and self.playing:
                self.playing -= 1
                return [] if failed or self.playing else [self._wait(KEY_SECONDS)]
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

    def _key(self, key: str, at: datetime) -> list[Command]:
        match key:
            case "1":
                self.result = Result.YES
            case "2":
                self.declined = True
                self.result = Result.NO
            case "3" if self.question.number:
                return self._repeat_number()
            case _ if self.prompts < PROMPTS:
                return self.start(at)
        return []

    def _repeat_number(self) -> list[Command]:
        if self.repeats == REPEATS:
            return []
        self.repeats += 1
        return self._say(Sound.CALLERS_NUMBER, *self.question.number, Sound.PRESS_1_TO_ACCEPT)

    def _ask_anew(self, at: datetime) -> list[Command]:
        self.prompts = self.repeats = self.playing = 0
        return self.start(at)

    def _say(self, *sounds: Heard) -> list[Command]:
        self.playing += 1
        return [Play(self.leg, sounds), self._wait(PROMPT_SECONDS)]

    def _wait(self, seconds: float) -> StartTimer:
        self.timer = self.desk.new_timer()
        return StartTimer(self.timer, seconds)

"""The caller leaves a message: he is greeted, hears a tone, and speaks until he has finished.

Decides whether there is a message worth keeping.  Silence, `#` and the longest duration end it in
Asterisk, which goes on recording when we are killed.  When nobody can tell any more what was
recorded, there may be something, and so it counts as a message.  Does not know what becomes of it.
"""

from datetime import datetime
from enum import StrEnum

from ..commands import Command, Play, Record, StartTimer
from ..events import (
    Event,
    Interrupted,
    LegReplaced,
    PlayEnded,
    RecordingEnded,
    RecordingStarted,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
)
from ..plan import TakeMessage
from ..words import CALLER, Heard, LegOutcome, Result, Sound, TimerId, Tone
from .desk import Desk

GREETING = (Sound.LEAVE_A_MESSAGE,)
BEEP = (Tone.ONE,)
GREETING_SECONDS = 7.0  # with the tone 8: longer nobody is kept from speaking
BEEP_SECONDS = 1.0
EXTRA_SECONDS = 5.0  # for Asterisk to tell that the longest duration is over
END_SECONDS = 2.0  # for it to tell what was recorded, after he has left
LEAST_SECONDS = 1  # Asterisk counts whole ones

State = StrEnum("State", "GREETING BEEP RECORDING")


class Message:
    def __init__(self, step: TakeMessage, desk: Desk) -> None:
        self.step = step
        self.desk = desk
        self.state: State  # from start on
        self.timer: TimerId | None = None
        self.started = False  # Asterisk records, as far as is known
        self.ending = False  # he has left, or another channel has his place
        self.in_doubt = False  # whether what was asked for before we were killed has been done
        self.recorded = False  # there is something in Asterisk, kept or not
        self.result: Result | None = None  # YES: a message

    def start(self, at: datetime) -> list[Command]:
        self.state = State.GREETING
        greeting = Play(CALLER, GREETING)
        return [*self.desk.answer_caller(), greeting, *self._wait(GREETING_SECONDS)]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        match event:
            case RecordingEnded(leg) if leg == CALLER:
                self._judge(event)
            case RecordingStarted(leg) if leg == CALLER:
                return self._begun()
            case Interrupted():
                self.in_doubt = True
                self.started = False
            case Resumed() if self.in_doubt and not self.ending:
                if self.state is State.RECORDING:
                    return [*self.desk.answer_caller(), *self._record()]
                return self.start(at)
            case TimerFired(timer) if timer == self.timer:
                return self._time_out()
            case _ if self.state is State.RECORDING:
                return self._while_recording(event)
            case PlayEnded(leg, sounds) if leg == CALLER:
                return self._heard(sounds)
            case LegReplaced(leg) if leg == CALLER:
                return self.start(at)
        return []

    def stop(self, reason: LegOutcome, at: datetime) -> list[Command]:
        """He has left: what he has said until then is the message."""
        if self.state is State.RECORDING:
            return self._await_end()
        self.result = Result.NO
        return []

    def _heard(self, sounds: tuple[Heard, ...]) -> list[Command]:
        if self.state is State.GREETING and sounds == GREETING:
            return self._beep()
        if self.state is State.BEEP and sounds == BEEP:
            return self._record()
        return []

    def _time_out(self) -> list[Command]:
        match self.state:
            case State.GREETING:
                return self._beep()
            case State.BEEP:
                return self._record()
            case _:
                self.recorded = True
                self.result = Result.YES
                return []

    def _beep(self) -> list[Command]:
        self.state = State.BEEP
        return [Play(CALLER, BEEP), *self._wait(BEEP_SECONDS)]

    def _record(self) -> list[Command]:
        self.state = State.RECORDING
        self.in_doubt = False
        wish = Record(CALLER, self.step.seconds, self.step.silence)
        return [wish, *self._wait(self.step.seconds + EXTRA_SECONDS)]

    def _begun(self) -> list[Command]:
        """Also when the wish for it was not written any more before we were killed."""
        self.started = True
        self.in_doubt = False
        if self.state is State.RECORDING and not self.ending:
            return []
        self.ending = False  # it is the new channel that is recorded
        self.state = State.RECORDING
        return self._wait(self.step.seconds + EXTRA_SECONDS)

    def _while_recording(self, event: Event) -> list[Command]:
        match event:
            case LegReplaced(leg) if leg == CALLER:
                return [*self.desk.answer_caller(), *self._await_end()]
            case Refused(Record(), Refusal.REJECTED) if not self.started:
                self.result = Result.NO
        return []

    def _await_end(self) -> list[Command]:
        if self.ending:
            return []
        self.ending = True
        return self._wait(END_SECONDS)

    def _judge(self, end: RecordingEnded) -> None:
        short = end.seconds is not None and end.seconds < LEAST_SECONDS
        silent = end.sound is not None and end.sound < LEAST_SECONDS
        self.recorded = not end.failed
        self.result = Result.NO if end.failed or short or silent else Result.YES

    def _wait(self, seconds: float) -> list[Command]:
        self.timer = self.desk.new_timer()
        return [StartTimer(self.timer, seconds)]

"""The recording of a talk, from the moment in which the two talk until one of them has gone.

A channel of its own listens to one of the two, so they are connected as ever: in a bridge that is
itself recorded nobody hears music on hold, and nobody is parked (22.10).  It ends with the channel
that it listens to, also when we have been killed.  Whoever is replaced by another channel is
listened to from then on, behind what there is: of what comes from half a Local channel the other
one's listener hears nothing (22.10).  When nobody can tell any more what was recorded, there may
be something.  Does not know what becomes of it, nor what was said.
"""

from enum import StrEnum

from ..commands import Command, EndListening, Listen, RecordTalk, StartTimer
from ..events import (
    Event,
    Interrupted,
    LegGone,
    LegReplaced,
    ListenerCame,
    RecordingEnded,
    RecordingStarted,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
)
from ..words import CALLER, LegId, TimerId
from .desk import Timers

END_SECONDS = 2.0  # for Asterisk to tell that it has ended

State = StrEnum("State", "LISTENING ASKED GOING OVER")


class Tape:
    def __init__(self, leg: LegId, desk: Timers) -> None:
        self.leg = leg
        self.desk = desk
        self.state = State.OVER
        self.to: LegId  # who is listened to: from start on
        self.attempt = 0
        self.next: LegId | None = None  # who is to be, as soon as this has ended
        self.recorded = False  # there is something in Asterisk, or may be
        self.refused = False  # nothing was recorded that should have been
        self.stopping = False
        self.in_doubt: bool  # whether what was asked for before we were killed has been done
        self.timer: TimerId | None = None  # until it must have ended

    @property
    def over(self) -> bool:
        """Whatever is recorded can be fetched."""
        return self.state is State.OVER

    def start(self) -> list[Command]:
        return self._listen_to(CALLER)

    def handle(self, event: Event) -> list[Command]:
        match event:
            case ListenerCame(leg, attempt) if leg == self.leg:
                return self._listener_came(attempt)
            case RecordingStarted(leg) if leg == self.leg:
                return self._begun()
            case RecordingEnded(leg, failed=failed) if leg == self.leg:
                return self._ended(failed)
            case Refused(Listen(leg, attempt=attempt) | RecordTalk(leg, attempt), kind) if (
                leg == self.leg and attempt == self.attempt and kind is Refusal.REJECTED
            ):
                return self._refuse()
            case LegReplaced(leg) if leg in (CALLER, self.leg) and not self.stopping:
                return self._replaced(leg)
            case LegGone(with_asterisk=True):
                self.give_up()
            case TimerFired(timer) if timer == self.timer:
                self.give_up()
                return self._go_on()
            case Interrupted():
                self.in_doubt = not self.over
            case Resumed() if self.in_doubt:
                return self._resume()
        return []

    def stop(self) -> list[Command]:
        """They talk no more."""
        if self.stopping:
            return []
        self.stopping = True
        self.next = None
        if self.over:
            return []
        if self.state is State.LISTENING:  # what comes yet is sent away
            self.state = State.OVER
            return [self._end()]
        return [self._end(), *self._await_end()]

    def give_up(self) -> None:
        """Nobody is going to tell of its end."""
        self.recorded = self.recorded or self.state is State.ASKED
        self.state = State.OVER

    def _listen_to(self, leg: LegId) -> list[Command]:
        self.to = leg
        self.next = None
        self.attempt += 1
        return self._listen()

    def _listen(self) -> list[Command]:
        self.state = State.LISTENING
        self.timer = None
        self.refused = self.in_doubt = False
        return [Listen(self.leg, self.to, self.attempt)]

    def _listener_came(self, attempt: int) -> list[Command]:
        if attempt != self.attempt or self.stopping:
            return [EndListening(self.leg, attempt)]
        if self.next is None and (
            self.state is State.LISTENING or (self.in_doubt and self.state is State.ASKED)
        ):
            self.state = State.ASKED
            self.in_doubt = False
            return [RecordTalk(self.leg, attempt)]
        return []

    def _begun(self) -> list[Command]:
        self.recorded = True
        self.in_doubt = False
        if not (self.stopping and self.over):
            self.state = State.GOING
        return [self._end()] if self.stopping or self.next is not None else []

    def _ended(self, failed: bool) -> list[Command]:
        self.in_doubt = False
        self.refused = failed and not self.recorded
        self.recorded = self.recorded or not failed
        self.state = State.OVER
        return self._go_on()

    def _refuse(self) -> list[Command]:
        """Also when one of them has just gone: then there is something already."""
        if self.over or self.state is State.GOING:
            return []
        self.state = State.OVER
        self.refused = not self.recorded and not self.stopping
        return [self._end(), *self._go_on()]

    def _replaced(self, leg: LegId) -> list[Command]:
        if self.over:
            return self._listen_to(leg)
        if self.state is State.LISTENING:
            return [self._end(), *self._listen_to(leg)]
        self.next = leg
        return [self._end(), *self._await_end()]

    def _go_on(self) -> list[Command]:
        return self._listen_to(self.next) if self.next is not None else []

    def _resume(self) -> list[Command]:
        self.in_doubt = False
        if self.stopping:
            return [self._end()]
        return [self._end(), *self._go_on()] if self.next is not None else self._listen()

    def _end(self) -> EndListening:
        return EndListening(self.leg, self.attempt)

    def _await_end(self) -> list[Command]:
        self.timer = self.desk.new_timer()
        return [StartTimer(self.timer, END_SECONDS)]

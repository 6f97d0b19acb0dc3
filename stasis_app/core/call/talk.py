"""Caller and winner, from the wish to connect them until the winner's phone is gone.

They talk when Asterisk has said of both that they are in the bridge, and not before.  Either may
be replaced by another channel on the way there: it is connected in his place; once they talk
Asterisk does that itself.  Does not know how the winner was found, or what happens when the talk
comes to nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from ..commands import Command, Connect, StartTimer
from ..events import (
    Event,
    Interrupted,
    LegConnected,
    LegGone,
    LegReplaced,
    Refused,
    Resumed,
    TimerFired,
)
from ..words import CALLER, LegId, LegOutcome, Result, TimerId
from .desk import Desk
from .leg import Leg

# Longer than it takes to notice that no events come any more (5 s), and to be told what was missed:
# the two may well hear each other already.
CONNECT_SECONDS = 8.0
RENEWALS = 2
RENEW_SECONDS = 1.0  # for the news that it is in the bridge
AGAIN_SECONDS = 0.2  # until we have heard that the one refused has been replaced


@dataclass
class Seat:
    """A place in the bridge, for whichever channel is the leg's at the moment."""

    leg: LegId
    attempt: int = 0
    refused: bool = False  # once already
    again: TimerId | None = None
    taken: bool = False
    in_doubt: bool = False  # whether the other phone has been put here, before we were killed
    renewals: int = 0  # how often another phone may yet be put here, though they talk already


class Talk:
    def __init__(self, leg: Leg, desk: Desk) -> None:
        self.leg = leg
        self.desk = desk
        self.bridge = leg.id
        self.seats = [Seat(leg.id), Seat(CALLER)]
        self.timer: TimerId | None = None
        self.in_doubt = False  # whether those who are to be connected will be
        self.since: datetime | None = None  # both are in the bridge
        self.result: Result | None = None

    def start(self, at: datetime) -> list[Command]:
        self.leg.outcome = LegOutcome.UNREACHABLE  # until they talk
        return [c for seat in self.seats for c in self._connect(seat)] + self._wait()

    def handle(self, event: Event, at: datetime) -> list[Command]:
        if self.leg.lost:
            return self.stop(LegOutcome.UNREACHABLE, at)
        match event:
            case LegGone(unheard=True):
                self.since = None  # not for him
                return []
            case TimerFired(timer) if timer == self.timer and self.since is None:
                return self.stop(LegOutcome.UNREACHABLE, at)
            case Interrupted():
                self.in_doubt = self.since is None
                for seat in self.seats:
                    seat.in_doubt = seat.again is not None
            case Resumed():
                return self._connect_anew()
        if self.since is not None:
            return [c for seat in self.seats for c in self._seat_again(seat, event)]
        commands = [c for seat in self.seats for c in self._seat(seat, event, at)]
        if all(seat.taken for seat in self.seats):
            for seat in self.seats:
                seat.again = None
            self.since = at
            self.leg.outcome = LegOutcome.ANSWERED
        return commands

    def stop(self, reason: LegOutcome, at: datetime) -> list[Command]:
        if self.since is None:
            self.result = Result.NO
            return self.leg.stop(reason, at)
        self.result = Result.YES
        return self.leg.stop(LegOutcome.ANSWERED, at)

    def _connect_anew(self) -> list[Command]:
        if not self.in_doubt:
            again = (seat for seat in self.seats if seat.in_doubt)
            renewed = [c for seat in again for c in self._renew_in_doubt(seat)]
            return [*renewed, *self.desk.answer_caller()]  # killed before he was, perhaps
        if self.since is not None:  # since before we were killed, as has turned out
            return self.desk.answer_caller()
        empty = [seat for seat in self.seats if not seat.taken]
        for seat in empty:
            seat.refused = False
        connect = [c for seat in empty for c in self._connect(seat)]
        return [*connect, *self.desk.answer_caller(), *self._wait()]

    def _seat(self, seat: Seat, event: Event, at: datetime) -> list[Command]:
        match event:
            case LegConnected(leg, bridge) if leg == seat.leg and bridge == self.bridge:
                seat.taken = True
            case LegReplaced(leg) if leg == seat.leg:
                seat.taken = seat.refused = False
                return self._connect(seat) + self._wait()
            case Refused(Connect(leg, bridge, attempt)) if (
                leg == seat.leg and bridge == self.bridge and attempt == seat.attempt
            ):
                return self._refuse(seat, at)
            case TimerFired(timer) if timer == seat.again:
                return self._connect(seat)
        return []

    def _seat_again(self, seat: Seat, event: Event) -> list[Command]:
        """A phone that takes a place in the very moment of the connection is in the bridge, but
        may hear nothing: Asterisk goes on sending to the one before (seen on 22.10)."""
        match event:
            case LegReplaced(leg, stand_in=stand_in) if leg == seat.leg:
                seat.renewals = 0 if stand_in else RENEWALS
                return self._renew(seat)
            case LegConnected(leg, bridge) if leg == seat.leg and bridge == self.bridge:
                seat.again = None
            case Refused(Connect(leg, _, attempt)) if (
                seat.again and leg == seat.leg and attempt == seat.attempt
            ):
                return self._later(seat)
            case TimerFired(timer) if timer == seat.again:
                return self._renew(seat)
        return []

    def _renew_in_doubt(self, seat: Seat) -> list[Command]:
        """That it sits in the bridge, as a list tells, does not mean that it hears anything."""
        seat.renewals = max(seat.renewals, 1)
        return self._renew(seat)

    def _renew(self, seat: Seat) -> list[Command]:
        if not seat.renewals:
            seat.again = None
            return []
        seat.renewals -= 1
        commands = self._connect(seat)
        seat.again = self.desk.new_timer()
        return [*commands, StartTimer(seat.again, RENEW_SECONDS)]

    def _refuse(self, seat: Seat, at: datetime) -> list[Command]:
        """Or no reply: whoever sits there already may be put there once more."""
        if seat.taken:  # only the reply was lost
            return []
        if seat.refused:
            return self.stop(LegOutcome.UNREACHABLE, at)
        seat.refused = True
        return self._later(seat)

    def _later(self, seat: Seat) -> list[Command]:
        seat.again = self.desk.new_timer()
        return [StartTimer(seat.again, AGAIN_SECONDS)]

    def _connect(self, seat: Seat) -> list[Command]:
        seat.attempt += 1
        seat.again = None
        connect = Connect(seat.leg, self.bridge, seat.attempt)
        if seat.leg != CALLER:
            return [connect]
        return [*self.desk.answer_caller(), connect]  # answered in the bridge he may stay deaf

    def _wait(self) -> list[Command]:
        self.timer = self.desk.new_timer()
        return [StartTimer(self.timer, CONNECT_SECONDS)]

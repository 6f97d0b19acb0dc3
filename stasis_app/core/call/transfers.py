"""To whom the call was handed on by phone, as the journal is to tell it.

News of a transfer and of the call of ours that it has become come in either order.  Does not know
what it means for the talk.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from ..events import Event, LegTransferred, TransferArrived
from ..words import CALLER, CallId, LegId


@dataclass(frozen=True)
class Transfer:
    """Somebody who talked in this call has handed the other one on."""

    at: datetime
    by: str | None  # as the journal names whoever has the leg; None: the caller's phone
    to: str | None  # a number
    call: CallId | None  # of ours


class Transfers:
    def __init__(self, held_by: Callable[[LegId], str | None]) -> None:
        """`held_by`: who has a leg's phone; None: the caller."""
        self.held_by = held_by
        self.told: list[Transfer] = []  # one after another
        self.arrived: dict[LegId, CallId] = {}  # of those that we have not been told of yet
        self.parked = False  # the caller has left us for a talk that goes on in the dialplan

    def handle(self, event: Event, at: datetime) -> None:
        match event:
            case LegTransferred():
                self._note(event, at)
            case TransferArrived(leg, call):
                self._note_arrival(leg, call)

    def _note(self, event: LegTransferred, at: datetime) -> None:
        self.parked = self.parked or event.parked and event.leg != CALLER
        by, call = self.held_by(event.leg), event.call or self.arrived.pop(event.leg, None)
        before = [(each.by, each.to, each.call) for each in self.told[-1:]]
        if (by, event.to, call) not in before:
            self.told.append(Transfer(at, by, event.to, call))

    def _note_arrival(self, leg: LegId, call: CallId) -> None:
        match self.told[-1:]:
            case [Transfer(by=by, call=None) as last] if by == self.held_by(leg):
                self.told[-1] = replace(last, call=call)
            case _:
                self.arrived[leg] = call

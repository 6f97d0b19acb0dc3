"""What a part may ask of the call it belongs to, and no more."""

from datetime import datetime
from typing import Protocol

from ..commands import Command
from ..plan import Destination, Identity, Person, Question, Way
from ..words import TimerId
from .leg import Leg


class Timers(Protocol):
    def new_timer(self) -> TimerId: ...


class Caller(Timers, Protocol):
    """All that waiting takes."""

    def shown_to_caller(self) -> Identity | None:
        """On his display when he is answered; None: what it shows already."""


class Phones(Timers, Protocol):
    """All that ringing people takes; there need not be a caller."""

    def new_leg(self, person: Person, way: Way, endpoint: str) -> Leg: ...


class Desk(Phones, Protocol):
    @property
    def question(self) -> Question:
        """To whoever has to accept before he talks."""

    def answer_caller(self) -> list[Command]:
        """Whatever it takes for him to be on the phone: nothing, when he is."""

    def is_busy(self, person: Person) -> bool:
        """In another call of ours, as far as is known now."""

    def is_rung(self, person: Person) -> bool:
        """A phone by which he would be, is now."""

    def rings_for_caller(self, person: Person) -> bool:
        """He is being rung for the same caller's other call, which may be this very one."""

    def note_passed_over(self, person: Person, at: datetime) -> None: ...

    def report_missing(self, destination: Destination) -> None:
        """The configuration names it and the dialplan does not have it."""

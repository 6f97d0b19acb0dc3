"""Who of those to be rung is in other calls of ours, as far as is known now.

Somebody may be rung there for the very same caller, whose call a phone has sent round: he is left
alone for a while.  Does not know what comes of it for this call.
"""

from ..commands import Command, StartTimer
from ..events import Event, NumberFreed, NumberTaken, TimerFired
from ..plan import Person, Plan
from ..words import TimerId
from .desk import Timers

SAME_CALLER = 20.0  # seconds that nobody rings twice for a caller who seems to call twice


class Elsewhere:
    def __init__(self, plan: Plan, desk: Timers) -> None:
        self.desk = desk
        self.busy = set(plan.busy)  # numbers in other calls
        self.rung_for_caller = set(plan.rung_for_caller)
        self.same_caller: TimerId | None = None  # until they may be rung all the same

    def start(self) -> list[Command]:
        if not self.rung_for_caller:
            return []
        self.same_caller = self.desk.new_timer()
        return [StartTimer(self.same_caller, SAME_CALLER)]

    def handle(self, event: Event) -> None:
        match event:
            case NumberTaken(number):
                self.busy.add(number)
            case NumberFreed(number):
                self.busy.discard(number)
                self.rung_for_caller.discard(number)
            case TimerFired(timer) if timer == self.same_caller:
                self.rung_for_caller.clear()

    def is_busy(self, person: Person) -> bool:
        return person.number in self.busy

    def rings_for_caller(self, person: Person) -> bool:
        return person.number in self.rung_for_caller

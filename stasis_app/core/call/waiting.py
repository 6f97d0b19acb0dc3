"""What the caller hears until he talks.  The only place that answers him.

Knows whether the channel he has now has been answered.  Does not know why he waits, or for whom.
"""

from datetime import datetime

from ..commands import Answer, Command, Indicate
from ..events import Event, Interrupted, LegReplaced, Refused, Resumed
from ..words import CALLER


class Waiting:
    def __init__(self) -> None:
        self.ringing = False
        self.answered = False
        self.in_doubt = False  # whether he hears it

    def start(self, at: datetime) -> list[Command]:
        """He hears it ringing; again, when a talk has come to nothing."""
        if self.ringing:
            return []
        self.ringing = True
        self.in_doubt = False
        return [Indicate(CALLER)]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        match event:
            case LegReplaced(leg, up) if leg == CALLER:
                self.answered = self.answered and up
                self.in_doubt = False
                return [Indicate(CALLER)] if self.ringing else []
            case Refused(Answer()):
                self.answered = False
            case Interrupted():  # to answer him once more does no harm either
                self.answered = False
                self.in_doubt = self.ringing
            case Resumed() if self.in_doubt and self.ringing:
                return [Indicate(CALLER)]
        return []

    def answer(self) -> list[Command]:
        self.ringing = False
        if self.answered:
            return []
        self.answered = True
        return [Answer(CALLER)]

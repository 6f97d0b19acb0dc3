"""For how long phones outside were on the line in the last hour, in whichever call.

Keeps the books only: what is too much, and what comes of it, core/limits.py.
"""

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from .core.call.call import Call
from .core.limits import HOUR, OnLine, is_outside, minutes_of
from .core.record import Row
from .core.settings import Settings


class Dialled:
    def __init__(self) -> None:
        self._over: deque[OnLine] = deque()  # of calls that are over, in the order of their ends
        self._refused_at: datetime | None = None  # the last call for which nobody was dialled

    def remember(self, over: Iterable[OnLine], refused_at: datetime | None) -> None:
        """What the journal has of the last hour."""
        self._over.extend(over)
        self._refused_at = refused_at

    def note(self, row: Row, settings: Settings) -> None:
        """A call is over."""
        self._forget(row.ended_at or row.started_at)
        self._over += (
            OnLine(leg.answered_at, leg.ended_at or row.ended_at)
            for leg in row.legs
            if leg.answered_at is not None and is_outside(leg.number, settings)
        )

    def note_refused(self, at: datetime) -> bool:
        """Whether that is news: no such call for an hour."""
        before, self._refused_at = self._refused_at, at
        return before is None or at - before >= HOUR

    def minutes(self, calls: Iterable[Call], settings: Settings, at: datetime) -> float:
        """`calls`: that go on."""
        self._forget(at)
        going_on = (
            OnLine(leg.answered_at, leg.ended_at)
            for call in calls
            for leg in call.legs
            if leg.answered_at is not None and is_outside(leg.person.number, settings)
        )
        return minutes_of((*self._over, *going_on), at)

    def _forget(self, at: datetime) -> None:
        while self._over and (self._over[0].until or at) <= at - HOUR:
            self._over.popleft()

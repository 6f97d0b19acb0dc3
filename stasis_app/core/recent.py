"""What is remembered of callers' last calls, for when they call again.

By department and number, the newest calls only; of whoever hides his number nothing.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .record import LegRow, Row
from .words import CallOutcome, LegOutcome, Role

MOST_CALLERS = 10_000
LONGEST_TALK = timedelta(hours=4)  # that is looked for in the journal
_NOT_TAKEN = (CallOutcome.MISSED, CallOutcome.ABANDONED)


@dataclass(frozen=True, slots=True)
class Talked:
    """With whom: his number, or a secretary's endpoint."""

    entry: str
    role: Role  # that he had


@dataclass(frozen=True, slots=True)
class LastCall:
    ago: float  # seconds since its end
    taken: bool
    talked: Talked | None = None  # None: nobody, or it is not known who


class RecentCalls:
    def __init__(self) -> None:
        self._rows: OrderedDict[tuple[str | None, str | None], Row] = OrderedDict()

    def remember(self, rows: Iterable[Row]) -> None:
        """In the order in which they ended."""
        for row in rows:
            self.note(row)

    def note(self, row: Row) -> None:
        """A call that is over."""
        department, caller = row.visit.department, row.visit.caller.number
        if caller is None:
            return
        if row.answered_by is None and row.outcome not in _NOT_TAKEN:
            return
        self._rows[department, caller] = row
        self._rows.move_to_end((department, caller))
        if len(self._rows) > MOST_CALLERS:
            self._rows.popitem(last=False)

    def last(self, department: str, caller: str | None, at: datetime) -> LastCall | None:
        row = self._rows.get((department, caller))
        if row is None or row.ended_at is None or row.ended_at > at:
            return None
        ago = (at - row.ended_at).total_seconds()
        return LastCall(ago, row.answered_by is not None, _talked(row))


def _talked(row: Row) -> Talked | None:
    """Not when a colleague has picked the call up: nobody knows whether he is one of ours."""
    for leg in row.legs:
        if leg.outcome is LegOutcome.ANSWERED and leg.name == row.answered_by:
            return Talked(_entry(leg), leg.role)
    return None


def _entry(leg: LegRow) -> str:
    return leg.number or leg.name

"""Who has been sent to the dialplan, to the secretaries or past those on duty, and comes back.

By channel and department, the newest only; not whoever has talked, and was parked.  Decides nothing
about the call he comes back with.
"""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import timedelta

from .entry import channel_of
from .limits import TOO_MANY_CALLS
from .record import Row
from .words import CallOutcome, Mode

MOST_CHANNELS = 10_000
LONGEST_QUEUE = timedelta(hours=12)  # that is looked for in the journal


class HandedOver:
    def __init__(self) -> None:
        self._visits: OrderedDict[tuple[str, str | None], frozenset[Mode | None]] = OrderedDict()

    def remember(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.note(row)

    def note(self, row: Row) -> None:
        """A call that is over."""
        talked, full = row.answered_by is not None, TOO_MANY_CALLS in row.why.issues
        if row.outcome is not CallOutcome.HANDED_OVER or talked or full:
            return
        visit = channel_of(row.visit.id), row.visit.department
        self._visits[visit] = self._modes(*visit) | {row.why.mode}
        if len(self._visits) > MOST_CHANNELS:
            self._visits.popitem(last=False)

    def knows(self, channel: str, department: str) -> bool:
        """From the secretaries."""
        return Mode.SECRETARY in self._modes(channel, department)

    def goes_round(self, channel: str, department: str) -> bool:
        """From those on duty, already."""
        return Mode.DUTY in self._modes(channel, department)

    def _modes(self, channel: str, department: str | None) -> frozenset[Mode | None]:
        return self._visits.get((channel, department), frozenset())

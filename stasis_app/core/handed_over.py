"""Who has been sent to the secretaries in the dialplan, and comes back when none of them answers.

By channel and department, the newest only.  Decides nothing about the call he comes back with.
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
        self._visits: OrderedDict[tuple[str, str], None] = OrderedDict()

    def remember(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.note(row)

    def note(self, row: Row) -> None:
        """A call that is over."""
        secretary = row.why.mode is Mode.SECRETARY and TOO_MANY_CALLS not in row.why.issues
        if row.outcome is CallOutcome.HANDED_OVER and secretary and row.visit.department:
            self._visits[channel_of(row.visit.id), row.visit.department] = None
            if len(self._visits) > MOST_CHANNELS:
                self._visits.popitem(last=False)

    def knows(self, channel: str, department: str) -> bool:
        return (channel, department) in self._visits

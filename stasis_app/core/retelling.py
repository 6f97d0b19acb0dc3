"""A call rebuilt from what has been kept of it: its plan and its events, in their order.

The same events give the same state, so the commands, which were carried out then, are dropped.
"""

from collections.abc import Iterable
from datetime import datetime

from .call.call import Call
from .events import Event
from .plan import Plan


def retold(plan: Plan, started_at: datetime, events: Iterable[tuple[datetime, Event]]) -> Call:
    call = Call(plan)
    call.start(started_at)
    for at, event in events:
        call.handle(event, at)
    return call

"""Finds out whether a call has come back to us, and by which of the phones that we ring.

By our own mark, or by what SIP tells of diversions.  Decides nothing: core/loops.py.
"""

import asyncio

from .asking import Asking
from .core import loops
from .core.dialling import endpoint_of
from .core.entry import Arrival, as_journalled
from .core.loops import RungLeg
from .core.plan import CameFrom, Visit
from .core.settings import Department, Settings


class Tracing:
    def __init__(self, asking: Asking) -> None:
        self.asking = asking

    async def came_from(
        self,
        arrival: Arrival,
        department: Department,
        visit: Visit,
        settings: Settings,
        rung: list[RungLeg],
    ) -> CameFrom | None:
        """Which phone that we ring has sent the call on to us.  Asks only when there are such."""
        if not rung:
            return None
        leg = loops.marked(await self._mark(arrival), rung)
        if leg is None:
            own = loops.own_numbers(settings)
            showing = loops.showing(visit.caller.number, department.name, rung, own)
            by = await self._diverted_by(arrival, settings) if showing else frozenset[str]()
            leg = loops.diverted(by, showing)
        return loops.came_from(leg, department.name) if leg else None

    async def _mark(self, arrival: Arrival) -> str | None:
        if endpoint_of(arrival.channel_name) is None:
            return await self.asking.read(arrival.call, loops.MARK_VARIABLE)
        return await self.asking.read(arrival.call, f"PJSIP_HEADER(read,{loops.MARK_HEADER})")

    async def _diverted_by(self, arrival: Arrival, settings: Settings) -> frozenset[str]:
        """Whoever has sent the call on, by SIP's Diversion and History-Info."""
        expressions = ["REDIRECTING(from-num)", "REDIRECTING(orig-num)"]
        if endpoint_of(arrival.channel_name) is not None:
            expressions += [f"PJSIP_HEADER(read,{name})" for name in ("Diversion", "History-Info")]
        told = await asyncio.gather(*(self.asking.read(arrival.call, each) for each in expressions))
        numbers = (number for each in told for number in loops.numbers_in(each or ""))
        return frozenset(filter(None, (as_journalled(n, settings) for n in numbers)))

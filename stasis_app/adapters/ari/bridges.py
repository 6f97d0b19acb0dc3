"""The bridges in which our calls talk, of each leg its own: `<call>.b<leg>`."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...core.words import CallId, LegId
from .channels import BRIDGE
from .errands import quietly
from .errors import NotFound, NotInStasis
from .rest import Rest

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Bridge:
    """The lanes of both who are to talk in it ask for it; one of them makes it."""

    id: str
    making: asyncio.Lock = field(default_factory=asyncio.Lock)
    made: bool = False


class Bridges:
    def __init__(self, rest: Rest, app: str) -> None:
        self._rest = rest
        self._app = app
        self._bridges: dict[CallId, dict[LegId, Bridge]] = {}

    def has(self, id: str) -> bool:
        """Its call has bridges, this one or another."""
        return CallId(id.rpartition(BRIDGE)[0]) in self._bridges

    def note(self, ids: Iterable[str], calls: set[CallId]) -> None:
        """They exist; those of these calls are ours."""
        for id in ids:
            call, _, leg = id.rpartition(BRIDGE)
            if CallId(call) in calls and leg.isdecimal():
                self._of(CallId(call), LegId(int(leg))).made = True

    async def make(self, call: CallId, leg: LegId) -> Bridge:
        """The leg's bridge, which may be there already.  Raises Rejected, Unreachable."""
        bridge = self._of(call, leg)
        async with bridge.making:
            if not bridge.made:
                try:
                    await self._rest.bridge(bridge.id, self._app)
                except NotInStasis:  # 409, it exists: the other lane was broken off as it made it
                    log.debug("bridge=%s is there already", bridge.id)
                bridge.made = True
        return bridge

    async def add(self, bridge: Bridge, channel: str) -> None:
        """Raises Rejected, Unreachable."""
        try:
            await self._rest.add(bridge.id, channel)
        except NotFound:
            bridge.made = False
            raise

    async def destroy(self, id: str) -> None:
        """Never raises."""
        await quietly(self._rest.destroy(id))

    def leave(self, call: CallId) -> list[str]:
        """It is over; those that were its own."""
        return [bridge.id for bridge in self._bridges.pop(call, {}).values()]

    def _of(self, call: CallId, leg: LegId) -> Bridge:
        bridges = self._bridges.setdefault(call, {})
        return bridges.setdefault(leg, Bridge(f"{call}{BRIDGE}{leg}"))

"""Shows the modes on the staff's phones: `Stasis:<department>` and `Stasis:all`.

Published when Asterisk is reached, at every switch, when business hours begin or end, and every
minute, because Asterisk keeps old states over its restart and forgets none.  Decides nothing: the
office says which are lit.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from .core.commands import Rejected
from .office import Office

EVERY_SECONDS = 60.0
LEAST_SECONDS = 0.01  # the loop's clock and the wall's are not quite one

log = logging.getLogger(__name__)


class Panel(Protocol):
    async def set_lamp(self, name: str, on: bool) -> None:
        """Raises Rejected, or TimeoutError when Asterisk cannot be reached."""


class Lamps:
    def __init__(self, office: Office, panel: Panel, clock: Callable[[], datetime]) -> None:
        self.office = office
        self.panel = panel
        self.clock = clock
        self.changed = asyncio.Event()

    def publish(self) -> None:
        """Soon; for whoever has switched, or has reached Asterisk again."""
        self.changed.set()

    async def run(self) -> None:
        await self.changed.wait()  # until Asterisk has been reached nobody can be told
        while True:
            self.changed.clear()
            at = self.clock()
            await self._publish(at)
            try:
                async with asyncio.timeout(self._rest(at)):
                    await self.changed.wait()
            except TimeoutError:
                continue

    def _rest(self, published_at: datetime) -> float:
        change = self.office.next_change(published_at)
        if change is None:
            return EVERY_SECONDS
        seconds = (change - self.clock()).total_seconds()
        return min(EVERY_SECONDS, max(LEAST_SECONDS, seconds))

    async def _publish(self, at: datetime) -> None:
        for name, lit in self.office.lamps(at).items():
            try:
                await self.panel.set_lamp(name, lit)
            except (Rejected, TimeoutError) as error:
                log.warning("lamp %s is not set, tried again soon: %s", name, error)
                return

"""Shows the modes on the staff's phones: `Stasis:<department>` and `Stasis:all`.

Published when Asterisk is reached, at every switch and every minute, because Asterisk keeps old
states over its restart and forgets none.  Decides nothing: the office says which are lit.
"""

import asyncio
import logging
from typing import Protocol

from .core.commands import Rejected
from .office import Office

EVERY_SECONDS = 60.0

log = logging.getLogger(__name__)


class Panel(Protocol):
    async def set_lamp(self, name: str, on: bool) -> None:
        """Raises Rejected, or TimeoutError when Asterisk cannot be reached."""


class Lamps:
    def __init__(self, office: Office, panel: Panel) -> None:
        self.office = office
        self.panel = panel
        self.changed = asyncio.Event()

    def publish(self) -> None:
        """Soon; for whoever has switched, or has reached Asterisk again."""
        self.changed.set()

    async def run(self) -> None:
        while True:
            self.changed.clear()
            await self._publish()
            try:
                async with asyncio.timeout(EVERY_SECONDS):
                    await self.changed.wait()
            except TimeoutError:
                continue

    async def _publish(self) -> None:
        for name, lit in self.office.lamps().items():
            try:
                await self.panel.set_lamp(name, lit)
            except (Rejected, TimeoutError) as error:
                log.warning("lamp %s is not set, tried again soon: %s", name, error)
                return

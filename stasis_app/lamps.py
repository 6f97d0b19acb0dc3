"""Shows the modes on the staff's phones: `Stasis:<department>` and `Stasis:all`.

Told when Asterisk is reached, at every switch, when business hours begin or end, and every minute.
Decides nothing: the office says which are lit.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from .office import Office
from .publisher import Publisher

EVERY_SECONDS = 60.0


class Panel(Protocol):
    async def set_lamp(self, name: str, on: bool) -> None:
        """Raises Rejected, or TimeoutError when Asterisk cannot be reached."""


class Lamps(Publisher):
    what = "the modes"

    def __init__(self, office: Office, panel: Panel, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.office = office
        self.panel = panel
        self.lit: dict[str, bool] = {}  # as last told

    async def tell(self, at: datetime) -> None:
        """Those of departments that are no more go out."""
        lamps = self.office.lamps(at)
        for name, lit in {**dict.fromkeys(self.lit, False), **lamps}.items():
            await self.panel.set_lamp(name, lit)
        self.lit = lamps

    def rest(self, told_at: datetime) -> float:
        change = self.office.next_change(told_at)
        if change is None:
            return EVERY_SECONDS
        return min(EVERY_SECONDS, (change - self.clock()).total_seconds())

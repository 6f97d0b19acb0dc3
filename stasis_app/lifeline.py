"""Tells Asterisk who is on duty, so that the dialplan can ring them when the application is gone.

Published when Asterisk is reached, when anything has changed, and at every minute of the wall
clock: shifts begin and end at minutes, and Asterisk keeps no variable over its restart.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from .core.commands import Rejected
from .core.lifeline import variables
from .office import Office

MINUTE = 60.0
LEAST_SECONDS = 0.01  # the loop's clock and the wall's are not quite one

log = logging.getLogger(__name__)


class Board(Protocol):
    async def set_variable(self, name: str, value: str) -> None:
        """A global one.  Raises Rejected, or TimeoutError when Asterisk cannot be reached."""


class Lifeline:
    def __init__(self, office: Office, board: Board, clock: Callable[[], datetime]) -> None:
        self.office = office
        self.board = board
        self.clock = clock
        self.changed = asyncio.Event()

    def publish(self) -> None:
        """Soon; for whoever has changed anything, or has reached Asterisk again."""
        self.changed.set()

    async def run(self) -> None:
        await self.changed.wait()  # until Asterisk has been reached nobody can be told
        while True:
            self.changed.clear()
            await self._publish(self.clock())
            try:
                async with asyncio.timeout(self._rest()):
                    await self.changed.wait()
            except TimeoutError:
                continue

    def _rest(self) -> float:
        """Until the next minute begins."""
        return max(LEAST_SECONDS, MINUTE - self.clock().timestamp() % MINUTE)

    async def _publish(self, at: datetime) -> None:
        for name, value in variables(self.office.settings, self.office.on_duty, at).items():
            try:
                await self.board.set_variable(name, value)
            except (Rejected, TimeoutError) as error:
                log.warning("%s is not set, tried again soon: %s", name, error)
                return

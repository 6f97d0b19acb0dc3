"""Tells Asterisk who is on duty, so that the dialplan can ring them when the application is gone.

Told when Asterisk is reached, when anything has changed, and at every minute of the wall clock:
shifts begin and end at minutes, and Asterisk keeps no variable over its restart.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from .core.lifeline import variables
from .office import Office
from .publisher import Publisher

MINUTE = 60.0


class Board(Protocol):
    async def set_variable(self, name: str, value: str) -> None:
        """A global one.  Raises Rejected, or TimeoutError when Asterisk cannot be reached."""


class Lifeline(Publisher):
    what = "who is on duty"

    def __init__(self, office: Office, board: Board, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.office = office
        self.board = board

    async def tell(self, at: datetime) -> None:
        for name, value in variables(self.office.settings, self.office.on_duty, at).items():
            await self.board.set_variable(name, value)

    def rest(self, told_at: datetime) -> float:
        return MINUTE - self.clock().timestamp() % MINUTE

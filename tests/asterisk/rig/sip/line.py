"""A number of ours, and the calls that come in for it."""

from collections.abc import Callable

from .agent import Agent
from .g711 import new_voice
from .incoming import IncomingCall
from .message import Request
from .transactions import ServerTransaction
from .waiting import Changes

SECONDS = 5.0


class Line:
    """`on_call` is told of each call at once; without it, calls wait for rings()."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.calls: list[IncomingCall] = []
        self.on_call: Callable[[IncomingCall], None] = lambda _: None
        self.silent = False  # its calls send no voice
        self.deaf = False  # what is sent to it gets lost: not even 100 Trying comes back
        self.unheard: list[Request] = []
        self._changes = Changes()
        self._seen = 0

    async def rings(self, seconds: float = SECONDS) -> IncomingCall:
        """The next call that has come in; nothing has been said to it yet."""

        def look() -> IncomingCall | None:
            return self.calls[self._seen] if len(self.calls) > self._seen else None

        call = await self._changes.until(look, seconds, f"a call for {self.number}", self._so_far)
        self._seen += 1
        return call

    def arrive(self, agent: Agent, transaction: ServerTransaction) -> IncomingCall:
        call = IncomingCall(agent, transaction, None if self.silent else new_voice())
        self.calls.append(call)
        self.on_call(call)
        self._changes.tell()
        return call

    def _so_far(self) -> str:
        return f"There were {len(self.calls)} before"

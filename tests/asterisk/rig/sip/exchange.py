"""What a phone and the provider share: an agent with lines."""

from typing import Self

from .agent import Agent, Place
from .g711 import new_voice
from .incoming import IncomingCall
from .line import Line
from .message import Address, Headers, Request
from .outgoing import OutgoingCall
from .transactions import ServerTransaction


class Exchange:
    def __init__(
        self, address: Place, peer: Place, user: str = "", password: str | None = None
    ) -> None:
        self.agent = Agent(address, peer, user, password)
        self.agent.on_invite = self._on_invite
        self.agent.on_cancel = self._on_cancel
        self.agent.is_lost = self._is_lost
        self._incoming: dict[ServerTransaction, IncomingCall] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.agent.close()

    def line_of(self, number: str) -> Line | None:
        """Whose a call for this number is; None: 404."""
        raise NotImplementedError

    def _call(
        self, number: str, sender: Address, headers: Headers, *, silent: bool, reliable: bool
    ) -> OutgoingCall:
        voice = None if silent else new_voice()
        return OutgoingCall(self.agent, number, sender, headers, voice, reliable=reliable)

    def _is_lost(self, request: Request) -> bool:
        line = self.line_of(request.uri.user)
        if line is None or not line.deaf:
            return False
        line.unheard.append(request)
        return True

    def _on_invite(self, transaction: ServerTransaction) -> None:
        line = self.line_of(transaction.request.uri.user)
        if line is None:
            transaction.respond(404)
        else:
            self._incoming[transaction] = line.arrive(self.agent, transaction)

    def _on_cancel(self, transaction: ServerTransaction, cancel: Request) -> None:
        call = self._incoming.get(transaction)
        if call:
            call.on_cancel(cancel)

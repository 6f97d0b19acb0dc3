"""A desk phone: one number, registered at Asterisk."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from .agent import Place
from .dialog import Dialog, new_call_id, new_tag
from .digest import ANSWERS, credentials
from .exchange import Exchange
from .incoming import IncomingCall
from .lamp import Lamp
from .line import SECONDS, Line
from .message import Address, Response
from .outgoing import OutgoingCall

GOODBYE_SECONDS = 1.0


class Phone(Exchange):
    """Several phones may have the same number."""

    def __init__(
        self, number: str, peer: Place, password: str | None = None, host: str = "127.0.0.1"
    ) -> None:
        super().__init__((host, 0), peer, number, password)
        self.number = number
        self.line = Line(number)
        self._registered = False
        local = Address(self.agent.peer_uri(number))
        contact = self.agent.contact(number)
        self._registration = Dialog(
            new_call_id(), local.tagged(new_tag()), local, self.agent.peer_uri(""), contact, 0
        )

    async def __aexit__(self, *_: object) -> None:
        """Its number is free for another one. An Asterisk that is gone is not waited for."""
        if self._registered:
            with suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await self.unregister()
        self.agent.close()

    async def register(self, expires: int = 300) -> None:
        answer = await self._register(expires)
        if answer.status in ANSWERS and self.agent.password:
            answer = await self._register(expires, answer)
        assert answer.status == 200, f"REGISTER {self.number}: {answer.first_line()}"
        self._registered = expires > 0

    async def unregister(self) -> None:
        await self.register(0)

    def call(
        self,
        number: str,
        *,
        headers: Iterable[tuple[str, str]] = (),
        silent: bool = False,
        reliable: bool = False,
    ) -> OutgoingCall:
        sender = Address(self.agent.peer_uri(self.number))
        return self._call(number, sender, list(headers), silent=silent, reliable=reliable)

    async def rings(self, seconds: float = SECONDS) -> IncomingCall:
        return await self.line.rings(seconds)

    def watch(self, extension: str) -> Lamp:
        return Lamp(self.agent, self.number, extension)

    def line_of(self, number: str) -> Line | None:
        return self.line

    async def _register(self, expires: int, challenge: Response | None = None) -> Response:
        request = self._registration.request("REGISTER", [("Expires", str(expires))])
        if challenge and self.agent.password:
            user, password = self.agent.user, self.agent.password
            request.headers.append(credentials(challenge, request, user, password))
        return await self.agent.answer_to(request)

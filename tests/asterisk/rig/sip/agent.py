"""One SIP user agent: a UDP socket, its transactions, and whom each message concerns.

Knows nothing of calls: a party to a dialog gets the dialog's requests, and the agent's owner those
that begin something.
"""

import asyncio
import secrets
import socket
from collections.abc import Callable
from typing import Protocol, Self

from .dialog import Dialog
from .message import Malformed, Request, Response, Uri, parse
from .transactions import ClientTransaction, ServerTransaction

Place = tuple[str, int]


class Party(Protocol):
    """One side of a dialog."""

    def on_request(self, transaction: ServerTransaction) -> None: ...

    def on_ack(self, request: Request) -> None: ...

    def close(self) -> None:
        """The agent is going."""


class Agent:
    """`peer` is where all its messages go. `on_invite` gets the calls that come in, and `on_cancel`
    the INVITE's transaction and the CANCEL. Requests that `is_lost` have never arrived."""

    def __init__(
        self, address: Place, peer: Place, user: str = "", password: str | None = None
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        self._socket.setblocking(False)
        self._socket.bind(address)
        self._loop.add_reader(self._socket, self._readable)
        self.host, self.port = self._socket.getsockname()
        self.peer = peer
        self.user = user
        self.password = password
        self.malformed: list[str] = []
        self.on_invite: Callable[[ServerTransaction], None] = _refuse
        self.on_cancel: Callable[[ServerTransaction, Request], None] = lambda *_: None
        self.is_lost: Callable[[Request], bool] = lambda _: False
        self._parties: dict[tuple[str, str], Party] = {}
        self._asked: dict[tuple[str, str], ClientTransaction] = {}
        self._asks: dict[tuple[str, str], ServerTransaction] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._socket.fileno() < 0:
            return
        for party in list(self._parties.values()):
            party.close()
        for asked in self._asked.values():
            asked.stop()
        for asks in self._asks.values():
            asks.stop()
        self._loop.remove_reader(self._socket)
        self._socket.close()

    def time(self) -> float:
        return self._loop.time()

    def contact(self, user: str) -> Uri:
        return Uri(user, self.host, self.port)

    def peer_uri(self, user: str) -> Uri:
        return Uri(user, self.peer[0], self.peer[1])

    def join(self, dialog: Dialog, party: Party) -> None:
        self._parties[dialog.call_id, dialog.local.tag] = party

    def leave(self, dialog: Dialog) -> None:
        self._parties.pop((dialog.call_id, dialog.local.tag), None)

    def ask(
        self, request: Request, on_response: Callable[[Response], None], branch: str = ""
    ) -> ClientTransaction:
        """`branch` is given for CANCEL only, which has that of its INVITE."""
        branch = branch or f"z9hG4bK{secrets.token_hex(8)}"
        self._address(request, branch)
        transaction = ClientTransaction(request, self._send, on_response)
        self._asked[branch, request.method] = transaction
        return transaction

    async def answer_to(self, request: Request) -> Response:
        """The final response."""
        final: asyncio.Future[Response] = self._loop.create_future()

        def take(response: Response) -> None:
            if response.final and not final.done():
                final.set_result(response)

        self.ask(request, take)
        return await final

    def tell(self, ack: Request) -> None:
        """An ACK for a 2xx: nobody answers it."""
        self._address(ack, f"z9hG4bK{secrets.token_hex(8)}")
        self._send(ack.encode())

    def _address(self, request: Request, branch: str) -> None:
        via = f"SIP/2.0/UDP {self.host}:{self.port};branch={branch};rport"
        request.headers.insert(0, ("Via", via))

    def _send(self, data: bytes) -> None:
        # OSError: nobody listens there (any more), or the agent is closed; repetitions end by
        # themselves.
        try:
            self._socket.sendto(data, self.peer)
        except OSError:
            return

    def _readable(self) -> None:
        while self._socket.fileno() >= 0:
            try:
                datagram = self._socket.recv(65_535)
            except (BlockingIOError, ConnectionRefusedError):
                return
            try:
                self._take(datagram)
            except Malformed as fault:
                self.malformed.append(f"{fault}: {datagram!r}")

    def _take(self, datagram: bytes) -> None:
        message = parse(datagram)
        if isinstance(message, Response):
            asked = self._asked.get((message.branch, message.sequence_method))
            if asked:
                asked.take(message)
        elif self.is_lost(message):
            return
        elif message.method == "ACK":
            self._take_ack(message)
        elif same := self._asks.get((message.branch, message.method)):
            same.repeat()
        else:
            transaction = ServerTransaction(message, self._send, secrets.token_hex(6))
            self._asks[message.branch, message.method] = transaction
            self._concern(transaction)

    def _take_ack(self, ack: Request) -> None:
        if refused := self._asks.get((ack.branch, "INVITE")):
            refused.acknowledge()
        elif party := self._party_of(ack):
            party.on_ack(ack)

    def _concern(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        if request.method == "CANCEL":
            invite = self._asks.get((request.branch, "INVITE"))
            transaction.respond(200 if invite else 481)
            if invite:
                self.on_cancel(invite, request)
        elif request.receiver.tag:
            party = self._party_of(request)
            if party:
                party.on_request(transaction)
            else:
                transaction.respond(481)
        elif request.method == "INVITE":
            transaction.respond(100)
            self.on_invite(transaction)
        else:
            transaction.respond(200 if request.method == "OPTIONS" else 405)

    def _party_of(self, request: Request) -> Party | None:
        return self._parties.get((request.call_id, request.receiver.tag))


def _refuse(transaction: ServerTransaction) -> None:
    transaction.respond(404)

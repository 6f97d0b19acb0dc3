"""What two phones must remember to speak about the same call (RFC 3261, 12)."""

import secrets
from dataclasses import dataclass, field

from .message import Address, Headers, Message, Request, Uri


def new_tag() -> str:
    return secrets.token_hex(6)


def new_call_id() -> str:
    return secrets.token_hex(12)


@dataclass
class Dialog:
    call_id: str
    local: Address
    remote: Address
    target: Uri
    contact: Uri
    sequence: int = 1
    routes: list[str] = field(default_factory=list)

    def learn(self, message: Message, *, routes: list[str] | None = None) -> None:
        """From the other side's message: where it is now, and through whom."""
        contact = message.address("Contact")
        if contact:
            self.target = contact.uri
        if routes is not None:
            self.routes = routes

    def request(
        self, method: str, headers: Headers | None = None, body: str = "", sequence: int = 0
    ) -> Request:
        """The next one; `sequence` is given for ACK, which has that of its INVITE."""
        if not sequence:
            self.sequence += 1
            sequence = self.sequence
        return self._made(method, sequence, headers or [], body)

    def first(self, method: str, headers: Headers, body: str = "") -> Request:
        return self._made(method, self.sequence, headers, body)

    def _made(self, method: str, sequence: int, headers: Headers, body: str) -> Request:
        own: Headers = [
            ("Max-Forwards", "70"),
            ("From", str(self.local)),
            ("To", str(self.remote)),
            ("Call-ID", self.call_id),
            ("CSeq", f"{sequence} {method}"),
            ("Contact", f"<{self.contact}>"),
        ]
        own += [("Route", route) for route in self.routes]
        return Request(own + headers, body, method, self.target)

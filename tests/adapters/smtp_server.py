"""A mail server for the tests: aiosmtpd on this machine, with refusals to order."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).parent / "localhost.pem"

Answer = str | None  # None: the usual one


@dataclass
class Mailbox:
    """What the server says, and what it has been given."""

    sender: Answer = None
    recipients: dict[str, str] = field(default_factory=dict)
    data: Answer = None
    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.sender or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data is not None:
            return self.data
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=SMTP_POLICY)
        self.received.append(message)
        self.envelopes.append((envelope.mail_from or "", envelope.rcpt_tos))
        self.encrypted.append(session.ssl is not None)
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        login = f"{data.login.decode()}:{data.password.decode()}"
        self.logins.append(login)
        return AuthResult(success=login == "duty:sécret", handled=False)


def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@asynccontextmanager
async def smtp_server(
    mailbox: Mailbox,
    *,
    port: int = 0,
    starttls: bool = False,
    implicit: bool = False,
    auth: bool = False,
) -> AsyncIterator[int]:
    """Gives the port it listens on.  Passwords are taken in an encrypted conversation only."""

    def connection() -> SMTP:
        return SMTP(
            mailbox,
            hostname="localhost",
            loop=asyncio.get_running_loop(),
            tls_context=tls() if starttls else None,
            require_starttls=starttls,
            authenticator=mailbox.authenticate if auth else None,
            auth_required=auth,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        connection, "127.0.0.1", port, ssl=tls() if implicit else None
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()

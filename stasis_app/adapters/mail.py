"""Messages on their way out: to a mail server or, where none is configured, into a folder.

Decides how a message is written down (RFC 5322) and which refusals are final.  Knows nothing of
calls, and of no outbox.
"""

import asyncio
import hashlib
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from html import escape
from pathlib import Path
from typing import Literal, Protocol

import aiosmtplib

from ..core.mail import OutboxMail, Permanent, Temporary
from ..core.mail.hostile import clean

Clock = Callable[[], datetime]
Tls = Literal["starttls", "implicit", "none", "offered"]  # offered: STARTTLS if the server has it

STEP_SECONDS = 20.0  # for the connection, and for each answer of the server
WHOLE_SECONDS = 50.0  # for one message, so that a server that dawdles ends some time
LARGEST_ATTACHMENT = 10_000_000  # bytes, ten minutes; a third more on the wire
GOODBYE_SECONDS = 2.0  # the message has been accepted: nothing depends on it

_ADDRESS = re.compile(r"[^\s@<>(),;:\"\\\[\]\x00-\x1f\x7f]+@[^\s@<>(),;:\"\\\[\]\x00-\x1f\x7f]+")
_UNSAFE_IN_A_NAME = re.compile(r"[^A-Za-z0-9._@-]")
_AUTHENTICATION_REQUIRED = 530  # RFC 4954 §6: about us, even where it answers RCPT


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    tls: Tls = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    verify: bool = True  # the certificate

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Files(Protocol):
    def read(self, file: str, most: int) -> bytes:
        """Raises FileNotFoundError, OSError; ValueError when it has more bytes."""


class NoFiles:
    """For messages without any."""

    def read(self, file: str, most: int) -> bytes:
        raise FileNotFoundError(file)


class SmtpSender:
    def __init__(
        self,
        server: Server,
        sender: str,
        clock: Clock,
        step_seconds: float = STEP_SECONDS,
        files: Files | None = None,
    ) -> None:
        """`sender` is the contract's `mail.from`: `Duty <duty@example.com>` or the address only;
        `files` are what messages may have attached."""
        self.server = server
        self.sender = sender
        self.clock = clock
        self.step_seconds = step_seconds
        self.files = files or NoFiles()

    async def send(self, mail: OutboxMail) -> None:
        now = self.clock()
        message = compose(mail, self.sender, now, await attachment(mail, self.files, now))
        client = self._client()
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                await client.connect()
                await client.send_message(
                    message,
                    sender=address_of(self.sender),
                    recipients=[address_of(to) for to in mail.to],
                )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _in_plain_words(self.server, error) from error
        else:
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=GOODBYE_SECONDS)
        finally:
            client.close()

    async def try_out(self) -> None:
        """Connects, encrypts, logs in and sends nothing.  Raises Temporary or Permanent."""
        client = self._client()
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _in_plain_words(self.server, error) from error
        else:
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=GOODBYE_SECONDS)
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server = self.server
        offered = server.tls == "offered"
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.tls == "implicit",
            start_tls=None if offered else server.tls == "starttls",
            # Who could forge a certificate there could as well leave the offer out.
            validate_certs=server.verify and not offered,
            timeout=self.step_seconds,
        )


class FolderSender:
    """Writes `.eml` files, which every mail program opens; each message once."""

    def __init__(self, folder: Path, sender: str, clock: Clock, files: Files | None = None) -> None:
        self.files = files or NoFiles()
        self.folder = folder
        self.sender = sender
        self.clock = clock
        self._there: set[str] | None = None  # the files' names without their time; None: not seen

    async def try_out(self) -> None:
        """Whether files can be written; nothing is made.  Raises Temporary."""
        there = next(each for each in (self.folder, *self.folder.parents) if each.exists())
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            raise Temporary(f"{self.folder}: cannot be written; see the rights of {there}")

    async def send(self, mail: OutboxMail) -> None:
        now = self.clock()
        attached = await attachment(mail, self.files, now)
        content = compose(mail, self.sender, now, attached).as_bytes()
        try:
            await asyncio.to_thread(self._write, f"{now:%Y%m%dT%H%M%S}", _name(mail.key), content)
        except OSError as error:
            raise Temporary(f"{self.folder}: cannot be written: {error.strerror}") from error

    def _write(self, time: str, name: str, content: bytes) -> None:
        self.folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        if self._there is None:  # once: after years the folder is long
            self._there = {file.partition("-")[2] for file in os.listdir(self.folder)}
        file = f"{name}.eml"
        if file in self._there:
            return  # we were stopped before the outbox knew
        unfinished = self.folder / f".{name}.tmp"
        unfinished.write_bytes(content)
        os.replace(unfinished, self.folder / f"{time}-{file}")
        self._there.add(file)


class _Headers(HeaderRegistry):
    """Makes the class for each kind of header once, not for each header: a quarter of the work."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


POLICY = SMTP_POLICY.clone(header_factory=_Headers())


async def attachment(mail: OutboxMail, files: Files, at: datetime) -> bytes | None:
    """None: there is none to be had, and the message goes without.  Raises Temporary, while it
    may yet come."""
    wanted = mail.attached
    if wanted is None:
        return None
    try:
        return await asyncio.to_thread(files.read, wanted.file, LARGEST_ATTACHMENT)
    except FileNotFoundError as error:
        if wanted.comes and at < datetime.fromisoformat(wanted.until):
            raise Temporary(f"its recording has not come out of Asterisk yet: {error}") from error
    except (OSError, ValueError):
        pass  # the message says where it is
    return None


def compose(
    mail: OutboxMail, sender: str, at: datetime, attached: bytes | None = None
) -> EmailMessage:
    """The same key gives the same Message-ID: who gets it twice can tell."""
    from_address = address_of(sender)
    message = EmailMessage(policy=POLICY)
    identity = hashlib.sha256(mail.key.encode("utf-8", "replace")).hexdigest()[:32]
    try:
        message["From"] = _header(clean(parseaddr(sender)[0]), from_address)
        message["To"] = [_header("", address_of(to)) for to in mail.to]
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{identity}@{from_address.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
        text, html = mail.text, mail.html
        if mail.attached is not None and attached is None:
            instead = mail.attached.instead if mail.attached.comes else mail.attached.missing
            text += f"\n{instead}\n"
            before, end, after = html.rpartition("</body>")
            html = f"{before}<p>{escape(instead)}</p>\n{end}{after}"
        message.set_content(text, cte="base64")
        message.add_alternative(html, subtype="html", cte="base64")
        if mail.attached is not None and attached is not None:
            name = mail.attached.name
            message.add_attachment(attached, maintype="audio", subtype="wav", filename=name)
    except (ValueError, MessageError) as error:
        raise Permanent(f"cannot be written as a mail: {clean(str(error))}") from error
    return message


def address_of(text: str) -> str:
    """As the envelope needs it, in ASCII; a domain in other letters is encoded (IDNA)."""
    address = parseaddr(text)[1] if "<" in text else text
    local, _, domain = address.rpartition("@")
    if not _ADDRESS.fullmatch(address) or not local.isascii():
        raise Permanent(f"not an e-mail address: {clean(text)!r}; it looks like name@example.com")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise Permanent(f"not an e-mail address: {clean(text)!r}: no such domain") from error


def _header(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def _name(key: str) -> str:
    """Readable where the key is harmless, and different for different keys."""
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{_UNSAFE_IN_A_NAME.sub('_', key)[:80]}-{digest}"


def _in_plain_words(
    server: Server, error: aiosmtplib.SMTPException | OSError
) -> Temporary | Permanent:
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            refused = error.recipients[0]
            words = _answer(f"{server} refuses {refused.recipient}", refused)
            ours = refused.code == _AUTHENTICATION_REQUIRED
            return Permanent(words) if _final(refused) and not ours else Temporary(words)
        case aiosmtplib.SMTPDataError():
            words = _answer(f"{server} refuses the message", error)
            return Permanent(words) if _final(error) else Temporary(words)
        case aiosmtplib.SMTPSenderRefused():
            return Temporary(_answer(f"{server} refuses our address; see mail.from", error))
        case aiosmtplib.SMTPAuthenticationError():
            return Temporary(_answer(f"{server} refuses mail.smtp's username or password", error))
        case aiosmtplib.SMTPResponseException():
            return Temporary(_answer(f"{server} does not take the message", error))
        case TimeoutError():
            return Temporary(clean(f"{server} does not answer in time. {error}", 300).rstrip(". "))
        case _:
            return Temporary(clean(f"{server}: {_reason(error)}", 300))


def _reason(error: aiosmtplib.SMTPException | OSError) -> str:
    """Of one that names the server itself, what it says besides."""
    if isinstance(error.__cause__, ConnectionRefusedError):
        return "nobody listens there"
    return re.sub(r"^Error connecting to \S+ on port \d+: ", "", str(error))


def _final(error: aiosmtplib.SMTPResponseException) -> bool:
    return 500 <= error.code <= 599


def _answer(words: str, error: aiosmtplib.SMTPResponseException) -> str:
    return clean(f"{words}: {error.code} {error.message}", 300)

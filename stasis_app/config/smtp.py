"""The mail server, as a URL or spelt out."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote

from .readers import url_parts

Tls = Literal[
    "starttls", "implicit", "none", "offered"
]  # offered: STARTTLS where the server has it
PORTS: dict[Tls, int] = {"starttls": 587, "implicit": 465, "none": 25, "offered": 25}
EXAMPLE = "a URL such as smtp://user:password@host:587 or smtps://user:password@host"


@dataclass(frozen=True, slots=True)
class Smtp:
    host: str
    port: int
    tls: Tls
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    verify: bool = True  # the server's certificate


def from_url(text: str) -> Smtp:
    """A password never travels unencrypted, unless the server is this very machine."""
    parts = url_parts(text, ("smtp", "smtps"), EXAMPLE)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"write {EXAMPLE}, with nothing after the port")
    username = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    if (username is None) != (password is None):
        raise ValueError(f"write {EXAMPLE}, with both user and password or with neither")
    host = parts.hostname or ""
    tls: Tls = "implicit" if parts.scheme == "smtps" else "starttls"
    if tls == "starttls" and (username is None or host in ("localhost", "127.0.0.1", "::1")):
        tls = "offered"
    return Smtp(host, parts.port or PORTS[tls], tls, username, password)


def checked_url(text: str) -> str:
    if "${" not in text:  # else a variable is not set, and needed only when a mail is sent
        from_url(text)
    return text

"""SIP messages, read and written (RFC 3261). Knows nothing of what they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

COMPACT = {
    "b": "referred-by",
    "c": "content-type",
    "f": "from",
    "i": "call-id",
    "k": "supported",
    "l": "content-length",
    "m": "contact",
    "o": "event",
    "r": "refer-to",
    "t": "to",
    "v": "via",
}

REASONS = {
    100: "Trying",
    180: "Ringing",
    181: "Call Is Being Forwarded",
    183: "Session Progress",
    200: "OK",
    202: "Accepted",
    302: "Moved Temporarily",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    500: "Server Internal Error",
    503: "Service Unavailable",
    600: "Busy Everywhere",
    603: "Decline",
}


class Malformed(ValueError):
    """Not a SIP message; the text says what is wrong."""


@dataclass(frozen=True)
class Uri:
    user: str
    host: str
    port: int | None = None
    params: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        found = re.fullmatch(
            r"sips?:(?:(?P<user>[^@]*)@)?(?P<host>[^:;?]+)(?::(?P<port>\d+))?(?P<params>.*)", text
        )
        if not found:
            raise Malformed(f"not a SIP address: {text!r}")
        port = int(found["port"]) if found["port"] else None
        return cls(found["user"] or "", found["host"], port, found["params"])

    def __str__(self) -> str:
        at = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"sip:{at}{self.host}{port}{self.params}"


@dataclass(frozen=True)
class Address:
    """A name and a URI, as in From, To, Contact and P-Asserted-Identity."""

    uri: Uri
    name: str = ""
    params: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Self:
        found = re.fullmatch(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^<"]*?))\s*<([^>]+)>\s*(.*)', text)
        if found:
            quoted, plain, uri, rest = found.groups()
            name = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain
            return cls(Uri.parse(uri), name, _parameters(rest))
        uri, _, rest = text.strip().partition(";")
        return cls(Uri.parse(uri), "", _parameters(rest))

    @property
    def number(self) -> str:
        return self.uri.user

    @property
    def tag(self) -> str:
        return self.params.get("tag", "")

    def tagged(self, tag: str) -> "Address":
        return Address(self.uri, self.name, {**self.params, "tag": tag})

    def __str__(self) -> str:
        escaped = self.name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}" ' if self.name else ""
        params = "".join(f";{key}={value}" for key, value in self.params.items())
        return f"{name}<{self.uri}>{params}"


Headers = list[tuple[str, str]]


@dataclass
class Message:
    headers: Headers
    body: str = ""

    def get(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def need(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise Malformed(f"no {name} header in: {self.first_line()}")
        return value

    def address(self, name: str) -> Address | None:
        value = self.get(name)
        return Address.parse(value) if value else None

    def first_line(self) -> str:
        raise NotImplementedError

    @property
    def call_id(self) -> str:
        return self.need("Call-ID")

    @property
    def sender(self) -> Address:
        return Address.parse(self.need("From"))

    @property
    def receiver(self) -> Address:
        return Address.parse(self.need("To"))

    @property
    def sequence(self) -> int:
        return int(self.need("CSeq").split()[0])

    @property
    def sequence_method(self) -> str:
        return self.need("CSeq").split()[1]

    @property
    def branch(self) -> str:
        return _parameters(self.need("Via").partition(";")[2]).get("branch", "")

    def encode(self) -> bytes:
        body = self.body.encode()
        lines = [self.first_line(), *(f"{key}: {value}" for key, value in self.headers)]
        lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Request(Message):
    method: str = ""
    uri: Uri = field(default_factory=lambda: Uri("", ""))

    def first_line(self) -> str:
        return f"{self.method} {self.uri} SIP/2.0"


@dataclass
class Response(Message):
    status: int = 0
    reason: str = ""

    def first_line(self) -> str:
        return f"SIP/2.0 {self.status} {self.reason}"

    @property
    def final(self) -> bool:
        return self.status >= 200


def answer_to(
    request: Request, status: int, tag: str, more: Iterable[tuple[str, str]] = ()
) -> Response:
    """A response with what must be taken over from the request."""
    receiver = request.receiver
    if status > 100 and not receiver.tag:
        receiver = receiver.tagged(tag)
    headers = [("Via", via) for via in request.all("Via")]
    headers += [("Record-Route", route) for route in request.all("Record-Route")]
    headers += [
        ("From", request.need("From")),
        ("To", str(receiver)),
        ("Call-ID", request.call_id),
        ("CSeq", request.need("CSeq")),
        *more,
    ]
    return Response(headers, status=status, reason=REASONS.get(status, "Something Else"))


def parse(datagram: bytes) -> Request | Response:
    head, _, body = datagram.decode(errors="replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = [_header(line) for line in _unfolded(lines)]
    if found := re.fullmatch(r"SIP/2\.0 (\d{3}) ?(.*)", first):
        return Response(headers, body, int(found[1]), found[2])
    if found := re.fullmatch(r"([A-Z]+) (\S+) SIP/2\.0", first):
        return Request(headers, body, found[1], Uri.parse(found[2]))
    raise Malformed(f"neither a request nor a response: {first!r}")


def _unfolded(lines: list[str]) -> list[str]:
    whole: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t") and whole:
            whole[-1] += " " + line.strip()
        else:
            whole.append(line)
    return whole


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise Malformed(f"not a header: {line!r}")
    name = name.strip()
    return COMPACT.get(name.lower(), name), value.strip()


def _parameters(text: str) -> dict[str, str]:
    pairs = [part.strip().partition("=") for part in text.split(";") if part.strip()]
    return {key.lower(): value for key, _, value in pairs}

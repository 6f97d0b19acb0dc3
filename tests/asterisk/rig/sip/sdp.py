"""Session descriptions: one G.711 stream with telephone events (RFC 4566, 3264, 4733)."""

import re
from dataclasses import dataclass
from typing import Self

ALAW = 8
ULAW = 0
EVENTS = 101

# What the one side says of itself, as the other sees it.
MIRRORED = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


@dataclass(frozen=True)
class Session:
    """Where one side wants its audio, and which way it flows from where it sits."""

    host: str
    port: int
    direction: str = "sendrecv"
    codecs: tuple[int, ...] = (ALAW, ULAW)
    events: int | None = EVENTS

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None where no audio is described."""
        audio = re.search(r"^m=audio (\d+) \S+ ([\d ]+)", text, re.MULTILINE)
        host = re.search(r"^c=IN IP4 (\S+)", text, re.MULTILINE)
        if not audio or not host:
            return None
        payloads = [int(word) for word in audio[2].split()]
        events = re.search(r"^a=rtpmap:(\d+) telephone-event/8000", text, re.MULTILINE)
        direction = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)", text, re.MULTILINE)
        return cls(
            host[1],
            int(audio[1]),
            direction[1] if direction else "sendrecv",
            tuple(payload for payload in payloads if payload in (ALAW, ULAW)),
            int(events[1]) if events else None,
        )

    def __str__(self) -> str:
        codecs = [str(codec) for codec in self.codecs]
        lines = [
            "v=0",
            f"o=- {self.port} 1 IN IP4 {self.host}",
            "s=-",
            f"c=IN IP4 {self.host}",
            "t=0 0",
            f"m=audio {self.port} RTP/AVP {' '.join([*codecs, *self._events_payload()])}",
            *(f"a=rtpmap:{codec} {_NAMES[codec]}/8000" for codec in self.codecs),
        ]
        if self.events is not None:
            lines.append(f"a=rtpmap:{self.events} telephone-event/8000")
            lines.append(f"a=fmtp:{self.events} 0-16")
        lines += ["a=ptime:20", f"a={self.direction}"]
        return "\r\n".join([*lines, ""])

    def _events_payload(self) -> list[str]:
        return [] if self.events is None else [str(self.events)]


_NAMES = {ALAW: "PCMA", ULAW: "PCMU"}

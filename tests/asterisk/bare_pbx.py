"""The Asterisk of a bare Debian: as its package leaves it, with a trunk and two phones of its own.

It is set up as an administrator has it before he hears of us; what the demo's and the tests' own
Asterisk is given does not reach it.
"""

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from .rig import configuration
from .rig.bare import Debian
from .rig.ports import HOST, PROVIDER_HOST, Ports
from .rig.sip import Phone, Provider

UNTIL_BOOTED = 'until asterisk -rx "core waitfullybooted" >/dev/null 2>&1; do sleep 0.1; done'

EXTENSIONS = """\
[general]

[globals]

[from-trunk]
{trunk}

[from-internal]
exten => _1XX,1,Dial(PJSIP/${{EXTEN}},20)
{phones}
"""


@dataclass(frozen=True)
class BarePbx:
    debian: Debian
    ports: Ports

    async def set_up(self) -> None:
        """Its HTTP server is off, and has a port of its own; the rest is Debian's."""
        values = {
            "sip_port": str(self.ports.sip),
            "provider_host": PROVIDER_HOST,
            "provider_port": str(self.ports.provider),
            "phones": "\n".join(map(configuration.phone, configuration.phones()[:2])),
        }
        template = (configuration.TEMPLATES / "pjsip.conf").read_text()
        self._write("pjsip.conf", configuration.filled(template, values))
        rtp = f"[general]\nrtpstart={self.ports.rtp_first}\nrtpend={self.ports.rtp_last}\n"
        self._write("rtp.conf", rtp)
        self._write("extensions.conf", EXTENSIONS.format(trunk="", phones=""))
        await self.debian.run(
            "cp *.conf /etc/asterisk/ && chown asterisk: /etc/asterisk/*.conf &&"
            f" sed -i 's/^bindaddr=.*/&\\nbindport={self.ports.http}/' /etc/asterisk/http.conf &&"
            f" asterisk -U asterisk && timeout 60 sh -c '{UNTIL_BOOTED}'"
        )

    async def cli(self, command: str) -> str:
        return await self.debian.run(f"asterisk -rx '{command}'")

    async def include(self, file: str, *, trunk: str, phones: str) -> None:
        """As the head of the printed dialplan says."""
        included = EXTENSIONS.format(trunk=trunk, phones=phones) + f"\n#include {file}\n"
        self._write("extensions.conf", included)
        await self.debian.run("cp extensions.conf /etc/asterisk/")
        await self.cli("dialplan reload")

    def provider(self) -> Provider:
        return Provider((PROVIDER_HOST, self.ports.provider), (HOST, self.ports.sip))

    def phone(self, number: str) -> Phone:
        return Phone(number, (HOST, self.ports.sip))

    def _write(self, name: str, text: str) -> None:
        (self.debian.outside / name).write_text(text)


class Notified:
    """Listens to what the application tells systemd."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def __enter__(self) -> Self:
        self.socket.bind(str(self.place))
        self.place.chmod(0o777)
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def hears(self, wanted: str, seconds: float = 30.0) -> None:
        """That, sooner or later; it is waited for in a thread of its own."""
        self.socket.settimeout(seconds)
        while wanted not in self.socket.recv(4096).decode().split("\n"):
            pass

"""Ports for one Asterisk that no other of this machine's rigs uses."""

import os
import socket
import tempfile
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import IO

PROVIDER_HOST = "127.0.0.2"
HOST = "127.0.0.1"

# Below the ports that Linux hands out by itself (32768 and up).
FIRST = 20_000
LAST = 32_000
SIZE = 1_000


@dataclass(frozen=True)
class Ports:
    sip: int
    http: int
    provider: int
    rtp_first: int
    rtp_last: int
    claim: IO[str]

    def give_back(self) -> None:
        self.claim.close()


def claim_ports(sip: int | None = None) -> Ports:
    """A block of a thousand; it is ours until given back, or until this process ends. `sip`: this
    port for SIP, from outside the block."""
    if sip is not None and not _can_bind(socket.SOCK_DGRAM, HOST, sip):
        raise OSError(f"UDP port {sip} of {HOST} is taken: by another Asterisk, or a softphone?")
    folder = Path(tempfile.gettempdir()) / f"stasis_app-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    for base in range(FIRST, LAST, SIZE):
        claim = (folder / str(base)).open("w")
        ports = Ports(sip or base, base, base + 1, base + 100, base + SIZE - 1, claim)
        if _lock(claim) and _free(ports):
            return ports
        claim.close()
    raise OSError(f"no free block of {SIZE} ports between {FIRST} and {LAST}: see {folder}")


def _lock(file: IO[str]) -> bool:
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _free(ports: Ports) -> bool:
    wanted = (
        (socket.SOCK_DGRAM, HOST, ports.sip),
        (socket.SOCK_STREAM, HOST, ports.http),
        (socket.SOCK_DGRAM, PROVIDER_HOST, ports.provider),
    )
    return all(_can_bind(*one) for one in wanted)


def _can_bind(kind: socket.SocketKind, host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True

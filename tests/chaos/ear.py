"""Where the crowd's callers hear: one socket for each that may talk at a time.

Each packet is sent back to where it came from, so that Asterisk's RTP goes both ways, and is noted
with its time.  What is heard is not looked at: in a bridge Asterisk sends a caller nothing but what
the other side has said.
"""

import asyncio
import socket
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Self

from .clock import Clock

TOGETHER = timedelta(seconds=0.3)  # packets no further apart are one sound


class Sounds:
    """On one port, as stretches from a first packet to a last one."""

    def __init__(self) -> None:
        self.stretches: list[tuple[datetime, datetime]] = []

    def note(self, at: datetime) -> None:
        if self.stretches and at - self.stretches[-1][1] <= TOGETHER:
            self.stretches[-1] = (self.stretches[-1][0], at)
        else:
            self.stretches.append((at, at))

    def longest_silence(self, since: datetime, until: datetime) -> float:
        """In seconds."""
        longest = timedelta()
        heard_at = since
        for first, last in self.stretches:
            if last < since or first > until:
                continue
            longest = max(longest, first - heard_at)
            heard_at = last
        return max(longest, until - heard_at).total_seconds()


class Ear:
    def __init__(self, host: str, count: int, clock: Clock) -> None:
        self.host = host
        self.count = count
        self.clock = clock
        self.sounds: defaultdict[int, Sounds] = defaultdict(Sounds)
        self.packets = 0
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for _ in range(self.count):
            one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            one.setblocking(False)
            one.bind((self.host, 0))
            self._sockets.append(one)
            loop.add_reader(one, self._readable, one, self.sounds[one.getsockname()[1]])
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._sockets:
            asyncio.get_running_loop().remove_reader(one)
            one.close()

    @property
    def ports(self) -> list[int]:
        return list(self.sounds)

    def _readable(self, one: socket.socket, sounds: Sounds) -> None:
        while True:
            try:
                packet, sender = one.recvfrom(2048)
                one.sendto(packet, sender)
            except OSError:  # nothing more; or who has sent it has closed his port meanwhile
                return
            self.packets += 1
            sounds.note(self.clock())

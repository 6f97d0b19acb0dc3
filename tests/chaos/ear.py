"""Where the crowd's callers hear: one socket for each that may talk at a time.

Each packet is sent back to where it came from, so that Asterisk's RTP goes both ways, and is noted
with its time; who leaves a message speaks instead, for Asterisk sends him nothing to be sent back.
Five times a second it is looked whether it is a voice.
"""

import asyncio
import secrets
import socket
import struct
from collections import defaultdict
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import Self

from tests.asterisk.rig.sip import g711

from .clock import Clock

VOICE_HZ = 800  # of everybody
PCMA = 8  # the payload type
HEADER = 12  # bytes of RTP
LOOKED_AT = 10  # packets: of so many one is
PACKET_SECONDS = 0.02
SPEECH_SECONDS = 16.0
TOGETHER = timedelta(seconds=0.3)  # packets no further apart are one sound


class Sounds:
    """On one port, as stretches from a first packet to a last one."""

    def __init__(self) -> None:
        self.stretches: list[tuple[datetime, datetime]] = []
        self.voices: list[datetime] = []  # when one was heard
        self.packets = 0

    def look_at(self, packet: bytes, at: datetime) -> None:
        self.packets += 1
        if self.packets % LOOKED_AT == 0:
            samples = g711.decode(packet[HEADER:], PCMA)
            if g711.share(samples, VOICE_HZ) > g711.SHARE:
                self.voices.append(at)

    def has_voice(self, since: datetime, until: datetime) -> bool:
        return any(since <= each <= until for each in self.voices)

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
    def __init__(self, host: str, count: int, speakers: int, clock: Clock) -> None:
        self.host = host
        self.count = count
        self.speakers = speakers
        self.clock = clock
        self.sounds: defaultdict[int, Sounds] = defaultdict(Sounds)
        self.packets = 0
        self._sockets: list[socket.socket] = []
        self._speaking: dict[socket.socket, asyncio.Task[None]] = {}

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for _ in range(self.count + self.speakers):
            one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            one.setblocking(False)
            one.bind((self.host, 0))
            self._sockets.append(one)
            speaks = len(self._sockets) > self.count
            loop.add_reader(one, self._readable, one, self.sounds[one.getsockname()[1]], speaks)
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._sockets:
            asyncio.get_running_loop().remove_reader(one)
            one.close()

    def port(self, number: int, *, speaks: bool) -> int:
        """Of the caller of this number."""
        ports = list(self.sounds)
        return ports[self.count + number % self.speakers if speaks else number % self.count]

    def hush(self) -> None:
        """Asterisk has died: nobody speaks any more, into a port that another call may get."""
        for speech in self._speaking.values():
            speech.cancel()

    def _readable(self, one: socket.socket, sounds: Sounds, speaks: bool) -> None:
        while True:
            try:
                packet, sender = one.recvfrom(2048)
                if speaks:
                    self._speak(one, sender)
                else:
                    one.sendto(packet, sender)
            except OSError:  # nothing more; or who has sent it has closed his port meanwhile
                return
            self.packets += 1
            at = self.clock()
            sounds.note(at)
            sounds.look_at(packet, at)

    def _speak(self, one: socket.socket, listener: tuple[str, int]) -> None:
        if one not in self._speaking or self._speaking[one].done():
            self._speaking[one] = asyncio.create_task(_speech(one, listener))


async def _speech(one: socket.socket, listener: tuple[str, int]) -> None:
    loop = asyncio.get_running_loop()
    source, began = secrets.randbits(32), loop.time()
    payload = _voice()
    for number in range(round(SPEECH_SECONDS / PACKET_SECONDS)):
        header = struct.pack("!BBHII", 0x80, PCMA, number, number * g711.PACKET, source)
        with suppress(OSError):  # whoever was to hear it has closed his port meanwhile
            one.sendto(header + payload, listener)
        await asyncio.sleep(began + (number + 1) * PACKET_SECONDS - loop.time())


@cache
def _voice() -> bytes:
    return g711.encode(g711.tone(VOICE_HZ), PCMA)

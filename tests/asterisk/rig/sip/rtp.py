"""One call's audio: sends a tone of its own, and knows what it has been sent (RFC 3550, 4733)."""

import asyncio
import functools
import secrets
import socket
import struct
from collections import deque
from dataclasses import dataclass, replace

from . import g711
from .sdp import ALAW, MIRRORED, Session
from .waiting import Changes

PACKET_SECONDS = 0.02
DIGITS = "0123456789*#ABCD"
DIGIT_PACKETS = 6  # 120 ms; Asterisk takes 80 ms and more for a digit
PACKETS_TO_BELIEVE = 5
REMEMBERED = 500  # packets: 10 s


@dataclass(frozen=True)
class Packet:
    at: float
    codec: int
    payload: bytes


@functools.cache
def _encoded_tone(hertz: int, codec: int) -> bytes:
    return g711.encode(g711.tone(hertz), codec)


class Audio:
    """`voice` is the tone it sends, in Hz; None: it sends nothing."""

    def __init__(self, host: str, voice: int | None) -> None:
        self.voice = voice
        self.received: deque[Packet] = deque(maxlen=REMEMBERED)
        self.digits = ""
        self.changes = Changes()
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((host, 0))
        self._loop.add_reader(self._socket, self._readable)
        self.host, self.port = self._socket.getsockname()
        self.direction = "sendrecv"
        self.remote: Session | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._digits_to_send: deque[str] = deque()
        self._digit_packets: deque[tuple[int, bytes]] = deque()
        self._sequence = secrets.randbelow(30_000)
        self._timestamp = secrets.randbelow(1_000_000)
        self._source = secrets.randbits(32)
        self._last_event: int | None = None

    @property
    def session(self) -> Session:
        """What we say of ourselves: an offer, or the answer to what the other side said last."""
        own = Session(self.host, self.port, self.direction)
        if self.remote is None:
            return own
        codec = self._codec
        return replace(own, codecs=(codec,), events=self.remote.events)

    def connect(self, remote: Session, *, answering: bool = False) -> None:
        """The other side has said where it listens. Answering it, we go its way."""
        self.remote = remote
        if answering:
            self.direction = MIRRORED[remote.direction]
        if self.voice:
            self._start()

    def press(self, digits: str) -> None:
        self._digits_to_send.extend(digits)
        self._start()

    def close(self) -> None:
        if self._socket.fileno() < 0:
            return
        if self._timer:
            self._timer.cancel()
        self._loop.remove_reader(self._socket)
        self._socket.close()

    async def until_heard(self, hertz: int, seconds: float, since: float | None = None) -> float:
        """The tone is heard, from now on or from `since` on; returns when its first packet came."""
        since = self._loop.time() if since is None else since

        def look() -> float | None:
            heard = [packet.at for packet in self._heard(since) if _is(packet, hertz)]
            return heard[0] if len(heard) >= PACKETS_TO_BELIEVE else None

        what = f"a tone of {hertz} Hz"
        return await self.changes.until(look, seconds, what, lambda: self._description(since))

    async def until_audible(self, seconds: float) -> None:
        """Half a second of whatever is sent, silence too."""
        since = self._loop.time()
        await self.changes.until(
            lambda: len(self._heard(since)) >= 25 or None,
            seconds,
            "any audio",
            lambda: self._description(since),
        )

    async def until_sound(self, seconds: float, since: float | None = None) -> float:
        """Anything but silence: speech."""
        since = self._loop.time() if since is None else since

        def look() -> float | None:
            loud = [packet.at for packet in self._heard(since) if _is_loud(packet)]
            return loud[0] if len(loud) >= PACKETS_TO_BELIEVE else None

        return await self.changes.until(look, seconds, "a sound", lambda: self._description(since))

    def bursts(self, hertz: int) -> list[float]:
        """How long the tone was heard each time, in seconds."""
        lengths: list[float] = []
        going_on = False
        for packet in self.received:
            if not _is(packet, hertz):
                going_on = False
            elif going_on:
                lengths[-1] += PACKET_SECONDS
            else:
                going_on = True
                lengths.append(PACKET_SECONDS)
        return lengths

    async def until_digits(self, digits: str, seconds: float) -> None:
        await self.changes.until(
            lambda: self.digits.endswith(digits) or None,
            seconds,
            f"the digits {digits}",
            lambda: f"There were: {self.digits or 'none'}",
        )

    def tones(self, since: float = 0.0) -> set[int]:
        """Which voices are heard, from among all that the rig knows."""
        packets = self._heard(since)[-10:]
        known = {*g711.VOICES, *g711.TAKEN}
        return {hertz for hertz in known if sum(_is(packet, hertz) for packet in packets) >= 3}

    def _heard(self, since: float) -> list[Packet]:
        return [packet for packet in self.received if packet.at >= since]

    def _description(self, since: float) -> str:
        count = len(self._heard(since))
        return f"Heard in {count} packets: {sorted(self.tones(since)) or 'nothing known'}"

    @property
    def _codec(self) -> int:
        return self.remote.codecs[0] if self.remote and self.remote.codecs else ALAW

    def _start(self) -> None:
        if self._timer is None:
            self._tick(self._loop.time())

    def _tick(self, due: float) -> None:
        self._timer = self._loop.call_at(due + PACKET_SECONDS, self._tick, due + PACKET_SECONDS)
        self._timestamp = (self._timestamp + g711.PACKET) & 0xFFFFFFFF
        if not self._digit_packets and self._digits_to_send:
            self._digit_packets.extend(self._digit(self._digits_to_send.popleft()))
        if self._digit_packets:
            self._send(self._event_payload(), *self._digit_packets.popleft())
        elif self.voice and self.direction in ("sendrecv", "sendonly"):
            self._send(self._codec, self._timestamp, _encoded_tone(self.voice, self._codec))

    def _event_payload(self) -> int:
        assert self.remote
        assert self.remote.events is not None, "the other side takes no telephone events"
        return self.remote.events

    def _digit(self, digit: str) -> list[tuple[int, bytes]]:
        """Its packets: all with the time at which it began; the end is sent three times."""
        began = self._timestamp
        number = DIGITS.index(digit)
        lengths = [g711.PACKET * count for count in range(1, DIGIT_PACKETS + 1)]
        going_on = [(began, struct.pack("!BBH", number, 10, length)) for length in lengths]
        ends = [(began, struct.pack("!BBH", number, 0x80 | 10, lengths[-1]))] * 3
        return going_on + ends

    def _send(self, payload_type: int, timestamp: int, payload: bytes) -> None:
        assert self.remote
        self._sequence = (self._sequence + 1) & 0xFFFF
        head = struct.pack("!BBHII", 0x80, payload_type, self._sequence, timestamp, self._source)
        # OSError: the other side has closed its port already; the end of the call is on its way.
        try:
            self._socket.sendto(head + payload, (self.remote.host, self.remote.port))
        except OSError:
            return

    def _readable(self) -> None:
        while True:
            try:
                datagram = self._socket.recv(2048)
            except (BlockingIOError, ConnectionRefusedError):
                return
            self._take(datagram)

    def _take(self, datagram: bytes) -> None:
        if len(datagram) < 12:
            return
        kind, timestamp = datagram[1] & 0x7F, struct.unpack("!I", datagram[4:8])[0]
        payload = datagram[12:]
        if kind in g711.DECODING:
            self.received.append(Packet(self._loop.time(), kind, payload))
            self.changes.tell()
        elif self.remote and kind == self.remote.events and timestamp != self._last_event:
            self._last_event = timestamp
            self.digits += DIGITS[payload[0]]
            self.changes.tell()


@functools.lru_cache(maxsize=10_000)
def _is(packet: Packet, hertz: int) -> bool:
    return g711.share(g711.decode(packet.payload, packet.codec), hertz) > g711.SHARE


def _is_loud(packet: Packet) -> bool:
    return not g711.is_silent(g711.decode(packet.payload, packet.codec))

"""What a recorded file contains, measured."""

import io
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

from .sip.g711 import PACKET, RATE, share

MOSTLY = 0.5  # of a packet's energy


@dataclass(frozen=True)
class Wav:
    samples: tuple[int, ...]

    @classmethod
    def read(cls, file: Path) -> "Wav":
        return cls.of(file.read_bytes())

    @classmethod
    def of(cls, file: bytes) -> "Wav":
        with wave.open(io.BytesIO(file)) as content:
            assert content.getframerate() == RATE
            assert content.getsampwidth() == 2
            assert content.getnchannels() == 1
            raw = content.readframes(content.getnframes())
        return cls(struct.unpack(f"<{len(raw) // 2}h", raw))

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE

    def seconds_of(self, hertz: int, least: float = MOSTLY) -> float:
        """In which this tone is heard, with such a share of the energy at least."""
        starts = range(0, len(self.samples) - PACKET + 1, PACKET)
        packets = (list(self.samples[start : start + PACKET]) for start in starts)
        return sum(share(packet, hertz) >= least for packet in packets) * PACKET / RATE

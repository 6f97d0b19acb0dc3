"""G.711 speech: tones made, and found again.

All tones are multiples of 50 Hz, so that each fits a packet of 20 ms without a seam, and none is
mistaken for another.
"""

import itertools
import math
import struct

RATE = 8000
PACKET = 160  # samples: 20 ms
LOUDNESS = 8000
QUIET = 200  # root mean square below which nothing is heard
SHARE = 0.2  # of a packet's energy: two or three voices at once are heard too

# None of the tones of telephony (425, 950, 1400, 1800), nor those of the rig's Asterisk.
TAKEN = (1000, 1350, 950, 1400, 1800)
VOICES = [hertz for hertz in range(600, 3400, 50) if hertz not in TAKEN]

_next_voice = itertools.cycle(VOICES)


def new_voice() -> int:
    """A tone that nobody else near has."""
    return next(_next_voice)


def tone(hertz: int) -> list[int]:
    """One packet of it."""
    return [round(LOUDNESS * math.sin(2 * math.pi * hertz * i / RATE)) for i in range(PACKET)]


def is_silent(samples: list[int]) -> bool:
    energy = sum(sample * sample for sample in samples)
    return not samples or math.sqrt(energy / len(samples)) < QUIET


def share(samples: list[int], hertz: int) -> float:
    """How much of what is heard is this tone, from 0 to 1 (Goertzel)."""
    if is_silent(samples):
        return 0.0
    energy = sum(sample * sample for sample in samples)
    coefficient = 2 * math.cos(2 * math.pi * hertz / RATE)
    before, last = 0.0, 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
    power = before * before + last * last - coefficient * before * last
    return 2 * power / (len(samples) * energy)


def _from_alaw(code: int) -> int:
    code ^= 0x55
    exponent = (code & 0x70) >> 4
    mantissa = (code & 0x0F) << 4
    size = mantissa + 8 if exponent == 0 else (mantissa + 0x108) << (exponent - 1)
    return size if code & 0x80 else -size


def _from_ulaw(code: int) -> int:
    code = ~code & 0xFF
    size = ((((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84
    return -size if code & 0x80 else size


_ALAW = [_from_alaw(code) for code in range(256)]
_ULAW = [_from_ulaw(code) for code in range(256)]
DECODING = {8: _ALAW, 0: _ULAW}


def decode(payload: bytes, codec: int) -> list[int]:
    table = DECODING[codec]
    return [table[code] for code in payload]


def encode(samples: list[int], codec: int) -> bytes:
    """Slow; a tone is encoded once."""
    table = DECODING[codec]
    codes = [min(range(256), key=lambda code: abs(table[code] - sample)) for sample in samples]
    return struct.pack(f"{len(codes)}B", *codes)

"""What the fake Asterisk records: everybody speaks, all the time."""

import asyncio
import io
import wave
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

RATE = 8000

Emit = Callable[..., None]


class Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class FakeRecording:
    name: str
    since: float
    before: float = 0.0  # seconds, to which it is appended
    timer: asyncio.TimerHandle | None = None


class Recorded(Protocol):
    """A channel."""

    id: str
    recording: FakeRecording | None


class FakeRecordings:
    """`live`: names of those that go on; `stored`: what files contain, by name, of those too."""

    def __init__(self, emit: Emit) -> None:
        self.emit = emit
        self.live: set[str] = set()
        self.stored: dict[str, bytes] = {}

    def file(self, name: str) -> bytes:
        if name not in self.stored:
            raise Refusal(404, "Recording not found")
        return self.stored[name]

    def begin(self, channel: Recorded, name: str, seconds: int, append: bool) -> None:
        """`seconds` 0: until the channel ends."""
        if name in self.live or (name in self.stored and not append):
            raise Refusal(409, f"Recording '{name}' already exists and can not be overwritten")
        loop = asyncio.get_running_loop()
        before = lasting(self.stored[name]) if name in self.stored else 0.0
        channel.recording = FakeRecording(name, loop.time(), before)
        if seconds:
            channel.recording.timer = loop.call_later(seconds, self.end, channel)
        self.live.add(name)
        self.stored[name] = noise(before)
        self._tell("RecordingStarted", name, state="recording")

    def end(self, channel: Recorded) -> None:
        recording, channel.recording = channel.recording, None
        if recording is None:
            return
        if recording.timer is not None:
            recording.timer.cancel()
        lasted = asyncio.get_running_loop().time() - recording.since
        self.live.discard(recording.name)
        self.stored[recording.name] = noise(recording.before + lasted)
        seconds = round(lasted)
        durations = {"duration": seconds, "talking_duration": seconds, "silence_duration": 0}
        self._tell("RecordingFinished", recording.name, state="done", **durations)

    def _tell(self, type: str, name: str, **more: Any) -> None:
        self.emit(type, recording={"name": name, "format": "wav", **more})


def noise(seconds: float) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"\x00\x20\x00\xe0" * round(seconds * RATE / 2))
    return content.getvalue()


def lasting(content: bytes) -> float:
    with wave.open(io.BytesIO(content)) as file:
        return float(file.getnframes() / file.getframerate())

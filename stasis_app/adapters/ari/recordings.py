"""Which recordings go on in Asterisk, as far as is known, and what events tell of them.

A talk is recorded by a channel of its own that listens to it, `<call>.s<leg>.<attempt>`; it bears
the argument `tape`.  Knows nothing of requests.
"""

import re
from collections.abc import Mapping
from typing import Any

from ...core.events import ListenerCame, RecordingEnded, RecordingStarted
from ...core.recording import leg_in, name_of
from ...core.words import CallId, LegId
from .snapshot import Snapshot, mapping, text

TAPE = "tape"
LISTENER = re.compile(r"(.+)\.s(\d{1,6})\.(\d{1,6})", re.ASCII)


class Recordings:
    """Those that have been asked for and whose end has not been heard of."""

    def __init__(self) -> None:
        self._open: set[tuple[CallId, LegId]] = set()
        self._listeners: dict[CallId, set[str]] = {}

    def begin(self, call: CallId, leg: LegId) -> str:
        self._open.add((call, leg))
        return name_of(call, leg)

    def end(self, call: CallId, leg: LegId) -> None:
        self._open.discard((call, leg))

    def leave(self, call: CallId) -> None:
        """It is over."""
        self._open = {each for each in self._open if each[0] != call}
        self._listeners.pop(call, None)

    def listen(self, call: CallId, listener: str) -> None:
        """This channel is to hear the talk, or does."""
        self._listeners.setdefault(call, set()).add(listener)

    def listeners(self, call: CallId) -> frozenset[str]:
        """Those that may be there."""
        return frozenset(self._listeners.get(call, ()))

    def came(self, listener: Snapshot) -> tuple[CallId, ListenerCame] | None:
        """None: no name of ours."""
        found = LISTENER.fullmatch(listener.id)
        if found is None:
            return None
        call, leg, attempt = found.groups()
        self.listen(CallId(call), listener.id)
        return CallId(call), ListenerCame(LegId(int(leg)), int(attempt))

    def all(self) -> list[tuple[CallId, LegId]]:
        return sorted(self._open)

    def told(
        self, event: Mapping[str, Any], kind: str
    ) -> tuple[CallId, RecordingStarted | RecordingEnded] | None:
        """None: none of ours."""
        recording = mapping(event, "recording")
        found = leg_in(text(recording, "name"))
        if found is None:
            return None
        call, leg = found
        if kind == "RecordingStarted":
            return call, RecordingStarted(leg)
        self.end(call, leg)
        if kind == "RecordingFailed":
            return call, RecordingEnded(leg, failed=True)
        seconds, sound = _seconds(recording, "duration"), _seconds(recording, "talking_duration")
        return call, RecordingEnded(leg, seconds, sound)


def listener_of(call: CallId, leg: LegId, attempt: int) -> str:
    return f"{call}.s{leg}.{attempt}"


def listens(channel: Snapshot, app: str) -> bool:
    """To a talk, for us."""
    return channel.is_in(app) and channel.args == (TAPE,)


def _seconds(recording: Mapping[str, Any], key: str) -> int | None:
    value = recording.get(key)
    return value if isinstance(value, int) and value >= 0 else None

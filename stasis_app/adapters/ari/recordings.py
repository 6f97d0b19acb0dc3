"""Which recordings go on in Asterisk, as far as is known, and what events tell of them.

Knows nothing of requests.
"""

from collections.abc import Mapping
from typing import Any

from ...core.events import RecordingEnded, RecordingStarted
from ...core.recording import leg_in, name_of
from ...core.words import CallId, LegId
from .snapshot import mapping, text


class Recordings:
    """Those that have been asked for and whose end has not been heard of."""

    def __init__(self) -> None:
        self._open: set[tuple[CallId, LegId]] = set()

    def begin(self, call: CallId, leg: LegId) -> str:
        self._open.add((call, leg))
        return name_of(call, leg)

    def end(self, call: CallId, leg: LegId) -> None:
        self._open.discard((call, leg))

    def leave(self, call: CallId) -> None:
        """It is over."""
        self._open = {each for each in self._open if each[0] != call}

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


def _seconds(recording: Mapping[str, Any], key: str) -> int | None:
    value = recording.get(key)
    return value if isinstance(value, int) and value >= 0 else None

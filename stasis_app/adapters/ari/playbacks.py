"""What each leg hears: our prompts and tones as Asterisk's media, and who hears which.

Knows nothing of requests and events.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from ...core.commands import Heard
from ...core.words import CallId, LegId, Sound, Tone

# Parts are hertz/milliseconds; `!`: once.  `|` between them, because a comma is the next medium.
# Asterisk goes on with silence until it is stopped.
TONES = {
    Tone.ONE: ("tone:!800/250|!0/50", 0.3),
    Tone.TWO: ("tone:!800/250|!0/150|!800/250|!0/50", 0.7),
}


@dataclass(frozen=True, slots=True)
class Playback:
    id: str
    call: CallId
    leg: LegId
    sounds: tuple[Heard, ...]


class Playbacks:
    def __init__(self) -> None:
        self._playbacks: dict[str, Playback] = {}
        self._now: dict[tuple[CallId, LegId], str] = {}
        self._numbers = count(1)

    def number_from(self, first: int) -> None:
        """What was begun before our start may still be heard, and has its id."""
        self._numbers = count(first)

    def begin(self, call: CallId, leg: LegId, sounds: tuple[Heard, ...]) -> Playback:
        playback = Playback(f"{call}.{leg}.p{next(self._numbers)}", call, leg, sounds)
        self._playbacks[playback.id] = playback
        self._now[call, leg] = playback.id
        return playback

    def current(self, call: CallId, leg: LegId) -> str | None:
        return self._now.get((call, leg))

    def end(self, playback: str) -> Playback | None:
        """None: nobody's, or its leg has another channel by now."""
        ended = self._playbacks.pop(playback, None)
        if ended is not None and self._now.get((ended.call, ended.leg)) == playback:
            del self._now[ended.call, ended.leg]
        return ended

    def forget(self, call: CallId, leg: LegId) -> None:
        """Its channel is gone, and takes what it hears with it."""
        self._now.pop((call, leg), None)
        for each in [*self._playbacks.values()]:
            if (each.call, each.leg) == (call, leg):
                del self._playbacks[each.id]


def media(sounds: Iterable[Heard]) -> list[str]:
    return [_medium(each) for each in sounds]


def seconds_until_stop(sounds: Iterable[Heard]) -> float | None:
    """None: it ends by itself."""
    tones = [TONES[each][1] for each in sounds if isinstance(each, Tone)]
    return sum(tones) if tones else None


def _medium(heard: Heard) -> str:
    match heard:
        case Sound():
            return f"sound:stasis-app/{heard.value}"
        case Tone():
            return TONES[heard][0]

"""What each leg hears: our prompts and tones as Asterisk's media, and who hears which.

Knows nothing of requests and events.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ...core.retelling import UNWRITTEN
from ...core.words import CallId, Heard, LegId, Recording, Sound, Tone

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


def playback_id(call: CallId, leg: LegId, number: int) -> str:
    return f"{call}.{leg}.p{number}"


class Playbacks:
    def __init__(self) -> None:
        self._playbacks: dict[str, Playback] = {}
        self._now: dict[tuple[CallId, LegId], str] = {}
        self._given: dict[CallId, dict[LegId, int]] = {}  # how many
        self._old: dict[tuple[CallId, LegId], list[str]] = {}
        self._music: set[tuple[CallId, LegId]] = set()  # who hears it, or may

    def adopt(self, call: CallId, leg: LegId, last: int) -> None:
        """What the leg was given to hear before we were killed may still be heard: the last that
        is known of, or one that was not written any more."""
        old = range(max(1, last), last + UNWRITTEN + 1)
        self._given.setdefault(call, {})[leg] = last + UNWRITTEN
        self._old[call, leg] = [playback_id(call, leg, number) for number in old]

    def take_old(self, call: CallId, leg: LegId) -> list[str]:
        """Of before we were killed, or of the channel before, once: to be stopped."""
        return self._old.pop((call, leg), [])

    def begin_music(self, call: CallId, leg: LegId) -> None:
        self._music.add((call, leg))

    def take_music(self, call: CallId, leg: LegId) -> bool:
        """Whether it hears music, once: to be stopped."""
        hears = (call, leg) in self._music
        self._music.discard((call, leg))
        return hears

    def begin(self, call: CallId, leg: LegId, sounds: tuple[Heard, ...]) -> Playback:
        given = self._given.setdefault(call, {})
        number = given[leg] = given.get(leg, 0) + 1
        playback = Playback(playback_id(call, leg, number), call, leg, sounds)
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

    def leave(self, call: CallId) -> None:
        """It is over."""
        for leg in self._given.pop(call, {}):
            self._old.pop((call, leg), None)
        self._music = {each for each in self._music if each[0] != call}

    def pass_on(self, call: CallId, leg: LegId) -> None:
        """Another channel has its place, and goes on hearing what the one before was given, where
        the two have been joined by an attended transfer (seen on 22.10)."""
        heard = self.current(call, leg)
        self.forget(call, leg)
        if heard is not None:
            self._old.setdefault((call, leg), []).append(heard)

    def forget(self, call: CallId, leg: LegId) -> None:
        """Its channel is gone, and takes what it hears with it."""
        self._now.pop((call, leg), None)
        self._music.discard((call, leg))
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
        case Recording(name):
            return f"sound:{name}"
        case Tone():
            return TONES[heard][0]

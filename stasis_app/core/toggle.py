"""A phone switches departments between secretaries and the people on duty.

Decides what is asked (the PIN; whether to switch back what somebody else has just switched), what
it is switched to, and what is said.  Knows nothing of calls; the switch itself is kept elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .code_call import KEY_SECONDS, PLAY_SECONDS, CodeCall
from .commands import (
    Answer,
    Command,
    Play,
    SwitchMode,
)
from .events import Event, KeyPressed, LegGone, ModeSwitched, PlayEnded, Refused, TimerFired
from .words import CALLER, Heard, Mode, Sound, Tone

GUARD = timedelta(seconds=30)  # after another phone's toggle

_SAID = {
    (Mode.SECRETARY, False): Sound.MODE_SECRETARY,
    (Mode.DUTY, False): Sound.MODE_DUTY,
    (Mode.AUTO, False): Sound.MODE_AUTO,
    (Mode.SECRETARY, True): Sound.ALL_MODE_SECRETARY,
    (Mode.DUTY, True): Sound.ALL_MODE_DUTY,
    (Mode.AUTO, True): Sound.ALL_MODE_AUTO,
}


@dataclass(frozen=True, slots=True)
class JustToggled:
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SwitchRequest:
    """What the phone wants, and how things stand, in one frozen picture."""

    departments: tuple[str, ...]
    all: bool  # said so in the confirmation
    to: Mode | None  # None: cannot be had
    toggled: bool  # it flips, so it is guarded; `mode` sets
    by: str  # the phone's number
    pin: str | None = None
    pin_locked: bool = False  # too many wrong ones lately
    guard: JustToggled | None = None


def flipped(modes: tuple[Mode, ...]) -> Mode:
    """One: the other one.  Several: all to duty unless all are, then all to secretary."""
    return Mode.SECRETARY if all(mode is Mode.DUTY for mode in modes) else Mode.DUTY


class Switch(CodeCall):
    """The conversation."""

    def __init__(self, request: SwitchRequest) -> None:
        super().__init__(request.pin)
        self.request = request
        self.switched = False
        self.asking: str | None = None  # "pin" or "guard": what the keys answer

    def start(self, at: datetime) -> list[Command]:
        return [Answer(CALLER), *self._begin(at)]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        if self.result is not None:
            return []
        match event:
            case LegGone():
                return self._finish()
            case TimerFired(timer) if timer == self.timer:
                return self._silence()
            case _ if self.hung_up:
                return []
            case KeyPressed(_, key):
                return self._key(key, at)
            case ModeSwitched():
                return self._say(_SAID[self._target, self.request.all])
            case Refused(SwitchMode()):
                self.switched = False
                return self._say(Sound.NOT_SWITCHED)
            case PlayEnded(_, sounds, failed) if sounds == self.farewell:
                return self._farewell_ended(failed)
            case PlayEnded() if self.asking is not None:
                return [self._arm(KEY_SECONDS)]
        return []

    @property
    def _target(self) -> Mode:
        assert self.request.to is not None
        return self.request.to

    def _begin(self, at: datetime) -> list[Command]:
        request = self.request
        if not request.departments:
            return self._say(Sound.NO_SUCH_DEPARTMENT)
        if request.to is None:
            return self._say(Sound.NOT_SWITCHED)
        if not self.pad.known:
            if request.pin_locked:
                return self._say(Sound.PIN_LOCKED)
            return self._ask("pin", Sound.ENTER_PIN)
        guard = request.guard
        if request.toggled and guard and guard.by != request.by and at - guard.at < GUARD:
            return self._ask("guard", *just_switched_by(guard.by), Sound.PRESS_1_TO_SWITCH)
        return self._switch()

    def _key(self, key: str, at: datetime) -> list[Command]:
        if self.asking == "guard":
            self.asking = None
            return self._switch() if key == "1" else self._say(Sound.NOTHING_CHANGED)
        if self.asking != "pin":
            return []
        if not self.pad.press(key):
            return [self._arm(KEY_SECONDS)]
        self.asking = None
        if self.pad.known:
            return self._begin(at)
        if self.pad.tried_enough:
            return self._say(Sound.WRONG_PIN)
        return self._ask("pin", Sound.WRONG_PIN, Sound.ENTER_PIN)

    def _switch(self) -> list[Command]:
        self.switched = True
        request = self.request
        return [
            SwitchMode(request.departments, self._target, request.by, request.toggled),
            self._arm(PLAY_SECONDS),
        ]

    def _silence(self) -> list[Command]:
        """No key, no news of the sound, or of the switch, or of the phone's end."""
        if self.hung_up:
            return self._finish()
        if self.asking == "guard":
            self.asking = None
            return self._say(Sound.NOTHING_CHANGED)
        return self._hang_up()

    def _ask(self, what: str, *sounds: Heard) -> list[Command]:
        self.asking = what
        return [Play(CALLER, tuple(sounds)), self._arm(PLAY_SECONDS)]

    def _say(self, *sounds: Heard) -> list[Command]:
        """… and then good-bye."""
        self.farewell = tuple(sounds)
        return [Play(CALLER, self.farewell), self._arm(PLAY_SECONDS)]

    def _farewell_ended(self, failed: bool) -> list[Command]:
        tones = (Tone.ONE,), (Tone.TWO,)
        if failed and self.switched and self.farewell not in tones:
            return self._say(Tone.TWO if self._target is Mode.DUTY else Tone.ONE)
        return self._hang_up()


def just_switched_by(number: str) -> tuple[Heard, ...]:
    digits = (Sound(f"digit-{digit}") for digit in number if digit.isascii() and digit.isdigit())
    return (Sound.JUST_SWITCHED_BY, *digits)

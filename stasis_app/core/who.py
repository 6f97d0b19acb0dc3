"""A phone asks who is on duty, takes the duty over until the shift ends, or hands it back.

Decides what is said, which keys mean something, and what is wished for.  Knows nothing of rosters:
taking_over.py, which has asked them, tells what can be wished; what is wished is judged and kept
elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .code_call import KEY_SECONDS, PLAY_SECONDS, CodeCall
from .commands import (
    Answer,
    Command,
    DutyCommand,
    HandBack,
    Play,
    TakeOver,
)
from .events import DutyChanged, Event, KeyPressed, LegGone, PlayEnded, Refused, TimerFired
from .words import CALLER, Heard, Sound

TELL_SECONDS = 90.0  # in case the end of so many digits is never reported
TIMES = 2  # that it is told, when keys are pressed that mean nothing


Spoken = tuple[Heard, ...]  # somebody's recorded name, or his number


@dataclass(frozen=True, slots=True)
class WhoRequest:
    """What the phone may hear and do, in one frozen picture."""

    department: str | None  # None: there is no such department
    primary: Spoken = ()  # nothing: there is none
    backup: Spoken = ()
    next: Spoken = ()  # the primary of the next shift
    himself: bool = False  # the primary is who calls
    take_over: TakeOver | None = None  # what 1 does; None: nothing
    hand_back: HandBack | None = None  # what 2 does
    pin: str | None = None
    pin_locked: bool = False  # too many wrong ones lately


class Enquiry(CodeCall):
    """The conversation."""

    def __init__(self, request: WhoRequest) -> None:
        super().__init__(request.pin)
        self.request = request
        self.told = 0
        self.playing = 0  # what is heard, and what that has replaced: their ends are to come
        self.telling = False  # keys may take the duty over, or hand it back

    def start(self, at: datetime) -> list[Command]:
        return [Answer(CALLER), *self._begin()]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        if self.result is not None:
            return []
        match event:
            case LegGone():
                return self._finish()
            case TimerFired(timer) if timer == self.timer:
                return self._finish() if self.hung_up else self._hang_up()
            case _ if self.hung_up:
                return []
            case KeyPressed(_, key):
                return self._key(key)
            case DutyChanged(TakeOver()):
                return self._say(Sound.TAKEN_OVER)
            case DutyChanged(HandBack()):
                return self._say(Sound.HANDED_BACK)
            case Refused(TakeOver() | HandBack()):
                return self._say(Sound.DUTY_NOT_CHANGED)
            case PlayEnded() if self.playing:
                return self._play_ended()
        return []

    def _play_ended(self) -> list[Command]:
        self.playing -= 1
        if self.playing:
            return []
        if self.farewell is not None:
            return self._hang_up()
        return [self._arm(KEY_SECONDS)] if self.telling or not self.pad.known else []

    def _begin(self) -> list[Command]:
        if self.request.department is None:
            return self._say(Sound.NO_SUCH_DEPARTMENT)
        if self.pad.known:
            return self._tell()
        if self.request.pin_locked:
            return self._say(Sound.PIN_LOCKED)
        return self._ask(Sound.ENTER_PIN)

    def _tell(self) -> list[Command]:
        sounds = tuple(self._sounds())
        if self.request.take_over is None and self.request.hand_back is None:
            return self._say(*sounds)
        self.told += 1
        self.telling = True
        return self._play(sounds, TELL_SECONDS)

    def _sounds(self) -> Iterator[Heard]:
        request = self.request
        if request.himself:
            yield Sound.YOU_ARE_ON_DUTY
        elif not request.primary:
            yield Sound.NOBODY_ON_DUTY
        else:
            yield from (Sound.ON_DUTY_NOW, *request.primary)
        if request.backup:
            yield from (Sound.THE_BACKUP_IS, *request.backup)
        if request.next:
            yield from (Sound.ON_DUTY_NEXT, *request.next)
        if request.take_over is not None:
            yield Sound.PRESS_1_TO_TAKE_OVER
        if request.hand_back is not None:
            yield Sound.PRESS_2_TO_HAND_BACK

    def _key(self, key: str) -> list[Command]:
        if not self.pad.known:
            return self._pin_key(key)
        if not self.telling:
            return []
        match key, self.request.take_over, self.request.hand_back:
            case "1", TakeOver() as wish, _:
                return self._wish(wish)
            case "2", _, HandBack() as wish:
                return self._wish(wish)
        return self._tell() if self.told < TIMES else []

    def _pin_key(self, key: str) -> list[Command]:
        if self.farewell is not None:
            return []
        if not self.pad.press(key):
            return [self._arm(KEY_SECONDS)]
        if self.pad.known:
            return self._begin()
        if self.pad.tried_enough:
            return self._say(Sound.WRONG_PIN)
        return self._ask(Sound.WRONG_PIN, Sound.ENTER_PIN)

    def _wish(self, wish: DutyCommand) -> list[Command]:
        self.telling = False
        return [wish, self._arm(PLAY_SECONDS)]

    def _ask(self, *sounds: Heard) -> list[Command]:
        return self._play(sounds, PLAY_SECONDS)

    def _say(self, *sounds: Heard) -> list[Command]:
        """… and then good-bye."""
        self.farewell = sounds
        return self._play(sounds, TELL_SECONDS)

    def _play(self, sounds: tuple[Heard, ...], seconds: float) -> list[Command]:
        self.playing += 1
        return [Play(CALLER, sounds), self._arm(seconds)]

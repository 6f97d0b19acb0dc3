"""What the caller hears until he talks.  The only place that answers him.

Ringing; or music, with an announcement every so often; before either a greeting.  More than ringing
he can hear before he is answered too, as early media; he is answered only when somebody is to talk
with him, or when the settings say so.  Knows whether the channel he has now has been answered, and
what it hears.  Does not know why he waits, or for whom.
"""

from datetime import datetime

from ..commands import Answer, Command, Indicate, Play, Progress, StartMusic, StartTimer
from ..events import (
    Event,
    Interrupted,
    LegReplaced,
    PlayEnded,
    QueueMoved,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
)
from ..plan import Comfort
from ..words import CALLER, Heard, Hears, Sound, TimerId
from .desk import Caller

SPEECH_SECONDS = 60.0  # in case the end of what is said is never reported
LAST_PLACE = 9


class Waiting:
    def __init__(self, comfort: Comfort, ahead: int, desk: Caller) -> None:
        self.comfort = comfort
        self.ahead = ahead  # of him in the queue
        self.desk = desk
        self.waits = False
        self.welcomed = not comfort.greeting
        self.saying: tuple[Heard, ...] = ()  # nothing: he hears what he hears all along
        self.timer: TimerId | None = None  # until the next announcement, or in case of silence
        self.answered = False
        self.in_doubt = False  # whether he hears it

    def start(self, at: datetime) -> list[Command]:
        """Again, when a talk has come to nothing."""
        if self.waits:
            return []
        self.waits = True
        self.in_doubt = False
        return self._entertain()

    def handle(self, event: Event, at: datetime) -> list[Command]:
        match event:
            case LegReplaced(leg, up) if leg == CALLER:
                self.answered = self.answered and up
                self.in_doubt = False
                return self._entertain() if self.waits else []
            case QueueMoved(ahead):
                self.ahead = ahead
            case Refused(Answer(), kind):
                self.answered = False
                if kind is Refusal.TIMED_OUT and (self.comfort.answered or not self.waits):
                    return self._answer()
            case Refused(Progress()):  # Asterisk is too old for it: better answered than in silence
                return self._answer() if self.waits else []
            case Interrupted():  # to answer him once more does no harm either
                self.answered = False
                self.in_doubt = self.waits
            case Resumed() if self.in_doubt and self.waits:
                return self._entertain()
            case PlayEnded(leg, sounds) if leg == CALLER and self.waits and sounds == self.saying:
                return self._play_on()
            case TimerFired(timer) if timer == self.timer and self.waits:
                return self._play_on() if self.saying else self._announce_again()
        return []

    def stop(self) -> None:
        """He waits no more, and is not to talk either."""
        self.waits = False

    def answer(self) -> list[Command]:
        """He is to talk."""
        self.waits = False
        return self._answer()

    def _answer(self) -> list[Command]:
        if self.answered:
            return []
        self.answered = True
        return [Answer(CALLER, self.desk.shown_to_caller())]

    def _entertain(self) -> list[Command]:
        """From the beginning, but he is welcomed once."""
        commands = self._open() if self.comfort.is_media else []
        if not self.welcomed:
            self.welcomed = True
            return [*commands, *self._say((*self.comfort.greeting, *self._place()))]
        if not self.comfort.greeting:
            return [*commands, *self._announce()]
        return [*commands, *self._play_on()]

    def _announce(self) -> list[Command]:
        words = self._words()
        return self._say(words) if words else self._play_on()

    def _announce_again(self) -> list[Command]:
        words = self._words()
        return self._say(words) if words else [self._wait(self.comfort.every)]  # music goes on

    def _words(self) -> tuple[Heard, ...]:
        """Whatever there is to be said."""
        return (*self.comfort.announcement, *self._place())

    def _place(self) -> tuple[Heard, ...]:
        """A digit; further behind it would be no comfort."""
        place = self.ahead + 1
        if not self.comfort.position or place > LAST_PLACE:
            return ()
        return (Sound.YOUR_POSITION, Sound(f"digit-{place}"))

    def _open(self) -> list[Command]:
        if self.comfort.answered:
            return self._answer()
        if self.answered:
            return []
        return [Progress(CALLER)]

    def _say(self, words: tuple[Heard, ...]) -> list[Command]:
        self.saying = words
        return [Play(CALLER, words), self._wait(SPEECH_SECONDS)]

    def _play_on(self) -> list[Command]:
        self.saying = ()
        self.timer = None
        comfort = self.comfort
        match comfort.hears:
            case Hears.RINGING:
                return [Indicate(CALLER)]
            case Hears.MOH if not comfort.position:
                return [StartMusic(CALLER, comfort.music)]
            case Hears.MOH | Hears.ANNOUNCE:
                return [StartMusic(CALLER, comfort.music), self._wait(comfort.every)]

    def _wait(self, seconds: float) -> StartTimer:
        self.timer = self.desk.new_timer()
        return StartTimer(self.timer, seconds)

"""What the conversations with a phone that has dialled a code have in common: its PIN, one timer,
and the end.  Decides nothing of what is said."""

from .commands import Command, Finish, HangUp, StartTimer
from .pin import PinPad
from .words import CALLER, CallOutcome, Heard, TimerId

KEY_SECONDS = 10.0  # from a prompt's end, or a key, to the next key
PLAY_SECONDS = 20.0  # in case the end of a sound is never reported
PATIENCE = 10.0  # seconds to wait for the end of the phone's channel


class CodeCall:
    """Its one leg is the phone.  `result` is set once, when that has gone."""

    def __init__(self, pin: str | None) -> None:
        self.result: CallOutcome | None = None
        self.pad = PinPad(pin)
        self.farewell: tuple[Heard, ...] | None = None  # the last that is said
        self.hung_up = False
        self.timers = 0
        self.timer: TimerId | None = None

    @property
    def wrong_pins(self) -> int:
        return self.pad.wrong

    def _hang_up(self) -> list[Command]:
        self.hung_up = True
        return [HangUp(CALLER), self._arm(PATIENCE)]

    def _finish(self) -> list[Command]:
        self.result = CallOutcome.ANSWERED
        return [Finish(self.result)]

    def _arm(self, seconds: float) -> StartTimer:
        self.timers += 1
        self.timer = TimerId(self.timers)
        return StartTimer(self.timer, seconds)

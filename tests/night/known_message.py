"""What is known of the message that the caller leaves, from what was told and wanted."""

from stasis_app.core import commands, events
from stasis_app.core.commands import Command
from stasis_app.core.events import Refusal, Refused, TimerFired
from stasis_app.core.words import CALLER, Sound, Tone

from .world import Told

GREETING = (Sound.LEAVE_A_MESSAGE,)
BEEP = (Tone.ONE,)


def is_of_message(command: Command) -> bool:
    match command:
        case commands.Play(leg, sounds):
            return leg == CALLER and sounds in (GREETING, BEEP)
        case commands.Record(leg):
            return leg == CALLER
        case _:
            return False


class KnownMessage:
    """From the first wish to greet him, or news of a recording."""

    def __init__(self) -> None:
        self.wanted = False  # the recording
        self.started = False
        self.there: bool | None = None  # a message; None: not known yet

    @property
    def open(self) -> bool:
        """He may be speaking, or what he has said is not known yet."""
        return self.wanted and self.there is None

    def hear(self, told: Told, *, caller_gone: bool) -> None:
        match told.event:
            case events.RecordingStarted(leg) if leg == CALLER:
                self.wanted = self.started = True
            case events.RecordingEnded(leg, seconds, sound, failed) if (
                leg == CALLER and self.there is None
            ):
                self.wanted = True
                nothing = failed or seconds == 0 or sound == 0
                self.there = not nothing
            case Refused(commands.Record(), Refusal.REJECTED) if not self.started and self.open:
                self.there = False
            case events.Interrupted():
                self.started = False
            case TimerFired() if self.open and self._gives_up(told, caller_gone):
                self.there = True

    def may_want(self, command: Command) -> None:
        match command:
            case commands.Play(_, sounds):
                assert sounds in (GREETING, BEEP)
                assert not self.wanted, "he speaks"
            case commands.Record():
                assert self.there is None

    def want(self, command: Command) -> None:
        if isinstance(command, commands.Record):
            self.wanted = True

    def _gives_up(self, told: Told, caller_gone: bool) -> bool:
        """Nobody tells of the end any more."""
        let_go = any(isinstance(c, commands.HangUp) and c.leg == CALLER for c in told.commands)
        over = any(isinstance(c, commands.StartTimer | commands.Finish) for c in told.commands)
        return let_go or (caller_gone and over)

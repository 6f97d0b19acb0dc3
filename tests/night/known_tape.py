"""What is known of the talk's recording, from what was told and wanted."""

from stasis_app.core import commands, events
from stasis_app.core.commands import Command
from stasis_app.core.events import Refusal, Refused
from stasis_app.core.plan import Plan
from stasis_app.core.words import CALLER, Heard, LegId, Role, TimerId

from .known_leg import KnownLeg
from .world import Told

END_SECONDS = 2.0


def is_recorded(plan: Plan, phone: KnownLeg) -> bool:
    return plan.taping is not None and phone.person.role is not Role.SECRETARY


class KnownAnnouncement:
    """That they are going to be recorded."""

    def __init__(self, plan: Plan) -> None:
        self.words: tuple[Heard, ...] = plan.taping.announcement if plan.taping else ()
        self.heard: bool | None = None  # by the caller; None: not over
        self.going = False
        self.timer: TimerId | None = None

    def is_it(self, command: Command, *, caller: bool) -> bool:
        match command:
            case commands.Play(leg, sounds):
                return bool(self.words) and sounds == self.words and (leg == CALLER) is caller
            case _:
                return False

    def want(self, told: Told) -> None:
        self.heard = None
        self.going = True
        timers = [c.timer for c in told.commands if isinstance(c, commands.StartTimer)]
        self.timer = timers[-1]

    def hear(self, told: Told, *, talking: bool) -> None:
        match told.event:
            case events.LegReplaced(leg) if leg == CALLER and not talking:
                self.heard = False
            case events.LegConnected() if self.heard is None:  # was over before we were killed
                self.heard = True
                self.going = False
            case _ if self.going:
                self._hear(told)
                self.going = self.heard is None

    def _hear(self, told: Told) -> None:
        match told.event:
            case events.PlayEnded(leg, sounds, failed) if leg == CALLER and sounds == self.words:
                self.heard = not failed
            case Refused(commands.Play(leg, sounds), Refusal.REJECTED) if (
                leg == CALLER and sounds == self.words
            ):
                self.heard = False
            case events.TimerFired(timer) if timer == self.timer:
                self.heard = True


class KnownTape:
    def __init__(self, leg: LegId) -> None:
        self.leg = leg
        self.to = CALLER  # who is listened to
        self.attempt = 0
        self.next: LegId | None = None  # who is to be, since he has been replaced
        self.there = False  # something in Asterisk
        self.refused = False
        self.asked = False  # for a recording of which nothing has been heard
        self.open = True  # it is wanted, or goes on
        self.going = False
        self.ending = False
        self.last: set[TimerId] = set()
        self.hopeless = False  # something has gone wrong with it
        self.not_ended = False  # who was listened to before may be listened to yet

    def hear(self, told: Told) -> None:
        match told.event:
            case events.RecordingStarted(leg) if leg == self.leg:
                self.there = True
                self.asked = False
                self.going = self.going or not self.ending
                self.open = self.open or self.going
            case events.RecordingEnded(leg, failed=failed) if leg == self.leg:
                self.refused = failed and not self.there
                self.there = self.there or not failed
                self._over()
            case Refused(commands.Listen(leg) | commands.RecordTalk(leg) as wish, kind) if (
                leg == self.leg
            ):
                self.hopeless = True
                rejected = kind is Refusal.REJECTED and wish.attempt == self.attempt
                if rejected and self.open and not self.going:
                    self.refused = not (self.there or self.ending)
                    self._over()
            case Refused(commands.EndListening(leg)) if leg == self.leg:
                self.not_ended = True
            case events.LegReplaced(leg) if leg in (CALLER, self.leg) and not self.ending:
                self.next = leg
            case events.TimerFired(timer) if timer in self.last:
                self.give_up()

    def give_up(self) -> None:
        self.there = self.there or self.asked
        self._over()

    def _over(self) -> None:
        self.asked = self.going = self.open = False
        self.hopeless = True

    def may_want(self, command: Command, told: Told) -> None:
        match command:
            case commands.Listen(_, to, attempt) if told.event == events.Resumed():
                assert attempt == self.attempt + (self.next is not None)
                assert not self.ending and to == (self.to if self.next is None else self.next)
            case commands.Listen(_, to, attempt):
                assert not self.ending, "nobody talks any more"
                assert attempt == self.attempt + 1, "attempts are counted"
                assert to == (CALLER if attempt == 1 else self.next), "listened to without need"
            case commands.RecordTalk():
                assert told.event == events.ListenerCame(self.leg, self.attempt)
                assert not self.ending and self.next is None
            case commands.EndListening():
                pass  # there may be something to be ended: always

    def want(self, command: Command, told: Told, *, over: bool) -> None:
        match command:
            case commands.Listen(_, to, attempt):
                self.open = True
                self.to, self.attempt, self.next = to, attempt, None
                self.asked = self.going = self.hopeless = self.refused = False
                self.last = set()
            case commands.RecordTalk():
                self.asked = True
            case commands.EndListening() if over or self.next is not None:
                timers = (c for c in told.commands if isinstance(c, commands.StartTimer))
                self.last = {c.timer for c in timers if c.seconds == END_SECONDS} or self.last
                if over and not self.ending:
                    self.ending = True
                    self.next = None
                    if not self.last:
                        self.give_up()

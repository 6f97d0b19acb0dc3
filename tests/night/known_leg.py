"""One leg in the second account: what has become of it, and why it was let go."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stasis_app.core import commands, events
from stasis_app.core.events import LegGone
from stasis_app.core.plan import Person, Way
from stasis_app.core.words import CALLER, LegOutcome, Sound, TimerId

from .world import Told

SAME_MOMENT = timedelta(seconds=2)


@dataclass
class KnownLeg:
    person: Person
    endpoint: str
    way: Way
    rung_with: tuple[str, int]  # the same for all phones of one way
    created: bool = False
    dialled_at: datetime | None = None
    forwarded_to: str | None = None
    picked_up_at: datetime | None = None
    picked_up_by: str | None = None  # the number of a colleague
    accepted: bool = False  # by being picked up by a colleague
    chosen: bool = False  # to be connected with the caller
    talks_since: datetime | None = None
    parted: bool = False  # told good-bye
    hung_up: bool = False  # by us
    further: bool = False  # than a refusal: it progressed, or was picked up
    silence: set[TimerId] = field(default_factory=set)  # after which it ought to ring
    ended_at: datetime | None = None
    cause: LegGone | None = None
    outcome: LegOutcome | None = None

    @property
    def wanted(self) -> bool:
        return not (self.parted or self.hung_up or self.ended_at is not None)

    def answer(self, at: datetime) -> None:
        if self.wanted and self.picked_up_at is None:
            self.picked_up_at = at

    def was_connected(self, at: datetime) -> None:
        if self.wanted:
            self.answer(at)
            self.accepted = True

    def take_over(self, number: str | None, at: datetime) -> None:
        if not self.wanted:
            return
        if self.talks_since is not None and at - self._answered_at >= SAME_MOMENT:
            return
        self.picked_up_by = number
        if self.picked_up_at is None:
            self.picked_up_at = at
            self.accepted = True

    @property
    def _answered_at(self) -> datetime:
        assert self.picked_up_at is not None
        return self.picked_up_at

    def end(self, told: Told, cause: LegGone | None) -> None:
        if self.ended_at is None:
            self.let_go(told)
            self.ended_at = told.at
            self.cause = cause

    def let_go(self, told: Told) -> None:
        """The first reason is the outcome."""
        if self.outcome is None:
            self.outcome = self.reason(told)

    def reason(self, told: Told) -> LegOutcome:
        """Why it is let go at this moment."""
        if self.talks_since is not None:
            return LegOutcome.ANSWERED
        if isinstance(told.event, LegGone) and told.event.leg == CALLER:
            return LegOutcome.CANCELLED
        if any(map(_is_for_a_winner, told.commands)):
            return LegOutcome.ANSWERED_ELSEWHERE
        if self.chosen:
            return LegOutcome.UNREACHABLE
        if isinstance(told.event, events.LegAnswered | events.LegReplaced):
            return LegOutcome.ANSWERED_ELSEWHERE  # by the same person
        if self.picked_up_at is not None:
            return LegOutcome.NOT_CONFIRMED
        match told.event:
            case events.LegLooped():
                return LegOutcome.LOOPED
            case events.TimerFired(timer) if timer in self.silence:
                return LegOutcome.UNREACHABLE
            case events.TimerFired():
                return LegOutcome.NO_ANSWER
            case events.LegGone(_, _, 486 | 600) | events.LegGone(_, 17, None):
                return LegOutcome.BUSY
            case events.LegGone(_, _, 603) | events.LegGone(_, 21, None):
                return LegOutcome.DECLINED
            case _:
                return LegOutcome.UNREACHABLE


def _is_for_a_winner(command: commands.Command) -> bool:
    match command:
        case commands.Connect():
            return True
        case commands.Play(leg, sounds):
            return leg != CALLER and sounds == (Sound.CALL_IS_RECORDED,)
        case _:
            return False

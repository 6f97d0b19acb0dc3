"""One phone we ring, from the wish for a channel until Asterisk says that it is gone.

Decides when to dial, how to part with the person, and the leg's outcome: our own reason goes
before Asterisk's cause.  Does not know why it rings, who else does, or what the person wants.

Its channel may be replaced by another one at any time.  A phone that is up and takes the place of
one that has not been answered is a colleague's: he has picked the call up (StasisStart with
replace_channel; no other sign comes).  Of half a Local channel nothing can be concluded: it may be
up before anybody has answered.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from ..commands import Command, Create, Dial, HangUp, Play, StartTimer
from ..events import (
    Event,
    Interrupted,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegForwarded,
    LegGone,
    LegLooped,
    LegProgressed,
    LegReplaced,
    LegRinging,
    PlayEnded,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
    leg_of,
)
from ..plan import Person, Way
from ..words import Heard, LegId, LegOutcome, Release, Sound, TimerId

BY_CAUSE: dict[
    int | None, LegOutcome
] = {  # the SIP status or, where there is none, the Q.850 cause; all others: unreachable
    486: LegOutcome.BUSY,
    600: LegOutcome.BUSY,
    603: LegOutcome.DECLINED,
    17: LegOutcome.BUSY,
    21: LegOutcome.DECLINED,
}
REFUSED = (403, 404, 488, 603, 1, 21, 58)  # SIP; Q.850, where there is no SIP status
CONGESTED = (500, 502, 503, 504, 34, 38, 41, 42, 44)
FAST_SECONDS = 8.0
SAME_MOMENT = timedelta(seconds=2)  # a phone is answered and picked up: one of the two has it
FAREWELL_SECONDS = 5.0  # in case the end of the sound is never reported, or nothing is heard
LONGEST_FAREWELL = 15.0  # likewise, with the caller's number

State = StrEnum("State", "CREATING DIALLED RINGING UP PARTING CLOSING GONE")


class Leg:
    def __init__(
        self,
        id: LegId,
        person: Person,
        way: Way,
        endpoint: str,
        farewell: TimerId,
        number: tuple[Heard, ...] = (),
    ) -> None:
        self.id = id
        self.person = person
        self.way = way
        self.endpoint = endpoint
        self.farewell = farewell
        self.number = number  # the caller's, for the farewell to somebody who may call back
        self.last_words: tuple[Heard, ...] = ()
        self.state = State.CREATING
        self.rang_at: datetime | None = None
        self.progressed = False  # on its way, at the least
        self.in_doubt = False  # whether what it has asked for was done, before we were killed
        self.accepted = False  # as is known without being told: a colleague has picked it up
        self.picked_up_by: str | None = None  # the colleague's number
        self.forwarded_to: str | None = None  # the number that its phone wanted to be rung instead
        self.cause: LegGone | None = None
        self.outcome: LegOutcome | None = None  # as far as is known
        self.result: LegOutcome | None = None  # the outcome, once the channel is gone
        self.dialled_at: datetime | None = None
        self.answered_at: datetime | None = None
        self.ended_at: datetime | None = None

    @property
    def refused(self) -> bool:
        """Fast, and before anything else was heard: the number shown may not have been liked."""
        return (
            self.cause is not None
            and not self.progressed
            and self.answered_at is None
            and (self.cause.sip or self.cause.q850) in REFUSED
            and self._seconds_dialled < FAST_SECONDS
        )

    @property
    def congested(self) -> bool:
        """The trunk could not carry the call, or Asterisk did not find it."""
        if self.progressed or self.answered_at is not None:
            return False
        if self.cause is None:
            return self.outcome is LegOutcome.UNREACHABLE
        return (self.cause.sip or self.cause.q850) in CONGESTED

    @property
    def _seconds_dialled(self) -> float:
        if self.dialled_at is None or self.ended_at is None:
            return 0.0
        return (self.ended_at - self.dialled_at).total_seconds()

    @property
    def held_by(self) -> str:
        """Who has picked it up: the person, or the colleague's number."""
        return self.picked_up_by or self.person.name

    @property
    def rang(self) -> bool:
        return self.rang_at is not None

    @property
    def lost(self) -> bool:
        return self.state in (State.PARTING, State.CLOSING, State.GONE)

    def start(self, at: datetime) -> list[Command]:
        return [Create(self.id, self.endpoint, self.way.shown, self.way.variables)]

    def handle(self, event: Event, at: datetime) -> list[Command]:
        if self.state is State.GONE or leg_of(event) not in (self.id, None):
            return []
        match self.state, event:
            case _, LegGone(with_asterisk=True):
                self.end(at, LegOutcome.CANCELLED)
            case _, LegGone(_, q850, sip):
                self.cause = event
                self.end(at, BY_CAUSE.get(sip or q850, LegOutcome.UNREACHABLE))
            case _, LegReplaced(up=True, stand_in=False, number=number) if not self.lost:
                self._take_over(number, at)
            case State.CREATING, LegCreated():
                self.state = State.DIALLED
                self.dialled_at = at
                self.in_doubt = False
                return [Dial(self.id)]
            case ((State.CREATING | State.CLOSING), Refused(Create(), Refusal.REJECTED)):
                self.end(at)  # no channel was made: nobody is going to report its end
            case (State.CREATING, Refused(Create())) | (State.DIALLED, Refused(Dial())):
                return self.stop(LegOutcome.UNREACHABLE, at)
            case State.DIALLED, LegRinging():
                self.state = State.RINGING
                self.progressed = True
                self.rang_at = at
            case State.DIALLED, LegProgressed():
                self.progressed = True
            case ((State.DIALLED | State.RINGING), LegForwarded(number=number)):
                self.forwarded_to = number
            case ((State.DIALLED | State.RINGING), LegAnswered()):
                self._pick_up(at)
            case ((State.CREATING | State.DIALLED | State.RINGING), LegLooped()):
                return self.stop(LegOutcome.LOOPED, at)
            case ((State.DIALLED | State.RINGING | State.UP), LegConnected(bridge=self.id)):
                self._was_connected(at)
            case _, Interrupted():
                self.in_doubt = True
            case State.CREATING, Resumed() if self.in_doubt:
                return self.start(at)
            case State.DIALLED, Resumed() if self.in_doubt:
                return [Dial(self.id)]
            case ((State.PARTING | State.CLOSING), _):
                return self._part(event)
        return []

    def stop(self, reason: LegOutcome, at: datetime) -> list[Command]:
        if self.lost:
            return []
        self.outcome = reason
        if self.state is not State.UP:
            return self._hang_up()
        match reason:
            case LegOutcome.ANSWERED_ELSEWHERE:
                return self._say_goodbye(Sound.ALREADY_TAKEN)
            case LegOutcome.CANCELLED if self.number:
                told = (Sound.CALLER_HAS_HUNG_UP, Sound.CALLERS_NUMBER, *self.number)
                return self._say_goodbye(*told, seconds=LONGEST_FAREWELL)
            case LegOutcome.CANCELLED:
                return self._say_goodbye(Sound.CALLER_HAS_HUNG_UP)
        return self._hang_up()

    def end(self, at: datetime, outcome: LegOutcome = LegOutcome.UNREACHABLE) -> None:
        """The channel is gone, or the call has waited long enough to hear of it."""
        self.state = State.GONE
        self.result = self.outcome = self.outcome or outcome  # ours goes before Asterisk's
        self.ended_at = at

    def _say_goodbye(self, *words: Heard, seconds: float = FAREWELL_SECONDS) -> list[Command]:
        self.state = State.PARTING
        self.last_words = words
        return [Play(self.id, words), StartTimer(self.farewell, seconds)]

    def _pick_up(self, at: datetime) -> None:
        self.state = State.UP
        self.outcome = LegOutcome.NOT_CONFIRMED  # until more is known
        self.answered_at = at

    def _was_connected(self, at: datetime) -> None:
        """It had accepted before we were killed: nobody is put into a bridge who has not."""
        if self.state is not State.UP:
            self._pick_up(at)
        self.accepted = True

    def _take_over(self, number: str | None, at: datetime) -> None:
        """A colleague's phone, or the one a call has been transferred to, has the leg now."""
        if self.state is not State.UP:
            self._pick_up(at)
            self.accepted = True
        if self.outcome is not LegOutcome.ANSWERED or self._just_answered(at):
            self.picked_up_by = number  # later: whoever began the talk remains the one

    def _just_answered(self, at: datetime) -> bool:
        return self.answered_at is not None and at - self.answered_at < SAME_MOMENT

    def _part(self, event: Event) -> list[Command]:
        match self.state, event:
            case State.PARTING, PlayEnded(sounds=sounds, failed=False) if sounds == self.last_words:
                return self._hang_up()
            case State.PARTING, TimerFired(timer) if timer == self.farewell:
                return self._hang_up()
            # the first HangUp found no channel, or the one before, or got lost
            case State.CLOSING, LegCreated() | LegReplaced() | Refused(HangUp(), Refusal.TIMED_OUT):
                return self._hang_up()
            case State.CLOSING, Resumed() if self.in_doubt:
                return self._hang_up()
        return []

    def _hang_up(self) -> list[Command]:
        self.state = State.CLOSING
        self.in_doubt = False
        if self.outcome is LegOutcome.ANSWERED_ELSEWHERE:
            return [HangUp(self.id, Release.ANSWERED_ELSEWHERE)]
        return [HangUp(self.id)]

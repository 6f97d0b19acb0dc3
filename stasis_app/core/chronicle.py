"""One call told from its first moment to its last: what happened, and what was done about it.

Rebuilds the call from what has been kept of it and writes down, as data, whatever a person would
tell of it: when each phone rang and why it stopped, which keys answered our question, what the
caller heard, who hung up.  News of kinds that it does not know it passes over.  In words:
cli/chronicle.py.  (Why somebody is on duty: explanation.py.)

Keys pressed during a talk are nobody's business and are not told; nor is the number of a phone
that takes the caller's place, since he may hide it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from .call.announcing import Announcing
from .call.call import Call
from .call.handover import HandingOver
from .call.leg import Leg, State
from .call.talk import Talk
from .commands import Command, Continue, Create, Dial, HangUp, Indicate, Play, StartMusic
from .events import (
    DialplanAnswered,
    Event,
    Interrupted,
    KeyPressed,
    LegAnswered,
    LegForwarded,
    LegGone,
    LegProgressed,
    LegReplaced,
    LegRinging,
    LegTransferred,
    NumberFreed,
    PlayEnded,
    RecordingEnded,
    RecordingStarted,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
    TransferArrived,
    WaysFound,
)
from .plan import Person
from .retelling import Story
from .told import Phone, Told, What
from .words import CALLER, LegId, LegOutcome, Recording, Sound


def chronicle(story: Story) -> tuple[Told, ...]:
    """In the order in which the call heard of it."""
    chronicler = _Chronicler(story)
    chronicler.begin()
    for noted in story.events:
        chronicler.hear(noted.event, noted.at)
    return tuple(chronicler.told)


class _Chronicler:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.call = Call(story.plan)
        self.told: list[Told] = []
        self.at = story.started_at
        self.asked: set[LegId] = set()  # those who are being asked to accept
        self.stopped: set[LegId] = set()  # those we have hung up on
        self.rung: set[str] = set()  # people, by name and number
        self.passed_over = 0
        self.talked = False
        self.recorded = False  # the talk, or it has been told that it is not

    def begin(self) -> None:
        commands = self.call.start(self.at)
        self._tell_of_passed_over(What.CALLERS_OWN, len(self.story.plan.callers_own))
        self._follow(commands, None)

    def hear(self, event: Event, at: datetime) -> None:
        self.at = at
        self._happened(event)
        commands = self.call.handle(event, at)
        self._follow(commands, event)

    # ---------------------------------------------------------------- what happened

    def _happened(self, event: Event) -> None:
        """As the call was before it heard of it."""
        match event:
            case LegGone(with_asterisk=True):
                self._asterisk_gone()
            case RecordingStarted(leg) if leg == CALLER and self._goes_on:
                self._tell(What.MESSAGE_BEGINS)
            case RecordingStarted() if self._goes_on and not self.recorded:
                self.recorded = True
                self._tell(What.TALK_RECORDED)
            case RecordingEnded(leg, seconds) if leg == CALLER and self._goes_on:
                self._tell(What.MESSAGE_ENDS, seconds=seconds)
            case LegGone(leg, unheard=True) if leg == CALLER:
                self._take_talk_back()
                self._caller_gone()
            case LegGone(leg, q850, sip):
                self._gone(leg, q850, sip)
            case LegReplaced(leg) if leg == CALLER and self._goes_on:
                self._tell(What.CALLER_REPLACED)
            case LegReplaced(leg, up, stand_in, number):
                self._replaced(self._leg(leg), up=up and not stand_in, number=number)
            case LegTransferred(leg, to, call):
                self._transferred(self._leg(leg), to, call or self.call.transfers.arrived.get(leg))
            case TransferArrived(_, call):
                self._transfer_arrived(call)
            case LegForwarded(leg, number) if self._in(leg, State.DIALLED, State.RINGING):
                self._tell(What.FORWARDED, self._leg(leg), number=number)
            case WaysFound(leg, number, ways) if self._goes_on:
                what = What.FOLLOWED if ways else What.NOT_FOLLOWED
                self._tell(what, self._leg(leg), number=number)
            case KeyPressed(leg, key) if leg in self.asked:
                self._key(self._leg(leg), key)
            case LegRinging(leg) if self._in(leg, State.DIALLED):
                self._tell(What.RINGS, self._leg(leg))
            case LegProgressed(leg) if self._in(leg, State.DIALLED) and not self._progressed(leg):
                self._tell(What.PROGRESSED, self._leg(leg))
            case LegAnswered(leg) if self._in(leg, State.DIALLED, State.RINGING):
                self._tell(What.PICKED_UP, self._leg(leg))
            case PlayEnded(leg, failed=True) if self._in(leg, State.UP, State.PARTING):
                self._tell(What.NOT_HEARD, self._leg(leg))
            case NumberFreed(number):
                self._freed(number)
            case DialplanAnswered(_, destination, False):
                self._tell(What.PLACE_MISSING, place=str(destination))
            case Refused(Create(leg) | Dial(leg), kind) if self._in(
                leg, State.CREATING, State.DIALLED
            ):
                what = What.NO_REPLY if kind is Refusal.TIMED_OUT else What.NOT_CALLED
                self._tell(what, self._leg(leg))
            case TimerFired(timer) if timer == self.call.limit and self._goes_on:
                if not self.talked:
                    self._tell(What.SEARCH_OVER, seconds=self.story.plan.limit)
            case Interrupted() if self._goes_on:
                self._tell(What.INTERRUPTED)
            case Resumed() if self._goes_on:
                self._tell(What.RESUMED)

    def _gone(self, id: LegId, q850: int | None, sip: int | None) -> None:
        if id == CALLER:
            self._caller_gone()
            return
        leg = self._leg(id)
        if leg is None or leg.lost:  # it has been told why we hung up
            return
        what = What.HUNG_UP if leg.state is State.UP else What.ENDED
        talked = self._talked if leg.outcome is LegOutcome.ANSWERED else None
        self._tell(what, leg, q850=q850, sip=sip, talked=talked)

    def _asterisk_gone(self) -> None:
        """Told once: all phones are gone with it."""
        if self._goes_on and all(each.what is not What.ASTERISK_GONE for each in self.told):
            self._tell(What.ASTERISK_GONE)

    def _take_talk_back(self) -> None:
        """He sat with whoever had answered, and had not been answered himself."""
        self.talked = False
        self.told = [each for each in self.told if each.what is not What.TALK]

    def _caller_gone(self) -> None:
        if not self._goes_on or not self.call.caller_here or self.call.transfers.parked:
            return
        match self.call.part:
            case HandingOver(wish=Continue()):  # that is how he leaves us
                pass
            case _:
                self._tell(What.CALLER_HUNG_UP, waited=self._waited, talked=self._talked)

    def _replaced(self, leg: Leg | None, *, up: bool, number: str | None) -> None:
        if leg is None or leg.lost:
            return
        if leg.outcome is LegOutcome.ANSWERED:
            self._tell(What.HANDED_ON, leg, number=number)
        elif up:
            self.asked.discard(leg.id)
            self._tell(What.TAKEN_BY_COLLEAGUE, leg, number=number)

    def _transferred(self, leg: Leg | None, to: str | None, call: str | None) -> None:
        """Says to whom; that it was handed on has been told a moment ago."""
        if self.told and self.told[-1].what in (What.HANDED_ON, What.CALLER_REPLACED):
            self.told.pop()
        self._tell(What.TRANSFERRED, leg, number=to, call=call)

    def _transfer_arrived(self, call: str) -> None:
        """Says where to, if it has been told to whom."""
        for place, each in reversed(list(enumerate(self.told))):
            if each.what is What.TRANSFERRED:
                if each.facts["call"] is None:
                    self.told[place] = replace(each, facts={**each.facts, "call": call})
                return

    def _key(self, leg: Leg | None, key: str) -> None:
        if leg is None or leg.lost:
            return
        if key == "3" and self.story.plan.question.number:
            what = What.WANTS_NUMBER
        else:
            what = {"1": What.ACCEPTED, "2": What.DECLINED_BY_KEY}.get(key, What.OTHER_KEY)
        if what in (What.ACCEPTED, What.DECLINED_BY_KEY):
            self.asked.discard(leg.id)
        self._tell(what, leg, key=key)

    def _freed(self, number: str) -> None:
        skipped = [each.person for each in self.call.passed_over if each.person.number == number]
        if skipped and self._goes_on and not self.talked:
            self.told.append(Told(self.at, What.FREED, _phone(skipped[0])))

    # ---------------------------------------------------------------- what was done about it

    def _follow(self, commands: Iterable[Command], event: Event | None) -> None:
        """As the call is after it has heard of it."""
        self._tell_of_passed_over(What.PASSED_OVER, len(self.call.passed_over))
        if self.call.answered_at is not None and not self.talked:
            self.talked = True
            assert isinstance(self.call.part, Talk)
            winner = self.call.part.leg
            self._tell(What.TALK, winner, waited=self._waited, by=winner.picked_up_by)
        if self.call.is_not_recorded and not self.recorded:
            self.recorded = True
            self._tell(What.TALK_NOT_RECORDED)
        begun: set[str] = set()
        for command in commands:
            match command:
                case Indicate(leg) if leg == CALLER and not isinstance(event, LegReplaced):
                    self._tell(What.CALLER_HEARS_RINGING)
                case Create(leg):
                    self._create(self._leg(leg), begun, event)
                case Play(leg, sounds) if leg == CALLER:
                    names = (s.name if isinstance(s, Recording) else s.value for s in sounds)
                    self._tell(What.CALLER_HEARS, sounds=", ".join(names))
                case StartMusic(leg) if leg == CALLER:
                    self._tell(What.CALLER_HEARS_MUSIC)
                case Play(_, sounds) if isinstance(self.call.part, Announcing):
                    pass  # what the caller hears too
                case Play(leg, sounds):
                    self._play(self._leg(leg), sounds)
                case HangUp(leg, reason) if leg == CALLER and not self.talked:
                    self._tell(What.CALLER_RELEASED, release=reason)
                case HangUp(leg) if leg != CALLER:
                    self._hang_up(self._leg(leg))
                case Continue(_, destination):
                    self._tell(What.SENT_ON, place=str(destination) if destination else None)

    def _create(self, leg: Leg | None, begun: set[str], event: Event | None) -> None:
        """All phones of one person that are rung at once are told as one."""
        if leg is None or isinstance(event, Resumed):
            return
        way, person = leg.way, leg.person
        known = f"{person.name} {person.number}"
        if known in begun:
            return
        begun.add(known)
        what = What.RUNG
        if known in self.rung:
            other = person.ways.index(way) if way in person.ways else 0
            what = What.RUNG_OTHERWISE if other else What.RUNG_AGAIN
        self.rung.add(known)
        facts = {"trunk": way.trunk, "shown": way.shown.number if way.company else None}
        self.told.append(
            Told(self.at, what, _phone(person), {**facts, "phones": float(len(way.endpoints))})
        )

    def _play(self, leg: Leg | None, sounds: tuple[object, ...]) -> None:
        if leg is None:
            return
        if leg.state is State.PARTING:
            self.stopped.add(leg.id)
            self._tell(What.TOLD_GOOD_BYE, leg, sound=str(sounds[0]))
        elif Sound.CALLERS_NUMBER in sounds and leg.id in self.asked:
            self._tell(What.HEARS_NUMBER, leg)
        elif leg.state is State.UP:
            again = leg.id in self.asked
            self.asked.add(leg.id)
            self._tell(What.ASKED_AGAIN if again else What.ASKED, leg)

    def _hang_up(self, leg: Leg | None) -> None:
        if leg is None or leg.id in self.stopped or leg.outcome in (None, LegOutcome.ANSWERED):
            return
        self.stopped.add(leg.id)
        if leg.outcome is LegOutcome.NOT_CONFIRMED:
            if leg.id in self.asked:  # else he has said so himself
                self._tell(What.SILENT, leg)
        elif leg.outcome is LegOutcome.UNREACHABLE and leg.answered_at is not None:
            self._tell(What.NOT_CONNECTED, leg)
        else:
            seconds = (self.at - leg.dialled_at).total_seconds() if leg.dialled_at else None
            self._tell(What.STOPPED, leg, why=str(leg.outcome), seconds=seconds)

    def _tell_of_passed_over(self, what: What, count: int) -> None:
        for each in self.call.passed_over[self.passed_over : count]:
            self.told.append(Told(self.at, what, _phone(each.person)))
        self.passed_over = max(self.passed_over, count)

    # ---------------------------------------------------------------- how it is told

    def _tell(self, what: What, leg: Leg | None = None, **facts: str | float | None) -> None:
        self.told.append(Told(self.at, what, self._phone_of(leg) if leg else None, facts))

    def _leg(self, id: LegId) -> Leg | None:
        """None: the caller's own, or one that the call never had."""
        return next((leg for leg in self.call.legs if leg.id == id), None)

    def _in(self, id: LegId, *states: State) -> bool:
        leg = self._leg(id)
        return leg is not None and leg.state in states

    def _progressed(self, id: LegId) -> bool:
        leg = self._leg(id)
        return leg is not None and leg.progressed

    @property
    def _goes_on(self) -> bool:
        return self.call.outcome is None

    @property
    def _waited(self) -> float:
        until = self.call.answered_at or self.at
        return (until - self.story.started_at).total_seconds()

    @property
    def _talked(self) -> float | None:
        since = self.call.answered_at if self.talked else None
        return None if since is None else (self.at - since).total_seconds()

    def _phone_of(self, leg: Leg) -> Phone:
        endpoints = leg.way.endpoints
        which = endpoints.index(leg.endpoint) + 1 if len(endpoints) > 1 else 0
        return _phone(leg.person, which)


def _phone(person: Person, which: int = 0) -> Phone:
    return Phone(person.name, person.number, person.role, which)

"""One person: his ways one after another, then the question, until he accepts or cannot be had.

A way rings all his phones there at once; the one he picks up is his.  The way with the company's
number follows one whose number was refused, another trunk one that is congested.  When the
company's number gets further, it was the caller's number that the trunk did not like; else the
person cannot be had, whatever is shown.  A phone may send us on to another number (302); whether
that is followed is asked, and whoever is to be rung there is another attempt's.  Does not know who
else is rung.
"""

from dataclasses import replace
from datetime import datetime

from ..commands import Command, FindWays, NoteRefusing, StartTimer
from ..events import (
    Event,
    Interrupted,
    LegForwarded,
    LegProgressed,
    Resumed,
    TimerFired,
    WaysFound,
)
from ..plan import Person, Question, Way
from ..words import LegId, LegOutcome, Result, TimerId
from .confirm import Confirm
from .desk import Phones
from .leg import Leg, State

LAST_SECONDS = 12.0  # for somebody who is being asked when his time is over
MOST_HOPS = 3  # from one phone that sends us on to the next


class Attempt:
    def __init__(
        self,
        person: Person,
        seconds: float | None,
        desk: Phones,
        question: Question,
        sent_by: tuple[Person, ...] = (),
    ) -> None:
        self.person = person
        self.sent_by = sent_by  # whose phones have sent us on to this one, one after another
        self.seconds = seconds  # that a phone of his rings; None: as long as is wanted
        self.desk = desk
        self.question = question  # when he has to press a key
        self.ways = list(person.ways)
        self.legs: list[Leg] = []  # of the way tried now
        self.leg: Leg  # the one he has picked up: from then on
        self.confirm: Confirm | None = None
        self.timer: TimerId | None = None
        self.last_moment: TimerId | None = None  # to answer the question
        self.progress: TimerId | None = None  # until it has to ring
        self.forwarded: set[LegId] = set()  # legs whose phones have sent us on
        self.asked: dict[LegId, str] = {}  # of these: the number that we have asked about
        self.in_doubt = False  # whether that will be answered
        self.next: Person | None = None  # to be rung instead, as his phone wants
        self.followed = False  # he is
        self.suspect: str | None = None  # the trunk, while the company's number is tried there
        self.result: Result | None = None

    def start(self, at: datetime) -> list[Command]:
        way = self.ways.pop(0)
        self.legs = [self.desk.new_leg(self.person, way, endpoint) for endpoint in way.endpoints]
        return [c for leg in self.legs for c in leg.start(at)] + self._limit()

    @property
    def declined(self) -> bool:
        """He has said no himself, or his phone sends calls back to us."""
        keyed = self.confirm is not None and self.confirm.declined
        return keyed or any(
            leg.outcome is LegOutcome.LOOPED or (leg.outcome is LegOutcome.DECLINED and leg.rang)
            for leg in self.legs
        )

    @property
    def origin(self) -> Person:
        """Whom the plan wanted to be rung."""
        return self.sent_by[0] if self.sent_by else self.person

    def handle(self, event: Event, at: datetime) -> list[Command]:
        commands = self._convict() + self._mind_forwarding(event)
        if all(leg.lost for leg in self.legs):
            return commands if self.asked else commands + self._try_next_way(at)
        return commands + self._go_on(event, at)

    def _convict(self) -> list[Command]:
        """A phone that a colleague has picked up proves nothing."""
        further = (leg.progressed or (leg.answered_at and not leg.accepted) for leg in self.legs)
        if self.suspect is None or not any(further):
            return []
        trunk, self.suspect = self.suspect, None
        return [NoteRefusing(trunk)]

    def _go_on(self, event: Event, at: datetime) -> list[Command]:
        match event:
            case TimerFired(timer) if timer == self.timer and not self.confirm:
                return self.time_out(at)
            case TimerFired(timer) if timer == self.last_moment:
                return self.stop(LegOutcome.NOT_CONFIRMED, at)
            case TimerFired(timer) if timer == self.progress:
                return self._give_up_silent(at)
            case LegProgressed() if self.progress is None:
                return self._await_ringing()
        if self.confirm and not self.leg.accepted:
            return self._ask(self.confirm, event, at)
        if self.confirm:
            self.result = Result.YES
            return []
        for leg in self.legs:
            if leg.state is State.UP:
                return self._pick_up(leg, at)
        return []

    def time_out(self, at: datetime) -> list[Command]:
        """He has rung long enough; but whoever is being asked may still answer, for a while."""
        if not self.confirm:
            return self.stop(LegOutcome.NO_ANSWER, at)
        if self.last_moment is not None:
            return []
        self.last_moment = self.desk.new_timer()
        return [StartTimer(self.last_moment, LAST_SECONDS)]

    def stop(self, reason: LegOutcome, at: datetime) -> list[Command]:
        self.result = Result.NO
        return [c for leg in self.legs for c in leg.stop(reason, at)]

    def _mind_forwarding(self, event: Event) -> list[Command]:
        match event:
            case LegForwarded(id) if id not in self.forwarded:
                leg = next((each for each in self.legs if each.id == id), None)
                if leg is not None and leg.forwarded_to is not None and not leg.lost:
                    self.forwarded.add(id)
                    self.asked[id] = leg.forwarded_to
                    return [FindWays(id, leg.forwarded_to)]
            case WaysFound(id, number, ways) if id in self.asked:
                del self.asked[id]
                self.next = self._next(id, number, ways)
            case Interrupted():
                self.in_doubt = bool(self.asked)
            case Resumed() if self.in_doubt:
                return [FindWays(id, number) for id, number in self.asked.items()]
        return []

    def _next(self, id: LegId, number: str, ways: tuple[Way, ...]) -> Person | None:
        for leg in self.legs:
            if leg.id == id:
                leg.forwarded_to = number
        tried = (*self.sent_by, self.person)
        endpoints = {each for person in tried for way in person.ways for each in way.endpoints}
        in_circles = any(each in endpoints for way in ways for each in way.endpoints)
        if not ways or in_circles or len(tried) > MOST_HOPS:
            return None
        return replace(self.person, number=number, ways=ways)

    def _await_ringing(self) -> list[Command]:
        """A mobile that is switched off is often told of so: 183, an announcement, and no end."""
        seconds = self.legs[0].way.ringing_within
        if seconds is None or not any(leg.progressed and not leg.rang for leg in self.legs):
            return []
        self.progress = self.desk.new_timer()
        return [StartTimer(self.progress, seconds)]

    def _give_up_silent(self, at: datetime) -> list[Command]:
        silent = [leg for leg in self.legs if leg.state is State.DIALLED]
        commands = [c for leg in silent for c in leg.stop(LegOutcome.UNREACHABLE, at)]
        return commands + (self._try_next_way(at) if all(leg.lost for leg in self.legs) else [])

    def _limit(self) -> list[Command]:
        if self.seconds is None:
            return []
        self.timer = self.desk.new_timer()
        return [StartTimer(self.timer, self.seconds)]

    def _try_next_way(self, at: datetime) -> list[Command]:
        while self.ways and not self._may_follow(self.ways[0]):
            self.ways.pop(0)
        if self.ways:
            way = self.ways[0]
            self.suspect = way.trunk if way.proof else None
            return self.start(at)
        self.result = Result.NO
        return []

    def _may_follow(self, way: Way) -> bool:
        tried = self.legs[0].way
        if way.trunk == tried.trunk:
            return all(leg.refused for leg in self.legs)
        return all(leg.congested for leg in self.legs)

    def _pick_up(self, leg: Leg, at: datetime) -> list[Command]:
        self.leg = leg
        others = [each for each in self.legs if each is not leg]
        commands = [c for each in others for c in each.stop(LegOutcome.ANSWERED_ELSEWHERE, at)]
        if self.person.confirm and not leg.accepted:
            self.confirm = Confirm(leg.id, self.desk, self.question)
            return commands + self.confirm.start(at)
        self.result = Result.YES
        return commands

    def _ask(self, confirm: Confirm, event: Event, at: datetime) -> list[Command]:
        commands = confirm.handle(event, at)
        if confirm.result is Result.NO:
            return self.stop(LegOutcome.NOT_CONFIRMED, at)
        self.result = confirm.result
        return commands

"""One call, its Asterisk and its clock; what the call heard and wanted is written down.

What a process that has died leaves behind is only what was stored: the plan and the events.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from stasis_app.core.call.call import Call
from stasis_app.core.codec import decode_event, decode_plan, encode
from stasis_app.core.commands import (
    Command,
    FindWays,
    Finish,
    KeptCommand,
    NoteRefusing,
    StartTimer,
)
from stasis_app.core.events import (
    Event,
    NumberFreed,
    NumberTaken,
    QueueMoved,
    TimerFired,
    WaysFound,
)
from stasis_app.core.plan import Destination, Person, Plan, Ring
from stasis_app.core.retelling import Noted, Rebuilt, Story, rebuilt
from stasis_app.core.words import TimerId

from ..people import FORWARDS
from .asterisk import Asterisk

EVENING = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    event: Event | None  # None: the start
    at: datetime
    commands: Sequence[Command]  # what the call wanted when it heard this


class World:
    def __init__(self, plan: Plan, dialplan: frozenset[Destination] = frozenset()) -> None:
        self.plan = plan
        self.call = Call(plan)
        self.asterisk = Asterisk(dialplan)
        self.now = EVENING
        self.timers: list[tuple[datetime, TimerId]] = []
        self.record: list[Told] = []
        self.stored: list[str] = [json.dumps(encode(plan))]
        self.finished = False
        self.busy = set(plan.busy)
        self.ahead = plan.ahead  # in truth
        self.refusing: list[str] = []  # trunks, of which the calls to come are told
        self._take(None, self.call.start(self.now))

    @property
    def last_event(self) -> Event | None:
        return self.record[-1].event

    def tell(self, event: Event) -> None:
        self._take(event, self.call.handle(event, self.now))

    @property
    def story(self) -> Story:
        """What has been kept of it."""
        events = (
            Noted(number, told.at, told.event)
            for number, told in enumerate(self.record)
            if told.event is not None
        )
        return Story(self.plan, self.record[0].at, tuple(events))

    @property
    def people(self) -> list[Person]:
        rings = [step for step in self.plan.steps if isinstance(step, Ring)]
        return [person for step in rings for person in step.people]

    def tell_of_other_call(self, event: NumberTaken | NumberFreed) -> None:
        change = self.busy.add if isinstance(event, NumberTaken) else self.busy.discard
        change(event.number)
        self.tell(event)

    def move_queue(self, ahead: int) -> None:
        self.ahead = ahead
        self.tell(QueueMoved(ahead))

    def hear_news(self) -> None:
        self.tell(self.asterisk.news.pop(0))

    def hear_reply(self) -> None:
        self.tell(self.asterisk.replies.pop(0))

    def hear_timer(self) -> None:
        due, timer = self.timers.pop(0)
        self.now = max(self.now, due)  # it is overdue when we have been away
        self.tell(TimerFired(timer))

    def restart(self) -> None:
        """Our process dies, and another one rebuilds the call from what was stored."""
        plan, *events = self.stored
        self.call = Call(_stored_plan(plan))
        self.call.start(self.record[0].at)
        for event, told in zip(events, self.record[1:], strict=True):
            self.call.handle(_stored_event(event), told.at)

    def rebuild(self, lost: int) -> Rebuilt:
        """As `restart`, but the last events were not written, and Asterisk has not waited."""
        kept = max(1, len(self.record) - lost)
        self.record = self.record[:kept]
        self.stored = self.stored[:kept]
        plan, *events = self.stored
        times = [told.at for told in self.record]
        told = zip(times[1:], map(_stored_event, events), strict=True)
        again = rebuilt(_stored_plan(plan), times[0], told)
        self.call = again.call
        self.timers = sorted((due, timer) for timer, due in again.timers.items())
        self.finished = again.call.result is not None
        self.asterisk.lose_us()
        return again

    def _take(self, event: Event | None, wanted: list[Command]) -> None:
        if event is not None:
            self.stored.append(json.dumps(encode(event)))
        self.record.append(Told(event, self.now, tuple(wanted)))
        for command in wanted:
            assert not isinstance(command, KeptCommand), "a caller switches nothing"
            if isinstance(command, StartTimer):
                due = self.now + timedelta(seconds=command.seconds)
                self.timers = sorted([*self.timers, (due, command.timer)])
            elif isinstance(command, FindWays):
                leg, number = command.leg, command.number
                self.asterisk.replies.append(WaysFound(leg, number, FORWARDS[number]))
            elif isinstance(command, Finish):
                self.finished = True
            elif isinstance(command, NoteRefusing):
                self.refusing.append(command.trunk)
            else:
                self.asterisk.put(command)


@cache
def _stored_plan(text: str) -> Plan:
    return decode_plan(json.loads(text))


@cache
def _stored_event(text: str) -> Event:
    return decode_event(json.loads(text))


def replay(world: World) -> list[Told]:
    """What a call wants that hears the same without ever being stopped."""
    call = Call(world.plan)
    told = []
    for old in world.record:
        wanted = call.start(old.at) if old.event is None else call.handle(old.event, old.at)
        told.append(Told(old.event, old.at, tuple(wanted)))
    return told

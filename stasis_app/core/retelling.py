"""A call rebuilt from what has been kept of it: its plan and its events, in their order.

The same events give the same state, so the commands, which were carried out then, are dropped.
What has been killed in the middle of a call needs more to go on with it: the timers that were
running, the channels that have taken the places of those we made, and what may still be heard.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .call.call import Call
from .commands import Command, Play, StartTimer
from .events import Event, Interrupted, LegReplaced, TimerFired
from .plan import Plan
from .words import CALLER, LegId, TimerId

UNWRITTEN = 2  # things that a leg may have been given to hear in the last moment

Events = Iterable[tuple[datetime, Event]]


@dataclass(frozen=True, slots=True)
class Noted:
    number: int  # from 1
    at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Story:
    """What has been kept of a call: enough to rebuild it."""

    plan: Plan
    started_at: datetime
    events: tuple[Noted, ...]

    @property
    def told(self) -> Events:
        return ((each.at, each.event) for each in self.events)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    call: Call
    timers: Mapping[TimerId, datetime]  # those that have not fired, and when each is due
    channels: Mapping[LegId, str]  # of the legs that have been replaced: the last
    plays: Mapping[LegId, int]  # the number of the last thing that each was given to hear


def retold(plan: Plan, started_at: datetime, events: Events) -> Call:
    return rebuilt(plan, started_at, events).call


def rebuilt(plan: Plan, started_at: datetime, events: Events) -> Rebuilt:
    call = Call(plan)
    timers: dict[TimerId, datetime] = {}
    channels: dict[LegId, str] = {}
    plays: dict[LegId, int] = defaultdict(int)

    def note(commands: list[Command], at: datetime) -> None:
        for command in commands:
            match command:
                case StartTimer(timer, seconds):
                    timers[timer] = at + timedelta(seconds=seconds)
                case Play(leg):
                    plays[leg] += 1

    note(call.start(started_at), started_at)
    for at, event in events:
        match event:
            case TimerFired(timer):
                timers.pop(timer, None)
            case LegReplaced(leg, channel=str(channel)):
                channels[leg] = channel
            case Interrupted():
                for leg in (CALLER, *(each.id for each in call.legs)):
                    plays[leg] += UNWRITTEN
        note(call.handle(event, at), at)
    return Rebuilt(call, timers, channels, plays)

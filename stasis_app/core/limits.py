"""What is taken on at most: calls at once, and minutes that are dialled an hour.

Minutes are those for which phones outside were on the line; inside the company they cost nothing.
A talk is never cut off for them: only nobody new is dialled outside.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from .numbers import is_internal
from .plan import HandOver, Person, Plan, Ring, Step, people_of
from .settings import Settings

TOO_MANY_CALLS = "too_many_calls"  # the issue of a call that is not served for their sake
TOO_MANY_MINUTES = "too_many_dialled_minutes"  # … that dials nobody outside for theirs
HOUR = timedelta(hours=1)


class OnLine(NamedTuple):
    """A phone outside, from its being picked up on."""

    since: datetime
    until: datetime | None  # None: it goes on


def is_full(settings: Settings, live: int) -> bool:
    """Whether no call is served besides so many."""
    return settings.most_calls is not None and live >= settings.most_calls


def is_outside(number: str | None, settings: Settings) -> bool:
    """None: only an endpoint is known, and it is taken for one of the company's."""
    return number is not None and not is_internal(number, settings.extensions)


def minutes_of(lines: Iterable[OnLine], at: datetime) -> float:
    """Of the last hour."""
    began = at - HOUR
    times = (min(at, line.until or at) - max(began, line.since) for line in lines)
    return sum((max(time, timedelta()) for time in times), timedelta()) / timedelta(minutes=1)


def is_spent(settings: Settings, minutes: float) -> bool:
    most = settings.most_dialled_minutes
    return most is not None and minutes >= most


def inside_only(plan: Plan, fallback: HandOver) -> Plan:
    """Nobody outside is rung; where that leaves nobody, the call is given back at once."""
    outside = {each for step in plan.steps for each in people_of(step) if _is_dialled(each)}
    if not outside:
        return plan
    steps = tuple(_without(outside, step) for step in plan.steps)
    if not any(people_of(step) for step in steps):
        steps = (fallback,)
    elif not any(isinstance(step, HandOver) for step in steps):
        steps = (*steps, fallback)
    why = replace(plan.why, issues=(*plan.why.issues, TOO_MANY_MINUTES))
    return replace(plan, steps=steps, why=why)


def _is_dialled(person: Person) -> bool:
    return any(way.trunk is not None for way in person.ways)


def _without(people: set[Person], step: Step) -> Step:
    if not isinstance(step, Ring):
        return step
    return replace(step, people=tuple(each for each in step.people if each not in people))

"""Channels of the trunks: a trunk has only so many, and each phone outside that rings takes one.

So does a caller who came in by it.  Where there are too few for all of a step, its people are rung
one after another instead of at once, each by a trunk with room first.  Where there is no room at
all they are rung all the same: the count may be wrong, and a trunk that is full says so itself.
What a trunk carries besides our calls is not known.
"""

from collections.abc import Mapping
from dataclasses import replace

from .dialling import came_by
from .plan import Person, Plan, Ring, Step, people_of
from .settings import Settings
from .words import Strategy

FEW_CHANNELS = "few_channels"  # the issue of a call that rings people otherwise for their sake

Room = Mapping[str, int]  # channels left, by the trunk's endpoint; of those that have a limit


def room_of(settings: Settings, used: Mapping[str, int], callers_endpoint: str | None) -> Room:
    """`used`: by the other calls; `callers_endpoint`: by which this one comes in."""
    return {
        trunk.endpoint: trunk.channels
        - used.get(trunk.endpoint, 0)
        - came_by(trunk, callers_endpoint)
        for trunk in settings.dialling.trunks
        if trunk.channels is not None
    }


def sparing(plan: Plan, room: Room) -> Plan:
    if not room:
        return plan
    steps = tuple(each for step in plan.steps for each in _sparing(step, room))
    made = replace(plan, steps=steps)
    if not any(_without_room(step, room) for step in plan.steps):
        return made
    why = replace(plan.why, issues=(*plan.why.issues, FEW_CHANNELS))
    return replace(made, why=why)


def _without_room(step: Step, room: Room) -> bool:
    at_once = not isinstance(step, Ring) or step.strategy is not Strategy.SEQUENTIAL
    people = people_of(step)
    if at_once:
        return bool(_shared_out(people, room)[1])
    return any(_shared_out((person,), room)[1] for person in people)


def _sparing(step: Step, room: Room) -> tuple[Step, ...]:
    if not isinstance(step, Ring):
        return (step,)
    one_by_one = replace(step, people=tuple(_best_first(each, room) for each in step.people))
    if step.strategy is Strategy.SEQUENTIAL:
        return (one_by_one,)
    fitting, rest = _shared_out(step.people, room)
    if not rest:
        return (replace(step, people=fitting),)
    if all(_takes_a_channel(each) for each in step.people):
        share = step.timeout / len(step.people)
        stagger = min(step.stagger or share, share)
        return (replace(one_by_one, strategy=Strategy.SEQUENTIAL, stagger=stagger),)
    half = step.timeout / 2  # whoever is inside need not wait for the trunk
    stagger = half / len(rest)
    last = tuple(_best_first(each, room) for each in rest)
    return (
        replace(step, people=fitting, timeout=half),
        replace(step, people=last, strategy=Strategy.SEQUENTIAL, stagger=stagger, timeout=half),
    )


def _shared_out(
    people: tuple[Person, ...], room: Room
) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Those for whom there is a channel, when all are rung at once; and the others."""
    left = dict(room)
    fitting: list[Person] = []
    rest: list[Person] = []
    for person in people:
        best = _best_first(person, left)
        trunk = best.ways[0].trunk
        if not _has_room(trunk, left):
            rest.append(person)
            continue
        fitting.append(best)
        if trunk in left:
            left[trunk] -= 1
    return tuple(fitting), tuple(rest)


def _best_first(person: Person, room: Room) -> Person:
    """The trunks with room, in their order, and then the others."""
    ways = sorted(person.ways, key=lambda way: not _has_room(way.trunk, room))
    return replace(person, ways=tuple(ways))


def _has_room(trunk: str | None, room: Room) -> bool:
    return trunk is None or room.get(trunk, 1) > 0


def _takes_a_channel(person: Person) -> bool:
    return person.ways[0].trunk is not None

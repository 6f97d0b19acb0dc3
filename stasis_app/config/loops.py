"""Calls that would go round for ever: `then` or `continue` leads to a department's own number.

A call comes to a department by one of two doors: its numbers (`dids`: first the secretaries) or its
extension (straight to the people on duty).  A destination of the dialplan is one of these doors
when it has such a number, unless its context is known for something else.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from . import readers
from .document import Document
from .problems import KeyPath, Problem
from .readers import readable

SOMETHING_ELSE = re.compile(r"ext-(?!did).*|ivr-.*|app-.*|from-did-direct|timeconditions|voicemail")
LONGEST = 6  # steps; more are refused elsewhere


class Door(Enum):
    NUMBER = "number"
    EXTENSION = "extension"


Place = tuple[Document, KeyPath, str]  # where a destination stands, and its number
Same = Callable[[str, str], bool]  # whether two numbers are one


def loops(departments: Sequence[Document], same: Same) -> Iterator[Problem]:
    """Of each ring of departments the first place that could end it."""
    named = {name: each for each in departments if (name := each.text_at("department"))}
    leads = {
        (name, door): [
            (place, to)
            for place in _places(document, door)
            if (to := _door(place[2], named, same)) is not None
        ]
        for name, document in named.items()
        for door in Door
    }
    told: set[frozenset[str]] = set()
    for start, places in leads.items():
        for (document, path, number), to in places:
            ring = _ring(to, start, leads)
            members = frozenset(name for name, _ in ring)
            if ring and members not in told:
                told.add(members)
                way = " → ".join((start[0], *(name for name, _ in ring)))
                what = f"{number!r} brings the call back for ever: {way}"
                remedy = "let it end: hangup, or a destination that is no number of ours"
                yield document.problem(path, what, remedy)


Node = tuple[str, Door]
Leads = Mapping[Node, Sequence[tuple[Place, Node]]]


def _ring(begin: Node, goal: Node, leads: Leads) -> tuple[Node, ...]:
    """The shortest way to where it began; nothing: it does not come back."""
    ways: list[tuple[Node, ...]] = [(begin,)]
    seen = {begin}
    for way in ways:
        if way[-1] == goal:
            return way
        for _, to in leads[way[-1]]:
            if to not in seen:
                seen.add(to)
                ways.append((*way, to))
    return ()


def _places(document: Document, door: Door) -> Iterator[Place]:
    if door is Door.NUMBER:
        yield from _place(document, ("secretary",))
        yield from _steps(document, ("secretary", "then"))
    yield from _steps(document, ("duty", "then"))


def _steps(document: Document, path: KeyPath) -> Iterator[Place]:
    for _ in range(LONGEST):
        yield from _place(document, path)
        path = (*path, "then")


def _place(document: Document, path: KeyPath) -> Iterator[Place]:
    destination = readable(document.at(*path, "continue"), readers.destination)
    if destination is not None and not SOMETHING_ELSE.fullmatch(destination.context):
        yield document, (*path, "continue"), destination.extension
    for number, entry in enumerate(document.list_at(*path, "ring")):
        if isinstance(entry, str) and "/" not in entry:
            yield document, (*path, "ring", number), entry.strip()


def _door(number: str, named: Mapping[str, Document], same: Same) -> Node | None:
    for name, document in named.items():
        if document.text_at("extension") == number:
            return name, Door.EXTENSION
        if any(isinstance(did, str) and same(did, number) for did in document.list_at("dids")):
            return name, Door.NUMBER
    return None

"""Whether a caller is one of our own calls come back: somebody's phone has sent it on to us.

A call that we make carries a mark (the leg it is for), which another PBX may keep and a provider
will not; a provider tells who has sent a call on (Diversion, History-Info), if he wants to.  Either
names a phone that is being rung, and has not been answered, at this very moment; so calls that only
have a number in common are never taken for a loop.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .call.call import Call
from .call.leg import State
from .entry import as_journalled
from .plan import CameFrom
from .settings import Settings
from .words import CallId, LegId

MARK_HEADER = "X-Stasis-App-Leg"  # of SIP
MARK_VARIABLE = "STASIS_APP_FROM_LEG"  # of a Local channel, inherited
MEMORY = timedelta(seconds=60)

_URI = re.compile(r"(?:sips?|tel):([+*#0-9-]{1,40})")
_BARE = re.compile(r"\s*\+?[0-9]{1,40}\s*")


@dataclass(frozen=True, slots=True)
class RungLeg:
    """Somebody who is being rung, and has not answered."""

    call: CallId
    leg: LegId
    departments: frozenset[str]  # the call's, and those whose legs have led to it
    number: str | None  # whose phone it is
    shown: str | None  # the caller, as his phone shows him, written as in the journal
    outside: bool
    since: datetime

    @property
    def mark(self) -> str:
        return f"{self.call}.{self.leg}"


def rung_legs(call: Call, settings: Settings) -> Iterator[RungLeg]:
    visit = call.plan.visit
    came_from = call.plan.came_from
    through = came_from.departments if came_from else ()
    for leg in call.legs:
        if leg.state in (State.DIALLED, State.RINGING) and leg.dialled_at is not None:
            yield RungLeg(
                visit.id,
                leg.id,
                frozenset(each for each in (visit.department, *through) if each),
                leg.person.number,
                as_journalled(leg.way.shown.number, settings),
                leg.way.trunk is not None,
                leg.dialled_at,
            )


def numbers_in(header: str) -> list[str]:
    """Of what SIP's Diversion or History-Info says, or of a bare number.

    >>> numbers_in("<sip:+79991234501@example.net;user=phone>;reason=unconditional, <tel:101>")
    ['+79991234501', '101']
    """
    return _URI.findall(header) or ([header.strip()] if _BARE.fullmatch(header) else [])


def marked(mark: str | None, rung: Iterable[RungLeg]) -> RungLeg | None:
    """The leg that an arrival says it comes from."""
    return next((leg for leg in rung if leg.mark == mark), None)


def showing(caller: str | None, department: str, rung: Iterable[RungLeg]) -> tuple[RungLeg, ...]:
    """Those that may have brought a caller to a department: they show him."""
    return tuple(leg for leg in rung if leg.shown == caller and department in leg.departments)


def diverted(by: frozenset[str], showing_him: Iterable[RungLeg]) -> RungLeg | None:
    """The leg whose phone has sent the call on."""
    return next((leg for leg in showing_him if leg.number in by), None)


def rung_for(caller: str | None, showing_him: Iterable[RungLeg], at: datetime) -> frozenset[str]:
    """Numbers outside that ring for this caller already: theirs may have sent this call on, or he
    calls twice.  Of whoever hides nobody can tell."""
    if caller is None:
        return frozenset()
    known = (leg for leg in showing_him if leg.outside and at - leg.since <= MEMORY)
    return frozenset(leg.number for leg in known if leg.number)


def came_from(leg: RungLeg, department: str) -> CameFrom:
    return CameFrom(
        leg.call, leg.leg, tuple(sorted(leg.departments)), looped=department in leg.departments
    )

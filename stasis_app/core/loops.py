"""Whether a caller is one of our own calls come back: somebody's phone has sent it on to us.

A call that we make carries a mark (the leg it is for), which another PBX may keep and a provider
will not; a provider tells who has sent a call on (Diversion, History-Info), if he wants to.  Either
names a phone that is being rung, and has not been answered, at this very moment; so calls that only
have a number in common are never taken for a loop.

Where nothing is told, a call that has come back looks like the caller's second one, or a
colleague's behind the same number.  All are served; but a phone that forwards at once would send
calls round as fast as they are served, so it is left alone for a while.  One that has been ringing
is no such phone: it rings for the second call too.
"""

import re
from collections import Counter
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
RELAYED = timedelta(seconds=2)  # within which a phone's ringing may be that of the call come back
MOST_CALLS = 2  # that a mobile takes at once

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
    rang_at: datetime | None = None

    def rings_by_itself(self, at: datetime) -> bool:
        """When a call comes: it is not this one that rings behind it."""
        return self.rang_at is not None and at - self.rang_at >= RELAYED

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
                leg.rang_at,
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


def own_numbers(settings: Settings) -> frozenset[str]:
    """What a trunk may show instead of the caller's, whatever is asked of it."""
    numbers = [trunk.company_number for trunk in settings.dialling.trunks]
    for department in settings.departments:
        numbers += [department.company_number, *department.dids]
    return frozenset(filter(None, (as_journalled(each, settings) for each in numbers)))


def showing(
    caller: str | None, department: str, rung: Iterable[RungLeg], own: frozenset[str]
) -> tuple[RungLeg, ...]:
    """Those that may have brought a caller to a department: they show him, or seem to."""
    return tuple(
        leg
        for leg in rung
        if department in leg.departments and (leg.shown == caller or caller in own)
    )


def diverted(by: frozenset[str], showing_him: Iterable[RungLeg]) -> RungLeg | None:
    """The leg whose phone has sent the call on."""
    return next((leg for leg in showing_him if leg.number in by), None)


def rung_for(showing_him: Iterable[RungLeg], at: datetime) -> frozenset[str]:
    """Numbers outside that ring for this caller already, and may have sent this call on; and those
    that could take no further call of his."""
    known = [leg for leg in showing_him if leg.outside and at - leg.since <= MEMORY]
    calls = Counter(leg.number for leg in known)
    return frozenset(
        leg.number
        for leg in known
        if leg.number and (not leg.rings_by_itself(at) or calls[leg.number] >= MOST_CALLS)
    )


def came_from(leg: RungLeg, department: str) -> CameFrom:
    return CameFrom(
        leg.call, leg.leg, tuple(sorted(leg.departments)), looped=department in leg.departments
    )

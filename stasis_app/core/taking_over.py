"""Who is on duty now and next, and what somebody of the staff may change about it by phone.

He is known by his number alone, as the staff sheet has it: one that several people share, or that
nobody has, may only listen.  What he takes over he has until the shift ends; where there is none,
until the next one begins.  An override like any other: core/overrides.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .commands import HandBack, TakeOver
from .gaps import here
from .mirror import Edition, Mirror
from .names import normal
from .overrides import Kept, Roster, in_force
from .refusals import Refusal
from .roles import Source
from .roster import OnDuty, Override, resolve, turn_at, turns_on
from .settings import Department
from .staff import Employee
from .words import Role

AHEAD = 8  # days to look for the next shift: a roster may have none on holidays


@dataclass(frozen=True, slots=True)
class Standing:
    """How the duty stands, for one who asks."""

    now: OnDuty
    next: OnDuty | None  # as the next shift begins; None: none is known
    caller: Employee | None  # who asks; None: nobody of the staff
    take_over: TakeOver | None
    hand_back: HandBack | None


def standing(
    department: Department, number: str | None, mirror: Mirror, kept: Iterable[Kept], at: datetime
) -> Standing:
    """`number`: as the journal has it; None: hidden."""
    every = tuple(kept)
    overrides = in_force(every)
    now = resolve(department, at, mirror, overrides)
    edition = mirror.active(department.name)
    if edition is None:
        return Standing(now, None, None, None, None)
    wall = at.astimezone(department.zone).replace(tzinfo=None)
    begins = _next_beginning(department, mirror, edition, wall)
    ends = _end(department, mirror, edition, wall) or begins
    following = None
    if begins is not None:
        following = resolve(department, here(begins, department.zone), mirror, overrides)
    caller = _caller(edition, number)
    return Standing(
        now,
        following,
        caller,
        _take_over(now, caller, ends),
        _hand_back(department, now, caller, every, wall),
    )


def taken_over(wish: TakeOver, overrides: Iterable[Override], roster: Roster) -> Override:
    """Raises Unacceptable: somebody else has been quicker, or the shift is over."""
    department = roster.department(wish.department)
    since = roster.wall(department).replace(microsecond=0)
    roster.check_period(department, since, wish.until)
    person = roster.employee(department, wish.person).name
    primary = resolve(department, roster.at, roster.mirror, overrides).primary
    if (primary.name if primary else None) != wish.instead_of:
        raise roster.refuse(Refusal.CHANGED, department=department.name)
    return Override(department.name, Role.PRIMARY, person, since, wish.until, roster.at)


def _take_over(now: OnDuty, caller: Employee | None, ends: datetime | None) -> TakeOver | None:
    if caller is None or caller.number is None or ends is None:
        return None
    primary = now.primary
    if primary is not None and primary.number == caller.number:
        return None
    instead_of = primary.name if primary else None
    return TakeOver(now.department, caller.name, ends, instead_of, caller.number)


def _hand_back(
    department: Department,
    now: OnDuty,
    caller: Employee | None,
    every: Iterable[Kept],
    wall: datetime,
) -> HandBack | None:
    """The one that counts, if he has made it himself, by phone."""
    if caller is None or caller.number is None or now.source is not Source.OVERRIDE:
        return None
    holding = [
        each
        for each in every
        if each.override.department == department.name
        and each.override.role is Role.PRIMARY
        and each.override.since <= wall < each.override.until
    ]
    last = max(holding, key=lambda each: (each.override.created, each.id), default=None)
    if last is None or last.by != caller.number or last.override.person is None:
        return None
    own = normal(last.override.person) == normal(caller.name)
    return HandBack(last.id, caller.number) if own else None


def _caller(edition: Edition, number: str | None) -> Employee | None:
    if number is None:
        return None
    staff = edition.reading.staff
    found = [
        each
        for name, each in staff.by_name.items()
        if each.number == number and name not in staff.conflicts
    ]
    return found[0] if len(found) == 1 else None


def _end(
    department: Department, mirror: Mirror, edition: Edition, wall: datetime
) -> datetime | None:
    """Of the shift that goes on; None: none does, though one may be held over."""
    turn, _ = turn_at(department, wall, mirror, edition)
    return turn.ends if turn and turn.ends > wall else None


def _next_beginning(
    department: Department, mirror: Mirror, edition: Edition, wall: datetime
) -> datetime | None:
    today = wall.date()
    for days in range(AHEAD):
        day = today + timedelta(days=days)
        turns = turns_on(department, mirror, edition, day, today) or ()
        if begins := [turn.starts for turn in turns if turn.starts > wall]:
            return min(begins)
    return None

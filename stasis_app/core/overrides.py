"""The roster's exceptions as people wish for them, and whether a wish can be granted.

A person must be somebody who can be rung today; a period must not be over.  Knows nothing of where
exceptions are kept.  What they do to the answer: roster.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .mirror import Edition, Mirror
from .names import EMPTY, normal
from .problems import Code, Problem, problem
from .refusals import Refusal
from .roster import Override
from .settings import Department, Settings
from .staff import Employee
from .wording import message
from .words import Role

MEMORY = timedelta(days=2)  # an override that ended longer ago is over in every zone

NOBODY = frozenset({"nobody", "никто", "никого"}) | EMPTY


@dataclass(frozen=True, slots=True)
class Kept:
    """An override as the database has it.  One that was ended before it began is empty."""

    id: int
    by: str  # the user's name of the command; the number of the phone
    override: Override

    @property
    def empty(self) -> bool:
        return self.override.until == self.override.since


@dataclass(frozen=True, slots=True)
class Add:
    """`since`, `until`: by the department's wall clock, naive, as in all wishes."""

    department: str
    role: Role  # one of DUTY_ROLES
    person: str | None  # None: nobody
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Swap:
    """Two people have each other's shifts, of those that begin in the period, each as a whole."""

    department: str
    one: str
    other: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class End:
    """Now; before it has begun: as if it had never been."""

    id: int


Wish = Add | Swap | End
DUTY_ROLES = (Role.PRIMARY, Role.BACKUP)


class Unacceptable(Exception):
    """A wish that is not granted; says why, in the configured language."""


@dataclass(frozen=True, slots=True)
class Roster:
    """What wishes are judged by."""

    settings: Settings
    mirror: Mirror
    at: datetime

    def refuse(self, refusal: Refusal, **facts: object) -> Unacceptable:
        return Unacceptable(refusal.text(self.settings.language, **facts))

    def department(self, name: str) -> Department:
        """Raises Unacceptable, as all of these do."""
        department = self.settings.department(name)
        if department is None:
            raise self.refuse(Refusal.NO_DEPARTMENT, department=name)
        return department

    def edition(self, department: Department) -> Edition:
        edition = self.mirror.active(department.name)
        if edition is None:
            raise self.refuse(Refusal.NO_MIRROR, department=department.name)
        return edition

    def wall(self, department: Department) -> datetime:
        """What the department's clock shows now."""
        return self.at.astimezone(department.zone).replace(tzinfo=None)

    def check_period(self, department: Department, since: datetime, until: datetime) -> None:
        if until <= since:
            raise self.refuse(Refusal.ENDS_BEFORE, since=shown(since), until=shown(until))
        now = self.wall(department)
        if until <= now:
            raise self.refuse(Refusal.PAST, until=shown(until), now=shown(now))

    def employee(self, department: Department, person: str) -> Employee:
        """Somebody who can be rung."""
        edition = self.edition(department)
        found = edition.reading.staff.find(normal(person))
        if isinstance(found, Employee) and found.number is not None:
            return found
        what = _what_is_wrong(found, person, edition)
        raise Unacceptable(message(what, self.settings.language))


def zone_of(department: str, settings: Settings) -> ZoneInfo:
    """The company's for a department that is configured no more."""
    found = settings.department(department)
    return found.zone if found else settings.zone


def is_nobody(person: str) -> bool:
    """Whether a word means that nobody is to have the role."""
    return normal(person) in NOBODY


def shown(wall: datetime) -> str:
    return f"{wall:%d.%m.%Y %H:%M}"


def in_force(every: Iterable[Kept]) -> tuple[Override, ...]:
    """As questions are answered from them.  `every`: the oldest first; of two that are made at one
    instant the later one is believed."""
    return tuple(each.override for each in reversed(tuple(every)) if not each.empty)


def granted(wish: Add, roster: Roster) -> Override:
    """Raises Unacceptable."""
    department = roster.department(wish.department)
    roster.check_period(department, wish.since, wish.until)
    person = None
    if wish.person is not None:
        person = roster.employee(department, wish.person).name
    since, until = wish.since, wish.until
    return Override(department.name, wish.role, person, since, until, roster.at)


def ended(id: int, every: tuple[Kept, ...], roster: Roster) -> Kept:
    """The override, ended now.  Raises Unacceptable."""
    kept = next((each for each in every if each.id == id and not each.empty), None)
    if kept is None:
        raise roster.refuse(Refusal.UNKNOWN, id=id)
    override = kept.override
    now = roster.at.astimezone(zone_of(override.department, roster.settings)).replace(tzinfo=None)
    if override.until <= now:
        raise roster.refuse(Refusal.OVER, id=id, until=shown(override.until))
    return replace(kept, override=replace(override, until=max(override.since, now)))


def _what_is_wrong(found: Employee | Code, person: str, edition: Edition) -> Problem:
    staff, department = edition.reading.staff, edition.content.department
    if isinstance(found, Employee):
        phone = str(found.phone_place)
        return next(each for each in edition.reading.problems if each.cell == phone)
    if found is Code.NAME_AMBIGUOUS:
        others = ", ".join(map(str, staff.conflicts[normal(person)]))
        return problem(found, department, person, others=others)
    return problem(found, department, person, **staff.remedy(normal(person)))

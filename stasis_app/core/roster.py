"""Who is on duty: the answer for a department and an instant, from the mirror alone.

Pure, never waits and never raises.  The wall clock of the department decides.  Knows neither modes
nor how people are rung.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from .header import ShiftColumns
from .mirror import Edition, Mirror
from .names import normal
from .problems import Code
from .reading import CYCLIC
from .roles import NOBODY, Claim, Roles, Source, assign
from .settings import Department
from .sheet import Entry, Slot, Table
from .words import Role
from .workbook import Month

LAST_GOOD_FOR = timedelta(hours=24)

_DAY = timedelta(days=1)
_YEARS = range(2, 9999)  # outside, an hour more or less is no date


@dataclass(frozen=True, slots=True)
class Override:
    """An exception from the sheet, by the department's wall clock; times are naive."""

    department: str
    role: Role
    person: str | None  # a name of the staff sheet; None: nobody
    since: datetime
    until: datetime  # not included
    created: datetime  # aware; the newest wins


@dataclass(frozen=True, slots=True)
class OnDutyPerson:
    name: str  # as the staff sheet writes it
    number: str  # E.164 or internal
    email: str | None
    cell: str | None  # that says so; None: an override does


@dataclass(frozen=True, slots=True)
class OnDuty:
    department: str
    at: datetime  # in the department's zone
    shift: str | None  # None: no shift at that instant
    date: date | None  # on which the shift started
    primary: OnDutyPerson | None  # rung first: perhaps the one the sheet has as backup
    backup: OnDutyPerson | None
    source: Source  # of the primary
    issues: tuple[Code, ...]
    version: int | None  # None: the department has none yet
    entries: tuple[Entry, ...] = ()  # what the cells of the shift say: the primary's, the backup's

    @property
    def people(self) -> tuple[OnDutyPerson, ...]:
        """In the order of ringing."""
        return tuple(person for person in (self.primary, self.backup) if person is not None)

    @property
    def dial(self) -> tuple[str, ...]:
        return tuple(person.number for person in self.people)

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells that were looked at."""
        return tuple(entry.cell for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift on the day it starts."""

    day: date
    shift: ShiftColumns
    slot: Slot
    edition: Edition


def resolve(
    department: Department, at: datetime, mirror: Mirror, overrides: Iterable[Override] = ()
) -> OnDuty:
    edition = mirror.active(department.name)
    if edition is None or at.year not in _YEARS:
        issues = () if edition else (Code.MIRROR_MISSING,)
        version = edition.version if edition else None
        return OnDuty(department.name, at, None, None, None, None, Source.FALLBACK, issues, version)
    here = at.astimezone(department.zone)
    wall = here.replace(tzinfo=None)
    turn, issue = _turn(department, wall, mirror, edition)
    roles = roles_of(department, turn, edition, wall, at, overrides)
    return OnDuty(
        department=department.name,
        at=here,
        shift=turn.shift.name if turn else None,
        date=turn.day if turn else None,
        primary=_person(roles.primary),
        backup=_person(roles.backup),
        source=roles.source,
        issues=roles.issues if issue is None else (issue, *roles.issues),
        version=turn.edition.version if turn else edition.version,
        entries=_entries(turn),
    )


def roles_of(
    department: Department,
    turn: Turn | None,
    edition: Edition,
    wall: datetime,
    at: datetime,
    overrides: Iterable[Override],
) -> Roles:
    """`turn` None: no shift; then only an override can name somebody."""
    primary, backup = _said_by_sheet(turn, at) if turn else (NOBODY, NOBODY)
    holding = [
        each
        for each in overrides
        if each.department == department.name and each.since <= wall < each.until
    ]
    if holding:
        staff_of = turn.edition if turn else edition
        primary = _overridden(primary, Role.PRIMARY, holding, staff_of)
        backup = _overridden(backup, Role.BACKUP, holding, staff_of)
    if turn is None and primary is NOBODY and backup is NOBODY:
        return Roles(None, None, ())
    return assign(primary, backup)


def table_of(department: Department, edition: Edition, day: date) -> Table | None:
    """None: the month's sheet is missing."""
    month = CYCLIC if department.schedule.layout == "cyclic" else Month(day.year, day.month)
    return edition.reading.tables.get(month)


class _Stretch(NamedTuple):
    """A shift on the wall clock, before anybody has asked who has it."""

    starts: datetime
    ends: datetime
    day: date
    table: Table
    number: int  # of the shift in the table
    edition: Edition

    def turn(self) -> Turn:
        slot = self.table.days[self.day.day][self.number]
        return Turn(self.day, self.table.shifts[self.number], slot, self.edition)


def _turn(
    department: Department, wall: datetime, mirror: Mirror, edition: Edition
) -> tuple[Turn | None, Code | None]:
    """The shift that started last of those that hold; when none does, for a while the one that
    ended last."""
    holdover = department.schedule.holdover
    begun = [s for s in _stretches(department, wall, mirror, edition) if s.starts <= wall]
    holding = [stretch for stretch in begun if wall < stretch.ends]
    if holding:
        last = max(holding, key=lambda stretch: stretch.starts)
        return last.turn(), Code.SHIFT_OVERLAP if len(holding) > 1 else None
    issue = Code.MONTH_MISSING if _lacks_month(department, wall, edition) else Code.SHIFT_GAP
    held_over = [stretch for stretch in begun if wall < stretch.ends + holdover]
    if not held_over:
        return None, issue
    return max(held_over, key=lambda stretch: (stretch.ends, stretch.starts)).turn(), issue


def _stretches(
    department: Department, wall: datetime, mirror: Mirror, edition: Edition
) -> Iterator[_Stretch]:
    """All that may hold, or may have ended no longer ago than the hold-over.

    A shift lasts a day at most, so one that started the day before yesterday is over by now, but
    perhaps held over.
    """
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    for back in range(3 + department.schedule.holdover.days):
        start = midnight - back * _DAY
        read = edition
        if start.month != wall.month and department.schedule.layout == "cyclic":
            read = _edition_at_month_begin(department, wall, mirror) or edition
        table = table_of(department, read, start)
        if table is not None:
            for index, shift in enumerate(table.shifts):
                starts, ends = start + shift.hours.starts, start + shift.hours.ends
                yield _Stretch(starts, ends, start.date(), table, index, read)


def _edition_at_month_begin(
    department: Department, wall: datetime, mirror: Mirror
) -> Edition | None:
    """A cyclic table may be refilled for the new month while the old one's last shift goes on."""
    begin = datetime(wall.year, wall.month, 1, tzinfo=department.zone)
    return mirror.active_at(department.name, begin)


def _lacks_month(department: Department, wall: datetime, edition: Edition) -> bool:
    """Whether nobody is on duty because there is no sheet for the shift's month.  The hours that
    a missing month would have had are taken to be the present one's."""
    table = table_of(department, edition, wall)
    if table is None:
        return True
    yesterday = wall.replace(hour=0, minute=0, second=0, microsecond=0) - _DAY
    return table_of(department, edition, yesterday) is None and any(
        yesterday + shift.hours.starts <= wall < yesterday + shift.hours.ends
        for shift in table.shifts
    )


def _said_by_sheet(turn: Turn, at: datetime) -> tuple[Claim, Claim]:
    primary = Claim.of(turn.slot.primary)
    if primary.cause is not None:
        last = turn.edition.last_good.get(turn.slot.primary.cell)
        if last is not None and at <= last.until + LAST_GOOD_FOR:
            primary = replace(primary, last_good=last.employee)
    return primary, Claim.of(turn.slot.backup)


def _overridden(claim: Claim, role: Role, overrides: list[Override], edition: Edition) -> Claim:
    own = [each for each in overrides if each.role is role]
    if not own:
        return claim
    person = max(own, key=lambda each: each.created).person
    if person is None:
        return NOBODY
    found = edition.reading.staff.find(normal(person))
    if isinstance(found, Code):
        return Claim(None, found, source=Source.OVERRIDE)
    if found.number is None:
        return Claim(None, found.cause, source=Source.OVERRIDE)
    return Claim(found, source=Source.OVERRIDE)


def _person(claim: Claim | None) -> OnDutyPerson | None:
    if claim is None or claim.employee is None or claim.employee.number is None:
        return None
    employee = claim.employee
    return OnDutyPerson(employee.name, claim.employee.number, employee.email, claim.cell)


def _entries(turn: Turn | None) -> tuple[Entry, ...]:
    if turn is None:
        return ()
    slot = turn.slot
    return (slot.primary,) if slot.backup is None else (slot.primary, slot.backup)

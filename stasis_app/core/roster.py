"""Who is on duty: the answer for a department and an instant, from the mirror alone.

Pure, never waits and never raises.  The wall clock of the department decides.  Knows neither modes
nor how people are rung.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from .header import ShiftColumns
from .hours import DAY
from .mirror import Edition, Mirror
from .names import normal
from .problems import Code
from .reading import CYCLIC
from .roles import NOBODY, Claim, Roles, Source, assign
from .settings import Department
from .sheet import Entry, Slot, Table
from .words import Role
from .workbook import Month

_DAY = timedelta(days=1)
_YEARS = range(2, 9999)  # outside, an hour more or less is no date
_NO_ROLES = Roles(None, None, ())


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

    @property
    def starts(self) -> datetime:
        """On the wall clock, naive."""
        return datetime.combine(self.day, time.min) + timedelta(minutes=self.shift.hours.start)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.day, time.min) + timedelta(minutes=self.shift.hours.end)


def resolve(
    department: Department, at: datetime, mirror: Mirror, overrides: Iterable[Override] = ()
) -> OnDuty:
    edition = mirror.active(department.name)
    if edition is None or at.year not in _YEARS:
        return _nobody(department, at, edition)
    here = at.astimezone(department.zone)
    wall = here.replace(tzinfo=None)
    turn, issue = turn_at(department, wall, mirror, edition)
    claims = claims_of(department, turn, edition, wall, overrides)
    roles = _NO_ROLES if turn is None and claims == (NOBODY, NOBODY) else assign(*claims, at)
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


def claims_of(
    department: Department,
    turn: Turn | None,
    edition: Edition,
    wall: datetime,
    overrides: Iterable[Override],
) -> tuple[Claim, Claim]:
    """Who is to be primary and backup.  `turn` None: no shift; only an override can name one."""
    primary, backup = _said_by_sheet(turn) if turn else (NOBODY, NOBODY)
    holding = [
        each
        for each in overrides
        if each.department == department.name and each.since <= wall < each.until
    ]
    if holding:
        read = turn.edition if turn else edition
        primary = _overridden(primary, Role.PRIMARY, holding, read)
        backup = _overridden(backup, Role.BACKUP, holding, read)
    return primary, backup


def turns_on(
    department: Department, mirror: Mirror, edition: Edition, day: date, today: date
) -> list[Turn] | None:
    """All shifts that start on a day, in the order of the sheet; None: its month's sheet is
    missing."""
    read = _edition_of(department, mirror, edition, day, today)
    table = _table(department, read, day)
    if table is None:
        return None
    slots = zip(table.shifts, table.days[day.day], strict=True)
    return [Turn(day, shift, slot, read) for shift, slot in slots]


def turn_at(
    department: Department, wall: datetime, mirror: Mirror, edition: Edition
) -> tuple[Turn | None, Code | None]:
    """The shift that started last of those that hold; when none does, for a while the one that
    ended last."""
    today = wall.date()
    minute = wall.hour * 60 + wall.minute
    holding: list[Turn] = []
    for day, minute_of_day in ((today, minute), (today - _DAY, minute + DAY)):
        read = _edition_of(department, mirror, edition, day, today)
        table = _table(department, read, day)
        for number, shift in enumerate(table.shifts if table else ()):
            if table and shift.hours.start <= minute_of_day < shift.hours.end:
                holding.append(Turn(day, shift, table.days[day.day][number], read))
    if holding:
        last = max(holding, key=lambda turn: (turn.day, turn.shift.hours.start))
        return last, Code.SHIFT_OVERLAP if len(holding) > 1 else None
    issue = Code.MONTH_MISSING if _lacks_month(department, wall, edition) else Code.SHIFT_GAP
    return _held_over(department, wall, mirror, edition), issue


def _edition_of(
    department: Department, mirror: Mirror, edition: Edition, day: date, today: date
) -> Edition:
    """A cyclic table may be refilled for the new month while the old one's last shift goes on:
    that one is read from the edition of midnight."""
    if department.schedule.layout != "cyclic" or day.month == today.month:
        return edition
    begin = datetime(today.year, today.month, 1, tzinfo=department.zone)
    return (mirror.active_at(department.name, begin) or edition) if day < today else edition


def _table(department: Department, edition: Edition, day: date) -> Table | None:
    month = CYCLIC if department.schedule.layout == "cyclic" else Month(day.year, day.month)
    return edition.reading.tables.get(month)


def _held_over(
    department: Department, wall: datetime, mirror: Mirror, edition: Edition
) -> Turn | None:
    """A shift lasts a day at most: one that started the day before yesterday is over, but perhaps
    not for long."""
    holdover = department.schedule.holdover
    today = wall.date()
    days = [today - back * _DAY for back in range(3 + holdover.days)]
    turns = [
        turn for day in days for turn in turns_on(department, mirror, edition, day, today) or ()
    ]
    ended = [turn for turn in turns if turn.ends <= wall < turn.ends + holdover]
    return max(ended, key=lambda turn: (turn.ends, turn.starts), default=None)


def _lacks_month(department: Department, wall: datetime, edition: Edition) -> bool:
    """Whether nobody is on duty because there is no sheet for the shift's month.  The hours that
    a missing month would have had are taken to be the present one's."""
    if department.schedule.layout == "cyclic":
        return False
    table = _table(department, edition, wall)
    if table is None:
        return True
    yesterday = wall.date() - _DAY
    minute = DAY + wall.hour * 60 + wall.minute
    return _table(department, edition, yesterday) is None and any(
        shift.hours.start <= minute < shift.hours.end for shift in table.shifts
    )


def _nobody(department: Department, at: datetime, edition: Edition | None) -> OnDuty:
    return OnDuty(
        department=department.name,
        at=at,
        shift=None,
        date=None,
        primary=None,
        backup=None,
        source=Source.FALLBACK,
        issues=() if edition else (Code.MIRROR_MISSING,),
        version=edition.version if edition else None,
    )


def _said_by_sheet(turn: Turn) -> tuple[Claim, Claim]:
    primary = Claim.of(turn.slot.primary)
    if primary.cause is not None and primary.cell is not None:
        primary = replace(primary, last_good=turn.edition.last_good.get(primary.cell))
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
        return Claim(None, found, value=person, source=Source.OVERRIDE)
    if found.number is None:
        return Claim(None, found.cause, value=person, source=Source.OVERRIDE)
    return Claim(found, value=person, source=Source.OVERRIDE)


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

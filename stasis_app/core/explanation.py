"""Why the roster answers as it does: all that an answer was read from, put side by side.

Asks the resolver's own rules and decides nothing beyond them.  How it is told: cli/explanation.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .mirror import Edition, Mirror
from .names import normal
from .problems import Problem
from .reading import CYCLIC
from .roles import NOBODY, Claim
from .roster import OnDuty, Override, Turn, claims_of, resolve, turn_at, turns_on
from .settings import Department
from .sheet import Entry, Table
from .staff import Employee, Seen
from .words import Role
from .workbook import Month, Place

_DAY = timedelta(days=1)
_BLANK = Seen("", "")


@dataclass(frozen=True, slots=True)
class Explanation:
    department: Department
    on_duty: OnDuty
    pulled_at: datetime | None  # the workbook was last read then
    active: Edition | None  # None: the department has none yet, so there is nothing below
    turn: Turn | None = None
    beside: tuple[Turn, ...] = ()  # that hold as well, and began earlier
    primary: Claim = NOBODY
    backup: Claim = NOBODY
    overrides: tuple[Override, ...] = ()  # in force, the newest first

    @property
    def wall(self) -> datetime:
        """What the department's clock shows."""
        return self.on_duty.at.replace(tzinfo=None)

    @property
    def edition(self) -> Edition | None:
        """That was read: perhaps not the active one but that of midnight."""
        return self.turn.edition if self.turn else self.active

    @property
    def held_over(self) -> bool:
        """The shift has ended and stays on because no other has begun."""
        return self.turn is not None and self.turn.ends <= self.wall

    @property
    def stands_in(self) -> bool:
        """The backup has the primary's place."""
        return self.primary.employee is None and self.backup.employee is not None

    @property
    def tables(self) -> tuple[Table, ...]:
        """One, or one a month."""
        return tuple(self.edition.reading.tables.values()) if self.edition else ()

    @property
    def table(self) -> Table | None:
        """The shift's; when there is none the last one."""
        if self.turn is None:
            return self.tables[-1] if self.tables else None
        day = self.turn.day
        cyclic = self.department.schedule.layout == "cyclic"
        return self.turn.edition.reading.tables[CYCLIC if cyclic else Month(day.year, day.month)]

    def entry(self, role: Role) -> Entry | None:
        """What the shift's cell says; None: there is no such cell."""
        if self.turn is None:
            return None
        return self.turn.slot.primary if role is Role.PRIMARY else self.turn.slot.backup

    def written(self, role: Role) -> Seen:
        """What stands in that cell, also when it means nobody."""
        if self.turn is None or self.table is None:
            return _BLANK
        shift = self.turn.shift
        column = shift.primary if role is Role.PRIMARY else shift.backup
        row = self.department.schedule.first_row + self.turn.day.day - 1
        return self.seen(Place(self.table.title, row, column or 0))

    def seen(self, place: Place) -> Seen:
        """What stood in a cell when it was read."""
        return self.edition.reading.seen.get(place, _BLANK) if self.edition else _BLANK

    def override(self, role: Role) -> Override | None:
        """The one that counts."""
        return next((each for each in self.overrides if each.role is role), None)

    def problem(self, entry: Entry) -> Problem | None:
        """Why nobody can be rung by what stands in the cell; of a phone, where it should stand."""
        if self.edition is None or entry.cause is None:
            return None
        reading = self.edition.reading
        named = reading.staff.find(normal(entry.value or ""))
        cells = {entry.cell}
        if isinstance(named, Employee):
            cells.add(str(named.phone_place))
        found = (each for each in reading.problems if each.cell in cells)
        return next((each for each in found if each.code is entry.cause), None)


def explain(
    department: Department, at: datetime, mirror: Mirror, overrides: Iterable[Override] = ()
) -> Explanation:
    every = tuple(overrides)
    on_duty = resolve(department, at, mirror, every)
    active = mirror.active(department.name)
    if active is None:
        return Explanation(department, on_duty, mirror.pulled_at, None)
    wall = on_duty.at.replace(tzinfo=None)
    turn, _ = turn_at(department, wall, mirror, active)
    primary, backup = claims_of(department, turn, active, wall, every)
    holding = (each for each in every if each.department == department.name and _holds(each, wall))
    return Explanation(
        department,
        on_duty,
        mirror.pulled_at,
        active,
        turn,
        _beside(department, mirror, active, turn, wall),
        primary,
        backup,
        tuple(sorted(holding, key=lambda each: each.created, reverse=True)),
    )


def _holds(override: Override, wall: datetime) -> bool:
    return override.since <= wall < override.until


def _beside(
    department: Department, mirror: Mirror, active: Edition, turn: Turn | None, wall: datetime
) -> tuple[Turn, ...]:
    today = wall.date()
    turns = (
        each
        for day in (today - _DAY, today)
        for each in turns_on(department, mirror, active, day, today) or ()
    )
    holding = (each for each in turns if each.starts <= wall < each.ends)
    return tuple(
        each for each in holding if turn and (each.day, each.shift) != (turn.day, turn.shift)
    )

"""The week as it is printed: who has which shift of which day, by the sheet and its exceptions.

Says what the sheet and the overrides say, not who is rung in the end: a backup stays a backup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from .mirror import Edition, Mirror
from .problems import Code
from .roles import Claim, Source
from .roster import Override, Turn, claims_of, turns_on
from .settings import Department

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Part:
    """Who has a role, in the whole shift or in a part of it."""

    name: str | None  # as the staff sheet, else the cell writes it; None: nobody
    number: str | None  # None: he cannot be rung
    cause: Code | None  # why not
    overridden: bool
    since: datetime  # on the wall clock
    until: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift of one day."""

    starts: datetime  # on the wall clock
    ends: datetime
    primary: tuple[Part, ...]  # one after another
    backup: tuple[Part, ...]  # none: the shift has no column for it, and nobody is put in

    @property
    def unserved(self) -> bool:
        """Whether for some time nobody can be rung."""
        moments = {part.since for part in (*self.primary, *self.backup)}
        return any(not self._served(moment) for moment in moments)

    def _served(self, moment: datetime) -> bool:
        there = (
            part for part in (*self.primary, *self.backup) if part.since <= moment < part.until
        )
        return any(part.number is not None for part in there)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    hours: tuple[str, ...]  # several: they change within the week


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    duties: tuple[Duty | None, ...]  # by column; None: the day has no such shift
    has_sheet: bool = True  # False: its month's is missing

    @property
    def unserved(self) -> bool:
        return not self.has_sheet or any(duty is not None and duty.unserved for duty in self.duties)


@dataclass(frozen=True, slots=True)
class Week:
    department: Department
    columns: tuple[Column, ...]
    days: tuple[Day, ...]  # seven, from Monday on
    version: int
    pulled_at: datetime | None

    @property
    def unserved(self) -> bool:
        return any(day.unserved for day in self.days)


def week_of(
    department: Department,
    mirror: Mirror,
    overrides: Iterable[Override],
    day: date,
    today: date,
) -> Week | None:
    """The week of a day; None: the department has no version yet."""
    edition = mirror.active(department.name)
    if edition is None:
        return None
    monday = day - day.weekday() * _DAY
    dates = [monday + number * _DAY for number in range(7)]
    own = tuple(each for each in overrides if each.department == department.name)
    there = {each: _by_key(turns_on(department, mirror, edition, each, today)) for each in dates}
    keys = list(dict.fromkeys(key for turns in there.values() for key in turns or ()))
    columns = tuple(
        _column(key, [turns[key] for turns in there.values() if turns and key in turns])
        for key in keys
    )
    days = []
    for each, turns in there.items():
        duties = (_duty(department, (turns or {}).get(key), edition, own) for key in keys)
        days.append(Day(each, tuple(duties), has_sheet=turns is not None))
    return Week(department, columns, tuple(days), edition.version, mirror.pulled_at)


_Key = tuple[str, int]  # a shift's name, and how many of that name were before it


def _by_key(turns: Sequence[Turn] | None) -> dict[_Key, Turn] | None:
    if turns is None:
        return None
    names = [turn.shift.name for turn in turns]
    return {(name, names[:number].count(name)): turns[number] for number, name in enumerate(names)}


def _column(key: _Key, turns: Sequence[Turn]) -> Column:
    return Column(key[0], tuple(dict.fromkeys(str(turn.shift.hours) for turn in turns)))


def _duty(
    department: Department,
    turn: Turn | None,
    edition: Edition,
    overrides: Sequence[Override],
) -> Duty | None:
    if turn is None:
        return None
    inner = {edge for each in overrides for edge in (each.since, each.until)}
    edges = sorted({turn.starts, turn.ends} | {e for e in inner if turn.starts < e < turn.ends})
    primary: list[Part] = []
    backup: list[Part] = []
    for since, until in pairwise(edges):
        first, second = claims_of(department, turn, edition, since, overrides)
        _append(primary, _part(first, since, until))
        _append(backup, _part(second, since, until))
    if turn.slot.backup is None and not any(part.name for part in backup):
        backup = []
    return Duty(turn.starts, turn.ends, tuple(primary), tuple(backup))


def _append(parts: list[Part], part: Part) -> None:
    """Stretches between which nothing changes are told as one."""
    if parts and replace(parts[-1], since=part.since, until=part.until) == part:
        part = replace(part, since=parts.pop().since)
    parts.append(part)


def _part(claim: Claim, since: datetime, until: datetime) -> Part:
    overridden = claim.source is Source.OVERRIDE
    employee = claim.employee
    if employee is None:
        return Part(claim.value, None, claim.cause, overridden, since, until)
    return Part(employee.name, employee.number, None, overridden, since, until)

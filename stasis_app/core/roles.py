"""Who is rung first and who second, when it is known what the cells say.

Decides what becomes of a primary or a backup that cannot be rung.  Knows no clock and no shifts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .problems import Code, Problem, problem
from .sheet import Entry, Slot, Table
from .staff import Employee

LAST_GOOD_FOR = timedelta(hours=24)


class Source(StrEnum):
    """Where the primary came from."""

    SHEET = "sheet"
    OVERRIDE = "override"
    LAST_GOOD = "last_good"
    FALLBACK = "fallback"  # nobody: the step `duty.then`


@dataclass(frozen=True, slots=True)
class LastGood:
    """A usable name that stood in a cell before what stands there now, which is not usable."""

    employee: Employee
    until: datetime  # superseded then


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is to have a role, and who says so."""

    employee: Employee | None
    cause: Code | None = None  # why somebody named cannot be rung
    cell: str | None = None
    value: str | None = None  # what stands there, or in the override
    source: Source = Source.SHEET
    last_good: LastGood | None = None

    @staticmethod
    def of(entry: Entry | None) -> "Claim":
        if entry is None:
            return NOBODY
        return Claim(entry.employee, entry.cause, entry.cell, entry.value)


NOBODY = Claim(None)


@dataclass(frozen=True, slots=True)
class Roles:
    primary: Claim | None  # whoever is here can be rung
    backup: Claim | None
    issues: tuple[Code, ...]

    @property
    def source(self) -> Source:
        return self.primary.source if self.primary else Source.FALLBACK


def assign(primary: Claim, backup: Claim, at: datetime | None = None) -> Roles:
    """A usable backup takes an unusable primary's place; one phone is rung once; for a while the
    cell's last good value serves when there would be nobody.  `at` None: it does not."""
    if primary.employee and backup.employee:
        if same := _same(primary.employee, backup.employee):
            return Roles(primary, None, (same,))
        return Roles(primary, backup, ())
    if primary.employee:
        return Roles(primary, None, _causes(backup))
    if backup.employee:
        return Roles(backup, None, (primary.cause or Code.PRIMARY_MISSING,))
    causes = _causes(primary, backup)
    good = primary.last_good
    if good and at and at <= good.until + LAST_GOOD_FOR:
        last = replace(primary, employee=good.employee, cause=None, source=Source.LAST_GOOD)
        return Roles(last, None, (*causes, Code.LAST_GOOD_CELL))
    return Roles(None, None, (*causes, Code.SHIFT_UNASSIGNED))


def sheet_problems(table: Table, backup_required: bool) -> Iterator[Problem]:
    """What is wrong with a shift although each of its cells may be right by itself."""
    for slots in table.days.values():
        for slot in slots:
            yield from _slot_problems(slot, backup_required)


def _slot_problems(slot: Slot, backup_required: bool) -> Iterator[Problem]:
    primary, backup = slot.primary, slot.backup
    for code in assign(Claim.of(primary), Claim.of(backup)).issues:
        match code:
            case Code.PRIMARY_MISSING if backup and backup.employee:
                yield problem(code, primary.cell, backup=backup.employee.name)
            case Code.SHIFT_UNASSIGNED:
                yield problem(code, primary.cell, primary.value or "")
            case Code.SAME_PERSON | Code.SAME_PHONE if backup and primary.employee:
                other = primary.employee.name
                yield problem(code, backup.cell, backup.value or "", other=other)
    if backup_required and backup and backup.value is None:
        yield problem(Code.BACKUP_MISSING, backup.cell)


def _same(one: Employee, other: Employee) -> Code | None:
    if one.place == other.place:
        return Code.SAME_PERSON
    return Code.SAME_PHONE if one.number == other.number else None


def _causes(*claims: Claim) -> tuple[Code, ...]:
    causes = (claim.cause for claim in claims if claim.cause is not None)
    return tuple(dict.fromkeys(causes))

"""A staff sheet: who may be on duty, by which phone and e-mail address.

Decides which name means whom; knows nothing of shifts.  Every row is looked at, whatever is wrong
with the others.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from . import numbers
from .names import EMPTY, is_error, latin_letters, look, nearest, normal
from .problems import Code, Problem, problem
from .workbook import Place, Rows, cell_at, cell_text

_NAME, _PHONE, _EMAIL = 1, 2, 3  # columns
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z-]{2,63}"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell that counts: what stands there, and the form in which cosmetic edits vanish."""

    text: str
    normal: str


@dataclass(frozen=True, slots=True)
class Employee:
    name: str  # as the staff sheet writes it
    number: str | None  # E.164 or internal; None: he cannot be rung, because of `cause`
    email: str | None
    cause: Code | None
    place: Place

    @property
    def phone_place(self) -> Place:
        return self.place._replace(column=_PHONE)


@dataclass(frozen=True, slots=True)
class Staff:
    title: str
    by_name: Mapping[str, Employee]  # by normal name; of namesakes with one phone the upper row
    conflicts: Mapping[str, tuple[Place, ...]]  # where the namesakes with different phones stand

    def find(self, name: str) -> Employee | Code:
        """Whom a normal name means, or why nobody; an Employee found may have no number."""
        if name in self.conflicts:
            return Code.NAME_AMBIGUOUS
        return self.by_name.get(name, Code.NAME_UNKNOWN)

    def with_number(self, number: str) -> Employee | None:
        return next((each for each in self.by_name.values() if each.number == number), None)

    def remedy(self, name: str) -> dict[str, str]:
        """Facts for the text about a normal name that nobody has."""
        facts = {"staff": self.title}
        alike = next((each for each in self.by_name if look(each) == look(name)), None)
        near = alike or nearest(name, self.by_name)
        if near:
            employee = self.by_name[near]
            facts |= {"nearest": employee.name, "nearest_cell": str(employee.place)}
            if alike and (letters := latin_letters(alike)):
                facts["staff_latin"] = letters
        if letters := latin_letters(name):
            facts["latin"] = letters
        return facts


@dataclass(frozen=True, slots=True)
class StaffSheet:
    staff: Staff
    problems: tuple[Problem, ...]
    seen: Mapping[Place, Seen]


@dataclass(frozen=True, slots=True)
class _Row:
    place: Place  # of the name
    name: str
    phone: str
    email: str

    @property
    def blank(self) -> bool:
        return all(normal(text) in EMPTY for text in (self.name, self.phone, self.email))

    @property
    def nameless(self) -> bool:
        return normal(self.name) in EMPTY or is_error(self.name)


@dataclass(slots=True)
class _Reader:
    country: str
    extensions: str
    problems: list[Problem] = field(default_factory=list)
    seen: dict[Place, Seen] = field(default_factory=dict)

    def report(self, code: Code, place: Place, value: str = "", **about: str) -> None:
        self.problems.append(problem(code, place, value, **about))

    def employee(self, row: _Row) -> Employee | None:
        """None: the row names nobody."""
        number = numbers.normalise(row.phone, self.country, self.extensions)
        self._see(row, number)
        if row.nameless:
            self._report_nameless(row)
            return None
        cause = self._check_phone(row, number)
        name = " ".join(row.name.split())
        usable = number if cause is None else None
        return Employee(name, usable, self._email(row), cause, row.place)

    def _see(self, row: _Row, number: str | None) -> None:
        place = row.place
        self.seen[place] = Seen(row.name, _normal_or_empty(row.name))
        phone = Seen(row.phone, number or _normal_or_empty(row.phone))
        self.seen[place._replace(column=_PHONE)] = phone
        email = Seen(row.email, _normal_or_empty(row.email))
        self.seen[place._replace(column=_EMAIL)] = email

    def _report_nameless(self, row: _Row) -> None:
        if is_error(row.name):
            self.report(Code.CELL_ERROR, row.place, row.name)
        else:
            self.report(Code.STAFF_NO_NAME, row.place, row.name)

    def _check_phone(self, row: _Row, number: str | None) -> Code | None:
        place = row.place._replace(column=_PHONE)
        if normal(row.phone) in EMPTY:
            self.report(Code.PHONE_MISSING, place, name=row.name)
            return Code.PHONE_MISSING
        if number is None:
            self.report(Code.PHONE_INVALID, place, row.phone, name=row.name)
            return Code.PHONE_INVALID
        if numbers.is_internal(number, self.extensions):
            return None
        if numbers.is_premium(number):
            self.report(Code.PHONE_PREMIUM, place, row.phone, name=row.name)
            return Code.PHONE_PREMIUM
        if numbers.is_foreign(number, self.country):
            self.report(Code.PHONE_FOREIGN, place, row.phone, name=row.name)
        if not numbers.is_mobile(number):
            self.report(Code.PHONE_NOT_MOBILE, place, row.phone, name=row.name)
        return None

    def _email(self, row: _Row) -> str | None:
        place = row.place._replace(column=_EMAIL)
        address = row.email.strip()
        if normal(address) in EMPTY:
            self.report(Code.EMAIL_MISSING, place, name=row.name)
            return None
        if not _ADDRESS.fullmatch(address):
            self.report(Code.EMAIL_INVALID, place, row.email, name=row.name)
            return None
        return address


def read_staff(title: str, rows: Rows, country: str, extensions: str) -> StaffSheet:
    reader = _Reader(country, extensions)
    employees = [each for row in _rows(title, rows) if (each := reader.employee(row))]
    by_name: dict[str, Employee] = {}
    conflicts: dict[str, tuple[Place, ...]] = {}
    for employee in employees:
        name = normal(employee.name)
        first = by_name.setdefault(name, employee)
        if first is not employee and not _same_phone(first, employee, reader.seen):
            others = conflicts.get(name, (first.place,))
            reader.report(
                Code.STAFF_CONFLICT,
                employee.place,
                employee.name,
                others=", ".join(map(str, others)),
            )
            conflicts[name] = (*others, employee.place)
    _report_shared_phones(by_name, reader)
    if not by_name:
        reader.problems.append(problem(Code.STAFF_EMPTY, title))
    staff = Staff(title, by_name, conflicts)
    return StaffSheet(staff, tuple(reader.problems), reader.seen)


def _rows(title: str, rows: Rows) -> Iterator[_Row]:
    for number in range(1, len(rows) + 1):
        name, phone, email = (
            cell_text(cell_at(rows, number, column)) for column in (_NAME, _PHONE, _EMAIL)
        )
        row = _Row(Place(title, number, _NAME), name, phone, email)
        if not row.blank:
            yield row


def _same_phone(one: Employee, other: Employee, seen: Mapping[Place, Seen]) -> bool:
    """Phones that cannot be rung are the same when the same text stands there."""
    return seen[one.phone_place].normal == seen[other.phone_place].normal


def _report_shared_phones(by_name: Mapping[str, Employee], reader: _Reader) -> None:
    owners: dict[str, Employee] = {}
    for employee in by_name.values():
        if employee.number is None:
            continue
        owner = owners.setdefault(employee.number, employee)
        if owner is not employee:
            reader.report(
                Code.STAFF_SAME_PHONE,
                employee.phone_place,
                reader.seen[employee.phone_place].text,
                name=employee.name,
                other=owner.name,
                other_cell=str(owner.place),
            )


def _normal_or_empty(text: str) -> str:
    name = normal(text)
    return "" if name in EMPTY else name

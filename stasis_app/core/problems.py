"""What can be wrong with a schedule: codes, how grave each is, and where it was found.

How it is told to people: wording.py.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    FATAL = "fatal"  # the pull is refused for the department
    ERROR = "error"  # the cell is unusable
    WARNING = "warning"


class Code(StrEnum):
    SHEET_MISSING = "SHEET_MISSING"
    HEADER_BAD = "HEADER_BAD"
    DAYS_BAD = "DAYS_BAD"
    STAFF_EMPTY = "STAFF_EMPTY"

    CELL_ERROR = "CELL_ERROR"
    NAME_UNKNOWN = "NAME_UNKNOWN"
    NAME_AMBIGUOUS = "NAME_AMBIGUOUS"
    PHONE_INVALID = "PHONE_INVALID"
    PHONE_PREMIUM = "PHONE_PREMIUM"  # whoever is called earns by it

    PHONE_MISSING = "PHONE_MISSING"
    PHONE_NOT_MOBILE = "PHONE_NOT_MOBILE"
    PHONE_FOREIGN = "PHONE_FOREIGN"
    EMAIL_INVALID = "EMAIL_INVALID"
    EMAIL_MISSING = "EMAIL_MISSING"
    STAFF_NO_NAME = "STAFF_NO_NAME"
    STAFF_CONFLICT = "STAFF_CONFLICT"  # one name, different phones
    STAFF_SAME_PHONE = "STAFF_SAME_PHONE"  # one phone, different names

    HEADER_MISMATCH = "HEADER_MISMATCH"
    SHIFT_OVERLAP = "SHIFT_OVERLAP"
    SHIFT_GAP = "SHIFT_GAP"
    MONTH_MISSING = "MONTH_MISSING"
    MIRROR_MISSING = "MIRROR_MISSING"  # no pull of the department has been good yet

    PRIMARY_MISSING = "PRIMARY_MISSING"
    BACKUP_MISSING = "BACKUP_MISSING"  # only where a backup is required
    SHIFT_UNASSIGNED = "SHIFT_UNASSIGNED"
    SAME_PERSON = "SAME_PERSON"
    SAME_PHONE = "SAME_PHONE"
    LAST_GOOD_CELL = "LAST_GOOD_CELL"

    PULL_HELD = "PULL_HELD"  # more than half of the primaries have gone: it waits for a person


_FATAL = frozenset({Code.SHEET_MISSING, Code.HEADER_BAD, Code.DAYS_BAD, Code.STAFF_EMPTY})
_ERRORS = frozenset(
    {
        Code.CELL_ERROR,
        Code.NAME_UNKNOWN,
        Code.NAME_AMBIGUOUS,
        Code.PHONE_INVALID,
        Code.PHONE_PREMIUM,
        Code.PULL_HELD,
    }
)


def severity_of(code: Code) -> Severity:
    if code in _FATAL:
        return Severity.FATAL
    return Severity.ERROR if code in _ERRORS else Severity.WARNING


@dataclass(frozen=True, slots=True)
class Problem:
    code: Code
    cell: str  # Otdel1!C17, or a sheet's title
    value: str | None  # what stands there; None: nothing
    about: tuple[tuple[str, str], ...] = ()  # what its text tells besides, by name

    @property
    def severity(self) -> Severity:
        return severity_of(self.code)


def problem(code: Code, cell: object, value: str = "", **about: str) -> Problem:
    return Problem(code, str(cell), value or None, tuple(about.items()))

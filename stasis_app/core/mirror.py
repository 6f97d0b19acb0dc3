"""The mirror: which content of each department's sheets is active, and which was before.

Versions are numbered for the whole mirror; a department's is the last one that changed it.
Decides nothing about what becomes active: pull.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .mail.outbox import OutboxMail
from .names import normal
from .reading import Reading, read_department
from .roles import LastGood
from .settings import Department, Settings
from .staff import Employee
from .workbook import Place, Rows, Workbook

MEMORY = timedelta(hours=48)  # how long a superseded content may still be asked for


@dataclass(frozen=True, slots=True)
class Change:
    """What was in a cell and is now; None: nothing."""

    cell: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """A department's sheets as one version has them; kept for ever."""

    department: str
    version: int
    pulled_at: datetime
    active_from: datetime
    fingerprint: str
    sheets: Mapping[str, Rows]  # by title, as they came
    changes: tuple[Change, ...]  # against the department's content before; none for its first


@dataclass(frozen=True, slots=True)
class Candidate:
    """A content that has been read and is not active yet; at most one a department."""

    department: str
    fingerprint: str
    since: datetime  # first read


@dataclass(frozen=True, slots=True)
class Reported:
    """A problem that has been told; it is not told again while it lasts."""

    department: str
    code: str
    cell: str
    content: str

    @property
    def what(self) -> tuple[str, str, str]:
        """Departments may share a sheet: what is wrong with it is told once."""
        return self.code, self.cell, self.content


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database has of the mirror."""

    contents: tuple[Content, ...]  # ordered by version
    last_version: int  # 0: there is none
    last_pull: datetime | None  # the last one that was read; None: never
    candidates: tuple[Candidate, ...] = ()
    reported: frozenset[Reported] = frozenset()
    told_stale: bool = False  # since the last pull


@dataclass(frozen=True, slots=True)
class PullRecord:
    """What a pull leaves behind, to be kept as a whole or not at all."""

    at: datetime
    contents: tuple[Content, ...]  # new ones, all of one new version
    candidates: tuple[Candidate, ...]  # all there are now
    reported: frozenset[Reported]  # all there are now
    mails: tuple[OutboxMail, ...] = ()  # about it


@dataclass(frozen=True, slots=True)
class VersionRow:
    version: int
    pulled_at: datetime
    active_from: datetime
    departments: tuple[str, ...]  # whose content it changed
    changes: int


@dataclass(frozen=True, slots=True)
class Edition:
    """A content, read: what questions are answered from."""

    content: Content
    reading: Reading
    last_good: Mapping[str, LastGood]  # by primary cell

    @property
    def version(self) -> int:
        return self.content.version


@dataclass(frozen=True, slots=True)
class Mirror:
    version: int = 0  # 0: nothing has been pulled yet
    pulled_at: datetime | None = None
    editions: Mapping[str, tuple[Edition, ...]] = field(default_factory=dict)  # oldest first

    def active(self, department: str) -> Edition | None:
        editions = self.editions.get(department)
        return editions[-1] if editions else None

    def active_at(self, department: str, instant: datetime) -> Edition | None:
        """The one that was active then; when none was, the present one."""
        editions = self.editions.get(department, ())
        then = (each for each in reversed(editions) if each.content.active_from <= instant)
        return next(then, self.active(department))


def open_mirror(stored: Stored, settings: Settings) -> Mirror:
    """Reads what is stored as the settings say now; what cannot be read so is left out."""
    contents = by_department(stored.contents)
    editions = {
        each.name: read
        for each in settings.departments
        if (read := editions_of(each, contents.get(each.name, ()), settings))
    }
    return Mirror(stored.last_version, stored.last_pull, editions)


def by_department(contents: Iterable[Content]) -> dict[str, tuple[Content, ...]]:
    found: dict[str, tuple[Content, ...]] = {}
    for content in contents:
        found[content.department] = (*found.get(content.department, ()), content)
    return found


def editions_of(
    department: Department, contents: Iterable[Content], settings: Settings
) -> tuple[Edition, ...]:
    """Without those that cannot be read as the settings say; oldest first."""
    editions: tuple[Edition, ...] = ()
    for content in contents:
        workbook = Workbook(content.sheets, tuple(content.sheets))
        reading = read_department(department, workbook, settings)
        if not reading.fatal:
            editions = (*editions, edition(content, reading, editions))
    return editions


def edition(content: Content, reading: Reading, before: tuple[Edition, ...]) -> Edition:
    """`before`: the department's earlier editions, oldest first."""
    previous = before[-1] if before else None
    good = _last_good(reading, previous, content.active_from) if previous else {}
    return Edition(content, reading, good)


def remembered(editions: Iterable[Edition], at: datetime) -> tuple[Edition, ...]:
    """Without those that were superseded too long ago to be asked for; oldest first."""
    every = tuple(editions)
    pairs = zip(every, every[1:], strict=False)
    kept = [old for old, new in pairs if new.content.active_from >= at - MEMORY]
    return (*kept, *every[-1:])


def changes_between(old: Reading, new: Reading) -> tuple[Change, ...]:
    """Cell by cell, in the order of the sheets; cosmetic edits are none."""
    places = {**old.seen, **new.seen}
    return tuple(
        Change(str(place), _text(old, place), _text(new, place))
        for place in sorted(places)
        if _normal(old, place) != _normal(new, place)
    )


def _last_good(reading: Reading, previous: Edition, at: datetime) -> dict[str, LastGood]:
    """Names are looked up on the present staff sheet: who has left it is not rung."""
    before = {
        slot.primary.cell: slot.primary
        for table in previous.reading.tables.values()
        for slots in table.days.values()
        for slot in slots
    }
    found: dict[str, LastGood] = {}
    for cell in _unusable(reading):
        old = before.get(cell)
        if old is not None and old.employee is not None and old.value is not None:
            employee = reading.staff.find(normal(old.value))
            if isinstance(employee, Employee) and employee.number is not None:
                found[cell] = LastGood(employee, at)
        elif cell in previous.last_good:
            found[cell] = previous.last_good[cell]
    return found


def _unusable(reading: Reading) -> Iterable[str]:
    """The primary cells in which something stands that nobody can be rung by."""
    for table in reading.tables.values():
        for slots in table.days.values():
            for slot in slots:
                if slot.primary.cause is not None:
                    yield slot.primary.cell


def _text(reading: Reading, place: Place) -> str | None:
    seen = reading.seen.get(place)
    return seen.text if seen and seen.normal else None


def _normal(reading: Reading, place: Place) -> str:
    seen = reading.seen.get(place)
    return seen.normal if seen else ""

"""What a pull changes: which content becomes active, which waits, which is refused.

Decides by the rules of versions, for each department on its own.  Knows neither where workbooks
come from nor where versions are kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from .mirror import (
    Candidate,
    Change,
    Content,
    Edition,
    Mirror,
    PullRecord,
    Reported,
    Stored,
    changes_between,
    edition,
    open_mirror,
    remembered,
)
from .problems import Code, Problem, problem
from .reading import Reading, read_department
from .settings import Department, Settings
from .workbook import Month, Workbook, sheet_of

HELD_FOR = timedelta(minutes=30)


class PullResult(StrEnum):
    ACTIVE = "active"  # a new version
    PENDING = "pending"  # different; active when the next pull reads the same
    HELD = "held"  # more than half of the primaries have gone
    REFUSED = "refused"  # fatal problems; the version before serves on
    UNCHANGED = "unchanged"
    FAILED = "failed"  # nothing was read


# Of several departments' results the first of these is the whole pull's.
_FOREMOST = (
    PullResult.ACTIVE,
    PullResult.REFUSED,
    PullResult.HELD,
    PullResult.PENDING,
    PullResult.UNCHANGED,
)


@dataclass(frozen=True, slots=True)
class DepartmentPull:
    department: str
    result: PullResult
    version: int | None  # active after the pull; None: the department has none yet
    problems: tuple[Problem, ...]  # of what was read, whether it is active or not
    changes: tuple[Change, ...]  # against the active content


@dataclass(frozen=True, slots=True)
class Told:
    """A problem to be told to people; or, mended, to be taken back."""

    department: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Pull:
    at: datetime
    result: PullResult
    version: int  # the mirror's after the pull; 0: none yet
    departments: tuple[DepartmentPull, ...] = ()
    new_problems: tuple[Told, ...] = ()
    mended: tuple[Reported, ...] = ()
    failure: str | None = None  # why nothing was read


@dataclass(frozen=True, slots=True)
class State:
    """The mirror, and what the next pull has to be compared with."""

    mirror: Mirror = Mirror()
    candidates: Mapping[str, Candidate] = field(default_factory=dict)
    reported: frozenset[Reported] = frozenset()


def open_state(stored: Stored, settings: Settings) -> State:
    candidates = {each.department: each for each in stored.candidates}
    return State(open_mirror(stored, settings), candidates, stored.reported)


def pull(
    settings: Settings, workbook: Workbook, state: State, at: datetime, accept: bool = False
) -> tuple[Pull, State, PullRecord]:
    """The state after it holds once the record has been kept."""
    judge = Judge(settings, workbook, state, at, accept)
    for department in settings.departments:
        judge.judge(department)
    return judge.verdict()


@dataclass(slots=True)
class Judge:
    """One pull, department by department, so that others may have the processor in between."""

    settings: Settings
    workbook: Workbook
    state: State
    at: datetime
    accept: bool
    pulls: list[DepartmentPull] = field(default_factory=list)
    contents: list[Content] = field(default_factory=list)
    editions: dict[str, tuple[Edition, ...]] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    reported: set[Reported] = field(default_factory=set)
    told: list[Told] = field(default_factory=list)

    def judge(self, department: Department) -> None:
        reading = read_department(department, self.workbook, self.settings)
        name = department.name
        before = self.state.mirror.editions.get(name, ())
        active = before[-1] if before else None
        result = self._result(name, reading, active)
        differs = result not in (PullResult.REFUSED, PullResult.UNCHANGED)
        changes = changes_between(active.reading, reading) if active and differs else ()
        if result is PullResult.ACTIVE:
            active = self._activate(name, reading, changes, before)
        elif before:
            self.editions[name] = remembered(before, self.at)
        problems = (*missing_month(department, reading, self.at), *reading.problems)
        if result is PullResult.HELD and active:
            problems = (self._held(department, reading, active), *problems)
        self._tell(name, result, problems)
        version = active.version if active else None
        self.pulls.append(DepartmentPull(name, result, version, problems, changes))

    def verdict(self) -> tuple[Pull, State, PullRecord]:
        mirror = self.state.mirror
        version = self.contents[0].version if self.contents else mirror.version
        results = {each.result for each in self.pulls}
        foremost = next((each for each in _FOREMOST if each in results), PullResult.UNCHANGED)
        new_mirror = Mirror(version, self.at, self.editions)
        reported = frozenset(self.reported)
        candidates = tuple(self.candidates.values())
        return (
            Pull(self.at, foremost, version, tuple(self.pulls), tuple(self.told), self._mended()),
            State(new_mirror, self.candidates, reported),
            PullRecord(self.at, tuple(self.contents), candidates, reported),
        )

    def _result(self, name: str, reading: Reading, active: Edition | None) -> PullResult:
        if reading.fatal:
            return PullResult.REFUSED
        if active is None:
            return PullResult.ACTIVE
        if reading.fingerprint == active.reading.fingerprint:
            return PullResult.UNCHANGED
        if self.accept:
            return PullResult.ACTIVE
        return self._wait(name, reading, shrunk=2 * reading.filled < active.reading.filled)

    def _wait(self, name: str, reading: Reading, shrunk: bool) -> PullResult:
        """A half-typed edit is not read alike twice; a sheet emptied by mistake is soon mended."""
        waiting = self.state.candidates.get(name)
        if waiting is None or waiting.fingerprint != reading.fingerprint:
            self.candidates[name] = Candidate(name, reading.fingerprint, self.at)
            return PullResult.HELD if shrunk else PullResult.PENDING
        if shrunk and self.at - waiting.since < HELD_FOR:
            self.candidates[name] = waiting
            return PullResult.HELD
        return PullResult.ACTIVE

    def _held(self, department: Department, reading: Reading, active: Edition) -> Problem:
        until = self.candidates[department.name].since + HELD_FOR
        return problem(
            Code.PULL_HELD,
            department.schedule.sheet,
            was=str(active.reading.filled),
            now=str(reading.filled),
            version=str(active.version),
            until=until.astimezone(department.zone).strftime("%H:%M"),
        )

    def _activate(
        self,
        name: str,
        reading: Reading,
        changes: tuple[Change, ...],
        before: tuple[Edition, ...],
    ) -> Edition:
        content = Content(
            department=name,
            version=self.state.mirror.version + 1,
            pulled_at=self.at,
            active_from=self.at,
            fingerprint=reading.fingerprint,
            sheets=reading.sheets,
            changes=changes,
        )
        new = edition(content, reading, before)
        self.contents.append(content)
        self.editions[name] = remembered((*before, new), self.at)
        return new

    def _tell(self, name: str, result: PullResult, problems: Iterable[Problem]) -> None:
        """Once each while it lasts.  What is only pending may be a half-typed edit: it is neither
        told nor does it take back anything; of what is held only that it is."""
        known = {each for each in self.state.reported if each.department == name}
        if result is PullResult.PENDING:
            self.reported |= known
            return
        if result is PullResult.HELD:
            problems = [each for each in problems if each.code is Code.PULL_HELD]
        now = {_reported(name, each): each for each in problems}
        before = {each.what for each in self.state.reported | self.reported}
        self.told += [Told(name, each) for key, each in now.items() if key.what not in before]
        keeps = result in (PullResult.REFUSED, PullResult.HELD)
        self.reported |= known | now.keys() if keeps else now.keys()

    def _mended(self) -> tuple[Reported, ...]:
        """What no department has any more; a cell in which now something else is as wrong is not
        mended."""
        wrong = {(each.code, each.cell) for each in self.reported}
        gone = sorted(
            self.state.reported - self.reported,
            key=lambda each: (each.cell, each.code, each.content, each.department),
        )
        mended = {each.what: each for each in gone if (each.code, each.cell) not in wrong}
        return tuple(mended.values())


def _reported(name: str, each: Problem) -> Reported:
    return Reported(name, each.code, each.cell, each.value or "")


def missing_month(department: Department, reading: Reading, at: datetime) -> tuple[Problem, ...]:
    """Whether a dated workbook lacks the month it is now; one without any month is fatal anyway."""
    here = at.astimezone(department.zone)
    month = Month(here.year, here.month)
    if department.schedule.layout == "cyclic" or not reading.tables or month in reading.tables:
        return ()
    title = sheet_of(department.schedule.sheet, month)
    return (problem(Code.MONTH_MISSING, title, month=f"{month.year}-{month.month:02}"),)

"""Which coming shifts have nobody usable as primary, or as a backup where one is required.

Asks the roster's own rules, stretch by stretch where an override begins or ends within a shift.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from .mirror import Edition, Mirror
from .problems import Code
from .roles import Claim
from .roster import Override, Turn, claims_of, turns_on
from .settings import Department
from .words import Role
from .workbook import Month, sheet_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    department: str
    date: date  # on which the shift starts; of a missing month its first day that is asked about
    shift: str | None  # None: there is no sheet for the month
    since: datetime  # in the department's zone
    until: datetime
    role: Role
    code: Code
    cell: str | None  # of a missing month its sheet
    value: str | None  # what stands there


def gaps(
    department: Department,
    mirror: Mirror,
    at: datetime,
    days: int,
    overrides: Iterable[Override] = (),
) -> tuple[Gap, ...]:
    """Of all shifts that run now or begin within so many days; in the order of their begin."""
    finder = _Finder(department, mirror, at, days, tuple(overrides))
    return tuple(sorted(finder.gaps(), key=lambda gap: (gap.since, gap.role != Role.PRIMARY)))


@dataclass(frozen=True, slots=True)
class _Finder:
    department: Department
    mirror: Mirror
    at: datetime
    days: int
    overrides: tuple[Override, ...]

    @property
    def now(self) -> datetime:
        """On the wall clock, naive."""
        return self.at.astimezone(self.department.zone).replace(tzinfo=None)

    @property
    def horizon(self) -> datetime:
        return self.now + self.days * _DAY

    def gaps(self) -> Iterator[Gap]:
        edition = self.mirror.active(self.department.name)
        if edition is None:
            return
        today = self.now.date()
        missing: dict[Month, date] = {}
        for offset in range(-1, (self.horizon.date() - today).days + 1):
            day = today + offset * _DAY
            turns = turns_on(self.department, self.mirror, edition, day, today)
            if turns is not None:
                running = (each for each in turns if self._is_asked_about(each))
                found = (gap for turn in running for gap in self._of_turn(turn))
                yield from (gap for gap in found if gap.until > self.at)
            elif offset >= 0:
                missing.setdefault(Month(day.year, day.month), day)
        for month, first in missing.items():
            yield self._of_month(month, first, edition)

    def _is_asked_about(self, turn: Turn) -> bool:
        return self.now < turn.ends and turn.starts < self.horizon

    def _of_turn(self, turn: Turn) -> Iterator[Gap]:
        """Stretches between which nothing changes are told as one."""
        open_gaps: dict[Role, Gap] = {}
        for since, until in pairwise(self._edges(turn)):
            found = {gap.role: gap for gap in self._of_stretch(turn, since, until)}
            for role in (Role.PRIMARY, Role.BACKUP):
                before, now = open_gaps.pop(role, None), found.get(role)
                if (
                    before
                    and now
                    and replace(now, since=before.since, until=before.until) == before
                ):
                    now = replace(now, since=before.since)
                elif before:
                    yield before
                if now:
                    open_gaps[role] = now
        yield from open_gaps.values()

    def _edges(self, turn: Turn) -> list[datetime]:
        own = [each for each in self.overrides if each.department == self.department.name]
        inner = {edge for each in own for edge in (each.since, each.until)}
        return sorted({turn.starts, turn.ends} | {e for e in inner if turn.starts < e < turn.ends})

    def _of_stretch(self, turn: Turn, since: datetime, until: datetime) -> Iterator[Gap]:
        primary, backup = claims_of(self.department, turn, turn.edition, since, self.overrides)
        if primary.employee is None:
            missing = Code.PRIMARY_MISSING if backup.employee else Code.SHIFT_UNASSIGNED
            yield self._gap(turn, since, until, Role.PRIMARY, primary, missing)
        if backup.employee is None and self.department.schedule.backup_required:
            yield self._gap(turn, since, until, Role.BACKUP, backup, Code.BACKUP_MISSING)

    def _gap(
        self, turn: Turn, since: datetime, until: datetime, role: Role, claim: Claim, code: Code
    ) -> Gap:
        return Gap(
            department=self.department.name,
            date=turn.day,
            shift=turn.shift.name,
            since=self._here(since),
            until=self._here(until),
            role=role,
            code=claim.cause or code,
            cell=claim.cell,
            value=claim.value,
        )

    def _of_month(self, month: Month, first: date, edition: Edition) -> Gap:
        """From the end of the last shift before it."""
        today = self.now.date()
        before = turns_on(self.department, self.mirror, edition, first - _DAY, today) or ()
        midnight = datetime.combine(first, time.min)
        since = max((turn.ends for turn in before), default=midnight)
        last = date(month.year, month.month, monthrange(month.year, month.month)[1])
        next_month = datetime.combine(last + _DAY, time.min)
        return Gap(
            department=self.department.name,
            date=first,
            shift=None,
            since=self._here(max(since, midnight)),
            until=self._here(min(next_month, self.horizon)),
            role=Role.PRIMARY,
            code=Code.MONTH_MISSING,
            cell=sheet_of(self.department.schedule.sheet, month),
            value=None,
        )

    def _here(self, wall: datetime) -> datetime:
        return here(wall, self.department.zone)


def here(wall: datetime, zone: ZoneInfo) -> datetime:
    """By way of UTC, so that an hour which the clock leaves out becomes the one after it."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)

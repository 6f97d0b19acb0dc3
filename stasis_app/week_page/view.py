"""What the page of a week says, and where: two lines a day, a column a shift."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..core.mail.hostile import clean, number
from ..core.mail.language import language
from ..core.problems import Code
from ..core.settings import Settings
from ..core.template.words import words_of
from ..core.week import Day, Duty, Part, Week
from ..core.wording import meaning
from ..core.words import Role
from .size import size_for

_NAME_LENGTH = 60  # characters; a longer text in a cell is no name


@dataclass(frozen=True, slots=True)
class Said:
    """About one person, or about nobody."""

    times: str  # empty: the whole shift
    name: str
    phone: str
    remark: str
    bad: bool  # somebody has to do something about it

    @property
    def pieces(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.times, self.name, self.phone, self.remark)))


@dataclass(frozen=True, slots=True)
class Row:
    date: str
    weekday: str
    missing: str  # instead of all the rest: the month has no sheet
    primaries: tuple[tuple[Said, ...], ...]  # by column
    backups: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True)
class View:
    language: str
    title: str
    period: str
    date: str  # the heading of the first column
    columns: tuple[tuple[str, str], ...]  # name and hours
    rows: tuple[Row, ...]
    legend: str
    version: str

    @property
    def has_backups(self) -> bool:
        return any(any(row.backups) for row in self.rows)

    @property
    def size(self) -> float:
        """Of the letters, in points."""
        lines = (line for row in self.rows for line in (row.primaries, row.backups))
        cells = ([[said.pieces for said in cell] for cell in line] for line in lines)
        return size_for(cells, len(self.columns))


def view(week: Week, settings: Settings) -> View:
    return _Viewer(settings).view(week)


class _Viewer:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.words = words_of(settings.language)
        self.mail = language(settings.language)
        self.day_format = self.mail.date_and_time.split()[0]

    def view(self, week: Week) -> View:
        first, last = (f"{week.days[index].date:{self.day_format}}" for index in (0, -1))
        return View(
            language=self.mail.code,
            title=f"{self.words.duty} {clean(week.department.title)}",
            period=f"{first} – {last}",
            date=self.words.date,
            columns=tuple(
                (clean(each.name), " / ".join(map(clean, each.hours))) for each in week.columns
            ),
            rows=tuple(map(self._row, week.days)),
            legend=self.words.legend,
            version=self._version(week),
        )

    def _version(self, week: Week) -> str:
        pulled = "—"
        if week.pulled_at is not None:
            at = week.pulled_at.astimezone(week.department.zone)
            pulled = f"{at:{self.day_format} %H:%M}"
        return self.words.version.format(version=week.version, pulled=pulled)

    def _row(self, day: Day) -> Row:
        missing = "" if day.has_sheet else meaning(Code.MONTH_MISSING, self.settings.language)
        return Row(
            date=f"{day.date:{self.day_format}}",
            weekday=self.words.weekdays[day.date.weekday()],
            missing=missing,
            primaries=tuple(self._said(duty, Role.PRIMARY) for duty in day.duties),
            backups=tuple(self._said(duty, Role.BACKUP) for duty in day.duties),
        )

    def _said(self, duty: Duty | None, role: Role) -> tuple[Said, ...]:
        if duty is None:
            return ()
        parts = duty.primary if role is Role.PRIMARY else duty.backup
        if role is Role.BACKUP and not any(part.name for part in parts):
            return ()
        return tuple(self._part(part, duty, role, parts) for part in parts)

    def _part(self, part: Part, duty: Duty, role: Role, parts: Sequence[Part]) -> Said:
        times = f"{part.since:%H:%M}–{part.until:%H:%M}" if len(parts) > 1 else ""
        if part.name is None:
            return Said(times, self.mail.nobody, "", "", bad=role is Role.PRIMARY)
        phone = ""
        if part.number is not None:
            shown = number(part.number, self.settings.country, self.settings.extensions)
            phone = shown.shown
        remark = self.words.override if part.overridden else ""
        if part.cause is not None:
            remark = meaning(part.cause, self.settings.language)
        name = clean(part.name, _NAME_LENGTH)
        return Said(times, name, phone, remark, bad=part.cause is not None)

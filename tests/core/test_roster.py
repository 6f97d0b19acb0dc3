"""Who is on duty at an instant: shifts, midnight, month ends, clock changes, gaps, overrides."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from stasis_app.core.mirror import Mirror
from stasis_app.core.problems import Code
from stasis_app.core.roles import Source
from stasis_app.core.roster import Override, resolve
from stasis_app.core.settings import Department, Schedule
from stasis_app.core.words import Role
from stasis_app.core.workbook import Rows
from tests.sheets import (
    DATED,
    DEPARTMENT,
    IVANOV,
    KUZNETSOV,
    LONG_AGO,
    MOROZOV,
    NOVIKOV,
    PETROV,
    SHIFTS,
    SIDOROV,
    asked,
    at,
    mirror_of,
    names,
    roster,
    workbook,
)

BERLIN = ZoneInfo("Europe/Berlin")

MORNING = (IVANOV, PETROV)
DAYTIME = (SIDOROV, KUZNETSOV)
NIGHT = (NOVIKOV, MOROZOV)


def scheduled(schedule: Schedule) -> Department:
    return replace(DEPARTMENT, schedule=schedule)


@pytest.mark.parametrize(
    ("time", "shift", "day", "rung"),
    [
        ("2026-11-06T10:00:00", "Утро", 6, MORNING),
        ("2026-11-06T14:59:59.999999", "Утро", 6, MORNING),
        ("2026-11-06T15:00:00", "День", 6, DAYTIME),
        ("2026-11-06T19:59:59", "День", 6, DAYTIME),
        ("2026-11-06T20:00:00", "Ночь", 6, NIGHT),
        ("2026-11-07T00:00:00", "Ночь", 6, NIGHT),
        ("2026-11-07T09:59:59", "Ночь", 6, NIGHT),
        ("2026-11-07T10:00:00", "Утро", 7, MORNING),
    ],
)
def test_both_ends_of_a_shift(time: str, shift: str, day: int, rung: tuple[str, ...]) -> None:
    answer = asked(workbook(), time)
    assert (answer.shift, answer.date, names(answer)) == (shift, date(2026, 11, day), rung)
    assert answer.issues == ()
    assert answer.source is Source.SHEET


@pytest.mark.parametrize(
    ("time", "cell"),
    [
        ("2026-03-01T02:00", "Roster!D31"),  # the 28th
        ("2028-03-01T02:00", "Roster!D32"),  # the 29th
        ("2026-12-01T02:00", "Roster!D33"),  # the 30th
        ("2026-11-01T02:00", "Roster!D34"),  # the 31st
        ("2027-01-01T02:00", "Roster!D34"),
        ("2026-12-01T10:00", "Roster!B4"),
    ],
)
def test_the_night_of_a_month_s_last_day(time: str, cell: str) -> None:
    answer = asked(workbook(), time)
    assert answer.primary is not None
    assert answer.primary.cell == cell


def test_the_servers_zone_does_not_count() -> None:
    mirror = mirror_of(workbook())
    instants = [datetime(2026, 11, 6, 7, 0, tzinfo=UTC), at("2026-11-06T08:00", BERLIN)]
    answers = {resolve(DEPARTMENT, instant, mirror) for instant in instants}
    assert {answer.shift for answer in answers} == {"Утро"}
    assert {answer.at.isoformat() for answer in answers} == {"2026-11-06T10:00:00+03:00"}


def test_the_repeated_hour_has_one_answer() -> None:
    """On 25 October 2026 in Berlin 02:00 to 03:00 comes twice; the shift changes at 02:30."""
    hours = ("02:30-14:59", "15:00-19:59", "20:00-2:29")
    department = replace(DEPARTMENT, zone=BERLIN)
    mirror = mirror_of(workbook(Roster=roster(hours=hours)), department)
    first = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    rung = [names(resolve(department, first + timedelta(minutes=m), mirror)) for m in range(120)]
    assert rung[:60] == rung[60:] == [NIGHT] * 30 + [MORNING] * 30


def test_the_hour_that_is_left_out() -> None:
    """On 29 March 2026 in Berlin 03:00 follows 01:59; what begins in between begins then."""
    hours = ("02:30-14:59", "15:00-19:59", "20:00-2:29")
    department = replace(DEPARTMENT, zone=BERLIN)
    mirror = mirror_of(workbook(Roster=roster(hours=hours)), department)
    change = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert names(resolve(department, change - timedelta(seconds=1), mirror)) == NIGHT
    assert names(resolve(department, change, mirror)) == MORNING


class TestGapsAndOverlaps:
    HOURS = ("10:00-14:49", "15:30-19:59", "19:00-9:59")

    @pytest.mark.parametrize(
        ("time", "shift", "issues", "rung"),
        [
            ("14:49:59", "Утро", (), MORNING),
            ("14:50:00", "Утро", (Code.SHIFT_GAP,), MORNING),
            ("15:04:59", "Утро", (Code.SHIFT_GAP,), MORNING),
            ("15:05:00", None, (Code.SHIFT_GAP,), ()),
            ("15:29:59", None, (Code.SHIFT_GAP,), ()),
            ("15:30:00", "День", (), DAYTIME),
            ("18:59:59", "День", (), DAYTIME),
            ("19:00:00", "Ночь", (Code.SHIFT_OVERLAP,), NIGHT),
            ("19:59:59", "Ночь", (Code.SHIFT_OVERLAP,), NIGHT),
            ("20:00:00", "Ночь", (), NIGHT),
        ],
    )
    def test_of_one_day(
        self, time: str, shift: str | None, issues: tuple[Code, ...], rung: tuple[str, ...]
    ) -> None:
        answer = asked(workbook(Roster=roster(hours=self.HOURS)), f"2026-11-06T{time}")
        assert (answer.shift, answer.issues, names(answer)) == (shift, issues, rung)
        assert (answer.date is None) == (shift is None)
        assert answer.source is (Source.SHEET if rung else Source.FALLBACK)

    def test_held_over_midnight(self) -> None:
        hours = ("10:00-14:59", "15:00-19:59", "20:00-24:00")
        answer = asked(workbook(Roster=roster(hours=hours)), "2026-11-07T00:14:59")
        assert (answer.shift, answer.date) == ("Ночь", date(2026, 11, 6))
        assert asked(workbook(Roster=roster(hours=hours)), "2026-11-07T00:15").shift is None

    def test_held_over_from_the_day_before_yesterday(self) -> None:
        """From 23:59 on the last day of November until 23:50 of the next; December is missing."""
        shifts = (replace(SHIFTS[0], hours="23:59-23:49"),)
        department = scheduled(replace(DATED.schedule, shifts=shifts))
        book = workbook(**TestDatedSheets.SHEETS)
        assert asked(book, "2026-12-02T00:04", department).date == date(2026, 11, 30)
        assert asked(book, "2026-12-02T00:05", department).date is None

    def test_a_long_hold_over(self) -> None:
        schedule = Schedule(
            "Roster", "Staff", shifts=SHIFTS[:1], holdover=timedelta(hours=19, minutes=1)
        )
        answer = asked(workbook(), "2026-11-07T09:59", scheduled(schedule))
        assert (answer.date, answer.issues) == (date(2026, 11, 6), (Code.SHIFT_GAP,))

    def test_no_hold_over(self) -> None:
        schedule = Schedule("Roster", "Staff", shifts=SHIFTS[:1], holdover=timedelta())
        assert asked(workbook(), "2026-11-06T15:00", scheduled(schedule)).people == ()


class TestDatedSheets:
    SHEETS: ClassVar[dict[str, Rows | None]] = {
        "Roster": None,
        "Roster 2026-11": roster(30),
        "Roster 2027-01": roster(31),
    }

    def test_the_shift_s_day_picks_the_sheet(self) -> None:
        answer = asked(workbook(**self.SHEETS), "2026-11-30T12:00", DATED)
        assert answer.cells == ("Roster 2026-11!B33", "Roster 2026-11!G33")

    def test_the_night_into_a_missing_month_goes_on(self) -> None:
        answer = asked(workbook(**self.SHEETS), "2026-12-01T09:59:59", DATED)
        assert answer.cells[0] == "Roster 2026-11!D33"
        assert answer.issues == ()

    @pytest.mark.parametrize(
        ("time", "shift", "issues"),
        [
            ("2026-12-01T10:00", "Ночь", (Code.MONTH_MISSING,)),
            ("2026-12-01T10:14:59", "Ночь", (Code.MONTH_MISSING,)),
            ("2026-12-01T10:15", None, (Code.MONTH_MISSING,)),
            ("2026-12-31T23:00", None, (Code.MONTH_MISSING,)),
            ("2027-01-01T02:00", None, (Code.MONTH_MISSING,)),
            ("2027-01-01T10:00", "Утро", ()),
        ],
    )
    def test_a_missing_month(self, time: str, shift: str | None, issues: tuple[Code, ...]) -> None:
        answer = asked(workbook(**self.SHEETS), time, DATED)
        assert (answer.shift, answer.issues) == (shift, issues)

    def test_days_that_the_month_has_not_are_not_asked_for(self) -> None:
        sheets: dict[str, Rows | None] = {"Roster": None, "Roster 2027-02": roster(28)}
        answer = asked(workbook(**sheets), "2027-03-01T02:00", DATED)
        assert answer.cells[0] == "Roster 2027-02!D31"


class TestHoursOfTheYaml:
    def test_they_win_over_the_header(self) -> None:
        department = scheduled(Schedule("Roster", "Staff", shifts=SHIFTS))
        book = workbook({"B3": "10:00-12:59", "G3": "Утро"})
        assert names(asked(book, "2026-11-06T14:00", department)) == MORNING

    def test_a_shift_may_leave_them_to_the_header(self) -> None:
        shifts = (replace(SHIFTS[0], hours=None), *SHIFTS[1:])
        department = scheduled(Schedule("Roster", "Staff", shifts=shifts))
        book = workbook({"B3": "11:00-14:59"})
        assert asked(book, "2026-11-06T11:00", department).shift == "Утро"
        assert asked(book, "2026-11-06T10:59", department).people == ()

    def test_columns_and_first_row_are_configuration(self) -> None:
        rows = [row[:1] + ["заметка"] + row[1:] for row in roster()[2:]]
        shifts = (replace(SHIFTS[0], primary="C", backup="H"),)
        department = scheduled(Schedule("Roster", "Staff", first_row=2, shifts=shifts))
        assert names(asked(workbook(Roster=rows), "2026-11-06T12:00", department)) == MORNING

    def test_without_a_header_row_at_all(self) -> None:
        department = scheduled(Schedule("Roster", "Staff", first_row=1, shifts=SHIFTS))
        assert (
            names(asked(workbook(Roster=roster()[3:]), "2026-11-06T12:00", department)) == MORNING
        )

    def test_a_shift_without_a_backup_column(self) -> None:
        department = scheduled(
            Schedule("Roster", "Staff", shifts=(replace(SHIFTS[0], backup=None),))
        )
        answer = asked(workbook(), "2026-11-06T12:00", department)
        assert (names(answer), answer.cells) == ((IVANOV,), ("Roster!B9",))


class TestHoursOfTheHeader:
    def test_primaries_only(self) -> None:
        rows = [row[:4] for row in roster()]
        assert names(asked(workbook(Roster=rows), "2026-11-06T12:00")) == (IVANOV,)

    def test_the_name_of_a_shift_without_one_is_its_hours(self) -> None:
        book = workbook({"B2": None, "G2": None})
        assert asked(book, "2026-11-06T12:00").shift == "10:00-14:59"

    def test_a_backup_with_other_hours_is_known_by_its_name(self) -> None:
        book = workbook({"G3": "10:00-13:59"})
        answer = asked(book, "2026-11-06T14:30")
        assert (names(answer), answer.issues) == (MORNING, ())


class TestOverrides:
    MIRROR = mirror_of(workbook())
    SINCE = datetime.fromisoformat("2026-11-06T12:00")
    UNTIL = datetime.fromisoformat("2026-11-06T16:00")

    def override(
        self, role: Role, person: str | None, department: str = "duty", age: int = 0
    ) -> Override:
        created = LONG_AGO + timedelta(days=age)
        return Override(department, role, person, self.SINCE, self.UNTIL, created)

    def rung(self, time: str, *overrides: Override) -> tuple[str, ...]:
        instant = at(f"2026-11-06T{time}")
        return names(resolve(DEPARTMENT, instant, self.MIRROR, overrides))

    def test_holds_from_its_first_to_before_its_last_instant(self) -> None:
        override = self.override(Role.PRIMARY, "морозов  яков")
        assert self.rung("11:59:59", override) == MORNING
        assert self.rung("12:00", override) == (MOROZOV, PETROV)
        assert self.rung("15:59:59", override) == (MOROZOV, KUZNETSOV)
        assert self.rung("16:00", override) == DAYTIME

    def test_its_person_has_no_cell(self) -> None:
        override = self.override(Role.PRIMARY, MOROZOV)
        answer = resolve(DEPARTMENT, at("2026-11-06T12:00"), self.MIRROR, [override])
        assert answer.primary is not None
        assert (answer.primary.cell, answer.source) == (None, Source.OVERRIDE)

    def test_the_newest_wins(self) -> None:
        old, new = (
            self.override(Role.PRIMARY, MOROZOV, age=1),
            self.override(Role.PRIMARY, NOVIKOV, age=2),
        )
        assert self.rung("12:00", new, old) == (NOVIKOV, PETROV)

    def test_nobody_vacates(self) -> None:
        override = self.override(Role.PRIMARY, None)
        answer = resolve(DEPARTMENT, at("2026-11-06T12:00"), self.MIRROR, [override])
        assert (names(answer), answer.issues) == ((PETROV,), (Code.PRIMARY_MISSING,))
        assert answer.source is Source.SHEET

    def test_vacated_both(self) -> None:
        overrides = [self.override(Role.PRIMARY, None), self.override(Role.BACKUP, None)]
        answer = resolve(DEPARTMENT, at("2026-11-06T12:00"), self.MIRROR, overrides)
        assert (answer.people, answer.issues) == ((), (Code.SHIFT_UNASSIGNED,))
        assert answer.source is Source.FALLBACK

    def test_the_backup_alone(self) -> None:
        assert self.rung("12:00", self.override(Role.BACKUP, MOROZOV)) == (IVANOV, MOROZOV)

    def test_whoever_has_left_since_is_not_rung(self) -> None:
        override = self.override(Role.PRIMARY, "Бывший Ян")
        answer = resolve(DEPARTMENT, at("2026-11-06T12:00"), self.MIRROR, [override])
        assert (names(answer), answer.issues) == ((PETROV,), (Code.NAME_UNKNOWN,))

    def test_another_department_s_does_not_count(self) -> None:
        assert self.rung("12:00", self.override(Role.PRIMARY, MOROZOV, "other")) == MORNING

    def test_names_somebody_where_there_is_no_shift(self) -> None:
        department = scheduled(Schedule("Roster", "Staff", shifts=SHIFTS[2:]))
        mirror = mirror_of(workbook(), department)
        override = self.override(Role.PRIMARY, MOROZOV)
        answer = resolve(department, at("2026-11-06T14:00"), mirror, [override])
        assert (answer.shift, names(answer), answer.source) == (None, (MOROZOV,), Source.OVERRIDE)
        assert answer.issues == (Code.SHIFT_GAP,)


def test_a_department_that_was_never_pulled() -> None:
    answer = resolve(DEPARTMENT, at("2026-11-06T12:00"), Mirror())
    assert (answer.people, answer.version, answer.issues) == ((), None, (Code.MIRROR_MISSING,))


@pytest.mark.parametrize("year", [1, 2, 9998, 9999])
def test_the_ends_of_the_calendar(year: int) -> None:
    mirror = mirror_of(workbook())
    instant = datetime(year, 1 if year < 9 else 12, 1 if year < 9 else 31, tzinfo=UTC)
    assert resolve(DEPARTMENT, instant, mirror).version == 1

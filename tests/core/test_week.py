"""The week that is printed: what the sheet and its exceptions say, day by day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from stasis_app.core.problems import Code
from stasis_app.core.roster import Override
from stasis_app.core.settings import Department
from stasis_app.core.week import Duty, Part, Week, week_of
from stasis_app.core.words import Role
from stasis_app.core.workbook import Workbook

from ..sheets import (
    DATED,
    DEPARTMENT,
    HOURS,
    IVANOV,
    KUZNETSOV,
    LONG_AGO,
    NUMBERS,
    PETROV,
    SHIFTS,
    SIDOROV,
    mirror_of,
    put,
    roster,
    workbook,
)

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)


def week(
    book: Workbook,
    *overrides: Override,
    day: date = FRIDAY,
    department: Department = DEPARTMENT,
) -> Week:
    found = week_of(department, mirror_of(book, department), overrides, day, FRIDAY)
    assert found is not None
    return found


def override(
    since: str, until: str, person: str | None, role: Role = Role.PRIMARY, department: str = "duty"
) -> Override:
    period = datetime.fromisoformat(since), datetime.fromisoformat(until)
    return Override(department, role, person, *period, created=LONG_AGO)


def duty(found: Week, day: int, shift: int) -> Duty:
    there = found.days[day].duties[shift]
    assert there is not None
    return there


def names(parts: Sequence[Part]) -> list[str | None]:
    return [part.name for part in parts]


def test_any_day_of_it_means_the_week_from_monday_on() -> None:
    for day in (MONDAY, FRIDAY, date(2026, 11, 29)):
        found = week(workbook(), day=day)
        assert [each.date.day for each in found.days] == [23, 24, 25, 26, 27, 28, 29]


def test_every_shift_has_its_column_and_the_sheets_hours() -> None:
    columns = week(workbook()).columns
    assert [(each.name, each.hours) for each in columns] == [
        ("Утро", ("10:00-14:59",)),
        ("День", ("15:00-19:59",)),
        ("Ночь", ("20:00-09:59",)),
    ]


def test_primary_and_backup_with_their_numbers() -> None:
    morning = duty(week(workbook()), 0, 0)
    starts, ends = map(datetime.fromisoformat, ("2026-11-23T10:00", "2026-11-23T15:00"))
    assert (morning.starts, morning.ends) == (starts, ends)
    assert morning.primary == (Part(IVANOV, NUMBERS[IVANOV], None, False, starts, ends),)
    assert morning.backup == (Part(PETROV, NUMBERS[PETROV], None, False, starts, ends),)
    assert not morning.unserved


def test_an_empty_primary_is_nobody_and_the_backup_stays_one() -> None:
    found = week(workbook({"B26": None}))
    morning = duty(found, 0, 0)
    assert names(morning.primary) == [None]
    assert names(morning.backup) == [PETROV]
    assert not found.unserved


def test_whom_nobody_knows_is_told_with_the_cause() -> None:
    found = week(workbook({"B26": "Некто", "G26": None}))
    [part] = duty(found, 0, 0).primary
    assert (part.name, part.number, part.cause) == ("Некто", None, Code.NAME_UNKNOWN)
    assert duty(found, 0, 0).unserved
    assert found.days[0].unserved and found.unserved
    assert not found.days[1].unserved


def test_an_override_of_a_part_of_a_shift() -> None:
    change = override("2026-11-23T12:00", "2026-11-23T14:00", SIDOROV)
    parts = duty(week(workbook(), change), 0, 0).primary
    assert names(parts) == [IVANOV, SIDOROV, IVANOV]
    assert [part.since.hour for part in parts] == [10, 12, 14]
    assert [part.until.hour for part in parts] == [12, 14, 15]
    assert [part.overridden for part in parts] == [False, True, False]


def test_an_override_of_the_backup_divides_the_backup_alone() -> None:
    change = override("2026-11-23T12:00", "2026-11-23T20:00", KUZNETSOV, Role.BACKUP)
    found = week(workbook(), change)
    assert names(duty(found, 0, 0).primary) == [IVANOV]
    assert names(duty(found, 0, 0).backup) == [PETROV, KUZNETSOV]
    assert names(duty(found, 0, 1).backup) == [KUZNETSOV]


def test_an_override_that_vacates() -> None:
    change = override("2026-11-23T12:00", "2026-11-23T15:00", None)
    found = week(workbook({"G26": None}), change)
    assert names(duty(found, 0, 0).primary) == [IVANOV, None]
    assert found.unserved


def test_overrides_of_others_change_nothing() -> None:
    change = override("2026-11-23T12:00", "2026-11-23T14:00", SIDOROV, department="other")
    assert week(workbook(), change) == week(workbook())


def test_without_a_column_for_backups_there_are_none_unless_somebody_is_put_in() -> None:
    lonely = {place: None for place in ("G2", "G3", "H2", "H3", "I2", "I3")}
    no_names = {f"{column}{row}": None for column in "GHI" for row in range(4, 35)}
    book = workbook({**lonely, **no_names})
    assert duty(week(book), 0, 0).backup == ()
    change = override("2026-11-23T10:00", "2026-11-23T15:00", KUZNETSOV, Role.BACKUP)
    assert names(duty(week(book, change), 0, 0).backup) == [KUZNETSOV]


def test_a_month_without_a_sheet() -> None:
    book = workbook(**{"Roster": None, "Roster 2026-11": roster(30)})
    found = week(book, day=date(2026, 11, 30), department=DATED)
    assert [day.has_sheet for day in found.days] == [True] + [False] * 6
    assert found.days[1].duties == (None, None, None)
    assert found.unserved and not found.days[0].unserved


def test_hours_that_change_with_the_month() -> None:
    later = roster(31, hours=("09:00-14:59", HOURS[1], "20:00-8:59"))
    sheets = {"Roster": None, "Roster 2026-11": roster(30), "Roster 2026-12": later}
    found = week(workbook(**sheets), day=date(2026, 11, 30), department=DATED)
    assert [each.hours for each in found.columns] == [
        ("10:00-14:59", "09:00-14:59"),
        ("15:00-19:59",),
        ("20:00-09:59", "20:00-08:59"),
    ]


def test_a_shift_that_begins_with_the_month_is_missing_before() -> None:
    later = roster(31)
    for row, text in ((2, "Запас"), (3, "9:00-9:29")):
        put(later, f"E{row}", text)
    sheets = {"Roster": None, "Roster 2026-11": roster(30), "Roster 2026-12": later}
    found = week(workbook(**sheets), day=date(2026, 11, 30), department=DATED)
    assert [each.name for each in found.columns] == ["Утро", "День", "Ночь", "Запас"]
    assert found.columns[3].hours == ("09:00-09:29",)
    assert found.days[0].duties[3] is None and not found.days[0].unserved
    assert names(duty(found, 1, 3).primary) == [None] and found.days[1].unserved


def test_an_empty_cell_of_a_backup_is_nobody() -> None:
    assert names(duty(week(workbook({"G26": None})), 0, 0).backup) == [None]


def test_shifts_of_one_name_have_a_column_each() -> None:
    shifts = tuple(replace(shift, name="Смена") for shift in SHIFTS)
    same = replace(DEPARTMENT, schedule=replace(DEPARTMENT.schedule, shifts=shifts))
    found = week(workbook(), department=same)
    assert [each.name for each in found.columns] == ["Смена"] * 3
    assert names(duty(found, 0, 1).primary) == [SIDOROV]


def test_a_department_that_was_never_read_has_no_week() -> None:
    stranger = replace(DEPARTMENT, name="stranger")
    assert week_of(stranger, mirror_of(workbook()), (), FRIDAY, FRIDAY) is None

"""What the coming weeks lack."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from stasis_app.core.gaps import Gap, gaps
from stasis_app.core.mirror import Mirror
from stasis_app.core.problems import Code
from stasis_app.core.roster import Override
from stasis_app.core.settings import Department, Schedule
from stasis_app.core.words import Role
from tests.sheets import (
    DATED,
    DEPARTMENT,
    LONG_AGO,
    MOROZOV,
    SHIFTS,
    Edits,
    at,
    mirror_of,
    roster,
    workbook,
)

NOON = at("2026-11-06T12:00")
REQUIRED = replace(DEPARTMENT, schedule=replace(DEPARTMENT.schedule, backup_required=True))


def found(
    edits: Edits,
    days: int = 31,
    department: Department = DEPARTMENT,
    overrides: tuple[Override, ...] = (),
    now: datetime = NOON,
) -> list[tuple[str, str | None, Role, Code, str | None, str | None]]:
    mirror = mirror_of(workbook(edits), department)
    every = gaps(department, mirror, now, days, overrides)
    return [(each.date.isoformat(), each.shift, *_rest(each)) for each in every]


def _rest(gap: Gap) -> tuple[Role, Code, str | None, str | None]:
    return gap.role, gap.code, gap.cell, gap.value


def test_a_full_sheet_has_none() -> None:
    assert found({}) == []
    assert gaps(DEPARTMENT, Mirror(), NOON, 31) == ()


def test_every_cause_with_its_cell() -> None:
    edits: Edits = {
        "B10": None,
        "C10": None,
        "H10": "—",
        "D10": "Ночной",
        "B11": "#REF!",
        "G11": None,
        "G12": "Кто-то",
    }
    assert found(edits, days=8) == [
        ("2026-11-07", "Утро", Role.PRIMARY, Code.PRIMARY_MISSING, "Roster!B10", None),
        ("2026-11-07", "День", Role.PRIMARY, Code.SHIFT_UNASSIGNED, "Roster!C10", None),
        ("2026-11-07", "Ночь", Role.PRIMARY, Code.NAME_UNKNOWN, "Roster!D10", "Ночной"),
        ("2026-11-08", "Утро", Role.PRIMARY, Code.CELL_ERROR, "Roster!B11", "#REF!"),
    ]


def test_a_backup_counts_only_where_it_is_required() -> None:
    edits: Edits = {"G10": None, "H10": "Кто-то"}
    assert found(edits, days=8) == []
    assert found(edits, days=8, department=REQUIRED) == [
        ("2026-11-07", "Утро", Role.BACKUP, Code.BACKUP_MISSING, "Roster!G10", None),
        ("2026-11-07", "День", Role.BACKUP, Code.NAME_UNKNOWN, "Roster!H10", "Кто-то"),
    ]


def test_from_the_running_shift_to_those_that_begin_in_time() -> None:
    edits: Edits = {"B8": None, "D8": None, "B9": None, "D9": None, "B10": None}
    now = at("2026-11-06T09:59")
    cells = [row[4] for row in found(edits, days=1, now=now)]
    assert cells == ["Roster!D8", "Roster!B9", "Roster!D9"]
    cells = [row[4] for row in found(edits, days=1, now=at("2026-11-06T10:01"))]
    assert cells == ["Roster!B9", "Roster!D9", "Roster!B10"]


def test_times_have_the_zone_s_offset() -> None:
    edits: Edits = {"D9": None}
    (gap,) = gaps(DEPARTMENT, mirror_of(workbook(edits)), NOON, 2)
    assert gap.since.isoformat() == "2026-11-06T20:00:00+03:00"
    assert gap.until.isoformat() == "2026-11-07T10:00:00+03:00"


class TestOverrides:
    def override(self, person: str | None, since: str, until: str, role: Role) -> Override:
        return Override(
            "duty",
            role,
            person,
            datetime.fromisoformat(since),
            datetime.fromisoformat(until),
            LONG_AGO,
        )

    def test_fills_a_gap_in_part(self) -> None:
        mirror = mirror_of(workbook({"B10": None, "G10": None}))
        override = self.override(MOROZOV, "2026-11-07T11:00", "2026-11-07T12:00", Role.PRIMARY)
        every = gaps(DEPARTMENT, mirror, NOON, 2, [override])
        assert [(f"{each.since:%H:%M}", f"{each.until:%H:%M}") for each in every] == [
            ("10:00", "11:00"),
            ("12:00", "15:00"),
        ]

    def test_vacates_in_part(self) -> None:
        override = self.override(None, "2026-11-07T14:00", "2026-11-07T16:00", Role.PRIMARY)
        every = gaps(DEPARTMENT, mirror_of(workbook()), NOON, 2, [override])
        assert [(each.shift, each.code, each.cell) for each in every] == [
            ("Утро", Code.PRIMARY_MISSING, None),
            ("День", Code.PRIMARY_MISSING, None),
        ]
        assert every[0].since.hour == 14
        assert every[1].until.hour == 16

    def test_what_was_vacated_before_now_is_no_gap_any_more(self) -> None:
        override = self.override(None, "2026-11-06T11:00", "2026-11-06T12:00", Role.PRIMARY)
        mirror = mirror_of(workbook())
        assert gaps(DEPARTMENT, mirror, NOON, 2, [override]) == ()
        assert len(gaps(DEPARTMENT, mirror, NOON - timedelta(minutes=1), 2, [override])) == 1

    def test_one_of_the_other_role_does_not_cut_a_gap(self) -> None:
        mirror = mirror_of(workbook({"B10": None}))
        override = self.override(MOROZOV, "2026-11-07T11:00", "2026-11-07T12:00", Role.BACKUP)
        (gap,) = gaps(DEPARTMENT, mirror, NOON, 2, [override])
        assert (gap.since.hour, gap.until.hour) == (10, 15)


def test_a_missing_month_is_one_gap() -> None:
    book = workbook(Roster=None, **{"Roster 2026-11": roster(30), "Roster 2027-01": roster(31)})
    every = gaps(DATED, mirror_of(book, DATED), NOON, 60)
    assert [(each.date, each.code, each.cell, each.shift) for each in every] == [
        (date(2026, 12, 1), Code.MONTH_MISSING, "Roster 2026-12", None)
    ]
    assert every[0].since == at("2026-12-01T10:00")  # the last night of November is over
    assert every[0].until == at("2027-01-01T00:00")


def test_a_missing_month_ends_where_one_stops_asking() -> None:
    book = workbook(Roster=None, **{"Roster 2026-11": roster(30)})
    (gap,) = gaps(DATED, mirror_of(book, DATED), NOON, 31)
    assert gap.until == NOON + timedelta(days=31)


def test_a_shift_without_a_backup_column_where_one_is_required() -> None:
    schedule = Schedule("Roster", "Staff", backup_required=True)
    alone = replace(schedule, shifts=(replace(SHIFTS[0], backup=None),))
    rows = found({}, days=1, department=replace(DEPARTMENT, schedule=alone))
    assert [row[2:] for row in rows] == [(Role.BACKUP, Code.BACKUP_MISSING, None, None)] * 2

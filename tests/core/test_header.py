"""Which columns are whose, from the header row and from the YAML; and what is told about it."""

from dataclasses import replace

import pytest

from stasis_app.core.header import ShiftColumns
from stasis_app.core.problems import Code
from stasis_app.core.pull import PullResult
from stasis_app.core.settings import Schedule, Shift
from stasis_app.core.workbook import column_letters
from tests.sheets import DEPARTMENT, IVANOV, SHIFTS, Edits, pulled, roster, workbook

Found = list[tuple[str, str, str, str | None]]  # name, hours, columns of primary and backup

ALL: Found = [
    ("Утро", "10:00-14:59", "B", "G"),
    ("День", "15:00-19:59", "C", "H"),
    ("Ночь", "20:00-09:59", "D", "I"),
]


def read(edits: Edits, schedule: Schedule | None = None) -> tuple[Found, set[tuple[Code, str]]]:
    department = replace(DEPARTMENT, schedule=schedule or DEPARTMENT.schedule)
    result, mirror = pulled(workbook(edits), department)
    active = mirror.active("duty")
    shifts = active.reading.tables[None].shifts if active else ()
    told = {(each.code, each.cell) for each in result.departments[0].problems}
    return [_columns(shift) for shift in shifts], told


def _columns(shift: ShiftColumns) -> tuple[str, str, str, str | None]:
    backup = column_letters(shift.backup) if shift.backup else None
    return shift.name, str(shift.hours), column_letters(shift.primary), backup


def given(*shifts: Shift) -> Schedule:
    return Schedule("Roster", "Staff", shifts=shifts)


class TestFromTheSheet:
    def test_every_column_with_hours(self) -> None:
        assert read({}) == (ALL, set())

    def test_the_backup_has_other_hours_but_the_same_name(self) -> None:
        assert read({"G3": "10:00-13:59"}) == (ALL, {(Code.HEADER_MISMATCH, "Roster!G3")})

    def test_the_same_hours_a_third_time(self) -> None:
        shifts, told = read({"K3": "10:00-14:59"})
        assert (shifts, told) == (ALL, {(Code.HEADER_MISMATCH, "Roster!K3")})

    def test_another_column_without_hours_or_names_is_nobody_s(self) -> None:
        assert read({"K3": "Примечание", "K9": "поменялись"}) == (ALL, set())

    def test_overlapping_shifts(self) -> None:
        _, told = read({"C3": "14:00-19:59", "H3": "14:00-19:59"})
        assert told == {(Code.SHIFT_OVERLAP, "Roster!C3")}

    def test_hours_that_nobody_has(self) -> None:
        _, told = read({"D3": "20:00-8:59", "I3": "20:00-8:59"})
        assert told == {(Code.SHIFT_GAP, "Roster!D3")}

    def test_no_hours_at_all(self) -> None:
        nothing: Edits = {f"{column}3": None for column in "BCDGHI"}
        nobody: Edits = {f"{c}{row}": None for c in "BCDGHI" for row in range(4, 35)}
        _, told = read({**nothing, **nobody})
        assert told == {(Code.HEADER_BAD, "Roster!B3")}


class TestFromTheYaml:
    def test_as_the_sheet_has_it(self) -> None:
        assert read({}, given(*SHIFTS)) == (ALL, set())

    @pytest.mark.parametrize("text", [None, "Утро", "-"])
    def test_a_header_without_hours_says_nothing_against_it(self, text: str | None) -> None:
        assert read({"B3": text, "G3": text}, given(*SHIFTS)) == (ALL, set())

    @pytest.mark.parametrize("text", ["10:00-12:59", "10:00-14:5", "10:00-25:00"])
    def test_another_header_is_told(self, text: str) -> None:
        told = {(Code.HEADER_MISMATCH, "Roster!B3")}
        assert read({"B3": text}, given(*SHIFTS)) == (ALL, told)

    def test_another_header_above_the_backup_is_told(self) -> None:
        told = {(Code.HEADER_MISMATCH, "Roster!I3")}
        assert read({"I3": "20:00-8:59"}, given(*SHIFTS)) == (ALL, told)

    def test_hours_left_to_the_sheet(self) -> None:
        shifts = [replace(shift, hours=None) for shift in SHIFTS]
        assert read({}, given(*shifts)) == (ALL, set())

    def test_hours_left_to_a_sheet_without_them(self) -> None:
        shifts = [replace(shift, hours=None) for shift in SHIFTS]
        found, told = read({"C3": "день"}, given(*shifts))
        assert found == []
        assert (Code.HEADER_BAD, "Roster!C3") in told

    def test_a_column_that_the_sheet_has_not(self) -> None:
        found, told = read({}, given(Shift("Утро", "AA", None, "0:00-24:00")))
        assert found == [("Утро", "00:00-23:59", "AA", None)]
        assert {code for code, _ in told} == {Code.SHIFT_UNASSIGNED}


def test_a_required_backup_is_missed_on_the_sheet() -> None:
    schedule = Schedule("Roster", "Staff", backup_required=True)
    _, told = read({"G9": None}, schedule)
    assert told == {(Code.BACKUP_MISSING, "Roster!G9")}


def test_a_wide_and_long_sheet() -> None:
    rows = roster()
    rows[2] += [None] * 500 + ["10:00-14:59"]
    rows += [[IVANOV] * 3] * 1000
    result, _ = pulled(workbook(Roster=rows))
    assert result.result is PullResult.ACTIVE

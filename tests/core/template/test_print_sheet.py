"""The page of a week: what stands where, and which formulas say so."""

from dataclasses import replace
from datetime import date

from stasis_app.core.settings import Schedule, Shift
from stasis_app.core.template.design import Area, Formula, Sheet

from ...sheets import DATED, DEPARTMENT, SHIFTS
from .filled import sheet_called, template_for, with_schedule


def written(sheet: Sheet, row: int) -> list[str | int | date | None]:
    """The cells of a row; formulas as they are written."""
    cells = (sheet.cells.get((row, column)) for column in range(1, sheet.columns + 1))
    return [cell.text if isinstance(cell, Formula) else cell for cell in cells]


def page(*shifts: Shift) -> Sheet:
    return sheet_called(template_for(with_schedule(*shifts)), "RosterPrint")


def test_the_heads_of_the_columns_are_the_rosters_own() -> None:
    sheet = page()
    assert written(sheet, 1)[:5] == [
        "Дежурство: Дежурные",
        None,
        None,
        "Неделя с",
        date(2026, 11, 23),
    ]
    titles = ["='Roster'!$B$2", None, "='Roster'!$C$2", None, "='Roster'!$D$2", None]
    assert written(sheet, 2) == ["Дата", *titles]
    hours = ["='Roster'!$B$3", None, "='Roster'!$C$3", None, "='Roster'!$D$3", None]
    assert written(sheet, 3) == [None, *hours]
    assert sheet.merged[1:7] == tuple(
        Area(row, column, row, column + 1) for row in (2, 3) for column in (2, 4, 6)
    )


def test_a_day_has_the_date_with_the_primaries_and_the_weekday_with_the_backups() -> None:
    phone = "=IFERROR(INDEX('Staff'!$B$1:$B$200;MATCH({};'Staff'!$A$1:$A$200;0))&\"\";\"\")"
    weekdays = '"понедельник";"вторник";"среда";"четверг";"пятница";"суббота";"воскресенье"'
    one, *_ = SHIFTS
    sheet = page(one)
    assert written(sheet, 4)[:3] == [
        "=$E$1-WEEKDAY($E$1;2)+1",
        "=INDEX('Roster'!$B$4:$B$34;DAY($A$4))&\"\"",
        phone.format("B4"),
    ]
    assert written(sheet, 5)[:3] == [
        f"=CHOOSE(WEEKDAY($A$4;2);{weekdays})",
        "=INDEX('Roster'!$G$4:$G$34;DAY($A$4))&\"\"",
        phone.format("B5"),
    ]
    assert written(sheet, 16)[0] == "=$E$1-WEEKDAY($E$1;2)+7"
    assert written(sheet, 17)[1] == "=INDEX('Roster'!$G$4:$G$34;DAY($A$16))&\"\""
    assert written(sheet, 18) == [None] * 5


def test_every_shift_has_a_name_and_a_phone() -> None:
    sheet = page()
    assert [bool(cell) for cell in written(sheet, 4)] == [True] * 7
    assert "$D$4:$D$34" in str(written(sheet, 4)[5])
    assert "MATCH(F5;" in str(written(sheet, 5)[6])


def test_a_shift_without_a_backup_has_one_line() -> None:
    sheet = page(replace(SHIFTS[0], backup=None), SHIFTS[1])
    assert written(sheet, 5)[1:3] == [None, None]
    assert all(written(sheet, 5)[3:5])


def test_without_a_row_for_them_the_names_are_those_of_the_file() -> None:
    schedule = Schedule("Roster", "Staff", first_row=2, shifts=SHIFTS)
    sheet = sheet_called(template_for(replace(DEPARTMENT, schedule=schedule)), "RosterPrint")
    assert written(sheet, 2) == ["Дата", "Утро", None, "День", None, "Ночь", None]
    assert written(sheet, 3)[1] == "='Roster'!$B$1"


def test_of_a_sheet_a_month_the_day_chooses_the_sheet() -> None:
    sheet = sheet_called(template_for(DATED), "RosterPrint")
    assert written(sheet, 2)[1] == "Утро"
    assert written(sheet, 3)[1] == "10:00-14:59"
    assert written(sheet, 6)[1] == (
        '=IFERROR(INDEX(INDIRECT("\'Roster "&YEAR($A$6)&"-"&RIGHT("0"&MONTH($A$6);2)&"\''
        '!$B$4:$B$34");DAY($A$6))&"";"")'
    )


def test_departments_of_one_sheet_have_one_page() -> None:
    first = with_schedule(SHIFTS[0])
    other = replace(with_schedule(SHIFTS[2]), name="other", title="Ночные", dids=("2",))
    sheet = sheet_called(template_for(first, other), "RosterPrint")
    assert written(sheet, 1)[0] == "Дежурство: Дежурные, Ночные"
    assert written(sheet, 2)[1:5] == ["='Roster'!$B$2", None, "='Roster'!$D$2", None]

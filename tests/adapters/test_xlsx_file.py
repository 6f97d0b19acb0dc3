"""A new workbook as a file: what a spreadsheet program is told besides the cells."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from stasis_app.adapters.workbook.xlsx import XlsxWorkbook
from stasis_app.adapters.workbook.xlsx_file import CannotBeWritten, write
from stasis_app.core.problems import Code
from stasis_app.core.settings import Department, Schedule, Shift

from ..core.template.filled import problems, template_for, with_schedule
from ..sheets import DATED, DEPARTMENT, PEOPLE, staff


def written(folder: Path, *departments: Department, language: str = "ru") -> Path:
    file = folder / "new" / "duty.xlsx"
    write(template_for(*departments, language=language), file)
    return file


def page(file: Path, title: str) -> Worksheet:
    return page_of(load_workbook(file), title)


def page_of(book: Workbook, title: str) -> Worksheet:
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    return sheet


async def read(file: Path, *titles: str) -> set[Code]:
    book = await XlsxWorkbook(file).read(titles)
    sheets = {title: [list(row) for row in rows] for title, rows in book.sheets.items()}
    return problems(sheets, [DEPARTMENT])


async def test_the_products_own_source_reads_it_and_lacks_only_people(tmp_path: Path) -> None:
    file = written(tmp_path)
    assert await read(file, "Roster", "Staff") == {Code.STAFF_EMPTY}


async def test_filled_in_by_hand_it_has_no_problems(tmp_path: Path) -> None:
    file = written(tmp_path)
    book = load_workbook(file)
    for number, row in enumerate(staff(), start=1):
        for column, value in enumerate(row, start=1):
            page_of(book, "Staff").cell(number, column).value = value
    for line in range(4, 35):
        for column in (2, 3, 4, 7, 8, 9):
            name = PEOPLE[column % len(PEOPLE)]
            page_of(book, "Roster").cell(line, column).value = name
    book.save(file)
    assert await read(file, "Roster", "Staff") == set()


def test_names_are_chosen_phones_and_addresses_checked(tmp_path: Path) -> None:
    file = written(tmp_path)
    lists = page(file, "Roster").data_validations.dataValidation
    assert [(str(each.sqref), each.type, each.formula1) for each in lists] == [
        ("B4:D34", "list", "'Staff'!$A$1:$A$200"),
        ("G4:I34", "list", "'Staff'!$A$1:$A$200"),
    ]
    phone, address = page(file, "Staff").data_validations.dataValidation
    assert (str(phone.sqref), str(address.sqref)) == ("B1:B200", "C1:C200")
    for each in (*lists, phone, address):
        assert each.showErrorMessage and each.error and len(each.error) <= 225
        assert not str(each.formula1).startswith("=") and ";" not in str(each.formula1)
    assert "89991234567" in str(phone.prompt)


def test_what_is_wrong_is_seen(tmp_path: Path) -> None:
    file = written(tmp_path)
    assert marks(page(file, "Roster")) == {
        "B4:D34": [
            """AND(B4<>"",COUNTIF(INDIRECT("'Staff'!$A$1:$A$200"),B4)=0)""",
            "LEN(TRIM(B4))=0",
        ],
        "G4:I34": ["""AND(G4<>"",COUNTIF(INDIRECT("'Staff'!$A$1:$A$200"),G4)=0)"""],
    }
    assert marks(page(file, "Staff")) == {"A1:A200": ["COUNTIF($A$1:$A$200,A1)>1"]}


def marks(sheet: Worksheet) -> dict[str, list[str]]:
    found: Any = sheet.conditional_formatting
    return {str(each.sqref): [rule.formula[0] for rule in each.rules] for each in found}


def test_slips_of_the_hand_spoil_neither_header_nor_formulas(tmp_path: Path) -> None:
    file = written(tmp_path)
    roster, page_of_week = page(file, "Roster"), page(file, "RosterPrint")
    assert roster.protection.sheet and page_of_week.protection.sheet
    assert not roster.protection.password
    opened = {cell.coordinate for row in roster for cell in row if not cell.protection.locked}
    assert {"B4", "D34", "G4", "I34"} <= opened
    assert not opened & {"A4", "B3", "F4", "E4", "B35"}
    changeable = [c.coordinate for row in page_of_week for c in row if not c.protection.locked]
    assert changeable == ["E1"]
    assert not page(file, "Staff").protection.sheet


def test_phones_are_texts_and_dates_are_dates(tmp_path: Path) -> None:
    file = written(tmp_path)
    assert page(file, "Staff")["B200"].number_format == "@"
    monday = page(file, "RosterPrint")["E1"]
    assert isinstance(monday.value, datetime) and monday.value.date() == date(2026, 11, 23)
    assert monday.number_format == "dd.mm.yyyy"
    english = page(written(tmp_path / "en", language="en"), "RosterPrint")["E1"]
    assert english.number_format == "yyyy-mm-dd"


def test_the_week_is_printed_on_one_page(tmp_path: Path) -> None:
    sheet = page(written(tmp_path), "RosterPrint")
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.print_area == "'RosterPrint'!$A$1:$G$19"
    assert sheet["B4"].value == "=INDEX('Roster'!$B$4:$B$34,DAY($A$4))&\"\""


def test_the_header_stays_in_sight(tmp_path: Path) -> None:
    assert page(written(tmp_path), "Roster").freeze_panes == "B4"
    assert (
        page(written(tmp_path / "low", with_schedule(first_row=9)), "Roster").freeze_panes == "B9"
    )


def test_a_sheet_a_month(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path, DATED))
    assert book.sheetnames == ["Roster 2026-11", "Roster 2026-12", "Staff", "RosterPrint"]


def test_a_name_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    file = written(tmp_path, with_schedule(Shift("=1+1", "B")))
    assert page(file, "Roster")["B2"].data_type == "s"


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    file = written(tmp_path)
    before = file.read_bytes()
    with pytest.raises(CannotBeWritten, match="is there already"):
        written(tmp_path)
    assert file.read_bytes() == before


def test_titles_that_the_format_does_not_allow_are_told(tmp_path: Path) -> None:
    for title, what in (("О" * 32, "32 characters"), ("Отдел 1/2", "a character in its title")):
        department = Department(
            *("long", "Long", DEPARTMENT.zone, ("1",), Schedule(title, "Staff"), DEPARTMENT.duty)
        )
        with pytest.raises(CannotBeWritten, match=what):
            written(tmp_path, department)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("a file")
    with pytest.raises(CannotBeWritten, match="new/duty.xlsx: (File exists|Not a directory)"):
        written(tmp_path)

"""A new workbook as requests: the API's description allows them, and the stand-in takes them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from stasis_app.adapters.workbook.requests import METADATA_KEY, requests_for
from stasis_app.core.problems import Code
from stasis_app.core.settings import Department
from stasis_app.core.template.filling import Present, filling, to_be_looked_into

from ..core.template.filled import problems, template_for
from ..core.template.test_new_sheets import every_company
from ..google import Sheet, Spreadsheet, discovery, updates
from ..google.ranges import Box
from ..sheets import DEPARTMENT, PEOPLE, staff

Json = dict[str, Any]
ACCOUNT = "duty@project.iam.gserviceaccount.com"
ADMINS = ("it@example.com",)
RESPONSIBLE = replace(
    DEPARTMENT, schedule=replace(DEPARTMENT.schedule, responsible=("head@example.com",))
)


def present(book: Spreadsheet) -> list[Present]:
    found = []
    for sheet in book.sheets:
        notes = sheet.parts.get("developerMetadata", [])
        purposes = [each["metadataValue"] for each in notes if each["metadataKey"] == METADATA_KEY]
        purpose = purposes[0] if purposes else None
        found.append(Present(sheet.id, sheet.title, purpose, *sheet.size))
    return found


def requests(book: Spreadsheet, *departments: Department, language: str = "ru") -> list[Json]:
    template = template_for(*departments, language=language)
    there = present(book)
    contents = {
        title: book.value_range(f"'{title}'").get("values", [])
        for title in to_be_looked_into(there)
    }
    return requests_for(filling(template, there, contents), there, template, ACCOUNT, ADMINS)


def fresh() -> Spreadsheet:
    return Spreadsheet.of("1AbC", {"Лист1": []})


def filled(*departments: Department) -> Spreadsheet:
    book = fresh()
    updates.apply(book, requests(book, *departments))
    return book


def rows(sheet: Sheet) -> list[list[Any]]:
    values: list[list[Any]] = sheet.values(Box())
    return values


@every_company
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_description_of_the_api_allows_every_request(
    company: list[Department], language: str
) -> None:
    body = {"requests": requests(fresh(), *company, language=language)}
    assert discovery.problems("BatchUpdateSpreadsheetRequest", body) == []


def test_the_description_would_find_what_is_wrong() -> None:
    body: Json = {"requests": requests(fresh())}
    body["requests"][1]["addSheet"]["properties"]["titel"] = "Roster"
    assert discovery.problems("BatchUpdateSpreadsheetRequest", body) != []


@every_company
def test_the_product_reads_what_has_been_made(company: list[Department]) -> None:
    book = filled(*company)
    sheets = {sheet.title: rows(sheet) for sheet in book.sheets}
    assert problems(sheets, company) == {Code.STAFF_EMPTY}


@every_company
def test_nothing_is_left_to_be_done(company: list[Department]) -> None:
    assert requests(filled(*company), *company) == []


def test_filled_in_by_hand_it_has_no_problems() -> None:
    book = filled()
    book["Staff"].put_rows(staff())
    for row in range(4, 35):
        for column in "BCDGHI":
            book["Roster"].put(f"{column}{row}", PEOPLE[ord(column) % len(PEOPLE)])
    sheets = {sheet.title: rows(sheet) for sheet in book.sheets}
    assert problems(sheets, [DEPARTMENT]) == set()


def test_an_empty_spreadsheet_gets_locale_and_zone_and_one_in_use_keeps_its_own() -> None:
    assert requests(fresh())[0] == {
        "updateSpreadsheetProperties": {
            "properties": {"locale": "ru_RU", "timeZone": "Europe/Moscow"},
            "fields": "locale,timeZone",
        }
    }
    used = Spreadsheet.of("1AbC", {"Отпуска": [["Иванов"]]})
    assert all("updateSpreadsheetProperties" not in each for each in requests(used))


def test_a_sheet_that_is_there_and_empty_is_used() -> None:
    book = Spreadsheet.of("1AbC", {"Roster": [], "Лист2": []})
    updates.apply(book, requests(book))
    assert [sheet.title for sheet in book.sheets] == ["Roster", "Лист2", "Staff", "RosterPrint"]
    assert book["Roster"].size == (1000, 26)
    assert rows(book["Roster"])[2][:2] == ["Число", "10:00-14:59"]


def test_a_sheet_that_is_too_small_grows() -> None:
    book = fresh()
    book.add("Roster").properties["gridProperties"] = {"rowCount": 2, "columnCount": 2}
    updates.apply(book, requests(book))
    assert book["Roster"].size == (37, 10)


def test_a_title_in_other_letters_is_set_right() -> None:
    book = Spreadsheet.of("1AbC", {"ROSTER": []})
    updates.apply(book, requests(book))
    assert book.sheets[0].title == "Roster"


def test_foreign_content_stops_everything() -> None:
    book = Spreadsheet.of("1AbC", {"Staff": [["Иванов"]]})
    assert requests(book) == []


def test_who_may_edit_what() -> None:
    book = filled(RESPONSIBLE)
    editors = {
        each["description"]: each["editors"]["users"]
        for sheet in book.sheets
        for each in sheet.parts.get("protectedRanges", ())
    }
    assert editors == {
        "Roster: шапка и числа": [ACCOUNT],
        "Roster: дежурные": [ACCOUNT, *ADMINS, "head@example.com"],
        "Staff: имена, телефоны, почта": [ACCOUNT, *ADMINS],
        "RosterPrint: всё, кроме даты": [ACCOUNT, *ADMINS],
    }
    [header, *names] = book["Roster"].parts["protectedRanges"]
    assert header["range"] == {"sheetId": book["Roster"].id}
    assert header["unprotectedRanges"] == [each["range"] for each in names]


def test_without_people_responsible_whoever_may_edit_may_fill_it_in() -> None:
    [header] = filled()["Roster"].parts["protectedRanges"]
    assert [_corner(each) for each in header["unprotectedRanges"]] == [(3, 1), (3, 6)]


def _corner(where: Json) -> tuple[int, int]:
    return where["startRowIndex"], where["startColumnIndex"]


def condition(book: Spreadsheet, title: str, row: int, column: int) -> Json:
    found: Json = book[title].cells[row, column]["dataValidation"]
    return found


def test_what_is_typed_is_checked() -> None:
    book = filled()
    name = condition(book, "Roster", 3, 1)
    assert name["condition"] == {
        "type": "ONE_OF_RANGE",
        "values": [{"userEnteredValue": "='Staff'!$A$1:$A$200"}],
    }
    assert name["strict"] and name["showCustomUi"]
    assert "«Staff»" in name["inputMessage"]
    assert "dataValidation" not in book["Roster"].cells[2, 1]
    phone = condition(book, "Staff", 199, 1)["condition"]["values"][0]["userEnteredValue"]
    assert phone == (
        '=OR(ISBLANK(B1);REGEXMATCH(REGEXREPLACE(TO_TEXT(B1);"[ ()-]";"");'
        r'"^(\+?[0-9]{10,15}|[0-9]{3,6})$"))'
    )
    assert condition(book, "Staff", 0, 2)["condition"] == {"type": "TEXT_IS_EMAIL"}
    assert condition(book, "RosterPrint", 0, 4)["condition"] == {"type": "DATE_IS_VALID"}


def test_what_is_wrong_is_seen() -> None:
    book = filled()
    unknown, other, empty = book["Roster"].parts["conditionalFormats"]
    formulas = [marked(each) for each in (unknown, other)]
    there = """COUNTIF(INDIRECT("'Staff'!$A$1:$A$200");"""
    assert formulas == [f'=AND(B4<>"";{there}B4)=0)', f'=AND(G4<>"";{there}G4)=0)']
    assert empty["booleanRule"]["condition"] == {"type": "BLANK"}
    [twice] = book["Staff"].parts["conditionalFormats"]
    assert marked(twice) == "=COUNTIF($A$1:$A$200;A1)>1"


def marked(rule: Json) -> str:
    text: str = rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
    return text


def test_phones_and_hours_are_texts_whatever_is_written_after() -> None:
    book = filled()
    assert kind_of(book, "Staff", 5, 1) == "TEXT"
    assert kind_of(book, "Roster", 2, 1) == "TEXT"
    assert book["Roster"].cells[2, 1]["userEnteredFormat"]["textFormat"] == {"bold": True}


def kind_of(book: Spreadsheet, title: str, row: int, column: int) -> str:
    kind: str = book[title].cells[row, column]["userEnteredFormat"]["numberFormat"]["type"]
    return kind


def test_the_week_begins_on_a_date_that_can_be_changed() -> None:
    book = filled()
    monday = book["RosterPrint"].cells[0, 4]
    assert monday["userEnteredValue"] == {"numberValue": 46349}  # 23.11.2026
    assert monday["userEnteredFormat"]["numberFormat"] == {"type": "DATE", "pattern": "dd.mm.yyyy"}
    [guard] = book["RosterPrint"].parts["protectedRanges"]
    assert [_corner(each) for each in guard["unprotectedRanges"]] == [(0, 4)]
    formula = book["RosterPrint"].cells[3, 1]["userEnteredValue"]["formulaValue"]
    assert formula == "=INDEX('Roster'!$B$4:$B$34;DAY($A$4))&\"\""


def test_ids_of_sheets_that_are_there_are_not_taken() -> None:
    book = fresh()
    book.add("Отпуска").properties["sheetId"] = 1
    added = [each["addSheet"]["properties"]["sheetId"] for each in of(requests(book), "addSheet")]
    assert added == [2, 3, 4]


def of(found: Sequence[Json], kind: str) -> list[Json]:
    return [each for each in found if kind in each]

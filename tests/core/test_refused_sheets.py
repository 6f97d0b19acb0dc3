"""Sheets so spoilt that the pull is refused, and the version before serves on."""

import pytest

from stasis_app.core.problems import Code
from stasis_app.core.pull import PullResult
from tests.sheets import (
    IVANOV,
    Edits,
    pulled,
    told,
    workbook,
)


@pytest.mark.parametrize(
    ("what", "edits", "code", "cell"),
    [
        ("a day gone", {"A9": None}, Code.DAYS_BAD, "A9"),
        ("a day twice", {"A9": 5}, Code.DAYS_BAD, "A9"),
        ("the last day gone", {"A34": None}, Code.DAYS_BAD, "A34"),
        ("a date instead of a day", {"A4": "01.11.2026"}, Code.DAYS_BAD, "A4"),
        ("a serial number instead of a day", {"A4": 46327}, Code.DAYS_BAD, "A4"),
        ("a half day", {"A9": 6.5}, Code.DAYS_BAD, "A9"),
        ("a ticked day", {"A4": True}, Code.DAYS_BAD, "A4"),
        ("hours half typed", {"B3": "10:00-14:5"}, Code.HEADER_BAD, "B3"),
        ("hours that are none", {"C3": "10:00-25:00"}, Code.HEADER_BAD, "C3"),
        ("minutes that are none", {"C3": "15:00-19:75"}, Code.HEADER_BAD, "C3"),
        ("hours gone above names", {"D3": None}, Code.HEADER_BAD, "D3"),
        ("a word for hours above names", {"D3": "ночь"}, Code.HEADER_BAD, "D3"),
        ("a formula has failed in the header", {"D3": "#REF!"}, Code.HEADER_BAD, "D3"),
        ("hours as the sheet's day fraction", {"B3": 0.4166}, Code.HEADER_BAD, "B3"),
    ],
)
def test_fatal_cells_refuse_the_pull(what: str, edits: Edits, code: Code, cell: str) -> None:
    result, mirror = pulled(workbook(edits))
    assert result.result is PullResult.REFUSED
    assert (code, cell) in told(result)
    assert mirror.active("duty") is None


def test_an_inserted_row_refuses_the_pull() -> None:
    book = workbook()
    rows = list(book.sheets["Roster"])
    rows.insert(10, [None, IVANOV])
    result, _ = pulled(workbook(Roster=rows))
    assert told(result) == {(Code.DAYS_BAD, "A11")}


def test_a_deleted_row_refuses_the_pull() -> None:
    rows = list(workbook().sheets["Roster"])
    del rows[0]
    result, _ = pulled(workbook(Roster=rows))
    assert (Code.DAYS_BAD, "A4") in told(result)


def test_missing_sheets_refuse_the_pull() -> None:
    result, _ = pulled(workbook(Roster=None))
    assert told(result) == {(Code.SHEET_MISSING, "Roster")}
    result, _ = pulled(workbook(Staff=None))
    assert told(result) == {(Code.SHEET_MISSING, "Staff")}


@pytest.mark.parametrize("rows", [[], [[]], [["", None, ""]], [["-", "нет", "—"]]])
def test_an_empty_staff_sheet_refuses_the_pull(rows: list[list[str | None]]) -> None:
    result, _ = pulled(workbook(Staff=rows))
    assert told(result) == {(Code.STAFF_EMPTY, "Staff")}
    assert result.result is PullResult.REFUSED

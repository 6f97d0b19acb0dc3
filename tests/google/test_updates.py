"""batchUpdate: all or nothing, and refused as Google refuses it."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from . import GoogleStandIn, Spreadsheet, updates
from .access import WRITE, Token
from .refusals import Refused

Json = dict[str, Any]
CELL: Json = {"userEnteredValue": {"stringValue": "x"}}


def book() -> Spreadsheet:
    return Spreadsheet.of("1AbC", {"Roster": [["a"]], "Кто's": []})


def area(rows: int = 1, columns: int = 1, sheet: int = 0) -> Json:
    return {
        "sheetId": sheet,
        "startRowIndex": 0,
        "endRowIndex": rows,
        "startColumnIndex": 0,
        "endColumnIndex": columns,
    }


def colours(kind: str, *values: str) -> Json:
    condition = {"type": kind, "values": [{"userEnteredValue": each} for each in values]}
    rule = {"ranges": [area()], "booleanRule": {"condition": condition, "format": {}}}
    return {"addConditionalFormatRule": {"index": 0, "rule": rule}}


def check(kind: str, *values: str) -> Json:
    condition = {"type": kind, "values": [{"userEnteredValue": each} for each in values]}
    return {"setDataValidation": {"range": area(), "rule": {"condition": condition}}}


def write(row: int, column: int, cell: Json = CELL, fields: str = "userEnteredValue") -> Json:
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}


def protect(**more: Any) -> Json:
    return {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}, **more}}}


REFUSED = {
    "no request": ([], "Must specify at least one request."),
    "two in one": ([{**check("BLANK"), **write(0, 0)}], "exactly one request"),
    "an unknown one": ([{"deleteSheet": {"sheetId": 0}}], "not known to the stand-in"),
    "a title that is taken": (
        [{"addSheet": {"properties": {"title": "roster"}}}],
        'requests[0].addSheet: A sheet with the name "roster" already exists.',
    ),
    "an id that is taken": ([{"addSheet": {"properties": {"sheetId": 1}}}], "already exists"),
    "a title taken from another": (
        [
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": 0, "title": "КТО'S"},
                    "fields": "title",
                }
            }
        ],
        "already exists",
    ),
    "nothing but frozen rows": (
        [{"addSheet": {"properties": {"gridProperties": {"rowCount": 2, "frozenRowCount": 2}}}}],
        "can't freeze all",
    ),
    "no such sheet": (
        [{"mergeCells": {"range": area(2, 2, sheet=7)}}],
        "requests[0].mergeCells: No grid with id: 7",
    ),
    "no fields": ([write(0, 0, fields="")], "At least one field must be listed in 'fields'."),
    "a row too far": ([write(1000, 0)], "Attempting to write row: 1000"),
    "a column too far": ([write(0, 26)], "Attempting to write column: 26"),
    "a range too far": (
        [{"repeatCell": {"range": area(1001), "cell": CELL, "fields": "*"}}],
        "exceeds grid limits. Max rows: 1000, max columns: 26",
    ),
    "an empty range": ([{"mergeCells": {"range": area(0)}}], "Invalid range"),
    "two values": (
        [write(0, 0, {"userEnteredValue": {"stringValue": "x", "numberValue": 1}})],
        "only one kind",
    ),
    "no formula": (
        [write(0, 0, {"userEnteredValue": {"formulaValue": "SUM(A1)"}})],
        "begins with =",
    ),
    "merged twice": (
        [{"mergeCells": {"range": area(2, 2)}}, {"mergeCells": {"range": area(3, 3)}}],
        "requests[1].mergeCells: You must select all cells in a merged range",
    ),
    "another sheet in a rule of colours": (
        [colours("CUSTOM_FORMULA", "=COUNTIF('Кто''s'!A1:A9;A1)=0")],
        "Invalid ConditionValue.userEnteredValue",
    ),
    "commas where they part decimals": (
        [check("CUSTOM_FORMULA", '=OR(A1="";A1=1,5)')],
        "Invalid ConditionValue.userEnteredValue",
    ),
    "a list of a sheet that is not there": (
        [check("ONE_OF_RANGE", "='Staff'!$A$1:$A$9")],
        "Invalid ConditionValue.userEnteredValue",
    ),
    "no formula in a check": ([check("CUSTOM_FORMULA", "A1=1")], "Invalid ConditionValue"),
    "a list in a rule of colours": ([colours("ONE_OF_RANGE", "=A1")], "is not supported here"),
    "too many values": ([check("TEXT_IS_EMAIL", "x")], "expects 0 values"),
    "open parts of a part": (
        [protect(range=area(2), unprotectedRanges=[area()])],
        "only supported on protected sheets",
    ),
    "an editor who is no address": ([protect(editors={"users": ["boss"]})], "Invalid user: boss"),
    "a note without a key": (
        [
            {
                "createDeveloperMetadata": {
                    "developerMetadata": {"visibility": "DOCUMENT", "location": {"sheetId": 0}}
                }
            }
        ],
        "must have a key",
    ),
    "a note that nobody sees": (
        [
            {
                "createDeveloperMetadata": {
                    "developerMetadata": {"metadataKey": "x", "location": {"spreadsheet": True}}
                }
            }
        ],
        "must have a visibility",
    ),
    "a width of no column": (
        [
            {
                "updateDimensionProperties": {
                    "range": {
                        "sheetId": 0,
                        "dimension": "COLUMNS",
                        "startIndex": 25,
                        "endIndex": 27,
                    },
                    "properties": {"pixelSize": 10},
                    "fields": "pixelSize",
                }
            }
        ],
        "Invalid dimension range",
    ),
    "a rule after one that is not there": (
        [
            {
                "addConditionalFormatRule": {
                    **colours("BLANK")["addConditionalFormatRule"],
                    "index": 1,
                }
            }
        ],
        "out of bounds",
    ),
}


@pytest.mark.parametrize(("requests", "words"), REFUSED.values(), ids=REFUSED)
def test_refused(requests: list[Json], words: str) -> None:
    there = book()
    before = copy.deepcopy(there)
    with pytest.raises(Refused) as refused:
        updates.apply(there, [*([write(0, 0)] if requests else []), *requests])
    assert words.replace("requests[1]", "requests[2]").replace("requests[0]", "requests[1]") in str(
        refused.value
    )
    assert refused.value.code == 400
    assert there == before


def test_only_the_fields_of_the_mask_are_written() -> None:
    there = book()
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    updates.apply(there, [write(0, 0, bold, "userEnteredFormat.textFormat.bold")])
    updates.apply(there, [write(0, 0, CELL)])
    assert there["Roster"].cells[0, 0] == {**bold, **CELL}
    updates.apply(there, [write(0, 0, CELL, "userEnteredValue,userEnteredFormat")])
    assert there["Roster"].cells[0, 0] == CELL  # the mask names a format, the cell has none


def test_a_new_sheet_is_told() -> None:
    there = book()
    [reply] = updates.apply(there, [{"addSheet": {"properties": {"title": "Staff"}}}])
    properties = reply["addSheet"]["properties"]
    assert (properties["sheetId"], properties["title"]) == (2, "Staff")
    assert there["Staff"].size == (1000, 26)


def test_borders_and_notes() -> None:
    there = book()
    line = {"style": "SOLID"}
    borders = {"range": area(), "top": line, "innerHorizontal": line}
    metadata = {"metadataKey": "x", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    note = {"createDeveloperMetadata": {"developerMetadata": metadata}}
    updates.apply(there, [{"updateBorders": borders}, note])
    assert there["Roster"].cells[0, 0]["userEnteredFormat"]["borders"] == {"top": line}
    assert there.parts["developerMetadata"][0]["metadataKey"] == "x"
    with pytest.raises(Refused):
        updates.apply(there, [{"updateBorders": {"range": area()}}])


class TestBehindHttp:
    async def test_who_may_edit_may_update(self) -> None:
        there = book()
        async with GoogleStandIn(there) as google, httpx.AsyncClient(base_url=google.url) as client:
            google.access.api_keys.add("AIza")
            there.public = True
            url, body = "/v4/spreadsheets/1AbC:batchUpdate", {"requests": [write(0, 0)]}
            response = await client.post(url, json=body, headers={"X-Goog-Api-Key": "AIza"})
            assert response.status_code == 401
            assert there["Roster"].value(0, 0) == "a"

    async def test_a_body_that_the_description_does_not_know(self) -> None:
        there = book()
        async with GoogleStandIn(there) as google, httpx.AsyncClient(base_url=google.url) as client:
            account = google.account()
            there.writers.add(account.email)
            token = _token(google, account.email)
            for body, status in (({"requests": [write(0, 0)]}, 200), ({"request": []}, 400)):
                url = "/v4/spreadsheets/1AbC:batchUpdate"
                response = await client.post(url, json=body, headers={"Authorization": token})
                assert response.status_code == status
            assert there["Roster"].value(0, 0) == "x"
            assert google.differences == ["BatchUpdateSpreadsheetRequest.request: no such field"]


def _token(google: GoogleStandIn, email: str) -> str:
    until = datetime.now(UTC) + timedelta(hours=1)
    google.access.tokens["t"] = Token(email, frozenset({WRITE}), until)
    return "Bearer t"

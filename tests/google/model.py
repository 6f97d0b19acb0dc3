"""Spreadsheets as Google keeps them.

Cells are `CellData`, properties and whatever else a sheet has are the API's own resources, so
that an update only has to put its parts where they belong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stasis_app.core.workbook import Cell, Rows, column_number

from . import ranges
from .fields import Mask, only, wants
from .ranges import Box
from .refusals import bad_range

Json = dict[str, Any]

ROWS, COLUMNS = 1000, 26  # of a new sheet
ERRORS = {
    "#REF!": "REF",
    "#N/A": "N_A",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#ERROR!": "ERROR",
    "#NULL!": "NULL_VALUE",
}
_MOMENTS = {"DATE", "TIME", "DATE_TIME"}


@dataclass
class Sheet:
    properties: Json  # SheetProperties
    cells: dict[tuple[int, int], Json] = field(default_factory=dict)  # CellData; row, column from 0
    parts: dict[str, list[Json]] = field(default_factory=dict)  # merges, protectedRanges, …

    @property
    def id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @property
    def has_cells(self) -> bool:
        return str(self.properties.get("sheetType", "GRID")) == "GRID"

    @property
    def size(self) -> tuple[int, int]:
        grid = self.properties["gridProperties"]
        return int(grid["rowCount"]), int(grid["columnCount"])

    def put(self, place: str, value: Cell) -> None:
        """As a person types it: `put("B9", "Иванов Иван")`.  What else the cell has stays."""
        row, column = _row_and_column(place)
        cell = self.cells.setdefault((row, column), {})
        for name in ("userEnteredValue", "effectiveValue", "formattedValue"):
            cell.pop(name, None)
        if value is not None and value != "":
            cell["userEnteredValue"] = entered(value)

    def put_rows(self, rows: Rows) -> None:
        """From A1 on, instead of what stands there."""
        self.cells = {
            (row, column): {"userEnteredValue": entered(value)}
            for row, values in enumerate(rows)
            for column, value in enumerate(values)
            if value is not None and value != ""
        }
        grid = self.properties["gridProperties"]
        grid["rowCount"] = max(grid["rowCount"], len(rows))
        grid["columnCount"] = max(grid["columnCount"], *map(len, rows), 0)

    def insert_row(self, before: int) -> None:
        """`before`: a row's number as people count it."""
        self.cells = {
            (row + (row >= before - 1), column): cell for (row, column), cell in self.cells.items()
        }

    def value(self, row: int, column: int) -> Cell:
        """As UNFORMATTED_VALUE with FORMATTED_STRING gives it; None: nothing."""
        return shown(self.cells.get((row, column), {}))

    def values(self, box: Box, formulas: bool = False) -> list[list[Cell]]:
        """Without what is empty at the ends of rows and of the box."""
        rows: list[list[Cell]] = []
        show = formula_or_shown if formulas else shown
        inside = {place: show(cell) for place, cell in self.cells.items() if _in(place, box)}
        for (row, column), value in sorted(inside.items()):
            if value is None or value == "":
                continue
            rows.extend([] for _ in range(row - box.top + 1 - len(rows)))
            line = rows[row - box.top]
            line.extend("" for _ in range(column - box.left - len(line)))
            line.append(value)
        return rows

    def grid(self, box: Box) -> Json:
        """GridData: the cells with all they have."""
        inside = [place for place in self.cells if _in(place, box)]
        last_row = max((row for row, _ in inside), default=box.top - 1)
        last_column = max((column for _, column in inside), default=box.left - 1)
        rows = [
            {
                "values": [
                    _with_effects(self.cells.get((row, column), {}))
                    for column in range(box.left, last_column + 1)
                ]
            }
            for row in range(box.top, last_row + 1)
        ]
        return {"startRow": box.top, "startColumn": box.left, "rowData": rows}


@dataclass
class Spreadsheet:
    id: str
    properties: Json = field(
        default_factory=lambda: {
            "title": "Дежурства",
            "locale": "ru_RU",
            "timeZone": "Europe/Moscow",
            "autoRecalc": "ON_CHANGE",
        }
    )
    sheets: list[Sheet] = field(default_factory=list)
    parts: dict[str, list[Json]] = field(default_factory=dict)  # developerMetadata, namedRanges
    readers: set[str] = field(default_factory=set)  # accounts it is shared with, as Viewer
    writers: set[str] = field(default_factory=set)  # as Editor
    public: bool = False  # anyone with the link

    @classmethod
    def of(cls, id: str, sheets: Mapping[str, Rows]) -> "Spreadsheet":
        book = cls(id)
        for title, rows in sheets.items():
            book.add(title).put_rows(rows)
        return book

    def add(self, title: str, sheet_type: str = "GRID") -> Sheet:
        properties: Json = {
            "sheetId": max((each.id for each in self.sheets), default=-1) + 1,
            "title": title,
            "index": len(self.sheets),
            "sheetType": sheet_type,
        }
        if sheet_type == "GRID":
            properties["gridProperties"] = {"rowCount": ROWS, "columnCount": COLUMNS}
        sheet = Sheet(properties)
        self.sheets.append(sheet)
        return sheet

    def __getitem__(self, title: str) -> Sheet:
        return next(each for each in self.sheets if each.title == title)

    def rename(self, old: str, new: str) -> None:
        self[old].properties["title"] = new

    def delete(self, title: str) -> None:
        self.sheets.remove(self[title])

    def value_range(self, text: str, formulas: bool = False) -> Json:
        """A ValueRange; raises Refused."""
        sheet, box = self._found(text)
        if not sheet.has_cells:
            raise bad_range(text)
        rows, columns = sheet.size
        found: Json = {
            "range": ranges.write(sheet.title, box, rows, columns),
            "majorDimension": "ROWS",
        }
        values = sheet.values(box, formulas)
        return {**found, "values": values} if values else found

    def resource(self, mask: Mask, wanted: list[str], grid: bool) -> Json:
        """The Spreadsheet, as `spreadsheets.get` gives it; raises Refused."""
        boxes: dict[int, list[Box]] = {}
        for text in wanted:
            sheet, box = self._found(text)
            boxes.setdefault(sheet.id, []).append(box)
        with_data = wants(mask, "sheets", "data") if mask else grid
        sheets = []
        for sheet in self.sheets:
            if wanted and sheet.id not in boxes:
                continue
            data = [sheet.grid(box) for box in boxes.get(sheet.id, [Box()])]
            sheets.append(
                {
                    "properties": sheet.properties,
                    **{name: part for name, part in sheet.parts.items() if part},
                    **({"data": data} if with_data and sheet.has_cells else {}),
                }
            )
        whole = {
            "spreadsheetId": self.id,
            "properties": self.properties,
            "sheets": sheets,
            **{name: part for name, part in self.parts.items() if part},
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{self.id}/edit",
        }
        found: Json = only(whole, mask)
        return found

    def _found(self, text: str) -> tuple[Sheet, Box]:
        known = ranges.read(text)
        if known is None:
            raise bad_range(text)
        title, box = known
        sheet = next((each for each in self.sheets if title in (None, each.title)), None)
        if sheet is None:
            raise bad_range(text)
        return sheet, box


def entered(value: Cell) -> Json:
    """ExtendedValue."""
    match value:
        case bool():
            return {"boolValue": value}
        case int() | float():
            return {"numberValue": value}
        case str() if value in ERRORS:
            return {"errorValue": {"type": ERRORS[value], "message": "Error"}}
        case str() if value.startswith("="):
            return {"formulaValue": value}
        case _:
            return {"stringValue": str(value)}


def shown(cell: Json) -> Cell:
    """Of a CellData, unformatted but for dates and times."""
    kind = cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type")
    if kind in _MOMENTS and "formattedValue" in cell:
        return str(cell["formattedValue"])
    value = cell.get("effectiveValue") or cell.get("userEnteredValue", {})
    if "errorValue" in value:
        kinds = {kind: text for text, kind in ERRORS.items()}
        return kinds[value["errorValue"]["type"]]
    found: Cell = next(
        (value[name] for name in ("stringValue", "numberValue", "boolValue") if name in value), None
    )
    return found


def formula_or_shown(cell: Json) -> Cell:
    """As FORMULA gives it."""
    formula: str | None = cell.get("userEnteredValue", {}).get("formulaValue")
    return formula or shown(cell)


def _with_effects(cell: Json) -> Json:
    value = shown(cell)
    if value is None:
        return cell
    formatted = cell.get("formattedValue", str(value))
    effective = cell.get("effectiveValue", cell.get("userEnteredValue"))
    return {**cell, "effectiveValue": effective, "formattedValue": formatted}


def _in(place: tuple[int, int], box: Box) -> bool:
    row, column = place
    below = box.bottom is None or row < box.bottom
    left_of_its_end = box.right is None or column < box.right
    return row >= box.top and below and column >= box.left and left_of_its_end


def _row_and_column(place: str) -> tuple[int, int]:
    letters = place.rstrip("0123456789")
    return int(place.removeprefix(letters)) - 1, column_number(letters) - 1

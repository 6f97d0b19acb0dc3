"""`spreadsheets.batchUpdate`: requests applied one after another, all of them or none.

Knows the requests that we send, and refuses what Google is known to refuse, in its words where
people have published them.
"""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .fields import Mask, read
from .model import COLUMNS, ROWS, Json, Sheet, Spreadsheet
from .ranges import Box
from .refusals import Refused

_QUOTED_TEXT = re.compile(r'"[^"]*"')
_VALUES_OF = {"ONE_OF_RANGE": 1, "CUSTOM_FORMULA": 1, "TEXT_IS_EMAIL": 0, "DATE_IS_VALID": 0}
_VALUES_OF |= {"BLANK": 0, "NOT_BLANK": 0}
_ONLY_FOR_CHECKS = {"ONE_OF_RANGE", "ONE_OF_LIST", "BOOLEAN"}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def apply(book: Spreadsheet, requests: list[Json]) -> list[Json]:
    """The replies.  Raises Refused, and nothing has changed."""
    if not requests:
        raise Refused(400, "Must specify at least one request.")
    trial = _Trial(copy.deepcopy(book))
    replies = [trial.apply(number, request) for number, request in enumerate(requests)]
    book.properties, book.sheets, book.parts = (
        trial.book.properties,
        trial.book.sheets,
        trial.book.parts,
    )
    return replies


class _Bad(Exception):
    """What is wrong with a request."""


class _Trial:
    def __init__(self, book: Spreadsheet) -> None:
        self.book = book
        self.handlers: dict[str, Callable[[Json], Json]] = {
            "updateSpreadsheetProperties": self.update_spreadsheet,
            "addSheet": self.add_sheet,
            "updateSheetProperties": self.update_sheet,
            "updateDimensionProperties": self.update_dimension,
            "updateCells": self.update_cells,
            "repeatCell": self.repeat_cell,
            "updateBorders": self.update_borders,
            "mergeCells": self.merge,
            "setDataValidation": self.set_validation,
            "addConditionalFormatRule": self.add_rule,
            "addProtectedRange": self.protect,
            "createDeveloperMetadata": self.create_metadata,
        }

    def apply(self, number: int, request: Json) -> Json:
        if len(request) != 1:
            raise Refused(400, f"Invalid requests[{number}]: exactly one request must be set.")
        [(name, body)] = request.items()
        if name not in self.handlers:
            raise Refused(400, f"Invalid requests[{number}].{name}: not known to the stand-in")
        try:
            return self.handlers[name](body)
        except _Bad as error:
            raise Refused(400, f"Invalid requests[{number}].{name}: {error}") from error

    # ---------------------------------------------------------------- spreadsheet and sheets

    def update_spreadsheet(self, body: Json) -> Json:
        _put(self.book.properties, body["properties"], _mask(body))
        return {}

    def add_sheet(self, body: Json) -> Json:
        properties = body.get("properties", {})
        title = properties.get("title", f"Sheet{len(self.book.sheets) + 1}")
        self._check_title(title)
        grid = {"rowCount": ROWS, "columnCount": COLUMNS, **properties.get("gridProperties", {})}
        _check_grid(grid)
        number = properties.get(
            "sheetId", max((each.id for each in self.book.sheets), default=0) + 1
        )
        if any(each.id == number for each in self.book.sheets):
            raise _Bad(f"A sheet with the id {number} already exists.")
        sheet = self.book.add(title)
        sheet.properties |= {**properties, "sheetId": number, "title": title}
        sheet.properties["gridProperties"] = _without_zeros(grid)
        return {"addSheet": {"properties": sheet.properties}}

    def update_sheet(self, body: Json) -> Json:
        properties, mask = body["properties"], _mask(body)
        sheet = self._sheet(properties.get("sheetId"))
        if "title" in mask and properties["title"] != sheet.title:
            self._check_title(properties["title"], sheet)
        _put(sheet.properties, properties, mask)
        _check_grid(sheet.properties["gridProperties"])
        return {}

    def _check_title(self, title: str, but: Sheet | None = None) -> None:
        taken = {each.title.casefold() for each in self.book.sheets if each is not but}
        if title.casefold() in taken:
            raise _Bad(
                f'A sheet with the name "{title}" already exists. Please enter another name.'
            )

    def update_dimension(self, body: Json) -> Json:
        where, mask = body["range"], _mask(body)
        sheet = self._sheet(where.get("sheetId"))
        rows, columns = sheet.size
        limit = rows if where["dimension"] == "ROWS" else columns
        if not 0 <= where["startIndex"] < where["endIndex"] <= limit:
            raise _Bad(f"Invalid dimension range, the sheet has {limit}")
        if not mask:
            raise _Bad("no field is named")
        return {}

    # ---------------------------------------------------------------- cells

    def update_cells(self, body: Json) -> Json:
        mask, start = _mask(body), body["start"]
        sheet = self._sheet(start.get("sheetId"))
        rows, columns = sheet.size
        for row, line in enumerate(body["rows"], start.get("rowIndex", 0)):
            if row >= rows:
                raise _Bad(
                    f"Attempting to write row: {row}, beyond the last requested row of: {rows - 1}"
                )
            for column, cell in enumerate(line.get("values", ()), start.get("columnIndex", 0)):
                if column >= columns:
                    raise _Bad(
                        f"Attempting to write column: {column}, beyond the last requested column"
                        f" of: {columns - 1}"
                    )
                _check_value(cell)
                self._change(sheet, row, column, cell, mask)
        return {}

    def repeat_cell(self, body: Json) -> Json:
        mask = _mask(body)
        sheet, box = self._range(body["range"])
        for row, column in _places(sheet, box):
            self._change(sheet, row, column, body["cell"], mask)
        return {}

    def update_borders(self, body: Json) -> Json:
        sheet, box = self._range(body["range"])
        lines = {name: line for name, line in body.items() if name != "range"}
        if not lines:
            raise _Bad("no border is named")
        for row, column in _places(sheet, box):
            cell = sheet.cells.setdefault((row, column), {})
            borders = cell.setdefault("userEnteredFormat", {}).setdefault("borders", {})
            borders |= {name: line for name, line in lines.items() if not name.startswith("inner")}
        return {}

    def _change(self, sheet: Sheet, row: int, column: int, data: Json, mask: Mask) -> None:
        cell = sheet.cells.setdefault((row, column), {})
        _put(cell, data, mask)
        if "userEnteredValue" in mask:
            cell.pop("effectiveValue", None)
            cell.pop("formattedValue", None)

    def merge(self, body: Json) -> Json:
        sheet, box = self._range(body["range"])
        merges = sheet.parts.setdefault("merges", [])
        for other in merges:
            if _overlap(box, _box(other)):
                raise _Bad("You must select all cells in a merged range to merge or unmerge them.")
        frozen = sheet.properties["gridProperties"].get("frozenColumnCount", 0)
        if box.left < frozen < (box.right or 0):
            raise _Bad("You can't merge frozen and non-frozen columns.")
        merges.append(body["range"])
        return {}

    # ---------------------------------------------------------------- rules and rights

    def set_validation(self, body: Json) -> Json:
        sheet, box = self._range(body["range"])
        rule = body["rule"]
        self._check_condition(rule["condition"], for_check=True)
        for row, column in _places(sheet, box):
            sheet.cells.setdefault((row, column), {})["dataValidation"] = rule
        return {}

    def add_rule(self, body: Json) -> Json:
        rule = body["rule"]
        sheets = {self._range(each)[0].id for each in rule["ranges"]}
        if len(sheets) != 1:
            raise _Bad("All ranges in a format must be on the same sheet.")
        self._check_condition(rule["booleanRule"]["condition"], for_check=False)
        rules = self._sheet(sheets.pop()).parts.setdefault("conditionalFormats", [])
        index = body.get("index", 0)
        if not 0 <= index <= len(rules):
            raise _Bad(f"index {index} is out of bounds, there are {len(rules)} rules")
        rules.insert(index, rule)
        return {}

    def _check_condition(self, condition: Json, for_check: bool) -> None:
        kind, values = condition["type"], condition.get("values", [])
        if kind not in _VALUES_OF or (not for_check and kind in _ONLY_FOR_CHECKS):
            raise _Bad(f"ConditionType '{kind}' is not supported here")
        if len(values) != _VALUES_OF[kind]:
            raise _Bad(f"BooleanCondition.type '{kind}' expects {_VALUES_OF[kind]} values")
        for value in values:
            self._check_formula(value["userEnteredValue"], kind, for_check)

    def _check_formula(self, text: str, kind: str, for_check: bool) -> None:
        """A rule of colours may name another sheet only by INDIRECT(); a comma parts arguments
        only in some locales."""
        bare = _QUOTED_TEXT.sub('""', text)
        foreign = "!" in bare and not for_check
        if not text.startswith("=") or foreign or ("," in bare and self._decimal_comma):
            raise _Bad(f"Invalid ConditionValue.userEnteredValue: {text}")
        if kind == "ONE_OF_RANGE":
            titles = {"'" + each.title.replace("'", "''") + "'" for each in self.book.sheets}
            if text[1:].rpartition("!")[0] not in titles:
                raise _Bad(f"Invalid ConditionValue.userEnteredValue: {text}")

    @property
    def _decimal_comma(self) -> bool:
        return str(self.book.properties["locale"]).startswith(("ru", "de", "fr"))

    def protect(self, body: Json) -> Json:
        protected = body["protectedRange"]
        sheet, box = self._range(protected["range"])
        if protected.get("unprotectedRanges") and box != Box(0, 0, *sheet.size):
            raise _Bad("Unprotected ranges are only supported on protected sheets.")
        for each in protected.get("unprotectedRanges", ()):
            self._range(each)
        for user in protected.get("editors", {}).get("users", ()):
            if not _ADDRESS.fullmatch(user):
                raise _Bad(f"Invalid user: {user}")
        kept = sheet.parts.setdefault("protectedRanges", [])
        added = {**protected, "protectedRangeId": 1 + sum(map(_protected, self.book.sheets))}
        kept.append(added)
        return {"addProtectedRange": {"protectedRange": added}}

    def create_metadata(self, body: Json) -> Json:
        metadata = body["developerMetadata"]
        if not metadata.get("metadataKey"):
            raise _Bad("Developer metadata must have a key.")
        if metadata.get("visibility") not in {"DOCUMENT", "PROJECT"}:
            raise _Bad("Developer metadata must have a visibility.")
        location = metadata["location"]
        parts = self.book.parts
        if "sheetId" in location:
            parts = self._sheet(location["sheetId"]).parts
            location = {**location, "locationType": "SHEET"}
        kept = parts.setdefault("developerMetadata", [])
        added = {**metadata, "location": location, "metadataId": 1000 + len(kept)}
        kept.append(added)
        return {"createDeveloperMetadata": {"developerMetadata": added}}

    # ---------------------------------------------------------------- places

    def _sheet(self, number: int | None) -> Sheet:
        found = next((each for each in self.book.sheets if each.id == (number or 0)), None)
        if found is None or not found.has_cells:
            raise _Bad(f"No grid with id: {number or 0}")
        return found

    def _range(self, where: Json) -> tuple[Sheet, Box]:
        """A range without an edge goes as far as the sheet."""
        sheet = self._sheet(where.get("sheetId"))
        rows, columns = sheet.size
        box = _box({"endRowIndex": rows, "endColumnIndex": columns, **where})
        assert box.bottom is not None and box.right is not None
        if not (0 <= box.top < box.bottom and 0 <= box.left < box.right):
            raise _Bad(f"Invalid range: {where}")
        if box.bottom > rows or box.right > columns:
            raise _Bad(f"Range exceeds grid limits. Max rows: {rows}, max columns: {columns}")
        return sheet, box


def _mask(body: Json) -> Mask:
    if not body.get("fields"):
        raise _Bad(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    return read(body["fields"])


def _put(there: Json, new: Mapping[str, Any], mask: Mask) -> None:
    """A field that the mask names and the new one lacks goes; what it does not name stays."""
    for name, below in mask.items():
        if below and isinstance(new.get(name), Mapping):
            _put(there.setdefault(name, {}), new[name], below)
        elif name in new:
            there[name] = copy.deepcopy(new[name])
        else:
            there.pop(name, None)


def _check_value(cell: Json) -> None:
    value = cell.get("userEnteredValue", {})
    if len(value) > 1:
        raise _Bad("only one kind of value may be set")
    if "formulaValue" in value and not str(value["formulaValue"]).startswith("="):
        raise _Bad("Invalid value: a formula begins with =")


def _check_grid(grid: Json) -> None:
    for kind in ("Row", "Column"):
        frozen, there = grid.get(f"frozen{kind}Count", 0), grid[f"{kind.lower()}Count"]
        if there < 1 or frozen >= there:
            raise _Bad(f"You can't freeze all {kind.lower()}s of a sheet.")


def _without_zeros(grid: Json) -> Json:
    """As Google gives it back."""
    return {name: value for name, value in grid.items() if value}


def _box(where: Json) -> Box:
    return Box(
        where.get("startRowIndex", 0),
        where.get("startColumnIndex", 0),
        where.get("endRowIndex"),
        where.get("endColumnIndex"),
    )


def _places(sheet: Sheet, box: Box) -> Iterator[tuple[int, int]]:
    rows, columns = sheet.size
    for row in range(box.top, box.bottom or rows):
        for column in range(box.left, box.right or columns):
            yield row, column


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.top < (other.bottom or 0)
        and other.top < (one.bottom or 0)
        and one.left < (other.right or 0)
        and other.left < (one.right or 0)
    )


def _protected(sheet: Sheet) -> int:
    return len(sheet.parts.get("protectedRanges", ()))

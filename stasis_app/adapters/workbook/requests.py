"""An empty workbook as the requests that make it in Google Sheets (`spreadsheets.batchUpdate`).

One batch: Google applies all of it or nothing.  Values and formats are written with masks of their
own, because a mask that names a whole format wipes what was set before.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from ...core.template.design import (
    Area,
    Check,
    Content,
    Editors,
    Formula,
    Guard,
    Highlight,
    Mark,
    Must,
    OneOf,
    Reference,
    Sheet,
    Style,
    Template,
    by_text,
)
from ...core.template.filling import Fate, Filling, Present, Step
from ...core.workbook import cell_text

Json = dict[str, Any]

METADATA_KEY = "stasis_app.sheet"  # its value: what the sheet was made for

_EPOCH = date(1899, 12, 30)  # day 0 of the sheet's dates
_LOCALES = {"ru": "ru_RU", "en": "en_US"}
_DATE_PATTERNS = {"ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
_PIXELS = 7  # a character
_GREY, _YELLOW, _RED = (0.93, 0.93, 0.93), (1.0, 0.95, 0.6), (1.0, 0.78, 0.78)
_PHONE = r"^(\+?[0-9]{10,15}|[0-9]{3,6})$"
_SINGLE_LINES = ("top", "bottom", "left", "right", "innerHorizontal", "innerVertical")


def requests_for(
    filling: Filling,
    present: Sequence[Present],
    template: Template,
    account: str,
    admins: tuple[str, ...],
) -> list[Json]:
    """`account`: the address of the service account, which may always edit."""
    if not filling.wanted:
        return []
    taken = {each.id for each in present}
    free = (number for number in range(1, 10_000) if number not in taken)
    requests = [_properties(template)] if filling.nothing_yet else []
    numbered = [(step, step.present.id if step.present else next(free)) for step in filling.wanted]
    for step, number in numbered:  # all of them first: they name each other
        requests.append(_made(step, number))
    for step, number in numbered:
        maker = _Maker(step.sheet, number, template.language, account, admins)
        requests += maker.requests()
    return requests


def _properties(template: Template) -> Json:
    properties = {"locale": _LOCALES[template.language], "timeZone": template.zone}
    return {"updateSpreadsheetProperties": {"properties": properties, "fields": "locale,timeZone"}}


def _made(step: Step, number: int) -> Json:
    sheet, there = step.sheet, step.present
    grid = {
        "rowCount": max(sheet.rows, there.rows if there else 0),
        "columnCount": max(sheet.columns, there.columns if there else 0),
        "frozenRowCount": sheet.frozen_rows,
        "frozenColumnCount": sheet.frozen_columns,
    }
    properties = {"sheetId": number, "title": sheet.title, "gridProperties": grid}
    if step.fate is Fate.MADE:
        return {"addSheet": {"properties": properties}}
    fields = ",".join(["title", *(f"gridProperties.{key}" for key in grid)])
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


class _Maker:
    """The requests for one sheet."""

    def __init__(
        self, sheet: Sheet, number: int, language: str, account: str, admins: tuple[str, ...]
    ) -> None:
        self.sheet = sheet
        self.number = number
        self.language = language
        self.account = account
        self.admins = admins

    def requests(self) -> Iterator[Json]:
        sheet = self.sheet
        for column, characters in sheet.widths.items():
            yield self._width(column, characters)
        for area, style in sheet.styles:
            yield from self._styled(area, style)
        if sheet.cells:
            yield self._values()
        for area in sheet.merged:
            yield {"mergeCells": {"range": self._range(area), "mergeType": "MERGE_ALL"}}
        for check in sheet.checks:
            yield self._checked(check)
        for index, highlight in enumerate(sheet.highlights):
            yield self._highlighted(index, highlight)
        for guard in sheet.guards:
            yield self._guarded(guard)
        yield self._remembered()

    def _width(self, column: int, characters: int) -> Json:
        return {
            "updateDimensionProperties": {
                "range": {
                    "sheetId": self.number,
                    "dimension": "COLUMNS",
                    "startIndex": column - 1,
                    "endIndex": column,
                },
                "properties": {"pixelSize": characters * _PIXELS},
                "fields": "pixelSize",
            }
        }

    def _styled(self, area: Area, style: Style) -> Iterator[Json]:
        if style in {Style.LINED, Style.DAY}:
            yield self._lined(area, style)
            return
        for field, value in self._format(style).items():
            cell: Json = {}
            inner = cell
            *outer, last = ("userEnteredFormat", *field.split("."))
            for each in outer:
                inner = inner.setdefault(each, {})
            inner[last] = value
            yield {
                "repeatCell": {
                    "range": self._range(area),
                    "cell": cell,
                    "fields": f"userEnteredFormat.{field}",
                }
            }

    def _format(self, style: Style) -> Json:
        match style:
            case Style.HEADING:
                return {
                    "textFormat.bold": True,
                    "horizontalAlignment": "CENTER",
                    "backgroundColorStyle": _colour(_GREY),
                }
            case Style.TEXT:
                return {"numberFormat": {"type": "TEXT"}}
            case Style.DATE:
                pattern = _DATE_PATTERNS[self.language]
                return {"numberFormat": {"type": "DATE", "pattern": pattern}}
            case Style.LABEL:
                return {"horizontalAlignment": "RIGHT"}
            case Style.CHANGEABLE:
                return {"backgroundColorStyle": _colour(_YELLOW)}
            case _:
                return {"textFormat.italic": True, "wrapStrategy": "WRAP"}

    def _lined(self, area: Area, style: Style) -> Json:
        line = {"style": "SOLID", "width": 1}
        sides = [each for each in _SINGLE_LINES if style is Style.LINED or each != _SINGLE_LINES[4]]
        return {"updateBorders": {"range": self._range(area), **dict.fromkeys(sides, line)}}

    def _values(self) -> Json:
        cells = self.sheet.cells
        height = max(row for row, _ in cells)
        rows = [
            {"values": [_value(cells.get((row, column))) for column in self._columns(row)]}
            for row in range(1, height + 1)
        ]
        start = {"sheetId": self.number, "rowIndex": 0, "columnIndex": 0}
        return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}

    def _columns(self, row: int) -> range:
        return range(1, max((c for r, c in self.sheet.cells if r == row), default=0) + 1)

    def _checked(self, check: Check) -> Json:
        rule = {
            "condition": _condition(check),
            "strict": True,
            "showCustomUi": True,
            "inputMessage": check.message,
        }
        return {"setDataValidation": {"range": self._range(check.area), "rule": rule}}

    def _highlighted(self, index: int, highlight: Highlight) -> Json:
        colour = _YELLOW if highlight.mark is Mark.EMPTY else _RED
        rule = {
            "ranges": [self._range(highlight.area)],
            "booleanRule": {
                "condition": _marked(highlight),
                "format": {"backgroundColorStyle": _colour(colour)},
            },
        }
        return {"addConditionalFormatRule": {"index": index, "rule": rule}}

    def _guarded(self, guard: Guard) -> Json:
        users = {
            Editors.NOBODY: (self.account,),
            Editors.ADMINS: (self.account, *self.admins),
            Editors.RESPONSIBLE: (self.account, *self.admins, *guard.responsible),
        }[guard.editors]
        protected: Json = {
            "range": self._range(guard.area),
            "description": guard.description,
            "editors": {"users": list(dict.fromkeys(users)), "domainUsersCanEdit": False},
        }
        if guard.besides:
            protected["unprotectedRanges"] = [self._range(area) for area in guard.besides]
        return {"addProtectedRange": {"protectedRange": protected}}

    def _remembered(self) -> Json:
        metadata = {
            "metadataKey": METADATA_KEY,
            "metadataValue": self.sheet.purpose,
            "visibility": "DOCUMENT",
            "location": {"sheetId": self.number},
        }
        return {"createDeveloperMetadata": {"developerMetadata": metadata}}

    def _range(self, area: Area | None) -> Json:
        """None: the whole sheet."""
        if area is None:
            return {"sheetId": self.number}
        return {
            "sheetId": self.number,
            "startRowIndex": area.top - 1,
            "endRowIndex": area.bottom,
            "startColumnIndex": area.left - 1,
            "endColumnIndex": area.right,
        }


def _value(content: Content | None) -> Json:
    match content:
        case None:
            return {}
        case Formula(text):
            return {"userEnteredValue": {"formulaValue": text}}
        case date():
            return {"userEnteredValue": {"numberValue": (content - _EPOCH).days}}
        case int():
            return {"userEnteredValue": {"numberValue": content}}
        case _:
            return {"userEnteredValue": {"stringValue": cell_text(content)}}


def _condition(check: Check) -> Json:
    match check.must:
        case OneOf(names):
            return _formula("ONE_OF_RANGE", f"={names}")
        case Must.BE_A_PHONE:
            text = f'REGEXREPLACE(TO_TEXT({check.area.first});"[ ()-]";"")'
            blank = f"ISBLANK({check.area.first})"
            return _formula("CUSTOM_FORMULA", f'=OR({blank};REGEXMATCH({text};"{_PHONE}"))')
        case Must.BE_AN_ADDRESS:
            return {"type": "TEXT_IS_EMAIL"}
        case Must.BE_A_DATE:
            return {"type": "DATE_IS_VALID"}


def _marked(highlight: Highlight) -> Json:
    first = highlight.area.first
    match highlight:
        case Highlight(mark=Mark.UNKNOWN, names=Reference() as names):
            unknown = f"COUNTIF({by_text(names)};{first})=0"
            return _formula("CUSTOM_FORMULA", f'=AND({first}<>"";{unknown})')
        case Highlight(mark=Mark.TWICE):
            return _formula("CUSTOM_FORMULA", f"=COUNTIF({highlight.area};{first})>1")
        case _:
            return {"type": "BLANK"}


def _formula(kind: str, formula: str) -> Json:
    return {"type": kind, "values": [{"userEnteredValue": formula}]}


def _colour(colour: tuple[float, float, float]) -> Json:
    return {"rgbColor": dict(zip(("red", "green", "blue"), colour, strict=True))}

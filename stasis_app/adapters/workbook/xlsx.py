"""A workbook as one file of Excel, LibreOffice or whatever else writes .xlsx.

Cells become what a spreadsheet's API gives: of a merged range only the upper left one has a value,
a formula is its result, a date or a time the text that is shown, hidden sheets are sheets.
"""

import asyncio
import hashlib
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Protocol, cast
from xml.etree.ElementTree import ParseError, iterparse
from zipfile import BadZipFile, ZipFile, is_zipfile
from zlib import error as BadCompression

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHEET_MAIN_NS

from ...core.workbook import Cell, Rows, Workbook, WorkbookUnreadable, fits
from .displayed import displayed

# What openpyxl cannot write again, such as a drop-down list's newest options, is nothing to us.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

# Instead of nothing: nobody must be off duty because a program has written formulas alone.
NOT_CALCULATED = "#NOT CALCULATED!"

MOST_ROWS = 1_048_576  # a sheet of the format has no more
_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls; a protected .xlsx is wrapped in one
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_CELL_TAG = f"{{{SHEET_MAIN_NS}}}c"
_FORMULA_TAG = f"{{{SHEET_MAIN_NS}}}f"
_RESULT_TAG = f"{{{SHEET_MAIN_NS}}}v"
_CONTROL = re.compile(r"_x00[01][0-9A-Fa-f]_")  # how the format writes control characters
_BROKEN = (  # by what openpyxl stumbles over in a file that is none of the format's
    ArithmeticError,
    AttributeError,
    BadCompression,
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
)

_ReadCell = ReadOnlyCell | EmptyCell


class _Sheet(Protocol):
    """What openpyxl's ReadOnlyWorksheet is; its published types tell something else."""

    title: str
    _worksheet_path: str  # within the file

    def reset_dimensions(self) -> None: ...

    def iter_rows(self) -> Iterator[Sequence[_ReadCell]]: ...


class XlsxWorkbook:
    """The file is read anew each time, and taken apart only when something in it is new.

    Neither its time nor its size tells that: a copy may keep both.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._last: tuple[bytes, tuple[str, ...], Workbook] | None = None

    async def read(self, titles: Sequence[str]) -> Workbook:
        """`titles`: of the sheets wanted, or patterns of titles.  Raises WorkbookUnreadable; a
        sheet that is not there is merely missing from what comes back."""
        return await asyncio.to_thread(self._read, tuple(titles))

    async def close(self) -> None:
        """Holds nothing open."""

    def _read(self, titles: tuple[str, ...]) -> Workbook:
        data = self._data()
        digest = hashlib.sha256(data).digest()
        if self._last is None or self._last[:2] != (digest, titles):
            self._last = digest, titles, self._taken_apart(data, titles)
        return self._last[2]

    def _data(self) -> bytes:
        try:
            with self.file.open("rb") as file:
                before = os.fstat(file.fileno())
                data = file.read()
                after = os.fstat(file.fileno())
        except OSError as error:
            what = error.strerror or str(error)
            raise WorkbookUnreadable(f"{self.file}: {what}") from error
        if len(data) != after.st_size or before.st_mtime_ns != after.st_mtime_ns:
            raise WorkbookUnreadable(f"{self.file}: it is being written at this moment")
        return data

    def _taken_apart(self, data: bytes, titles: tuple[str, ...]) -> Workbook:
        if not is_zipfile(BytesIO(data)):
            raise WorkbookUnreadable(f"{self.file}: {_instead(data)}")
        try:
            return _workbook(data, titles)
        except _BROKEN as error:
            what = " ".join(str(error).split()) or type(error).__name__
            raise WorkbookUnreadable(
                f"{self.file}: not a workbook in the format .xlsx, or damaged ({what})"
            ) from error


def _instead(data: bytes) -> str:
    """What a file is that is no .xlsx at all, or not all of one."""
    if not data:
        return "an empty file"
    if data.startswith(_OLD_FORMAT):
        if _PROTECTED in data:
            return "protected by a password; save the workbook without one"
        return "in the old format .xls; save the workbook as .xlsx"
    if data.startswith(b"PK"):
        return "not the whole file; perhaps it is being copied at this moment"
    return "not a workbook in the format .xlsx"


def _workbook(data: bytes, titles: Sequence[str]) -> Workbook:
    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    every = [book[title] for title in book.sheetnames]  # some may be nothing but a chart
    with_cells = [cast(_Sheet, each) for each in every if isinstance(each, ReadOnlyWorksheet)]
    wanted = [each for each in with_cells if any(fits(title, each.title) for title in titles)]
    sheets = {each.title: _trimmed(_rows(each, data)) for each in wanted}
    return Workbook(sheets, tuple(sorted(book.sheetnames)))


def _rows(sheet: _Sheet, data: bytes) -> Iterator[list[Cell]]:
    not_calculated = set(_not_calculated(data, sheet._worksheet_path))
    sheet.reset_dimensions()  # some programs write wrong ones
    for number, row in enumerate(sheet.iter_rows()):
        if number >= MOST_ROWS:
            raise ValueError(f"the sheet {sheet.title} has more than {MOST_ROWS} rows")
        if not_calculated:
            yield [
                _value(each) if _place(each) not in not_calculated else NOT_CALCULATED
                for each in row
            ]
        else:
            yield [_value(each) for each in row]


def _place(cell: _ReadCell) -> str | None:
    return None if isinstance(cell, EmptyCell) else cell.coordinate


def _value(cell: _ReadCell) -> Cell:
    match cell.value:
        case date() | time() | timedelta() as moment:
            return displayed(moment, cell.number_format or "")
        case str() as text:
            return _CONTROL.sub(" ", text)
        case None | int() | float() as value:
            return value
        case other:
            raise ValueError(f"{cell} holds a {type(other).__name__}")


def _not_calculated(data: bytes, sheet: str) -> Iterator[str]:
    """The cells with a formula and without its result; openpyxl takes them for empty ones."""
    with ZipFile(BytesIO(data)) as archive:
        xml = archive.read(sheet)
    if b"<f" not in xml:
        return
    for _, element in iterparse(BytesIO(xml)):
        if element.tag == _CELL_TAG:
            formula = element.find(_FORMULA_TAG) is not None
            empty_text = element.get("t") == "str"
            if formula and not empty_text and not element.findtext(_RESULT_TAG):
                yield element.get("r", "")
            element.clear()


def _trimmed(rows: Iterable[Sequence[Cell]]) -> Rows:
    """Without what is empty at the end of rows, and at the end of the sheet."""
    short = [row[: _length(row)] for row in rows]
    last = max((number for number, row in enumerate(short, start=1) if row), default=0)
    return tuple(map(tuple, short[:last]))


def _length(row: Sequence[Cell]) -> int:
    filled = (number for number, cell in enumerate(row, start=1) if cell not in (None, ""))
    return max(filled, default=0)

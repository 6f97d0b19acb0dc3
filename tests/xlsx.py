"""Workbooks as Excel would save them, and with what people do to them."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText

Written = str | int | float | bool | date | time | timedelta | CellRichText | None
Sheets = Mapping[str, Sequence[Sequence[Written]]]


def opened(sheets: Sheets) -> Workbook:
    """To be edited further."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return book


def written(file: Path, sheets: Sheets) -> Path:
    opened(sheets).save(file)
    return file


def put(file: Path, data: bytes) -> Path:
    file.write_bytes(data)
    return file


def edited(file: Path, part: str, old: bytes, new: bytes) -> Path:
    """Something else stands in one of the parts that such a file consists of."""
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(old, new) if name == part else content)
    return file

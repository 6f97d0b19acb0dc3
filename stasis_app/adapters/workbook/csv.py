"""A workbook as a folder of CSV files, `<sheet>.csv` each.

UTF-8, with or without its mark; commas, semicolons or tabs.  Every cell is a text.
"""

import asyncio
import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ...core.workbook import Rows, Workbook, WorkbookUnreadable, fits

_DELIMITERS = ",;\t"


class CsvWorkbook:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def read(self, titles: Sequence[str]) -> Workbook:
        """`titles`: of the sheets wanted, or patterns of titles.  Raises WorkbookUnreadable; a
        sheet that is not there is merely missing from what comes back."""
        return await asyncio.to_thread(self._read, titles)

    async def close(self) -> None:
        """Holds nothing open."""

    def _read(self, titles: Sequence[str]) -> Workbook:
        try:
            every = [each for each in self.folder.iterdir() if each.suffix.lower() == ".csv"]
            files = {each.stem: each for each in every}
            wanted = {
                title: _rows(files[title])
                for title in sorted(files)
                if any(fits(each, title) for each in titles)
            }
        except OSError as error:
            what = error.strerror or str(error)
            raise WorkbookUnreadable(f"{error.filename or self.folder}: {what}") from error
        return Workbook(wanted, tuple(sorted(files)))


def _rows(file: Path) -> Rows:
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WorkbookUnreadable(
            f"{file}, line {line}: not UTF-8; save the sheet as “CSV UTF-8”"
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.split("\n")))
    try:
        return tuple(tuple(row) for row in reader)
    except csv.Error as error:
        raise WorkbookUnreadable(f"{file}, line {reader.line_num}: {error}") from error


def _delimiter(lines: Sequence[str]) -> str:
    """The one that most lines have; a comma when in doubt."""
    return max(_DELIMITERS, key=lambda each: sum(each in line for line in lines))

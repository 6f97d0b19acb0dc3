"""Where workbooks come from.

csv.py           a folder of CSV files
xlsx.py          one file of Excel or LibreOffice
displayed.py     how its dates and times are shown
xlsx_file.py     an empty workbook written as such a file
requests.py      … and as the requests that make it in Google Sheets
google/          Google Sheets
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ...core.workbook import Workbook
from .csv import CsvWorkbook


class Source(Protocol):
    async def read(self, titles: Sequence[str]) -> Workbook:
        """Of the sheets with these titles, or titles that fit these patterns.  Raises
        WorkbookUnreadable."""

    async def close(self) -> None:
        """Lets go of whatever it holds; it may be read again."""


class Secret(Protocol):
    def reveal(self) -> str: ...


class Settings(Protocol):
    """As the configuration has them."""

    @property
    def source(self) -> str: ...
    @property
    def path(self) -> Path: ...
    @property
    def spreadsheet_id(self) -> str | None: ...
    @property
    def api_key(self) -> Secret | None: ...
    @property
    def service_account_file(self) -> Path | None: ...
    @property
    def endpoint(self) -> str | None: ...


def source_of(settings: Settings) -> Source:
    match settings.source:
        case "csv":
            return CsvWorkbook(settings.path)
        case "xlsx":
            return _xlsx(settings)
        case "google":
            return _google(settings)
        case other:
            raise ValueError(f"{other}: no such source of workbooks")


# Both libraries are large: only who uses one has it in memory.


def _xlsx(settings: Settings) -> Source:
    from .xlsx import XlsxWorkbook

    return XlsxWorkbook(settings.path)


def _google(settings: Settings) -> Source:
    from .google import Access, GoogleWorkbook

    key = settings.api_key
    access = Access(
        settings.spreadsheet_id or "",
        key.reveal if key else None,
        settings.service_account_file,
        settings.endpoint,
    )
    return GoogleWorkbook(access)

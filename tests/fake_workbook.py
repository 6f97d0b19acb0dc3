"""A workbook that somebody edits while it is being read."""

import asyncio
from collections.abc import Sequence

from stasis_app.core.workbook import Workbook, WorkbookUnreadable, fits


class FakeWorkbook:
    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.broken: str | None = None  # what is wrong with it
        self.takes = 0.0  # seconds a read lasts
        self.reads = 0
        self.closed = False

    async def read(self, titles: Sequence[str]) -> Workbook:
        self.reads += 1
        book = self.book
        await asyncio.sleep(self.takes)
        if self.broken is not None:
            raise WorkbookUnreadable(self.broken)
        sheets = book.sheets.items()
        wanted = {
            title: rows for title, rows in sheets if any(fits(each, title) for each in titles)
        }
        return Workbook(wanted, tuple(sorted(book.sheets)))

    async def close(self) -> None:
        self.closed = True

"""Reads the workbook: one request for all ranges of all departments.

The titles of the sheets are asked for when they matter: at first, for patterns, and when one that
is wanted is not there.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from ....core.workbook import Cell, Rows, Workbook, fits, is_pattern
from . import trouble
from .access import READ, Access
from .client import Conversation, Patience, SheetsClient
from .trouble import NoSuchRange

_WITHOUT_CELLS = {"OBJECT", "DATA_SOURCE"}  # a chart that is a sheet; a table of BigQuery


class GoogleWorkbook:
    def __init__(self, access: Access, patience: Patience | None = None) -> None:
        self._client = SheetsClient(access, READ, patience or Patience())
        self._id = access.spreadsheet_id
        self._titles: dict[str, bool] = {}  # of all sheets, as last told; whether it has cells

    async def read(self, titles: Sequence[str]) -> Workbook:
        """`titles`: of the sheets wanted, or patterns of titles.  Raises WorkbookUnreadable; a
        sheet that is not there is merely missing from what comes back."""
        async with self._client.conversation() as talk:
            if any(is_pattern(each) or each not in self._titles for each in titles):
                await self._look(talk)
            try:
                return await self._workbook(talk, titles)
            except NoSuchRange:  # renamed or deleted since we looked
                await self._look(talk)
                return await self._workbook(talk, titles)

    async def close(self) -> None:
        self._client.close()

    async def _look(self, talk: Conversation) -> None:
        answer = await talk.ask(
            lambda sheets: sheets.get(
                spreadsheetId=self._id, fields="sheets.properties(title,sheetType)"
            )
        )
        try:
            every = [each["properties"] for each in answer["sheets"]]
            self._titles = {
                str(each["title"]): each.get("sheetType") not in _WITHOUT_CELLS for each in every
            }
        except (KeyError, TypeError, AttributeError) as error:
            raise trouble.not_google().told from error

    async def _workbook(self, talk: Conversation, wanted: Sequence[str]) -> Workbook:
        titles = [
            title
            for title, has_cells in sorted(self._titles.items())
            if has_cells and any(fits(each, title) for each in wanted)
        ]
        sheets = await self._values(talk, titles) if titles else ()
        return Workbook(dict(zip(titles, sheets, strict=True)), tuple(sorted(self._titles)))

    async def _values(self, talk: Conversation, titles: Sequence[str]) -> list[Rows]:
        answer = await talk.ask(
            lambda sheets: sheets.values().batchGet(
                spreadsheetId=self._id,
                ranges=[_whole(title) for title in titles],
                majorDimension="ROWS",
                valueRenderOption="UNFORMATTED_VALUE",
                dateTimeRenderOption="FORMATTED_STRING",
            )
        )
        try:
            found = [_rows(each.get("values", ())) for each in answer.get("valueRanges", ())]
        except (TypeError, AttributeError) as error:
            raise trouble.not_google().told from error
        if len(found) != len(titles):
            raise trouble.not_google().told
        return found


def _whole(title: str) -> str:
    """In quotes: without them Otdel1 might be a cell.

    >>> _whole("Отдел 'А'")
    "'Отдел ''А'''"
    """
    return "'" + title.replace("'", "''") + "'"


def _rows(values: Iterable[Iterable[Any]]) -> Rows:
    return tuple(tuple(map(_cell, row)) for row in values)


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"a cell holds a {type(value).__name__}")

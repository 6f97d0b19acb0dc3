"""What a workbook is: sheets by title, each rows of cells as the source's API gives them.

Knows nothing of what the cells mean.  Rows may be short, and a sheet may have none at all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

Cell = str | int | float | bool | None
Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """One batch read.  `titles` are those of all the sheets there are, read or not."""

    sheets: Mapping[str, Rows]
    titles: tuple[str, ...]


class WorkbookUnreadable(Exception):
    """A source raises it when a pull comes to nothing; its text says what and where."""

    def __init__(self, english: str, russian: str | None = None) -> None:
        super().__init__(english)
        self._russian = russian

    def told(self, language: str) -> str:
        """In English where there is no Russian."""
        return self._russian if language == "ru" and self._russian else str(self)


class Place(NamedTuple):
    """Where a cell stands; row and column are counted from 1."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"


class Month(NamedTuple):
    year: int
    month: int


def cell_at(rows: Rows, row: int, column: int) -> Cell:
    """The cell, counted from 1; None where the row is too short or there is none."""
    if not 0 < row <= len(rows):
        return None
    cells = rows[row - 1]
    return cells[column - 1] if 0 < column <= len(cells) else None


def cell_text(cell: Cell) -> str:
    """What stands there, as a person reads it: a whole number has no `.0`, nothing is ``.

    >>> cell_text(89991234501.0)
    '89991234501'
    """
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)


@lru_cache
def column_letters(column: int) -> str:
    """
    >>> column_letters(28)
    'AB'
    """
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """
    >>> column_number("ab")
    28
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def is_pattern(title: str) -> bool:
    """Whether it stands for a sheet a month: `Otdel1 {yyyy}-{mm}`."""
    return "{yyyy}" in title and "{mm}" in title


def fits(wanted: str, title: str) -> bool:
    """Whether a sheet is the one wanted, by its title or by a pattern of titles."""
    return title == wanted or (is_pattern(wanted) and month_of(wanted, title) is not None)


def month_of(pattern: str, title: str) -> Month | None:
    """The month whose sheet has this title by the pattern; None: it does not fit."""
    found = _expression(pattern).fullmatch(title)
    return Month(int(found["yyyy"]), int(found["mm"])) if found else None


def sheet_of(pattern: str, month: Month) -> str:
    """The title that the pattern gives the month's sheet."""
    return pattern.replace("{yyyy}", f"{month.year:04}").replace("{mm}", f"{month.month:02}")


@lru_cache
def _expression(pattern: str) -> re.Pattern[str]:
    escaped = re.escape(pattern)
    escaped = escaped.replace(re.escape("{yyyy}"), "(?P<yyyy>[1-9][0-9]{3})", 1)
    return re.compile(escaped.replace(re.escape("{mm}"), "(?P<mm>0[1-9]|1[0-2])", 1))

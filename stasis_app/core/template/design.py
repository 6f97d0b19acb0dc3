"""What a sheet is described by.  Rows and columns are counted from 1, and both ends belong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from ..workbook import column_letters

_QUOTED_OR_SEPARATOR = re.compile(r""""[^"]*"|'[^']*'|;""")


class Area(NamedTuple):
    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """
        >>> str(Area(4, 2, 34, 4))
        '$B$4:$D$34'
        """
        corners = ((self.left, self.top), (self.right, self.bottom))
        return ":".join(f"${column_letters(column)}${row}" for column, row in corners)

    @property
    def first(self) -> str:
        """Its upper left cell, such as `B4`."""
        return f"{column_letters(self.left)}{self.top}"


class Reference(NamedTuple):
    """An area of some sheet of the workbook."""

    title: str
    area: Area

    def __str__(self) -> str:
        return f"{quoted(self.title)}!{self.area}"


class Formula(NamedTuple):
    """With its `=`; arguments are parted by `;`, which Google takes in every locale."""

    text: str

    @property
    def with_commas(self) -> str:
        """As it is written in files .xlsx."""
        return _QUOTED_OR_SEPARATOR.sub(
            lambda found: "," if found[0] == ";" else found[0], self.text
        )


Content = str | int | date | Formula


class Style(Enum):
    HEADING = "heading"
    TEXT = "text"  # whatever is typed stays what it is: a phone keeps its zeros
    DATE = "date"
    LABEL = "label"  # of the cell to its right
    NOTE = "note"
    CHANGEABLE = "changeable"  # to be seen at once among what is not
    LINED = "lined"
    DAY = "day"  # lined, and each two rows are one thing


@dataclass(frozen=True, slots=True)
class OneOf:
    names: Reference


class Must(Enum):
    BE_A_PHONE = "phone"
    BE_AN_ADDRESS = "address"
    BE_A_DATE = "date"


@dataclass(frozen=True, slots=True)
class Check:
    """What may be typed; anything else is refused with the message."""

    area: Area
    must: OneOf | Must
    message: str


class Mark(Enum):
    EMPTY = "empty"
    UNKNOWN = "unknown"  # not among `names`
    TWICE = "twice"  # more than once in the area itself


@dataclass(frozen=True, slots=True)
class Highlight:
    area: Area
    mark: Mark
    names: Reference | None = None


class Editors(Enum):
    NOBODY = "nobody"  # but for the owner of the workbook and who has made it
    ADMINS = "admins"
    RESPONSIBLE = "responsible"  # and the admins


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may change what; whoever is not named may not."""

    area: Area | None  # None: the sheet
    editors: Editors
    description: str
    besides: tuple[Area, ...] = ()  # of the sheet: what it does not guard
    responsible: tuple[str, ...] = ()  # mail addresses


class Kind(Enum):
    ROSTER = "roster"
    STAFF = "staff"
    PRINT = "print"


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    kind: Kind
    rows: int
    columns: int
    cells: Mapping[tuple[int, int], Content]  # by row and column
    widths: Mapping[int, int]  # characters, by column
    styles: tuple[tuple[Area, Style], ...] = ()
    merged: tuple[Area, ...] = ()
    checks: tuple[Check, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    guards: tuple[Guard, ...] = ()
    frozen_rows: int = 0
    frozen_columns: int = 0

    @property
    def purpose(self) -> str:
        """What it has been made for, whatever it is called later."""
        return f"{self.kind.value} {self.title}"


@dataclass(frozen=True, slots=True)
class Template:
    language: str  # ru | en
    zone: str  # IANA
    sheets: tuple[Sheet, ...]


def quoted(title: str) -> str:
    """As a formula names the sheet."""
    return "'" + title.replace("'", "''") + "'"


def by_text(reference: Reference) -> str:
    """For where another sheet may be named only as a text."""
    text = str(reference).replace('"', '""')
    return f'INDIRECT("{text}")'

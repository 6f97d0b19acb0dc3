"""What becomes of a spreadsheet that is there: which sheets are made, and which are in the way.

Nothing that somebody has written is touched: one sheet with foreign content, and nothing at all is
done.  Sheets made earlier are recognised by what they were made for, and left as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..workbook import Place, Rows, cell_text
from .design import Sheet, Template


class Fate(StrEnum):
    MADE = "made"
    FILLED = "filled"  # it was there, and empty
    THERE = "there"  # made earlier
    FOREIGN = "foreign"  # something stands there
    RENAMED = "renamed"  # made earlier, and called otherwise since
    NO_TABLE = "no_table"  # a chart


REFUSED = {Fate.FOREIGN, Fate.RENAMED, Fate.NO_TABLE}


@dataclass(frozen=True, slots=True)
class Present:
    """A sheet that is there."""

    id: int
    title: str
    purpose: str | None  # what it was made for; None: not by us
    rows: int
    columns: int
    is_table: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    sheet: Sheet
    fate: Fate
    present: Present | None = None
    place: Place | None = None  # foreign: its first cell with something in it …
    value: str = ""  # … and what


@dataclass(frozen=True, slots=True)
class Filling:
    steps: tuple[Step, ...]
    nothing_yet: bool  # but for empty sheets

    @property
    def refused(self) -> bool:
        return any(step.fate in REFUSED for step in self.steps)

    @property
    def wanted(self) -> tuple[Step, ...]:
        """Those for which something is to be done; none when any is refused."""
        todo = (step for step in self.steps if step.fate in {Fate.MADE, Fate.FILLED})
        return () if self.refused else tuple(todo)


def to_be_looked_into(present: Iterable[Present]) -> tuple[str, ...]:
    """The titles of the sheets whose content decides."""
    return tuple(each.title for each in present if each.purpose is None and each.is_table)


def filling(
    template: Template, present: Sequence[Present], contents: Mapping[str, Rows]
) -> Filling:
    """`contents`, by title: of those that had to be looked into."""
    steps = tuple(_step(sheet, present, contents) for sheet in template.sheets)
    nothing_yet = all(
        each.title in contents and _first_content(each.title, contents[each.title])[0] is None
        for each in present
    )
    return Filling(steps, nothing_yet)


def _step(sheet: Sheet, present: Sequence[Present], contents: Mapping[str, Rows]) -> Step:
    by_title = {_key(each.title): each for each in present}
    found = by_title.get(_key(sheet.title))
    if found is None:
        renamed = next((each for each in present if each.purpose == sheet.purpose), None)
        return Step(sheet, Fate.RENAMED if renamed else Fate.MADE, renamed)
    if found.purpose == sheet.purpose and found.title == sheet.title:
        return Step(sheet, Fate.THERE, found)
    if not found.is_table:
        return Step(sheet, Fate.NO_TABLE, found)
    place, value = _first_content(found.title, contents.get(found.title, ()))
    if place is not None or found.purpose is not None:
        return Step(sheet, Fate.FOREIGN, found, place, value)
    return Step(sheet, Fate.FILLED, found)


def _first_content(title: str, rows: Rows) -> tuple[Place | None, str]:
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if text := cell_text(cell):
                return Place(title, number, column), text
    return None, ""


def _key(title: str) -> str:
    """Sheets of one spreadsheet differ in more than the case of their letters."""
    return title.casefold()

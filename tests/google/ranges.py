"""A1 notation: `'Отдел 1'!B4:D34`, `'Otdel1'`, `Otdel1!A:C`, `A1`."""

import re
from dataclasses import dataclass

from stasis_app.core.workbook import column_letters, column_number

_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))(?:!(.+))?", re.DOTALL)
_CELLS = re.compile(r"([A-Za-z]{1,3})?([1-9]\d*)?(?::([A-Za-z]{1,3})?([1-9]\d*)?)?")


@dataclass(frozen=True)
class Box:
    """Rows and columns from 0, without their ends; None: as far as the sheet goes."""

    top: int = 0
    left: int = 0
    bottom: int | None = None
    right: int | None = None


def read(text: str) -> tuple[str | None, Box] | None:
    """The sheet's title, None for the first one, and what of it; None: no such notation."""
    match = _SHEET.fullmatch(text)
    if match is None:
        return None
    quoted, plain, cells = match.groups()
    if quoted is None and cells is None:  # a sheet, or cells of the first one
        box = _box(plain)
        return (plain, Box()) if box is None or plain.isalpha() else (None, box)
    box = Box() if cells is None else _box(cells)
    return None if box is None else (quoted.replace("''", "'") if quoted else plain, box)


def _box(text: str) -> Box | None:
    match = _CELLS.fullmatch(text)
    if match is None or not text or text.startswith(":"):
        return None
    left, top, right, bottom = match.groups()
    one = ":" not in text
    return Box(
        top=int(top) - 1 if top else 0,
        left=column_number(left) - 1 if left else 0,
        bottom=int(top) if one and top else int(bottom) if bottom else None,
        right=column_number(left) if one and left else column_number(right) if right else None,
    )


def write(title: str, box: Box, rows: int, columns: int) -> str:
    """As Google gives it back; `rows`, `columns`: of the sheet."""
    plain = re.fullmatch(r"[A-Za-z_]\w*", title, re.ASCII)
    name = title if plain else "'" + title.replace("'", "''") + "'"
    first = f"{column_letters(box.left + 1)}{box.top + 1}"
    last = f"{column_letters(min(box.right or columns, columns))}{min(box.bottom or rows, rows)}"
    return f"{name}!{first}:{last}" if first != last else f"{name}!{first}"

"""How large the letters may be, so that a week fits on one sheet of A4, landscape.

Reckons with the average width of the letters of a wide font (DejaVu Sans, where there is no Arial);
lengths are millimetres.
"""

from collections.abc import Iterable, Sequence

SIZES = (11.0, 10.5, 10.0, 9.5, 9.0, 8.0, 7.0, 6.0, 5.0)  # points; the last one in any case
_EASY_TO_READ = 9.0  # on a wall

_WIDTH, _FIRST_COLUMN = 277, 32
_HEIGHT = 145  # for the days: without title, headings and legend
_PADDING_ACROSS, _PADDING_DOWN = 5, 2.5  # of a cell
_LETTER, _LINE = 0.22, 0.46  # of a letter of one point: its width; the height of a line

Pieces = Sequence[str]  # side by side if there is room, else each on a line of its own
Cell = Sequence[Pieces]  # one below the other


def size_for(rows: Iterable[Sequence[Cell]], columns: int) -> float:
    """`rows`: of cells by column.  Smaller letters are better than a phone on a second line, as
    long as they are easy to read."""
    page = _Page(tuple(rows), columns)
    fewest = page.lines(_EASY_TO_READ)
    easy = (size for size in SIZES if size >= _EASY_TO_READ and page.lines(size) == fewest)
    return next((size for size in (*easy, *SIZES) if page.height(size) <= _HEIGHT), SIZES[-1])


class _Page:
    def __init__(self, rows: Sequence[Sequence[Cell]], columns: int) -> None:
        self.rows = rows
        self.width = (_WIDTH - _FIRST_COLUMN) / max(columns, 1) - _PADDING_ACROSS

    def height(self, size: float) -> float:
        return len(self.rows) * _PADDING_DOWN + self.lines(size) * size * _LINE

    def lines(self, size: float) -> int:
        letters = max(int(self.width / (size * _LETTER)), 1)
        return sum(max((_lines(cell, letters) for cell in row), default=1) for row in self.rows)


def _lines(cell: Cell, letters: int) -> int:
    return max(1, sum(_lines_of(pieces, letters) for pieces in cell))


def _lines_of(pieces: Pieces, letters: int) -> int:
    if len(" ".join(pieces)) <= letters:
        return 1
    return sum(-(-len(piece) // letters) for piece in pieces)

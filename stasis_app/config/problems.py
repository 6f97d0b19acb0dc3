"""What is wrong with the configuration: where, what stands there, what would be right.

Knows nothing of files or models; whoever finds a mistake makes a Problem of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

Step = str | int  # a key, or a place in a list counted from 0
KeyPath = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    what: str  # is wrong, with what stands there
    remedy: str  # what would be right
    file: Path | None = None  # None: it concerns no file
    line: int | None = None  # counted from 1, as is the column; None: the file as a whole
    column: int | None = None
    path: KeyPath = ()

    @property
    def key(self) -> str:
        """The key's path as people write it: `schedule.shifts[0].hours`."""
        written = ""
        for step in self.path:
            written += f"[{step}]" if isinstance(step, int) else f".{step}"
        return written.removeprefix(".")

    def __str__(self) -> str:
        place = [self.file, self.line, self.column]
        where = ":".join(str(each) for each in place if each is not None)
        return ": ".join(part for part in (where, self.key, f"{self.what}; {self.remedy}") if part)


class ConfigErrors(Exception):
    """Everything that is wrong, in the order of the files; never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=_order))
        super().__init__("\n".join(str(each) for each in self.problems))


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return (str(problem.file or ""), problem.line or 0, problem.column or 0, str(problem))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, if there is one."""
    by_folded = {each.casefold(): each for each in known}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.7)
    return by_folded[found[0]] if found else None


def one_of(words: Iterable[str]) -> str:
    """`a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last

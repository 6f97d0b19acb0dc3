"""What was measured, and what is aimed at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter_ns

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

MICROSECOND = 1_000  # nanoseconds
MILLISECOND = 1_000_000


@dataclass(frozen=True)
class Figure:
    what: str
    value: float  # the median
    p95: float
    unit: str
    most: float | None = None  # aimed at, on a machine of two cores

    @property
    def verdict(self) -> str:
        if self.most is None:
            return ""
        kept = "kept" if self.value <= self.most else "MISSED"
        return f"≤ {self.most:g} {self.unit}: {kept}"


def timed(
    what: str,
    each: Callable[[int], object],
    times: int,
    unit: int,
    most: float | None = None,
    before: Callable[[], object] = lambda: None,
) -> Figure:
    """`each` gets the number of the turn; `before` is not measured."""
    taken = []
    for turn in range(times):
        before()
        began = perf_counter_ns()
        each(turn)
        taken.append((perf_counter_ns() - began) / unit)
    name = "µs" if unit == MICROSECOND else "ms"
    return Figure(what, median(taken), percentile(taken, 95), name, most)


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def show(figures: Sequence[Figure]) -> None:
    rows = [
        (each.what, f"{each.value:.1f}", f"{each.p95:.1f}", each.unit, each.verdict)
        for each in figures
    ]
    show_table(("", "median", "p95", "", "aim"), rows)


def show_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number == 0 else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console = Console(width=140, highlight=False)
    console.print(table)
    console.print()

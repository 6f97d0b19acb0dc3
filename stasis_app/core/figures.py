"""What is counted for /metrics: how long things took, how calls and their legs ended.

Knows no caller, no number and nobody's name.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

from .record import Row
from .words import LegOutcome

UNTIL_ANSWERED = (5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 300.0)
OF_A_REPLY = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 4.0)


@dataclass(frozen=True, slots=True)
class Spread:
    """Of a histogram, as it stands: how many took so many seconds at most."""

    buckets: tuple[tuple[float, int], ...]  # cumulative, without the last
    count: int
    sum: float


class Histogram:
    """
    >>> histogram = Histogram((1.0, 5.0))
    >>> for seconds in (0.5, 1.0, 7.0):
    ...     histogram.note(seconds)
    >>> histogram.spread
    Spread(buckets=((1.0, 2), (5.0, 2)), count=3, sum=8.5)
    """

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def note(self, seconds: float) -> None:
        """What is less than nothing, because two clocks differ, is nothing."""
        took = max(0.0, seconds)
        self._counts[bisect_left(self._bounds, took)] += 1
        self._sum += took

    @property
    def spread(self) -> Spread:
        heights = list(accumulate(self._counts))
        return Spread(tuple(zip(self._bounds, heights, strict=False)), heights[-1], self._sum)


class Figures:
    """Of the calls that have ended since the start."""

    def __init__(self) -> None:
        self.until_answered = Histogram(UNTIL_ANSWERED)
        self.legs: Counter[tuple[str, str]] = Counter()  # by outcome and Q.850 cause

    def note(self, row: Row) -> None:
        if row.answered_at is not None and row.dial_seconds is not None:
            self.until_answered.note(row.dial_seconds)
        for leg in row.legs:
            cause = leg.cause.q850 if leg.cause else None
            outcome = LegOutcome(leg.outcome).value if leg.outcome else ""
            self.legs[outcome, "" if cause is None else str(cause)] += 1

"""What goes wrong to order, next to what goes wrong by itself."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Status:
    """An error instead of the answer."""

    code: int
    retry_after: str | None = None  # seconds, or a date of HTTP
    reason: str | None = None  # instead of the usual one
    message: str | None = None


@dataclass(frozen=True)
class Hang:
    """The request is taken, and nothing comes."""


@dataclass(frozen=True)
class Slow:
    """The answer comes byte by byte."""

    seconds: float  # between two


@dataclass(frozen=True)
class Cut:
    """The answer ends in the middle, and with it the connection."""

    announced: bool = True  # by its Content-Length; else half of it looks like all


@dataclass(frozen=True)
class Garbage:
    """Something else answers in Google's place, such as a hotel's log-in page."""

    body: bytes = b"<html><body>Please log in</body></html>"


Fault = Status | Hang | Slow | Cut | Garbage


@dataclass
class Faults:
    """`coming` are for the next requests, one each; then `always` holds, and what `by_chance`
    gives."""

    coming: deque[Fault | None] = field(default_factory=deque)
    always: Fault | None = None
    by_chance: Callable[[], Fault | None] = lambda: None

    def next(self) -> Fault | None:
        if self.coming:
            return self.coming.popleft()
        return self.always or self.by_chance()

"""Which recordings are kept no longer: those too old, and the oldest while all take too much room.

Knows nothing of files but their names, which tell when a call began, and their sizes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Retention:
    days: int | None = None  # since the call's beginning; None: for ever
    megabytes: int | None = None  # of all together; None: as many as there are

    @property
    def unlimited(self) -> bool:
        return self.days is None and self.megabytes is None


@dataclass(frozen=True, slots=True)
class KeptFile:
    name: str
    began: datetime
    size: int  # bytes


def overdue(files: Iterable[KeptFile], retention: Retention, now: datetime) -> list[str]:
    """Oldest first.  The newest has its place however large it is."""
    kept = sorted(files, key=lambda each: (each.began, each.name))
    gone: list[str] = []
    if retention.days is not None:
        since = now - timedelta(days=retention.days)
        gone = [each.name for each in kept if each.began < since]
        kept = kept[len(gone) :]
    if retention.megabytes is not None:
        total = sum(each.size for each in kept)
        for each in kept[:-1]:
            if total <= retention.megabytes * MEGABYTE:
                break
            gone.append(each.name)
            total -= each.size
    return gone

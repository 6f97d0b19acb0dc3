"""All that is kept of one call, put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from .mail.outbox import Delivery
from .overrides import Kept
from .record import Row
from .retelling import Story


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is kept of one call."""

    row: Row
    story: Story | None  # None: no details, or none that can be read
    unreadable: bool = False
    mails: tuple[Delivery, ...] = ()
    overrides: tuple[Kept, ...] = ()  # that held as it came


def overrides_at(row: Row, every: Iterable[Kept], zone: ZoneInfo) -> tuple[Kept, ...]:
    """Those of its department that held as the call came; `zone` is the department's."""
    wall = row.started_at.astimezone(zone).replace(tzinfo=None)
    return tuple(
        each
        for each in every
        if each.override.department == row.visit.department
        and each.override.created <= row.started_at
        and each.override.since <= wall < each.override.until
    )

"""Trunks that refuse the numbers of others: how long that is remembered, and when it is news.

What a refusal is, and what proves that it was the trunk's policy: call/attempt.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .settings import Settings
from .words import CallerId

REMEMBERED = timedelta(days=1)  # the caller's number is not tried there for so long
QUIET = timedelta(days=7)  # nobody is told again of what goes on, or comes back so soon


@dataclass(frozen=True, slots=True)
class TrunkRefusal:
    trunk: str  # its endpoint as configured
    at: datetime  # it turned out
    told_at: datetime  # when the administrators were told; of one that is news: `at`

    @property
    def until(self) -> datetime:
        return self.at + REMEMBERED

    @property
    def is_news(self) -> bool:
        return self.told_at == self.at


def noted(known: TrunkRefusal | None, trunk: str, at: datetime) -> TrunkRefusal | None:
    """`known`: the last one of this trunk.  None: it still holds, there is nothing to note."""
    if known is None or at - known.until >= QUIET:
        return TrunkRefusal(trunk, at, told_at=at)
    if at < known.until:
        return None
    return TrunkRefusal(trunk, at, known.told_at)


def holding(
    known: Iterable[TrunkRefusal], settings: Settings, at: datetime
) -> tuple[TrunkRefusal, ...]:
    """Those that matter now, by trunk: of trunks that callers' numbers are tried on at all."""
    both = CallerId.ORIGINAL_THEN_COMPANY
    tried = {each.endpoint for each in settings.dialling.trunks if each.caller_id is both}
    now = (each for each in known if each.trunk in tried and at < each.until)
    return tuple(sorted(now, key=lambda each: each.trunk))

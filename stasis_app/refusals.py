"""Which trunks refuse the numbers of others, as it stands now; a copy of what is kept of it."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from .core.mail import OutboxMail
from .core.mail.trunks import mails_about_refusal
from .core.settings import Settings
from .core.trunk_refusals import TrunkRefusal, holding, noted

log = logging.getLogger(__name__)


class Book(Protocol):
    def trunk_refused(self, refusal: TrunkRefusal, mails: tuple[OutboxMail, ...]) -> None:
        """Takes note at once and writes it down when it can; neither waits nor fails."""


class Refusals:
    def __init__(self, book: Book) -> None:
        self.book = book
        self._last: dict[str, TrunkRefusal] = {}  # by trunk

    def remember(self, kept: Iterable[TrunkRefusal]) -> None:
        self._last.update({each.trunk: each for each in kept})

    def note(self, trunk: str, at: datetime, settings: Settings) -> None:
        """It has turned out."""
        refusal = noted(self._last.get(trunk), trunk, at)
        if refusal is None:
            return
        self._last[trunk] = refusal
        log.warning(
            "trunk=%s refuses callers' numbers; the company's until %s", trunk, refusal.until
        )
        mails = mails_about_refusal(refusal, settings) if refusal.is_news else ()
        self.book.trunk_refused(refusal, mails)

    def now(self, at: datetime, settings: Settings) -> tuple[TrunkRefusal, ...]:
        return holding(self._last.values(), settings, at)

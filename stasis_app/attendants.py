"""Whoever waits for a recording is told that it has come, or that there is none: the messages it is
to be attached to, and the journal.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from .core.mail import OutboxUnavailable
from .core.recording import Recorded, leg_in
from .core.words import CallId

log = logging.getLogger(__name__)


class Outbox(Protocol):
    """Raises OutboxUnavailable."""

    async def hasten(self, keys: str, at: datetime) -> None:
        """Messages whose keys begin so and that wait are due now."""

    async def expect_nothing(self, keys: str, at: datetime) -> None:
        """Those that wait for a recording go without it, now."""


class Journal(Protocol):
    async def missing(self, call: CallId, file: str) -> None:
        """The call has no recording, as has turned out.  Raises NotKept."""


class Attendants:
    def __init__(self, outbox: Outbox, journal: Journal, clock: Callable[[], datetime]) -> None:
        self.outbox = outbox
        self.journal = journal
        self.clock = clock
        self.on_mails: Callable[[], None] = lambda: None  # some are due
        self.on_come: Callable[[], None] = lambda: None

    async def come(self, recording: Recorded) -> None:
        """The messages need not wait longer."""
        self.on_come()
        found = leg_in(recording.name)
        if found is None or recording.file is None:
            return
        try:
            await self.outbox.hasten(f"{found[0]}:", self.clock())
        except OutboxUnavailable as error:
            log.error("the mails about call=%s wait a little: %s", found[0], error)
        self.on_mails()

    async def missing(self, recording: Recorded) -> None:
        """Asterisk died before there was any, mostly.  To tell it twice does no harm.  Raises
        NotKept and OutboxUnavailable."""
        found = leg_in(recording.name)
        if found is None or recording.file is None:
            return
        await self.journal.missing(found[0], recording.file)
        await self.outbox.expect_nothing(f"{found[0]}:", self.clock())
        self.on_mails()

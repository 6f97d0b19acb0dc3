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

    async def hasten(self, call: CallId, at: datetime) -> None:
        """The messages about it that wait are due now."""

    async def expect_nothing(self, call: CallId, at: datetime) -> None:
        """The messages about it that wait for a recording go without, now."""


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
        awaited = _awaited(recording)
        if awaited is None:
            return
        call, _ = awaited
        try:
            await self.outbox.hasten(call, self.clock())
        except OutboxUnavailable as error:
            log.error("the mails about call=%s wait a little: %s", call, error)
        self.on_mails()

    async def missing(self, recording: Recorded) -> None:
        """Asterisk died before there was any, mostly.  To tell it twice does no harm.  Raises
        NotKept and OutboxUnavailable."""
        awaited = _awaited(recording)
        if awaited is None:
            return
        call, file = awaited
        await self.journal.missing(call, file)
        await self.outbox.expect_nothing(call, self.clock())
        self.on_mails()


def _awaited(recording: Recorded) -> tuple[CallId, str] | None:
    """Of which call, and in which file; None: it is no call's, or was not worth keeping."""
    found = leg_in(recording.name)
    return None if found is None or recording.file is None else (found[0], recording.file)

"""After a restart of ours, however we ended: the calls that were going on go on.

What is known of them is what was written: the writer gathers for some hundredths of a second, so
the last of the events may be missing, and of a caller who had come in that moment everything.
That does no harm.  What Asterisk lists is the truth and is told to each call once more
(adapters/ari/catching_up): who is up, who sits in which bridge, who is gone.  What a call wanted
done in that moment it decides once more from that, and what cannot be done twice is not:

- a phone that has been created and not dialled is dialled, one that has been dialled is not;
- a phone that nobody has told of, and that is not listed, is created again;
- somebody who has been connected is not asked again whether he accepts;
- a phone that the call does not know of any more is claimed when the call asks for one like it,
  and let go when it does not;
- a caller of whom nothing was written is let in as if he came now (adapters/ari/leftovers).

A call that cannot be rebuilt is journalled as failed; its caller goes on in the dialplan, and two
who talk are left talking.
"""

import logging
from dataclasses import replace
from typing import Protocol

from .core.mail import OutboxMail
from .core.record import Row
from .core.retelling import Rebuilt, Story, rebuilt
from .core.words import CallId, CallOutcome

log = logging.getLogger(__name__)


class History(Protocol):
    async def unfinished(self) -> list[Row]:
        """Calls that have no outcome yet."""

    async def events(self, call: CallId) -> Story | None:
        """None: nothing has been kept of it.  Raises ValueError when it cannot be read."""


class Journal(Protocol):
    def closed(self, row: Row, mails: tuple[OutboxMail, ...]) -> None: ...


class Board(Protocol):
    def take_up(self, rebuilt: Rebuilt, noted: int) -> None:
        """`noted`: how many of its events have been kept."""


class Pbx(Protocol):
    def adopt(self, rebuilt: Rebuilt) -> None: ...


async def take_up(history: History, journal: Journal, board: Board, pbx: Pbx) -> None:
    """Before Asterisk is reached."""
    for row in await history.unfinished():
        call = row.visit.id
        try:
            story = await history.events(call)
            again = rebuilt(story.plan, story.started_at, story.told) if story else None
        except Exception:  # of another version of ours, or our bug: it must not touch the others
            log.exception("call=%s was going on and cannot be rebuilt", call)
            again = story = None
        if story is None or again is None:
            lost = replace(row, outcome=CallOutcome.FAILED, ended_at=row.started_at)
            journal.closed(lost, ())
            continue
        log.warning("call=%s was going on when the application ended, and is taken up", call)
        if again.call.result is None:
            pbx.adopt(again)
        board.take_up(again, noted=len(story.events))

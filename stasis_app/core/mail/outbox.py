"""A message that waits to be sent, and how sending it can fail.

Shared by those who queue, keep and send; knows nothing of what a message says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Attached:
    """A recording, which may come out of Asterisk later than the message is written."""

    file: str  # in the folder of recordings
    name: str  # as whoever gets it sees it
    until: str  # ISO 8601: so long the message waits for it
    instead: str  # what is said without it
    missing: str  # … when there is none, as has turned out
    comes: bool = True  # or is here already

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """Raises KeyError.  Older ones do not tell what is said of a missing one."""
        words = {name: str(payload[name]) for name in ("file", "name", "until", "instead")}
        missing = str(payload.get("missing", words["instead"]))
        return cls(**words, missing=missing, comes=bool(payload.get("comes", True)))


@dataclass(frozen=True, slots=True)
class OutboxMail:
    key: str  # of this message to this recipient: nothing is queued twice under one key
    to: tuple[str, ...]  # one address: each gets a message of his own
    subject: str
    text: str
    html: str
    attached: Attached | None = None

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """From a row of the outbox, as `asdict` and JSON have made it.  Raises Permanent."""
        try:
            to = tuple(str(address) for address in payload["to"])
            key, subject, text, html = (str(payload[name]) for name in _WORDS)
            attached = payload.get("attached")
            recording = None if attached is None else Attached.of(attached)
        except (KeyError, TypeError) as error:
            raise Permanent(f"the outbox holds something that is no mail: {error!r}") from error
        return cls(key, to, subject, text, html, recording)


_WORDS = ("key", "subject", "text", "html")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message."""

    to: str
    done_at: datetime | None
    given_up_at: datetime | None  # neither: it waits
    last_error: str | None


class OutboxUnavailable(Exception):
    """The outbox can be neither read nor written now; says why."""


class Undelivered(Exception):
    """Its text says in plain words what went wrong, on one line and without secrets."""


class Temporary(Undelivered):
    """May well succeed later: nobody there, a full disk, "try again"."""


class Permanent(Undelivered):
    """The same message to the same recipient will be refused again."""

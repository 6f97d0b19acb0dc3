"""What waits to be sent, of whatever kind: kept until it is done or given up.

Knows nothing of what a payload means, nor when to try again.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from stasis_app.core.mail import OutboxMail, OutboxUnavailable
from stasis_app.core.mail.outbox import Delivery
from stasis_app.core.recording import Recorded
from stasis_app.core.words import CallId

from .database import Database
from .dialect import insert_new
from .errors import in_words
from .schema import outbox
from .writer import Change

MAIL = "mail"
RECORDING = "recording"
RECORDING_COMES = timedelta(seconds=5)

_PUT = insert_new(outbox)


def mail_change(mail: OutboxMail, at: datetime) -> Change:
    """With a recording it is due when that has come, or a little later."""
    due = at if mail.attached is None else at + RECORDING_COMES
    return _change(MAIL, mail.key, asdict(mail), at, due)


def recording_change(recording: Recorded, at: datetime) -> Change:
    return _change(RECORDING, recording.name, asdict(recording), at)


def _change(
    kind: str, key: str, payload: Mapping[str, Any], at: datetime, due: datetime | None = None
) -> Change:
    """Due at once, or then.  A key that is there already stays as it is, sent or not."""
    values = {
        "kind": kind,
        "key": key,
        "payload": payload,
        "due": due or at,
        "attempts": 0,
        "created_at": at,
    }
    return Change(_PUT, values)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    due: datetime
    attempts: int  # that have failed
    last_error: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    waiting: int
    oldest_seconds: float | None  # None: nothing waits
    failed: int  # given up


class Outbox:
    """Raises OutboxUnavailable when the database does not work now."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def add(self, kind: str, key: str, payload: Mapping[str, Any], at: datetime) -> None:
        """What belongs to no call; of a call's see journal.py."""
        change = _change(kind, key, payload, at)
        async with _available(), self.database.writing() as connection:
            await connection.execute(change.statement, change.values)

    async def due(self, kind: str, at: datetime, limit: int) -> list[OutboxRow]:
        """The longest due first.  What was queued in the future, and not tried yet, is due too: the
        clock was wrong then, and by how much is not known."""
        asked = {"of_kind": kind, "at": at, "most": limit}
        async with _available(), self.database.reading() as connection:
            found = (await connection.execute(_DUE, asked)).mappings().all()
        return [OutboxRow(**row) for row in found]

    async def of_call(self, call: CallId) -> list[Delivery]:
        """What became of its messages, in the order of writing."""
        query = select(outbox).where(_about(call)).order_by(outbox.c.id)
        async with _available(), self.database.reading() as connection:
            found = (await connection.execute(query)).all()
        return [
            Delivery(", ".join(row.payload["to"]), row.done_at, row.given_up_at, row.last_error)
            for row in found
        ]

    async def done(self, id: int, at: datetime) -> None:
        await self._set(id, done_at=at)

    async def later(self, id: int, due: datetime, error: str) -> None:
        """An attempt has failed."""
        await self._set(id, due=due, attempts=outbox.c.attempts + 1, last_error=error)

    async def hasten(self, call: CallId, at: datetime) -> None:
        """The messages about it that wait are due now."""
        change = update(outbox).where(_about(call), _WAITS).values(due=at)
        async with _available(), self.database.writing() as connection:
            await connection.execute(change)

    async def expect_nothing(self, call: CallId, at: datetime) -> None:
        """The messages about it that wait for a recording go without, now."""
        async with _available(), self.database.writing() as connection:
            for row in await connection.execute(select(outbox).where(_about(call), _WAITS)):
                attached = row.payload.get("attached")
                if attached is not None:
                    payload = {**row.payload, "attached": {**attached, "comes": False}}
                    change = update(outbox).where(outbox.c.id == row.id)
                    await connection.execute(change.values(payload=payload, due=at))

    async def given_up(self, id: int, at: datetime, error: str) -> None:
        await self._set(id, given_up_at=at, attempts=outbox.c.attempts + 1, last_error=error)

    async def counts(self, at: datetime) -> OutboxCounts:
        waiting = select(func.count(), func.min(outbox.c.created_at)).where(_WAITS)
        failed = select(func.count()).where(outbox.c.given_up_at.is_not(None))
        async with _available(), self.database.reading() as connection:
            count, oldest = (await connection.execute(waiting)).one()
            given_up = await connection.scalar(failed) or 0
        seconds = None if oldest is None else max(0.0, (at - oldest) / timedelta(seconds=1))
        return OutboxCounts(count, seconds, given_up)

    async def _set(self, id: int, **values: object) -> None:
        """What is done or given up stays so."""
        change = update(outbox).where(outbox.c.id == id, _WAITS).values(values)
        async with _available(), self.database.writing() as connection:
            await connection.execute(change)


def _about(call: CallId) -> ColumnElement[bool]:
    """Its messages, one to each recipient: core.mail gives them their keys."""
    return (outbox.c.kind == MAIL) & outbox.c.key.startswith(f"{call}:", autoescape=True)


_WAITS = outbox.c.done_at.is_(None) & outbox.c.given_up_at.is_(None)
_CAME = outbox.c.due <= bindparam("at")
_CLOCK_WAS_SET_BACK = (outbox.c.created_at > bindparam("at")) & (outbox.c.attempts == 0)
_DUE = (
    select(*(outbox.c[field.name] for field in fields(OutboxRow)))
    .where(outbox.c.kind == bindparam("of_kind"), _WAITS, _CAME | _CLOCK_WAS_SET_BACK)
    .order_by(outbox.c.due, outbox.c.id)
    .limit(bindparam("most"))
)


@asynccontextmanager
async def _available() -> AsyncIterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise OutboxUnavailable(in_words(error)) from error

"""An outbox in memory, which behaves as the database's; it can be out of order, too."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from stasis_app.core.mail import OutboxMail, OutboxUnavailable


@dataclass
class FakeRow:
    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    due: datetime
    created_at: datetime
    attempts: int = 0
    last_error: str | None = None
    done_at: datetime | None = None
    given_up_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return self.done_at is None and self.given_up_at is None

    def is_due(self, at: datetime) -> bool:
        set_back = self.created_at > at and not self.attempts
        return self.waits and (self.due <= at or set_back)


class FakeOutbox:
    def __init__(self) -> None:
        self.rows: list[FakeRow] = []
        self.readable = True
        self.writable = True
        self.reading_seconds = 0.0

    def queue(self, mail: OutboxMail, at: datetime) -> None:
        self.add("mail", mail.key, json.loads(json.dumps(asdict(mail))), at)

    def add(self, kind: str, key: str, payload: Mapping[str, Any], at: datetime) -> None:
        """A key that is there already stays as it is."""
        if all(row.key != key for row in self.rows):
            self.rows.append(FakeRow(len(self.rows) + 1, kind, key, payload, at, at))

    async def due(self, kind: str, at: datetime, limit: int) -> list[FakeRow]:
        if not self.readable:
            raise OutboxUnavailable("database is locked")
        due = [row for row in self.rows if row.kind == kind and row.is_due(at)]
        found = sorted(due, key=lambda row: (row.due, row.id))[:limit]
        await asyncio.sleep(self.reading_seconds)
        return found

    async def done(self, id: int, at: datetime) -> None:
        self._row(id).done_at = at

    async def later(self, id: int, due: datetime, error: str) -> None:
        row = self._row(id)
        row.due = due
        row.attempts += 1
        row.last_error = error

    async def given_up(self, id: int, at: datetime, error: str) -> None:
        row = self._row(id)
        row.given_up_at = at
        row.attempts += 1
        row.last_error = error

    def _row(self, id: int) -> FakeRow:
        if not self.writable:
            raise OutboxUnavailable("disk is full")
        return self.rows[id - 1]

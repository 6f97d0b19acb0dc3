"""What the journal has about calls, read back as it was told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, or_, select

from stasis_app.core.call.transfers import Transfer
from stasis_app.core.codec import decode_event, decode_plan
from stasis_app.core.limits import OnLine, is_outside
from stasis_app.core.plan import Identity, Visit, Why
from stasis_app.core.record import Cause, LegRow, Row
from stasis_app.core.retelling import Noted, Story
from stasis_app.core.settings import Settings
from stasis_app.core.words import CallId, CallOutcome, LegOutcome, Mode, Reason, Role

from .database import Database
from .schema import call_events, calls, legs


class History:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def calls(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        department: str | None = None,
        outcome: CallOutcome | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        """Begun in [since, until), the newest last; of more than `limit` the newest."""
        wanted: list[ColumnElement[bool]] = []
        if since is not None:
            wanted.append(calls.c.started_at >= since)
        if until is not None:
            wanted.append(calls.c.started_at < until)
        if department is not None:
            wanted.append(calls.c.department == department)
        if outcome is not None:
            wanted.append(calls.c.outcome == outcome)
        return await self._rows(wanted, limit)

    async def call(self, id: CallId) -> Row | None:
        found = await self._rows([calls.c.id == id])
        return found[0] if found else None

    async def lines(self, since: datetime, settings: Settings) -> list[OnLine]:
        """Of the phones outside that were on the line until then or later, in calls that are over;
        those that ended first in front."""
        query = (
            select(legs.c.number, legs.c.answered_at, legs.c.ended_at)
            .where(legs.c.answered_at.is_not(None), legs.c.ended_at > since)
            .order_by(legs.c.ended_at)
        )
        async with self.database.reading() as connection:
            found = (await connection.execute(query)).all()
        return [
            OnLine(row.answered_at, row.ended_at)
            for row in found
            if is_outside(row.number, settings)
        ]

    async def named(self, text: str, most: int) -> list[CallId]:
        """By its whole id, else those whose ids begin so: the newest first."""
        newest = select(calls.c.id).order_by(calls.c.started_at.desc(), calls.c.id.desc())
        async with self.database.reading() as connection:
            whole = await connection.scalars(newest.where(calls.c.id == text))
            if found := [CallId(id) for id in whole]:
                return found
            begin = newest.where(calls.c.id.startswith(text, autoescape=True)).limit(most)
            return [CallId(id) for id in await connection.scalars(begin)]

    async def unfinished(self) -> list[Row]:
        """Calls that go on; at the start: those a crash has left."""
        return await self._rows([calls.c.outcome.is_(None)])

    async def recent_entries(self, since: datetime) -> list[CallId]:
        """Begun since then, ended since then or going on: their channels may come in again."""
        times = calls.c.started_at, calls.c.ended_at
        query = select(calls.c.id).where(
            or_(*(time >= since for time in times), calls.c.ended_at.is_(None))
        )
        async with self.database.reading() as connection:
            return [CallId(id) for id in await connection.scalars(query)]

    async def events(self, call: CallId) -> Story | None:
        """None: nothing has been kept of it.  Raises ValueError: it cannot be understood."""
        query = select(call_events).where(call_events.c.call == call).order_by(call_events.c.number)
        async with self.database.reading() as connection:
            found = (await connection.execute(query)).all()
        if not found or found[0].number != 0:
            return None
        first, *later = found
        events = (Noted(row.number, row.at, decode_event(row.payload)) for row in later)
        return Story(decode_plan(first.payload), first.at, tuple(events))

    async def _rows(
        self, wanted: Sequence[ColumnElement[bool]], limit: int | None = None
    ) -> list[Row]:
        newest = (
            select(calls)
            .where(*wanted)
            .order_by(calls.c.started_at.desc(), calls.c.id.desc())
            .limit(limit)
        )
        ids = newest.with_only_columns(calls.c.id).subquery()
        theirs = (
            select(legs).where(legs.c.call.in_(select(ids))).order_by(legs.c.call, legs.c.position)
        )
        async with self.database.reading() as connection:
            rows = (await connection.execute(newest)).mappings().all()
            found = (await connection.execute(theirs)).mappings().all()
        of_call = {
            call: tuple(map(_leg, own)) for call, own in groupby(found, lambda leg: leg["call"])
        }
        return [_row(row, of_call.get(row["id"], ())) for row in reversed(rows)]


def _row(row: RowMapping, own: tuple[LegRow, ...]) -> Row:
    outcome, reason = row["outcome"], row["reason"]
    visit = Visit(
        id=CallId(row["id"]),
        department=row["department"],
        title=row["title"],
        did=row["did"],
        caller=Identity(row["caller"], row["caller_name"]),
        shown=Identity(row["shown"], row["shown_name"]),
        language=row["language"],
    )
    mode = row["mode"]
    why = Why(
        mode=Mode(mode) if mode is not None else None,
        shift=row["shift"],
        date=row["shift_date"],
        source=row["source"],
        version=row["version"],
        cells=tuple(row["cells"]),
        issues=tuple(row["issues"]),
    )
    return Row(
        visit=visit,
        why=why,
        outcome=CallOutcome(outcome) if outcome is not None else None,
        started_at=row["started_at"],
        answered_at=row["answered_at"],
        ended_at=row["ended_at"],
        answered_by=row["answered_by"],
        recording=row["recording"],
        recording_removed_at=row["recording_removed_at"],
        legs=own,
        transfers=tuple(map(_transfer, row["transfers"] or ())),
        reason=Reason(reason) if reason is not None else None,
    )


def _transfer(data: Mapping[str, Any]) -> Transfer:
    call = CallId(data["call"]) if data["call"] is not None else None
    return Transfer(datetime.fromisoformat(data["at"]), data["by"], data["to"], call)


def _leg(row: RowMapping) -> LegRow:
    q850, sip, outcome = row["q850"], row["sip"], row["outcome"]
    return LegRow(
        name=row["name"],
        number=row["number"],
        email=row["email"],
        role=Role(row["role"]),
        dialled_at=row["dialled_at"],
        answered_at=row["answered_at"],
        ended_at=row["ended_at"],
        outcome=LegOutcome(outcome) if outcome is not None else None,
        cause=Cause(q850, sip) if q850 is not None or sip is not None else None,
        forwarded_to=row["forwarded_to"],
    )

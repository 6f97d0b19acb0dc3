"""A call's row, legs, events and mails, put down while it goes on; nobody waits for the disk.

The plan is event number 0.  Everything is encoded at once, so that what cannot be told spoils its
own call and not the queue.  Reading it back: history.py.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from stasis_app.core.call.transfers import Transfer
from stasis_app.core.codec import encode
from stasis_app.core.events import Event
from stasis_app.core.mail import OutboxMail
from stasis_app.core.plan import Plan
from stasis_app.core.record import LegRow, Row
from stasis_app.core.trunk_refusals import TrunkRefusal
from stasis_app.core.words import CallId

from .dialect import insert_new, put
from .outbox import mail_change, recording_change
from .refusals import refusal_change
from .schema import call_events, calls, legs
from .writer import Change, Writer

log = logging.getLogger(__name__)

_OPEN_CALL = insert_new(calls)  # a repeated one must not open again what has been closed
_PUT_CALL = put(calls)
_PUT_LEG = put(legs)
_PUT_EVENT = insert_new(call_events)


class Journal:
    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.on_mails: Callable[[], None] = lambda: None  # some have come into the outbox
        self.on_recordings: Callable[[], None] = lambda: None  # likewise
        self._unopened: set[CallId] = set()  # too much waited; there will be the row they end with

    def opened(self, plan: Plan, row: Row) -> None:
        opening = Change(_OPEN_CALL, _call_values(row))
        if not self.writer.put(opening, _event(row.visit.id, 0, row.started_at, plan), detail=True):
            self._unopened.add(row.visit.id)

    def noted(self, call: CallId, number: int, at: datetime, event: Event) -> None:
        """Numbers begin at 1."""
        if call not in self._unopened:
            self.writer.put(_event(call, number, at, event), detail=True)

    def closed(self, row: Row, mails: tuple[OutboxMail, ...]) -> None:
        """All of it in one transaction.  A mail whose key is there already is not queued again."""
        self._unopened.discard(row.visit.id)
        at = row.ended_at or row.started_at
        queued = [recording_change(each, at) for each in row.recordings]
        queued += [mail_change(mail, at) for mail in mails]

        def after() -> None:
            if mails:
                self.on_mails()
            if row.recordings:
                self.on_recordings()

        if not self.writer.put(*row_changes(row), *queued, after=after):
            log.error("call=%s has no row in the journal; it ended: %s", row.visit.id, row.outcome)

    def mailed(self, mails: tuple[OutboxMail, ...], at: datetime) -> None:
        """While the call goes on; a key that is there already is not queued again."""
        self.writer.put(*(mail_change(mail, at) for mail in mails), after=self.on_mails)

    def trunk_refused(self, refusal: TrunkRefusal, mails: tuple[OutboxMail, ...]) -> None:
        """Both in one transaction."""
        queued = (mail_change(mail, refusal.at) for mail in mails)
        after = self.on_mails if mails else None
        self.writer.put(refusal_change(refusal), *queued, after=after)


def row_changes(row: Row) -> list[Change]:
    """The row as it stands; of its legs none ever goes."""
    call = row.visit.id
    theirs = (
        Change(_PUT_LEG, {"call": call, "position": position, **_leg_values(leg)})
        for position, leg in enumerate(row.legs)
    )
    return [Change(_PUT_CALL, _call_values(row)), *theirs]


def _event(call: CallId, number: int, at: datetime, what: Plan | Event) -> Change:
    values = {"call": call, "number": number, "at": at, "payload": encode(what)}
    return Change(_PUT_EVENT, values)


def _call_values(row: Row) -> dict[str, Any]:
    visit = row.visit
    return {
        "id": visit.id,
        "department": visit.department,
        "title": visit.title,
        "did": visit.did,
        "caller": visit.caller.number,
        "caller_name": visit.caller.name,
        "shown": visit.shown.number,
        "shown_name": visit.shown.name,
        "language": visit.language,
        "mode": row.why.mode,
        "shift": row.why.shift,
        "shift_date": row.why.date,
        "source": row.why.source,
        "version": row.why.version,
        "cells": list(row.why.cells),
        "issues": list(row.why.issues),
        "outcome": row.outcome,
        "started_at": row.started_at,
        "answered_at": row.answered_at,
        "ended_at": row.ended_at,
        "answered_by": row.answered_by,
        "transfers": [_transfer_values(each) for each in row.transfers],
        "reason": row.reason,
        "recording": row.recording,
        "recording_removed_at": row.recording_removed_at,
    }


def _transfer_values(transfer: Transfer) -> dict[str, Any]:
    at = transfer.at.astimezone(UTC).isoformat()
    return {"at": at, "by": transfer.by, "to": transfer.to, "call": transfer.call}


def _leg_values(leg: LegRow) -> dict[str, Any]:
    return {
        "name": leg.name,
        "number": leg.number,
        "email": leg.email,
        "role": leg.role,
        "dialled_at": leg.dialled_at,
        "answered_at": leg.answered_at,
        "ended_at": leg.ended_at,
        "outcome": leg.outcome,
        "q850": leg.cause.q850 if leg.cause else None,
        "sip": leg.cause.sip if leg.cause else None,
        "forwarded_to": leg.forwarded_to,
    }

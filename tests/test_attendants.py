"""When a recording has come, or will not: what the messages that wait for it and the journal do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.adapters.store.journal import Journal
from stasis_app.adapters.store.outbox import MAIL, Outbox
from stasis_app.adapters.store.recordings import Recordings
from stasis_app.adapters.store.writer import Writer
from stasis_app.attendants import Attendants
from stasis_app.core.mail import OutboxMail
from stasis_app.core.mail.outbox import Attached
from stasis_app.core.record import Row
from stasis_app.core.recording import Recorded, name_of
from stasis_app.core.words import CALLER, CallId, CallOutcome

from .adapters.store.nights import over, plan

FILE = "2026-11-21/otdel1-172005Z-call-1-message.wav"
ROW = replace(over(plan("call-1")), recording=FILE, outcome=CallOutcome.VOICEMAIL)
assert ROW.ended_at is not None
ENDED = ROW.ended_at
OTHER = replace(over(plan("call-2")), recording=f"{FILE}2", outcome=CallOutcome.VOICEMAIL)
TALK = replace(over(plan("call-3")), recording=f"{FILE}3")
MESSAGE = Recorded(name_of(CallId("call-1"), CALLER), FILE)
UNTIL = (ENDED + timedelta(minutes=15)).isoformat()
ATTACHED = Attached(FILE, "message.wav", UNTIL, instead="not yet", missing="none")


def mail(call: str, attached: Attached | None) -> OutboxMail:
    address = f"{'with' if attached else 'without'}@example.com"
    return OutboxMail(f"{call}:{address}", (address,), "a message", "text", "<p>text", attached)


OLDER = {"key": "", "to": [], "subject": "", "text": "", "html": ""}  # before there were recordings


@dataclass
class Store:
    attendants: Attendants
    outbox: Outbox
    history: History

    async def due(self, seconds: float) -> dict[str, OutboxMail]:
        """So many after the end of the call."""
        rows = await self.outbox.due(MAIL, ENDED + timedelta(seconds=seconds), 10)
        return {row.key: OutboxMail.of(row.payload) for row in rows}

    async def row(self, call: CallId) -> Row:
        found = await self.history.call(call)
        assert found is not None
        return found


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with await Database.open(tmp_path / "database", write=True) as database:
        writer = Writer(database)
        journal = Journal(writer)
        journal.closed(ROW, (mail("call-1", ATTACHED), mail("call-1", None)))
        journal.closed(OTHER, (mail("call-2", replace(ATTACHED, file=f"{FILE}2")),))
        journal.closed(TALK, ())
        await writer.flush()
        outbox = Outbox(database)
        attendants = Attendants(outbox, Recordings(database), lambda: ENDED)
        yield Store(attendants, outbox, History(database))


async def test_a_message_waits_a_little_for_its_recording(store: Store) -> None:
    assert list(await store.due(4.9)) == ["call-1:without@example.com"]
    assert "call-1:with@example.com" in await store.due(5)


async def test_one_that_has_come_is_waited_for_no_longer(store: Store) -> None:
    woken: list[str] = []
    store.attendants.on_come = lambda: woken.append("sweeper")
    store.attendants.on_mails = lambda: woken.append("courier")
    await store.attendants.come(MESSAGE)
    due = await store.due(0)
    assert sorted(due) == ["call-1:with@example.com", "call-1:without@example.com"]
    assert due["call-1:with@example.com"].attached == ATTACHED
    assert woken == ["sweeper", "courier"]
    assert (await store.row(ROW.visit.id)).recording == FILE


async def test_of_one_that_will_not_come_everybody_is_told_at_once(store: Store) -> None:
    """A message that nobody can hear is a missed call."""
    woken: list[str] = []
    store.attendants.on_mails = lambda: woken.append("courier")
    for _ in range(2):  # killed in between
        await store.attendants.missing(MESSAGE)
        due = await store.due(0)
        assert sorted(due) == ["call-1:with@example.com", "call-1:without@example.com"]
        assert due["call-1:with@example.com"].attached == replace(ATTACHED, comes=False)
        assert due["call-1:without@example.com"] == mail("call-1", None)
        row = await store.row(ROW.visit.id)
        assert (row.recording, row.outcome) == (None, CallOutcome.MISSED)
    assert woken == ["courier", "courier"]
    other = await store.row(OTHER.visit.id)
    assert (other.recording, other.outcome) == (f"{FILE}2", CallOutcome.VOICEMAIL)


async def test_what_was_queued_before_there_were_recordings_stays_as_it_is(store: Store) -> None:
    await store.outbox.add(MAIL, "call-1:older", OLDER, ENDED)
    await store.attendants.missing(MESSAGE)
    [older] = [row for row in await store.outbox.due(MAIL, ENDED, 10) if row.key == "call-1:older"]
    assert older.payload == OLDER


async def test_a_talk_remains_a_talk(store: Store) -> None:
    await store.attendants.missing(Recorded("call-3.r1", f"{FILE}3"))
    row = await store.row(TALK.visit.id)
    assert (row.recording, row.outcome) == (None, CallOutcome.ANSWERED)


@pytest.mark.parametrize("nobodys", [Recorded("music", FILE), Recorded("call-1.r0", None)])
async def test_what_nobody_waits_for_is_passed_over(store: Store, nobodys: Recorded) -> None:
    await store.attendants.missing(nobodys)
    await store.attendants.come(nobodys)
    assert list(await store.due(0)) == ["call-1:without@example.com"]
    assert (await store.row(ROW.visit.id)).recording == FILE

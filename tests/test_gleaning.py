"""Recordings that were left in Asterisk are fetched all the same."""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stasis_app.core.call.call import Call
from stasis_app.core.mail import OutboxUnavailable
from stasis_app.core.record import Row, row_of
from stasis_app.core.words import CallId
from stasis_app.gleaning import Gleaner

from .night.world import EVENING
from .people import VISIT, plan
from .virtual_time import virtual_time

OURS = f"{VISIT.id}.r0"
TALK = f"{VISIT.id}.r1"
TALK_FILE = "2026-03-02/otdel1-200000Z-1700000000.1-talk.wav"
FILE = "2026-03-02/otdel1-200000Z-1700000000.1-message.wav"


class Room:
    """Asterisk, the journal and the outbox in one."""

    def __init__(self) -> None:
        self.names = [OURS]
        self.going_on: set[CallId] = set()
        self.queued: list[tuple[str, str, Mapping[str, Any]]] = []
        self.told: list[tuple[CallId, str]] = []
        self.trouble: Exception | None = None
        self.woken = 0

    async def stored(self) -> list[str]:
        if self.trouble:
            raise self.trouble
        return self.names

    async def call(self, id: CallId) -> Row | None:
        call = Call(plan())
        call.start(EVENING)
        return row_of(call) if id == VISIT.id else None

    async def add(self, kind: str, key: str, payload: Mapping[str, Any], at: datetime) -> None:
        self.queued.append((kind, key, payload))

    async def found(self, call: CallId, file: str) -> None:
        self.told.append((call, file))

    def wake(self) -> None:
        self.woken += 1


async def gleaned(room: Room, *, looks: int = 1) -> None:
    gleaner = Gleaner(room, room, room, room, room.going_on.__contains__, lambda: EVENING)
    gleaner.on_found = room.wake
    running = asyncio.create_task(gleaner.run())
    for _ in range(looks):
        gleaner.look()
        await asyncio.sleep(1)
        room.trouble = None
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@virtual_time
async def test_one_of_a_call_that_is_over_is_queued() -> None:
    room = Room()
    await gleaned(room)
    assert room.queued == [("recording", OURS, {"name": OURS, "file": FILE})]
    assert room.woken == 1
    assert room.told == [], "silence may be no message"


@virtual_time
async def test_of_a_talk_the_journal_is_told_too() -> None:
    room = Room()
    room.names = [TALK]
    await gleaned(room)
    assert room.queued == [("recording", TALK, {"name": TALK, "file": TALK_FILE})]
    assert room.told == [(VISIT.id, TALK_FILE)]


@virtual_time
async def test_one_of_a_call_that_goes_on_is_left() -> None:
    room = Room()
    room.going_on.add(VISIT.id)
    await gleaned(room)
    assert room.queued == []


@virtual_time
async def test_those_of_others_are_left() -> None:
    room = Room()
    room.names = ["meeting-2026", "1700000000.9.r0", "x"]
    await gleaned(room)
    assert room.queued == []


@virtual_time
async def test_what_fails_is_tried_the_next_time() -> None:
    for trouble in (TimeoutError("no reply"), OutboxUnavailable("locked")):
        room = Room()
        room.trouble = trouble
        await gleaned(room, looks=2)
        assert len(room.queued) == 1

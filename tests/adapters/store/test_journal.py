"""What is told about a call is read back as it was told."""

import asyncio
import tempfile
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.adapters.store.outbox import MAIL
from stasis_app.core.limits import OnLine
from stasis_app.core.mail import OutboxMail
from stasis_app.core.plan import Identity
from stasis_app.core.record import Cause, Row
from stasis_app.core.retelling import Noted, Story
from stasis_app.core.words import CallId, CallOutcome
from tests.company import COMPANY

from .conftest import Store, real
from .nights import EVENTS, NIGHT, after, going_on, mail, over, plan

ONE = CallId("1700000000.1")


async def test_a_call_that_goes_on_is_in_the_journal(store: Store) -> None:
    store.journal.opened(plan(), going_on(plan()))
    await store.written()
    assert await store.history.calls() == [going_on(plan())]
    assert await store.history.unfinished() == [going_on(plan())]
    assert await store.history.call(ONE) == going_on(plan())
    assert await store.history.call(CallId("another")) is None


async def test_a_call_that_is_over_with_its_legs(store: Store) -> None:
    store.journal.opened(plan(), going_on(plan()))
    await store.written()
    store.journal.closed(over(plan()), ())
    await store.written()
    assert await store.history.calls() == [over(plan())]
    assert await store.history.unfinished() == []


async def test_how_long_phones_outside_were_on_the_line(database: Database) -> None:
    store = real(database)
    leg, _ = over(plan()).legs
    inside, nobodys = replace(leg, number="101"), replace(leg, number=None)
    missed = replace(leg, answered_at=None)
    store.journal.closed(replace(over(plan()), legs=(inside, leg, nobodys, missed)), ())
    await store.written()
    assert leg.answered_at is not None and leg.ended_at is not None
    history = History(database)
    before = leg.ended_at - timedelta(seconds=1)
    assert await history.lines(before, COMPANY) == [OnLine(leg.answered_at, leg.ended_at)]
    assert await history.lines(leg.ended_at, COMPANY) == []


async def test_told_twice_it_is_kept_once(store: Store) -> None:
    for _ in range(2):
        store.journal.opened(plan(), going_on(plan()))
        store.journal.noted(ONE, 1, after(1), EVENTS[0])
        store.journal.closed(over(plan()), (mail(),))
        await store.written()
    assert await store.history.calls() == [over(plan())]
    story = await store.history.events(ONE)
    assert story is not None
    assert len(story.events) == 1
    assert len(await store.outbox.due(MAIL, after(1000), 10)) == 1


async def test_an_opening_that_comes_late_opens_nothing_again(store: Store) -> None:
    store.journal.closed(over(plan()), ())
    store.journal.opened(plan(), going_on(plan()))
    await store.written()
    assert await store.history.calls() == [over(plan())]


async def test_the_events_of_a_call_in_their_order(store: Store) -> None:
    store.journal.opened(plan(), going_on(plan()))
    for number, event in enumerate(EVENTS, start=1):
        store.journal.noted(ONE, number, after(number), event)
    await store.written()
    told = tuple(Noted(n, after(n), event) for n, event in enumerate(EVENTS, start=1))
    assert await store.history.events(ONE) == Story(plan(), NIGHT, told)
    assert await store.history.events(CallId("another")) is None


async def test_its_mails_are_queued_with_it(store: Store) -> None:
    store.journal.opened(plan(), going_on(plan()))
    store.journal.closed(over(plan()), (mail("a"), mail("b")))
    await store.written()
    due = await store.outbox.due(MAIL, after(75), 10)
    assert [OutboxMail.of(row.payload) for row in due] == [mail("a"), mail("b")]
    assert {row.due for row in due} == {after(75)}


async def test_chosen_by_time_department_and_outcome_the_newest_last(store: Store) -> None:
    for minute in range(6):
        call = plan(f"call-{minute}", "otdel1" if minute % 2 else "otdel2")
        outcome = CallOutcome.MISSED if minute == 5 else CallOutcome.ANSWERED
        store.journal.opened(call, going_on(call, after(minute * 60)))
        store.journal.closed(over(call, after(minute * 60), outcome), ())
    await store.written()

    async def ids(**wanted: Any) -> str:
        return "".join(row.visit.id[-1] for row in await store.history.calls(**wanted))

    assert await ids() == "012345"
    assert await ids(since=after(60), until=after(180)) == "12"
    assert await ids(department="otdel1") == "135"
    assert await ids(outcome=CallOutcome.MISSED) == "5"
    assert await ids(limit=2) == "45"
    assert await ids(limit=0) == ""
    assert await ids(department="otdel2", limit=2) == "24"
    assert await ids(department="otdel3") == ""


async def test_the_channels_that_may_come_in_again(store: Store) -> None:
    long_ago, since = after(-9000), after(-3600)
    for name in ("gone", "long", "open", "new"):
        began = NIGHT if name == "new" else long_ago
        store.journal.opened(plan(name), going_on(plan(name), began))
    store.journal.closed(over(plan("gone"), long_ago), ())
    store.journal.closed(replace(over(plan("long"), long_ago), ended_at=NIGHT), ())
    await store.written()
    assert sorted(await store.history.recent_entries(since)) == ["long", "new", "open"]


async def test_a_name_that_no_database_takes_does_no_harm(database: Database) -> None:
    store = real(database)
    stranger = Identity("+7\0999", "\ud83d nobody")
    hostile = replace(plan(), visit=replace(plan().visit, caller=stranger, shown=stranger))
    store.journal.opened(hostile, going_on(hostile))
    store.journal.closed(over(hostile), ())
    await store.written()
    [row] = await store.history.calls()
    assert row.visit.caller == Identity("+7?999", "? nobody")
    story = await store.history.events(ONE)
    assert story is not None
    assert story.plan == hostile


INSTANTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 (hypothesis wants them without a zone)
    datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Of a type, whatever fields it may get some day."""
    kind = getattr(kind, "__supertype__", kind)
    if kind is str:
        return WORDS
    if kind is datetime:
        return INSTANTS
    if isinstance(kind, UnionType) or get_origin(kind) is Union:
        return st.one_of(*map(anything, get_args(kind)))
    if get_origin(kind) is tuple:
        return st.lists(anything(get_args(kind)[0]), max_size=3).map(tuple)
    if kind is Cause:
        return st.builds(Cause, st.integers(1, 127), st.none() | st.integers(100, 699))
    if kind is int:
        return st.integers(0, 2**31 - 1)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return st.builds(kind, **{each.name: anything(hints[each.name]) for each in fields(kind)})
    assert kind is NoneType or issubclass(kind, Enum | object)
    return st.from_type(kind)


@given(st.lists(anything(Row), max_size=12, unique_by=lambda row: row.visit.id))
@settings(max_examples=20, deadline=None)
def test_every_row_comes_back_as_it_was(rows: list[Row]) -> None:
    async def kept() -> list[Row]:
        with tempfile.TemporaryDirectory() as folder:
            async with await Database.open(Path(folder) / "a.db", write=True) as database:
                store = real(database)
                for row in rows:
                    store.journal.closed(row, ())
                await store.written()
                return await store.history.calls()

    assert asyncio.run(kept()) == sorted(rows, key=lambda row: (row.started_at, row.visit.id))

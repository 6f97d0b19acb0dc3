"""What waits to be sent comes out when it is due, until it is done or given up."""

import pytest
from sqlalchemy import text

from stasis_app.adapters.store.outbox import MAIL, Outbox, OutboxCounts, OutboxRow
from stasis_app.core.mail import OutboxUnavailable
from tests.fakes_store import FakeOutbox

from .conftest import Store
from .nights import NIGHT, after

PAYLOAD = {"to": ["a@example.com"], "subject": "Тревога"}


async def keys(store: Store, seconds: float, limit: int = 10) -> list[str]:
    return [row.key for row in await store.outbox.due(MAIL, after(seconds), limit)]


async def test_what_comes_in_is_due_at_once(store: Store) -> None:
    await store.outbox.add(MAIL, "one", PAYLOAD, NIGHT)
    assert await store.outbox.due(MAIL, NIGHT, 10) == [
        OutboxRow(1, MAIL, "one", PAYLOAD, NIGHT, 0, None, NIGHT)
    ]
    assert await store.outbox.due("webhook", NIGHT, 10) == []


async def test_nothing_is_queued_twice_under_one_key(store: Store) -> None:
    await store.outbox.add(MAIL, "one", PAYLOAD, NIGHT)
    [row] = await store.outbox.due(MAIL, NIGHT, 10)
    await store.outbox.add(MAIL, "one", {"to": []}, after(1))
    assert await store.outbox.due(MAIL, after(1), 10) == [row]
    await store.outbox.done(row.id, after(2))
    await store.outbox.add(MAIL, "one", PAYLOAD, after(3))
    assert await keys(store, 4) == []


async def test_the_longest_due_comes_first(store: Store) -> None:
    for key in ("a", "b", "c"):
        await store.outbox.add(MAIL, key, PAYLOAD, NIGHT)
    [first, *_] = await store.outbox.due(MAIL, NIGHT, 1)
    assert first.key == "a"
    await store.outbox.later(first.id, after(60), "451 try again")
    assert await keys(store, 59) == ["b", "c"]
    assert await keys(store, 60) == ["b", "c", "a"]
    assert await keys(store, 60, limit=2) == ["b", "c"]


async def test_when_the_clock_is_set_back_nothing_waits_until_it_has_caught_up(
    store: Store,
) -> None:
    await store.outbox.add(MAIL, "one", PAYLOAD, after(3600))
    assert await keys(store, 0) == ["one"]
    await store.outbox.later(1, after(30), "nobody there")
    assert await keys(store, 29) == []  # not again and again, until it is given up
    assert await keys(store, 30) == ["one"]


async def test_a_failed_attempt_is_counted_and_told(store: Store) -> None:
    await store.outbox.add(MAIL, "one", PAYLOAD, NIGHT)
    await store.outbox.later(1, after(30), "nobody there")
    await store.outbox.later(1, after(90), "451 try again")
    [row] = await store.outbox.due(MAIL, after(90), 10)
    assert (row.attempts, row.last_error, row.due) == (2, "451 try again", after(90))
    assert row.created_at == NIGHT


async def test_what_is_done_or_given_up_stays_so(store: Store) -> None:
    for key in ("sent", "refused", "waits"):
        await store.outbox.add(MAIL, key, PAYLOAD, NIGHT)
    await store.outbox.done(1, after(1))
    await store.outbox.given_up(2, after(1), "550 no such user")
    await store.outbox.later(1, after(2), "too late")
    await store.outbox.later(2, after(2), "too late")
    await store.outbox.given_up(1, after(2), "too late")
    await store.outbox.done(2, after(2))
    await store.outbox.done(99, after(2))
    assert await keys(store, 1000) == ["waits"]
    assert await store.outbox.counts(after(90)) == OutboxCounts(1, 90.0, 1)


async def test_counts_of_an_empty_one(store: Store) -> None:
    assert await store.outbox.counts(NIGHT) == OutboxCounts(0, None, 0)


async def test_a_broken_database_is_said_so(store: Store) -> None:
    await store.outbox.add(MAIL, "one", PAYLOAD, NIGHT)
    await break_down(store.outbox)
    for asked in (
        store.outbox.add(MAIL, "two", PAYLOAD, NIGHT),
        store.outbox.due(MAIL, NIGHT, 10),
        store.outbox.done(1, NIGHT),
        store.outbox.later(1, NIGHT, "451 try again"),
        store.outbox.given_up(1, NIGHT, "550 no such user"),
        store.outbox.counts(NIGHT),
    ):
        with pytest.raises(OutboxUnavailable):
            await asked


async def break_down(outbox: Outbox | FakeOutbox) -> None:
    if isinstance(outbox, FakeOutbox):
        outbox.unavailable = True
        return
    async with outbox.database.writing() as connection:
        await connection.execute(text("DROP TABLE outbox"))

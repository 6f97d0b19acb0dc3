"""The mirror comes back as it was pulled, and a pull is kept whole or not at all."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from stasis_app.adapters.store.mirror import MirrorStore
from stasis_app.core.keeping import NotKept
from stasis_app.core.mail import OutboxMail
from stasis_app.core.mirror import (
    Candidate,
    Change,
    Content,
    PullRecord,
    Reported,
    Stored,
    VersionRow,
)
from stasis_app.core.workbook import Rows
from tests.fakes_store import FakeMirrorStore

from .conftest import Store
from .nights import NIGHT, after

SHEETS: dict[str, Rows] = {
    "Otdel1": [[], ["Утро", None, True], [1, 2.0, 2.5, "10:00-14:59", "  Петров "]],
    "Otdel1Staff": [["Изюмов Флорентий", 89991234501, "a\nb"]],
    "Empty": [],
}
CHANGES = (Change("Otdel1!C17", "Сабитов", "Изюмов"), Change("Otdel1!C9", None, "0"))


def content(
    version: int, department: str = "otdel1", changes: tuple[Change, ...] = CHANGES
) -> Content:
    """Pulled a minute before it is active; the hour of its version."""
    hour = version * 3600
    return Content(
        department, version, after(hour - 60), after(hour), f"print-{version}", SHEETS, changes
    )


def pull(*contents: Content, at: float = 0) -> PullRecord:
    return PullRecord(after(at), contents, (), frozenset())


async def test_nothing_has_been_pulled(store: Store) -> None:
    assert await store.mirror.load_mirror(NIGHT) == Stored((), 0, None)
    assert await store.mirror.versions() == ()
    assert await store.mirror.changes_of(1) is None


async def test_it_comes_back_as_it_was(store: Store) -> None:
    first, second = content(1, "otdel2", ()), content(1)
    await store.mirror.keep_pull(pull(first, second, at=3600))
    stored = await store.mirror.load_mirror(NIGHT)
    assert stored == Stored((second, first), 1, after(3600))
    cells = [cell for row in stored.contents[0].sheets["Otdel1"] for cell in row]
    assert [type(cell) for cell in cells[2:6]] == [bool, int, float, float]


async def test_only_what_may_still_be_asked_for_is_loaded(store: Store) -> None:
    for version in (1, 2, 4):
        await store.mirror.keep_pull(pull(content(version)))
    await store.mirror.keep_pull(pull(content(3, "otdel2")))
    await store.mirror.keep_pull(pull(content(5, "otdel2")))

    async def loaded(since: float) -> list[int]:
        stored = await store.mirror.load_mirror(after(since))
        assert stored.last_version == 5
        return [each.version for each in stored.contents]

    assert await loaded(since=0) == [1, 2, 3, 4, 5]
    assert await loaded(since=2 * 3600) == [1, 2, 3, 4, 5]
    assert await loaded(since=2 * 3600 + 1) == [2, 3, 4, 5]
    assert await loaded(since=4 * 3600 + 1) == [3, 4, 5]
    assert await loaded(since=9 * 3600) == [4, 5]


async def test_what_waits_and_what_was_told_is_that_of_the_last_pull(store: Store) -> None:
    waiting = Candidate("otdel1", "abc", NIGHT)
    told = Reported("otdel1", "NAME_UNKNOWN", "Otdel1!C17", "Петров")
    also = Reported("otdel1", "NAME_UNKNOWN", "Otdel1!C17", "Петрова")
    await store.mirror.keep_pull(PullRecord(NIGHT, (), (waiting,), frozenset({told, also})))
    expected = Stored((), 0, NIGHT, (waiting,), frozenset({told, also}))
    assert await store.mirror.load_mirror(NIGHT) == expected
    await store.mirror.keep_pull(PullRecord(after(60), (), (), frozenset({also})))
    expected = Stored((), 0, after(60), (), frozenset({also}))
    assert await store.mirror.load_mirror(NIGHT) == expected


async def test_the_versions_and_what_they_changed(store: Store) -> None:
    await store.mirror.keep_pull(pull(content(1, "otdel2", ()), content(1, changes=())))
    await store.mirror.keep_pull(pull(content(2)))
    await store.mirror.keep_pull(pull(content(3, "otdel2", CHANGES[:1]), content(3)))
    assert await store.mirror.versions() == (
        VersionRow(1, after(3540), after(3600), ("otdel1", "otdel2"), 0),
        VersionRow(2, after(7140), after(7200), ("otdel1",), 2),
        VersionRow(3, after(10740), after(10800), ("otdel1", "otdel2"), 3),
    )
    assert await store.mirror.changes_of(1) == ()
    assert await store.mirror.changes_of(2) == CHANGES
    assert await store.mirror.changes_of(3) == (*CHANGES, CHANGES[0])
    assert await store.mirror.changes_of(4) is None


def alert(key: str) -> OutboxMail:
    return OutboxMail(key, ("admin@example.com",), "Расписание", "text", "<p>html</p>")


async def queued(store: Store) -> list[str]:
    return [each.key for each in await store.outbox.due("mail", after(99999), 9)]


async def test_mails_about_a_pull_are_queued_with_it(store: Store) -> None:
    mails = (alert("a"), alert("b"))
    await store.mirror.keep_pull(replace(pull(), mails=mails))
    assert await queued(store) == ["a", "b"]
    [first, _] = await store.outbox.due("mail", NIGHT, 9)
    assert OutboxMail.of(first.payload) == mails[0]


async def test_that_the_mirror_is_stale_is_known_until_the_next_pull(store: Store) -> None:
    await store.mirror.keep_told_stale(NIGHT, (alert("a"),))
    await store.mirror.keep_told_stale(after(60), (alert("a"),))
    assert (await store.mirror.load_mirror(NIGHT)).told_stale
    assert await queued(store) == ["a"]
    await store.mirror.keep_pull(pull())
    assert not (await store.mirror.load_mirror(NIGHT)).told_stale


async def test_a_pull_that_cannot_be_kept_changes_nothing(store: Store) -> None:
    waiting = Candidate("otdel2", "abc", NIGHT)
    await store.mirror.keep_pull(PullRecord(NIGHT, (content(1),), (waiting,), frozenset()))
    before = await store.mirror.load_mirror(NIGHT)
    await break_down(store.mirror)
    told = Reported("otdel1", "NAME_UNKNOWN", "Otdel1!C17", "Петров")
    with pytest.raises(NotKept, match="full"):
        await store.mirror.keep_pull(
            PullRecord(
                after(60),
                (content(2), content(2, "otdel2")),
                (),
                frozenset({told}),
                (alert("a"),),
            )
        )
    with pytest.raises(NotKept, match="full"):
        await store.mirror.keep_told_stale(after(60), (alert("b"),))
    assert await store.mirror.load_mirror(NIGHT) == before
    assert await queued(store) == []


async def break_down(mirror: MirrorStore | FakeMirrorStore) -> None:
    """The last that a pull writes cannot be written."""
    if isinstance(mirror, FakeMirrorStore):
        mirror.full = True
        return
    async with mirror.database.writing() as connection:
        await connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
        )

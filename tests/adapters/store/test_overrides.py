"""The roster's exceptions are kept, none is lost, and one that is ended ends."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.overrides import Overrides
from stasis_app.adapters.store.schema import overrides
from stasis_app.core.keeping import NotKept
from stasis_app.core.overrides import Kept
from stasis_app.core.roster import Override
from stasis_app.core.words import Role

from .conftest import Store
from .nights import NIGHT, after

SINCE = datetime.fromisoformat("2026-11-23T10:00")
UNTIL = datetime.fromisoformat("2026-11-23T15:00")
IVAN = Override("otdel1", Role.PRIMARY, "Иванов Иван", SINCE, UNTIL, NIGHT)
NOBODY = Override("otdel2", Role.BACKUP, None, SINCE, UNTIL + timedelta(seconds=1.5), after(1))


async def test_there_are_none(store: Store) -> None:
    assert await store.overrides.overrides() == ()


async def test_what_is_added_is_there_in_its_order(store: Store) -> None:
    first = await store.overrides.add([IVAN, NOBODY], "olga")
    second = await store.overrides.add([IVAN], "root")
    assert [(each.by, each.override) for each in (*first, *second)] == [
        ("olga", IVAN),
        ("olga", NOBODY),
        ("root", IVAN),
    ]
    assert len({each.id for each in (*first, *second)}) == 3
    assert await store.overrides.overrides() == (*first, *second)


async def test_adding_nothing(store: Store) -> None:
    assert await store.overrides.add([], "olga") == ()


async def test_those_that_end_later(store: Store) -> None:
    ivan, nobody = await store.overrides.add([IVAN, NOBODY], "olga")
    assert await store.overrides.overrides(UNTIL - timedelta(microseconds=1)) == (ivan, nobody)
    assert await store.overrides.overrides(UNTIL) == (nobody,)


async def test_one_that_is_ended_ends_then_and_no_other(store: Store) -> None:
    ivan, nobody = await store.overrides.add([IVAN, NOBODY], "olga")
    ended = replace(ivan, override=replace(IVAN, until=SINCE + timedelta(minutes=1)))
    await store.overrides.end(ended, "root", after(5))
    assert await store.overrides.overrides() == (ended, nobody)


async def test_who_ended_it_and_when_is_known(database: Database) -> None:
    store = Overrides(database)
    (ivan,) = await store.add([IVAN], "olga")
    await store.end(replace(ivan, override=replace(IVAN, until=SINCE)), "root", after(5))
    async with database.reading() as connection:
        (row,) = (await connection.execute(select(overrides))).all()
    assert (row.created_by, row.ended_by, row.ended_at) == ("olga", "root", after(5))


BROKEN = {
    "add": "CREATE TRIGGER broken BEFORE INSERT ON overrides WHEN new.department = 'otdel2'"
    " BEGIN SELECT RAISE(ABORT, 'no more'); END",
    "end": "CREATE TRIGGER broken BEFORE UPDATE ON overrides"
    " BEGIN SELECT RAISE(ABORT, 'no more'); END",
}


async def test_those_that_cannot_be_kept_all_are_not_kept_at_all(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(text(BROKEN["add"]))
    store = Overrides(database)
    with pytest.raises(NotKept, match="no more"):
        await store.add([IVAN, NOBODY], "olga")
    assert await store.overrides() == ()


async def test_an_end_that_cannot_be_kept(database: Database) -> None:
    store = Overrides(database)
    (ivan,) = await store.add([IVAN], "olga")
    async with database.writing() as connection:
        await connection.execute(text(BROKEN["end"]))
    with pytest.raises(NotKept, match="no more"):
        await store.end(Kept(ivan.id, "olga", replace(IVAN, until=SINCE)), "root", after(5))
    assert await store.overrides() == (ivan,)

"""The last good set of configuration files: kept as a whole, and only for its own main file."""

from pathlib import Path

import pytest
from sqlalchemy import text

from stasis_app.adapters.store.configuration import Configurations
from stasis_app.adapters.store.database import Database
from stasis_app.core.keeping import NotKept

from .nights import NIGHT

MAIN = Path("/etc/stasis-app/config.yaml")
ONE = {MAIN: "ari: {}\n", MAIN.parent / "schedules/otdel1.yaml": "title: Отдел №1\r\n"}
TWO = {MAIN: "", MAIN.parent / "schedules/otdel2.yaml": "title: \U0001f600"}


async def test_there_is_none(database: Database) -> None:
    assert await Configurations(database).kept(MAIN) is None


async def test_the_set_kept_last_takes_the_place_of_the_one_before(database: Database) -> None:
    book = Configurations(database)
    await book.keep(MAIN, ONE, NIGHT)
    assert await book.kept(MAIN) == ONE
    await book.keep(MAIN, TWO, NIGHT)
    assert await book.kept(MAIN) == TWO


async def test_it_is_of_its_own_main_file_only(database: Database) -> None:
    book = Configurations(database)
    await book.keep(MAIN, ONE, NIGHT)
    assert await book.kept(MAIN.parent / "schedules/otdel1.yaml") is None
    assert await book.kept(Path("/elsewhere/config.yaml")) is None


async def test_what_cannot_be_written_leaves_the_set_before(database: Database) -> None:
    book = Configurations(database)
    await book.keep(MAIN, ONE, NIGHT)
    async with database.writing() as connection:
        await connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON configuration"
                " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
        )
    with pytest.raises(NotKept, match="the disk is full"):
        await book.keep(MAIN, TWO, NIGHT)
    assert await book.kept(MAIN) == ONE

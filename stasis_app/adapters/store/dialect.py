"""What only SQLite knows: how it is opened, how a transaction begins, how a row is put again.

The one file to write once more for PostgreSQL.
"""

import asyncio
import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL, Connection, Table, event
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from .errors import Unusable, unusable

THREAD_SECONDS = 2.0  # for what was under way when it was cancelled
BUSY_SECONDS = 5.0  # another process may be at its checkpoint, or recover what a crash has left


def engine(
    path: Path, *, write: bool, opened: list[aiosqlite.Connection] | None = None
) -> AsyncEngine:
    """To write: one connection, whose transactions begin with the right to write.

    `opened` gets every connection, for `end`.

    The driver's own transactions are off (`isolation_level`): it begins none before a SELECT or a
    CREATE TABLE, and when it does begin one it is too late to ask for the right to write.
    """

    def connect(*where: Any, **how: Any) -> aiosqlite.Connection:
        connection = aiosqlite.connect(*where, **how)
        connection._thread.daemon = True  # as SQLAlchemy does: it must not keep the process
        if opened is not None:
            opened.append(connection)
        return connection

    made = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        connect_args={
            "timeout": BUSY_SECONDS,
            "isolation_level": None,
            "async_creator_fn": connect,
        },
        json_serializer=_json,
        pool_size=1 if write else 3,
        max_overflow=0,
        pool_timeout=60.0,
    )

    @event.listens_for(made.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in _WRITER if write else _READER:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(made.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return made


async def end(opened: Iterable[aiosqlite.Connection]) -> None:
    """After the engines have been disposed of.

    Whoever is cancelled while he connects leaves a connection that nobody closes, and a thread at
    work that must not speak to a loop that is closed.
    """
    for connection in opened:
        if connection._connection is not None:
            connection.stop()
        await asyncio.to_thread(connection._thread.join, THREAD_SECONDS)


# FULL: what has been committed survives a power cut, too.
_WRITER = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
_READER = ("query_only = ON",)


def make(path: Path) -> None:
    """The file and its folder, when missing; SQLite gives its own files beside it the same rights.

    Raises Unusable, also when the file holds something else.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o660)
        except FileExistsError:
            _look_into(path)
        else:
            os.fchmod(file, 0o660)
            os.close(file)
    except OSError as error:
        raise Unusable(path, f"{error.filename}: {error.strerror}") from None
    except sqlite3.Error as error:
        raise unusable(path, error) from None


def _look_into(path: Path) -> None:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema")
    finally:
        connection.close()


def insert_new(table: Table) -> Insert:
    """A row that is there already stays as it is."""
    return insert(table).on_conflict_do_nothing()


def put(table: Table) -> Insert:
    """A row that is there already is replaced."""
    statement = insert(table)
    rest = {each.name: statement.excluded[each.name] for each in table.c if not each.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest)


def _json(value: object) -> str:
    """Readable in the database; half a surrogate pair from a stranger's phone stays escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

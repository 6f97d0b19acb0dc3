"""A copy of the database, made while it is written.

SQLite's own way: of PostgreSQL it is pg_dump's matter.
"""

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .dialect import BUSY_SECONDS
from .errors import StoreError

NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)  # as on FAT, or a Windows share


class NoBackup(StoreError):
    """Nothing has been written; says why."""

    def __init__(self, file: Path, why: object) -> None:
        super().__init__(f"{file}: no backup was made: {why}")


@dataclass(frozen=True, slots=True)
class Backup:
    file: Path
    size: int  # bytes
    calls: int


def back_up(database: Path, file: Path) -> Backup:
    """As the database is at one moment, whoever writes meanwhile; read through once more.

    Whole or not there at all, for its owner only.  Raises NoBackup, also when `file` exists.
    """
    if not database.is_file():
        raise NoBackup(file, f"there is no database {database} yet")
    if file.exists():
        raise NoBackup(file, "there is such a file already; it is not overwritten")
    try:
        with _unfinished(file) as unfinished:
            _copy(database, unfinished)
            calls = _read_through(unfinished)
            size = _to_disk(unfinished)
            _give_name(unfinished, file)
    except OSError as error:
        raise NoBackup(file, error.strerror) from None
    except sqlite3.Error as error:
        raise NoBackup(file, error) from None
    return Backup(file, size, calls)


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """Beside it, so that it can get its name at once; 0600, as mkstemp makes it."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(database: Path, to: Path) -> None:
    """Not its pages but what they hold: nothing of what was deleted is in it."""
    connection = sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None)
    with closing(connection):
        connection.execute("VACUUM INTO ?", (str(to),))


def _read_through(copy: Path) -> int:
    """How many calls it has.  Raises sqlite3.Error for one that is damaged."""
    with closing(sqlite3.connect(copy)) as connection:
        [(found,)] = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if found != "ok":
            raise sqlite3.DatabaseError(f"the database is damaged: {found}")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if "calls" not in tables:
            raise sqlite3.DatabaseError("the database is none of stasis-app's")
        [(calls,)] = connection.execute("SELECT count(*) FROM calls").fetchall()
    return int(calls)


def _to_disk(file: Path) -> int:
    """Its size, when it would survive a power cut."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
        return os.fstat(handle).st_size
    finally:
        os.close(handle)


def _give_name(unfinished: Path, file: Path) -> None:
    """Never to the place of another file."""
    try:
        os.link(unfinished, file)
    except OSError as error:
        if error.errno not in NO_LINKS or file.exists():
            raise
        unfinished.rename(file)

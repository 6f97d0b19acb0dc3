"""What can be wrong with the database; each says where, what stands there and what would help."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage

from sqlalchemy.exc import SQLAlchemyError, StatementError

LEAST_FREE = 100_000  # bytes, for the files that SQLite makes beside the database


class StoreError(Exception):
    """Whatever is wrong with the database."""


class Locked(StoreError):
    def __init__(self, path: Path, pid: int | None) -> None:
        self.pid = pid  # None: it has not written it down yet
        holder = f"process {pid}" if pid else "another process"
        super().__init__(f"{path}: {holder} writes to this database, and only one may")


class NewerSchema(StoreError):
    def __init__(self, path: Path, found: str, known: str) -> None:
        super().__init__(
            f"{path}: made by a newer version of stasis-app (schema {found}; this one knows"
            f" {known}): install that version, or put back a backup of the database"
        )


class OlderSchema(StoreError):
    def __init__(self, path: Path, found: str, known: str, pid: int | None) -> None:
        super().__init__(
            f"{path}: an older version of stasis-app uses it (schema {found}; this one knows"
            f" {known}): restart process {pid or 'that uses it'}"
        )


class Unusable(StoreError):
    """No database of ours, or it cannot be opened."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(f"{path}: cannot be used as the database: {why}")


class Damaged(Unusable):
    """A database once; what it says now is no sense."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(path, why)
        self.args = (
            f"{self}; put back a backup in its place (and remove {path}-wal and {path}-shm), or"
            " begin with an empty one: `stasis-app run --set-aside-damaged` renames it first",
        )


def unusable(path: Path, why: object) -> Unusable:
    """What SQLite says, and what it does not say: a full disk is to it a failing one."""
    if is_damage(why):
        return Damaged(path, why)
    if is_full(path.parent):
        return Unusable(path, f"{why}: the disk is full; make room in {path.parent}")
    return Unusable(path, why)


def is_full(folder: Path) -> bool:
    with suppress(OSError):
        return disk_usage(folder).free < LEAST_FREE
    return False


def is_damage(error: object) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def in_words(error: SQLAlchemyError) -> str:
    """What the database itself said, without the statement and its values."""
    said = error.orig if isinstance(error, StatementError) else None
    return str(said if said is not None else error)

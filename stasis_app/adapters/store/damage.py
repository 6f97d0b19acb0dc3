"""Whether the database can be read from end to end; one that cannot is put out of the way, when
somebody has said so."""

import logging
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from .dialect import BUSY_SECONDS
from .errors import Locked, Unusable, is_damage
from .lock import Lock

BESIDE = ("", "-wal", "-shm")  # SQLite's files that belong to each other

log = logging.getLogger(__name__)


def set_aside(path: Path, at: datetime) -> Path | None:
    """Renamed with the date, all of its files; nothing of it is deleted.  Reads all of it first.

    None: it is whole, or there is none, or somebody works with it.  Raises Unusable.
    """
    if not path.is_file():
        return None
    try:
        lock = Lock(path)
    except Locked:
        return None
    try:
        why = damage(path)
        return None if why is None else _rename(path, at, why)
    except OSError as error:
        raise Unusable(path, f"it is damaged and cannot be renamed: {error.strerror}") from None
    finally:
        lock.release()


def damage(path: Path) -> str | None:
    """What is wrong with it, after reading all of it.

    Whatever else keeps us from reading is told when it is opened.
    """
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            [(found,)] = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        return str(error) if is_damage(error) else None
    return None if found == "ok" else str(found)


def _rename(path: Path, at: datetime, why: str) -> Path:
    aside = path.with_name(f"{path.name}.damaged-{at:%Y%m%dT%H%M%SZ}")
    for suffix in BESIDE:
        file = path.with_name(f"{path.name}{suffix}")
        if file.exists():
            file.rename(f"{aside}{suffix}")
    log.error(
        "the damaged database (%s) is now %s, and an empty one is begun: journal, modes, overrides"
        " and mails that waited are not in it",
        why,
        aside,
    )
    return aside

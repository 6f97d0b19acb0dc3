"""What `check` tells of the database: whether all of it can be read."""

from collections.abc import Iterator

from .. import offline
from ..config import AppConfig
from .findings import Finding, Level
from .sentences import Sentence


def about_database(loaded: AppConfig) -> Iterator[Finding]:
    """What is wrong at its head nobody can overlook; deep inside it waits for a bad moment."""
    why = offline.damage_of(loaded)
    if why is not None:
        text = _DAMAGED.say(loaded.settings.language, file=loaded.database, why=why)
        yield Finding(Level.ERROR, "configuration", text)


_DAMAGED = Sentence(
    "база {file} повреждена ({why}): остановите приложение и положите на её место копию (файлы -wal"
    " и -shm рядом уберите) или начните с пустой: run --set-aside-damaged",
    "the database {file} is damaged ({why}): stop the application and put back a backup (remove"
    " -wal and -shm beside it), or begin with an empty one: run --set-aside-damaged",
)

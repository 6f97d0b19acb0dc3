"""What the commands read of the database, beside a running application or without one.

Puts together the adapters they need for that, and tells in words what has gone wrong with them.
What they have changed: writing.py; what they hear of a running application: online.py.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from .adapters.store import migrations
from .adapters.store.backup import Backup, back_up
from .adapters.store.configuration import Configurations
from .adapters.store.damage import damage
from .adapters.store.database import Database
from .adapters.store.errors import StoreError, in_words
from .adapters.store.history import History
from .adapters.store.mirror import MirrorStore
from .adapters.store.modes import Modes
from .adapters.store.outbox import Outbox
from .adapters.store.overrides import Overrides as OverrideBook
from .adapters.store.refusals import refusals as kept_refusals
from .clock import clock
from .config import AppConfig, ConfigErrors, KeptFiles, find, load
from .core.dossier import Dossier, overrides_at
from .core.examination import Examination, examine
from .core.mirror import MEMORY, Change, Mirror, VersionRow, open_mirror
from .core.mode import ModeSetting
from .core.overrides import Kept, in_force, zone_of
from .core.record import Row, row_of
from .core.retelling import Story, retold
from .core.roster import Override
from .core.trunk_refusals import TrunkRefusal, holding
from .core.words import CallId, CallOutcome
from .trouble import Trouble

LAST = "last"  # instead of a call's id: the newest
SHOWN = 5  # ids, when several are meant


class NoMirror(Trouble):
    def __init__(self) -> None:
        super().__init__("no mirror yet: run stasis-app sync")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which calls: begun in [since, until); of more than `limit` the newest."""

    since: datetime | None = None
    until: datetime | None = None
    department: str | None = None
    outcome: CallOutcome | None = None
    limit: int | None = None


def load_migrations() -> None:
    """For one who will not be allowed to read them when they are needed."""
    migrations.load()


async def last_good(file: Path | None, path: Path) -> AppConfig | None:
    """What the files were before somebody made a mistake, as kept in the database `path`.

    None: nothing has been kept, or that cannot be used either.
    """
    main = find(file, os.environ).absolute()
    try:
        async with await Database.open(path, write=False) as database:
            texts = await Configurations(database).kept(main)
        if texts is None:
            return None
        loaded = load(main, os.environ, KeptFiles(main, texts))
        loaded.require_secrets()
    except (StoreError, SQLAlchemyError, ConfigErrors):
        return None
    return loaded


class Known(NamedTuple):
    """What it is told from who is on duty."""

    mirror: Mirror
    overrides: tuple[Override, ...]


async def known(config: AppConfig) -> Known:
    """Raises NoMirror, Trouble."""
    async with _reading(config) as database:
        stored = await MirrorStore(database).load_mirror(clock() - MEMORY)
        kept = await OverrideBook(database).overrides()
    if not stored.last_version:
        raise NoMirror
    return Known(open_mirror(stored, config.settings), in_force(kept))


def damage_of(config: AppConfig) -> str | None:
    """Why the database cannot be read from end to end; None: it can, or there is none yet."""
    return damage(config.database) if config.database.is_file() else None


async def examination(config: AppConfig) -> Examination:
    """Also where there is no mirror yet.  Raises Trouble."""
    now = clock()
    async with _reading(config) as database:
        stored = await MirrorStore(database).load_mirror(now - MEMORY)
        kept = await OverrideBook(database).overrides()
    stale_after = timedelta(seconds=config.workbook.stale_after)
    return examine(stored, config.settings, in_force(kept), now, stale_after)


async def refusals(config: AppConfig) -> tuple[TrunkRefusal, ...]:
    """The trunks that refuse callers' numbers now.  Raises Trouble."""
    async with _reading(config) as database:
        return holding(await kept_refusals(database), config.settings, clock())


async def overrides(config: AppConfig) -> tuple[Kept, ...]:
    """All there have ever been, the oldest first."""
    async with _reading(config) as database:
        return await OverrideBook(database).overrides()


async def modes(config: AppConfig) -> Mapping[str, ModeSetting]:
    """By department; those nobody has switched yet are missing."""
    async with _reading(config) as database:
        return await Modes(database).modes()


async def journal(config: AppConfig, wanted: Wanted) -> list[Row]:
    """The newest last; of a call that goes on what is known by now."""
    async with _reading(config) as database:
        history = History(database)
        rows = await history.calls(
            wanted.since, wanted.until, wanted.department, wanted.outcome, wanted.limit
        )
        return [row if row.outcome else await _as_far_as_known(row, history) for row in rows]


async def dossier(config: AppConfig, wanted: str) -> Dossier:
    """Of one call: by its id, the beginning of it, or `last`.  Raises Trouble."""
    async with _reading(config) as database:
        history = History(database)
        row = await _one_call(history, wanted.strip())
        story, unreadable = await _story(history, row.visit.id)
        if story is not None and row.outcome is None:
            row = await _as_far_as_known(row, history)
        kept = await OverrideBook(database).overrides()
        zone = zone_of(row.visit.department or "", config.settings)
        return Dossier(
            row,
            story,
            unreadable,
            tuple(await Outbox(database).of_call(row.visit.id)),
            overrides_at(row, kept, zone),
        )


async def _one_call(history: History, wanted: str) -> Row:
    if wanted == LAST:
        if newest := await history.calls(limit=1):
            return newest[0]
        raise Trouble("there is no call in the journal yet")
    found = await history.named(wanted, most=SHOWN + 1) if wanted else []
    if not found:
        raise Trouble(f"no call in the journal has the id {wanted!r}: see stasis-app journal")
    if len(found) > 1:
        more = ", …" if len(found) > SHOWN else ""
        raise Trouble(f"several calls begin with {wanted!r}: {', '.join(found[:SHOWN])}{more}")
    row = await history.call(found[0])
    assert row is not None, "no call ever goes"
    return row


async def _story(history: History, call: CallId) -> tuple[Story | None, bool]:
    """And whether there is one that cannot be read: of another version of ours."""
    try:
        return await history.events(call), False
    except ValueError:
        return None, True


def backup(config: AppConfig, file: Path) -> Backup:
    """Of the whole database, beside a running application.  Raises Trouble."""
    try:
        return back_up(config.database, file)
    except StoreError as error:
        raise Trouble(str(error)) from error


async def versions(config: AppConfig) -> tuple[VersionRow, ...]:
    """The oldest first."""
    async with _reading(config) as database:
        return await MirrorStore(database).versions()


async def changes_of(config: AppConfig, version: int) -> tuple[Change, ...]:
    async with _reading(config) as database:
        return await MirrorStore(database).changes_of(version) or ()


async def _as_far_as_known(row: Row, history: History) -> Row:
    """The row itself is written when the call begins and when it ends; between them its events."""
    story = await history.events(row.visit.id)
    if story is None:
        return row
    told = retold(story.plan, story.started_at, story.told)
    return replace(row_of(told), outcome=None, ended_at=None)


@asynccontextmanager
async def _reading(config: AppConfig) -> AsyncIterator[Database]:
    try:
        async with await Database.open(config.database, write=False) as database:
            yield database
    except StoreError as error:
        raise Trouble(str(error)) from error
    except SQLAlchemyError as error:
        raise Trouble(f"{config.database}: cannot be read: {in_words(error)}") from error

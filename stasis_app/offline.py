"""What the commands do without a running application: they read the database beside it.

Only one process writes.  While the application runs it is asked over its socket; otherwise the
command takes the same lock and does it itself.  Puts together the adapters it needs for that, and
tells in words what has gone wrong with them.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from .adapters.control import Client, ControlError, NobodyAnswers, Refused, socket_file
from .adapters.store import migrations
from .adapters.store.backup import Backup, back_up
from .adapters.store.configuration import Configurations
from .adapters.store.damage import damage
from .adapters.store.database import Database
from .adapters.store.errors import Locked, StoreError, in_words
from .adapters.store.history import History
from .adapters.store.mirror import MirrorStore
from .adapters.store.modes import Modes
from .adapters.store.outbox import Outbox
from .adapters.store.overrides import Overrides as OverrideBook
from .adapters.store.refusals import refusals as kept_refusals
from .adapters.workbook import source_of
from .clerk import Clerk
from .config import AppConfig, ConfigErrors, KeptFiles, find, load
from .core.answers import Json, overrides_json, sync_json
from .core.chronicle import Dossier, overrides_at
from .core.commands import SwitchMode
from .core.examination import Examination, examine
from .core.keeping import NotKept
from .core.mirror import MEMORY, Change, Mirror, VersionRow, open_mirror
from .core.mode import ModeSetting
from .core.overrides import Kept, Unacceptable, Wish, in_force, zone_of
from .core.reading import wanted_sheets
from .core.record import Row, row_of
from .core.retelling import Story, retold
from .core.roster import Override
from .core.trunk_refusals import TrunkRefusal, holding
from .core.words import CallId, CallOutcome, Mode
from .core.workbook import Workbook, WorkbookUnreadable
from .overrides import Overrides

T = TypeVar("T")

PATIENCE = 15.0  # seconds for another command, or an application that starts or stops
DRAIN_SECONDS = 0.5  # between two looks whether the last call is over
LOOK_SECONDS = 0.1  # between two looks whether it has gone
LAST = "last"  # instead of a call's id: the newest
SHOWN = 5  # ids, when several are meant


class Trouble(Exception):
    """Something needs a person; says what in words."""


class TakenOver(Trouble):
    """Another program has our place, and is not to be fought for it."""


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


def clock() -> datetime:
    return datetime.now(UTC)


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


async def switch(config: AppConfig, departments: tuple[str, ...], mode: Mode, by: str) -> None:
    """For the very next call.  Raises Trouble, and nothing is switched."""

    async def ask(application: Client) -> None:
        await application.switch(departments, mode, by)

    async def do(database: Database) -> None:
        await Modes(database).switch(SwitchMode(departments, mode, by, toggled=False), clock())

    await _ask_or_do(config, ask, do)


async def drain(config: AppConfig, tell: Callable[[int], None], wait: bool = True) -> None:
    """Until the running application has ended.  `tell` hears how many calls go on, as it changes.

    Raises Trouble when none runs.
    """
    application = Client(socket_file(config.database))
    told = await _drain(application)
    if told is None:
        raise Trouble(f"{application.path}: no application runs here")
    tell(told)
    while wait and (left := await _drain(application)) is not None:
        if left != told:
            tell(left)
        told = left
        await asyncio.sleep(DRAIN_SECONDS)


async def _drain(application: Client) -> int | None:
    """None: nobody answers."""
    try:
        return await application.drain()
    except NobodyAnswers:
        return None
    except ControlError as error:
        raise Trouble(str(error)) from error


async def sync(config: AppConfig, accept: bool) -> Json:
    """One pull; the document of the contract."""

    async def ask(application: Client) -> Json:
        answer: Json = await application.sync(accept)
        return answer

    async def do(database: Database) -> Json:
        async with _clerk(config, database) as clerk:
            return sync_json(await clerk.pull(accept), config.settings.language)

    return await _ask_or_do(config, ask, do)


async def read_workbook(config: AppConfig) -> Workbook:
    """One read, as a pull makes it; nothing is kept.  Raises Trouble in words, in the configured
    language where the source knows it."""
    source = source_of(config.workbook)
    try:
        return await source.read(wanted_sheets(config.settings))
    except WorkbookUnreadable as error:
        raise Trouble(error.told(config.settings.language)) from error
    finally:
        await source.close()


async def override(config: AppConfig, wish: Wish, by: str) -> list[Json]:
    """What it has made or ended, as `overrides_json` tells it.  Raises Trouble when refused."""

    async def ask(application: Client) -> list[Json]:
        answer: list[Json] = await application.override(wish, by)
        return answer

    async def do(database: Database) -> list[Json]:
        async with _clerk(config, database) as clerk:
            keeper = Overrides(clerk, OverrideBook(database), clock)
            await keeper.open()
            return overrides_json(await keeper.carry_out(wish, by), config.settings)

    return await _ask_or_do(config, ask, do)


@asynccontextmanager
async def _clerk(config: AppConfig, database: Database) -> AsyncIterator[Clerk]:
    clerk = Clerk(config.settings, source_of(config.workbook), MirrorStore(database), clock)
    await clerk.open()
    try:
        yield clerk
    finally:
        await clerk.close()


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


async def _ask_or_do(
    config: AppConfig,
    ask: Callable[[Client], Awaitable[T]],
    do: Callable[[Database], Awaitable[T]],
) -> T:
    """Who holds the lock without answering may be another command, or on its way up or down."""
    application = Client(socket_file(config.database))
    give_up_at = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            return await ask(application)
        except NobodyAnswers:
            pass
        except (Refused, ControlError) as error:
            raise Trouble(str(error)) from error
        try:
            async with await Database.open(config.database, write=True) as database:
                return await do(database)
        except Locked as error:
            if asyncio.get_running_loop().time() > give_up_at:
                raise Trouble(f"{error}; and it does not answer") from error
        except (StoreError, NotKept, Unacceptable) as error:
            raise Trouble(str(error)) from error
        except SQLAlchemyError as error:
            raise Trouble(f"{config.database}: cannot be read: {in_words(error)}") from error
        await asyncio.sleep(LOOK_SECONDS)

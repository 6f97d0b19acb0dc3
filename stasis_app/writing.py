"""What the commands have changed.

Only one process writes.  While the application runs it is asked over its socket; otherwise the
command takes the same lock and does it itself.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from .adapters.control.asking import ControlError, NobodyAnswers, Refused
from .adapters.control.client import Client
from .adapters.control.place import socket_file
from .adapters.store.database import Database
from .adapters.store.errors import Locked, StoreError, in_words
from .adapters.store.mirror import MirrorStore
from .adapters.store.modes import Modes
from .adapters.store.overrides import Overrides as OverrideBook
from .adapters.workbook import source_of
from .clerk import Clerk
from .clock import clock
from .config import AppConfig
from .core.answers import Json, overrides_json, sync_json
from .core.commands import SwitchMode
from .core.keeping import NotKept
from .core.overrides import Unacceptable, Wish
from .core.words import Mode
from .overrides import Overrides
from .trouble import Trouble

T = TypeVar("T")

PATIENCE = 15.0  # seconds for another command, or an application that starts or stops
LOOK_SECONDS = 0.1  # between two looks whether it has gone


async def switch(config: AppConfig, departments: tuple[str, ...], mode: Mode, by: str) -> None:
    """For the very next call.  Raises Trouble, and nothing is switched."""

    async def ask(application: Client) -> None:
        await application.switch(departments, mode, by)

    async def do(database: Database) -> None:
        await Modes(database).switch(SwitchMode(departments, mode, by, toggled=False), clock())

    await _ask_or_do(config, ask, do)


async def sync(config: AppConfig, accept: bool) -> Json:
    """One pull; the document of the contract."""

    async def ask(application: Client) -> Json:
        answer: Json = await application.sync(accept)
        return answer

    async def do(database: Database) -> Json:
        async with _clerk(config, database) as clerk:
            return sync_json(await clerk.pull(accept), config.settings.language)

    return await _ask_or_do(config, ask, do)


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

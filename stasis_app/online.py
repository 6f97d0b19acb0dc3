"""What the commands hear of a running application, bit by bit.

What they do without one: offline.py, writing.py.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

from .adapters.control.asking import ControlError, NobodyAnswers, Refused
from .adapters.control.client import Client
from .adapters.control.place import socket_file
from .config import AppConfig
from .core.trial_order import TrialWish
from .trouble import Trouble

AGAIN_SECONDS = 1.0  # until the next look whether the application is back
DRAIN_SECONDS = 0.5  # between two looks whether the last call is over

Json = Mapping[str, Any]


async def watch(config: AppConfig) -> AsyncGenerator[Json, None]:
    """The notices of the calls; over restarts too, of which `{"notice": "gone"}` tells.

    Raises Trouble when there is an application that will not be watched.
    """
    client = Client(socket_file(config.database))
    while True:
        try:
            async with aclosing(client.watch()) as notices:
                async for notice in notices:
                    yield notice
        except NobodyAnswers:
            pass
        except (Refused, ControlError) as error:
            raise Trouble(str(error)) from error
        yield {"notice": "gone"}
        await asyncio.sleep(AGAIN_SECONDS)


async def test_call(config: AppConfig, wish: TrialWish, by: str) -> AsyncGenerator[Json, None]:
    """Who is rung, then each step.  Raises Trouble."""
    client = Client(socket_file(config.database))
    try:
        async with aclosing(client.test_call(wish, by)) as steps:
            async for step in steps:
                yield step
    except NobodyAnswers as error:
        raise Trouble(f"{error}; a test call is made by the running application") from error
    except (Refused, ControlError) as error:
        raise Trouble(str(error)) from error


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

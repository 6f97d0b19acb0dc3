"""`watch`: the calls going on, live in the terminal; or once."""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import aclosing, suppress
from datetime import datetime
from typing import Annotated

import typer
from rich.live import Live

from .. import online
from ..clock import clock
from ..config import AppConfig
from ..trouble import Trouble
from .arguments import ConfigFile, Json, configuration
from .output import console, print_json, printing
from .watched import Watched, screen

TIMES_A_SECOND = 2.0  # that the seconds are counted on

Hear = Callable[[online.Json], None]


def watch(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Only as it is now; so also where no terminal is.")
    ] = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """The calls going on, live, until Ctrl-C: legs, seconds, the last outcomes."""
    loaded = configuration(context, config)
    if json or once or not sys.stdout.isatty():
        snapshot = asyncio.run(_snapshot(loaded))
        if json:
            print_json({key: snapshot[key] for key in snapshot if key != "notice"})
        else:
            _print(snapshot, loaded)
        return
    with suppress(KeyboardInterrupt):
        asyncio.run(_live(loaded))


async def _snapshot(loaded: AppConfig) -> online.Json:
    async with aclosing(online.watch(loaded)) as notices:
        async for notice in notices:
            if notice["notice"] == "snapshot":
                return notice
            break
    raise Trouble(f"{loaded.database.parent}: no application runs here: start stasis-app run")


def _print(snapshot: online.Json, loaded: AppConfig) -> None:
    watched = Watched()
    watched.hear(snapshot)
    with printing():
        console().print(screen(watched, clock(), loaded.settings))


async def _live(loaded: AppConfig) -> None:
    """Until it is interrupted; the terminal is as it was then."""
    watched = Watched()
    here = asyncio.current_task()
    assert here is not None
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, here.cancel)

    def now() -> datetime:
        return clock()

    with (
        suppress(asyncio.CancelledError),
        Live(
            get_renderable=lambda: screen(watched, now(), loaded.settings),
            console=console(),
            screen=True,
            refresh_per_second=TIMES_A_SECOND,
        ) as live,
    ):
        async with aclosing(online.watch(loaded)) as notices:
            async for notice in notices:
                watched.hear(notice)
                live.refresh()

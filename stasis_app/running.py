"""The application as a program: until a signal tells it to stop, or it cannot go on."""

import asyncio
import signal
from collections.abc import Iterator

from .adapters.ari import Replaced, Unusable
from .adapters.control.asking import ControlError
from .adapters.store.damage import set_aside
from .adapters.store.errors import StoreError
from .adapters.web import CannotListen
from .app import Application
from .clock import clock
from .config import AppConfig, Problem
from .logs import set_up as set_up_logs
from .trouble import TakenOver, Trouble


async def run(
    config: AppConfig, problems: tuple[Problem, ...] = (), *, set_aside_damaged: bool = False
) -> None:
    """Until SIGTERM or SIGINT.  Raises Trouble, ConfigErrors; TakenOver when another program gets
    our calls: to start again would be to fight it."""
    set_up_logs()
    causes: list[BaseException] = []
    try:
        if set_aside_damaged:
            set_aside(config.database, clock())
        async with Application.open(config, problems) as app:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGHUP, app.reloading.ask)
            for each in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(each, app.stop)
            await app.run()
    except* (Unusable, CannotListen, ControlError, StoreError) as group:
        causes = list(_leaves(group))
    if causes:
        taken_over = any(isinstance(cause, Replaced) for cause in causes)
        error = TakenOver if taken_over else Trouble
        raise error("\n".join(str(cause) for cause in causes))


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error

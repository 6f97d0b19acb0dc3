"""`drain`: the application ends when the last call is over."""

import asyncio
from typing import Annotated

import typer

from .. import online
from .arguments import ConfigFile, configuration
from .output import print_line
from .sentences import Sentence

GO_ON = Sentence(
    "новые звонки уходят на запасной маршрут; ещё идёт звонков: {calls}",
    "new calls go to the fallback; calls that go on: {calls}",
)
ENDED = Sentence("приложение завершилось", "the application has ended")


def drain(
    context: typer.Context,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Until the last call is over; the default.")
    ] = True,
    config: ConfigFile = None,
) -> None:
    """New calls go to the fallback; the application ends when the last one is over."""
    loaded = configuration(context, config)

    def tell(calls: int) -> None:
        print_line(GO_ON.say(loaded.settings.language, calls=calls))

    asyncio.run(online.drain(loaded, tell, wait))
    if wait:
        print_line(ENDED.say(loaded.settings.language))

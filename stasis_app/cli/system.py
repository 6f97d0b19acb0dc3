"""`run`, `drain`, `sounds`, `schema`: the application itself, and what comes with it."""

import asyncio
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .. import app, offline
from ..config import AppConfig, ConfigErrors, Problem, database_of, load
from ..config import schema as schema_of
from ..sounds import SoundsError, install
from . import identity
from .arguments import ConfigFile, configuration
from .output import complain, print_json, print_line
from .sentences import Sentence

GO_ON = Sentence(
    "новые звонки уходят на запасной маршрут; ещё идёт звонков: {calls}",
    "new calls go to the fallback; calls that go on: {calls}",
)
ENDED = Sentence("приложение завершилось", "the application has ended")


class Kind(StrEnum):
    """Of a configuration file."""

    CONFIG = "config"
    DEPARTMENT = "department"


sounds = typer.Typer(name="sounds", help="The prompts.", no_args_is_help=True)


def run(
    context: typer.Context,
    set_aside_damaged: Annotated[
        bool,
        typer.Option(
            "--set-aside-damaged",
            help="Rename a database that has become unreadable, and begin with an empty one.",
        ),
    ] = False,
    config: ConfigFile = None,
) -> None:
    """The application, in the foreground, until SIGTERM or SIGINT; SIGHUP reads the files anew."""
    loaded, problems = _configured(config or context.obj)
    try:
        asyncio.run(app.run(loaded, problems, set_aside_damaged=set_aside_damaged))
    except app.TakenOver as error:
        raise offline.TakenOver(str(error)) from error
    except app.CannotRun as error:
        raise offline.Trouble(str(error)) from error


def _configured(file: Path | None) -> tuple[AppConfig, tuple[Problem, ...]]:
    """As the files are; when they have mistakes, as they were before.  Raises ConfigErrors."""
    try:
        loaded = load(file, os.environ)
        loaded.require_secrets()
    except ConfigErrors as errors:
        database = database_of(file, os.environ)
        identity.become_owner(database)
        there = database.is_file()  # nothing is made for the sake of files that have mistakes
        kept = asyncio.run(offline.last_good(file, database)) if there else None
        if kept is None:
            raise
        complain(*errors.problems, "the last configuration without mistakes is used instead")
        return kept, errors.problems
    identity.become_owner(loaded.database)
    return loaded, ()


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

    asyncio.run(offline.drain(loaded, tell, wait))
    if wait:
        print_line(ENDED.say(loaded.settings.language))


@sounds.command("install")
def install_sounds(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that holds en/, ru/.")],
    config: ConfigFile = None,
) -> None:
    """Put the prompts into Asterisk's sounds folder."""
    try:
        written = install(folder)
    except SoundsError as error:
        raise typer.BadParameter(str(error)) from error
    print_line(f"{folder}: {len(written)} files written" if written else f"{folder}: all there")


@sounds.callback()
def about_sounds(context: typer.Context, config: ConfigFile = None) -> None:
    """The prompts."""
    context.obj = config or context.obj


def schema(
    kind: Annotated[
        Kind | None,
        typer.Argument(
            metavar="config|department", help="Default: both in one.", show_default=False
        ),
    ] = None,
    config: ConfigFile = None,
) -> None:
    """JSON Schema of the configuration files, for editors."""
    every = schema_of()
    print_json(every if kind is None else every[kind])

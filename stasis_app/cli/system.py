"""`run`, `sounds`, `schema`: the application itself, and what comes with it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from .. import app, offline
from ..config import schema as schema_of
from ..sounds import SoundsError, install
from .arguments import ConfigFile, configuration
from .output import print_json, print_line

sounds = typer.Typer(name="sounds", help="The prompts.", no_args_is_help=True)


def run(context: typer.Context, config: ConfigFile = None) -> None:
    """The application, in the foreground, until SIGTERM or SIGINT."""
    loaded = configuration(context, config)
    loaded.require_secrets()
    try:
        asyncio.run(app.run(loaded))
    except app.CannotRun as error:
        raise offline.Trouble(str(error)) from error


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


def schema(config: ConfigFile = None) -> None:
    """JSON Schema of both configuration files, for editors."""
    print_json(schema_of())

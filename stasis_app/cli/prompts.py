"""`sounds`: the prompts that come with the application."""

from pathlib import Path
from typing import Annotated

import typer

from ..sounds import SoundsError, install
from .arguments import ConfigFile
from .output import print_line

sounds = typer.Typer(name="sounds", help="The prompts.", no_args_is_help=True)


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

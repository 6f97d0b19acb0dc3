"""`workbook`: an empty workbook of the configured departments, ready to be filled in."""

from pathlib import Path
from typing import Annotated

import typer

from .. import new_workbook
from .arguments import ConfigFile, configuration_alone
from .output import print_line
from .sentences import Sentence

workbook = typer.Typer(
    name="workbook",
    help="An empty workbook of the configured departments: rosters with lists of names to choose"
    " from, staff sheets that check phones and addresses, a week to be printed.",
    no_args_is_help=True,
)


@workbook.callback()
def about_workbooks(context: typer.Context, config: ConfigFile = None) -> None:
    """An empty workbook of the configured departments."""
    context.obj = config or context.obj


@workbook.command()
def xlsx(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Not overwritten if it is there.")],
    config: ConfigFile = None,
) -> None:
    """Write it as a file for Excel or LibreOffice."""
    loaded = configuration_alone(context, config)
    template = new_workbook.write_file(loaded, file)
    titles = ", ".join(sheet.title for sheet in template.sheets)
    print_line(_WRITTEN.say(loaded.settings.language, file=file, titles=titles))


_WRITTEN = Sentence("{file}: листы {titles}", "{file}: the sheets {titles}")

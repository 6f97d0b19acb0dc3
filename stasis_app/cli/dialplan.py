"""`dialplan`: what Asterisk's dialplan needs, printed."""

from typing import Annotated

import typer

from .. import dialplan as printer
from ..dialplan import Pbx, Unprintable
from ..trouble import Trouble
from .arguments import ConfigFile, configuration


def dialplan(
    context: typer.Context,
    pbx: Annotated[
        Pbx | None,
        typer.Option(
            "--for",
            help="Default: freepbx where dial.endpoint goes through its outbound routes.",
            show_default=False,
        ),
    ] = None,
    config: ConfigFile = None,
) -> None:
    """The dialplan for all departments, and at its head how it is loaded."""
    loaded = configuration(context, config)
    settings = loaded.settings
    try:
        text = printer.dialplan(settings, loaded.ari.app, pbx or printer.pbx_of(settings))
    except Unprintable as error:
        raise Trouble(str(error)) from error
    typer.echo(text, nl=False)

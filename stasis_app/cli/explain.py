"""`explain`: one call, told from its first moment to its last."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from .. import offline
from ..core.call_answers import chronicle_json
from ..core.chronicle import chronicle
from ..core.dossier import Dossier
from ..core.settings import Settings
from .arguments import ConfigFile, Json, configuration
from .chronicle import Line, Teller, told
from .output import print_facts, print_json, print_line


def explain(
    context: typer.Context,
    call: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="As `journal` and the mails have it, or its beginning; or `last`."
        ),
    ],
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """One call told in words: why it rang whom, what each phone did, who hung up."""
    loaded = configuration(context, config)
    dossier = asyncio.run(offline.dossier(loaded, call))
    if json:
        print_json(_document(dossier, loaded.settings))
    else:
        _print(told(dossier, loaded.settings))


def _document(dossier: Dossier, settings: Settings) -> object:
    teller = Teller(dossier, settings)
    events = chronicle(dossier.story) if dossier.story else ()
    sentences = [teller.sentence(each) for each in events]
    return chronicle_json(dossier, events, sentences, teller.zone)


def _print(paragraphs: Sequence[Sequence[Line]]) -> None:
    for number, lines in enumerate(paragraphs):
        if number:
            print_line("")
        print_facts((Text(label, style="bold"), text) for label, text in lines)

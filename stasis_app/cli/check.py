"""`check`: all that can be found wrong before a call does, a line each, and how it is mended."""

import asyncio
from typing import Annotated

import typer
from rich.text import Text

from .. import offline
from ..core.examination import Examination
from ..inspection import inspect
from ..trouble import Trouble
from .arguments import ConfigFile, Json, configuration
from .configured import about_configuration
from .database import about_database
from .findings import AREAS, LEVELS, STYLES, Finding, Level
from .mirrored import about_mirror
from .on_asterisk import about_asterisk
from .on_recordings import about_recordings
from .on_servers import about_rights, about_servers
from .on_trunks import about_trunks
from .output import finish, print_facts, print_json, print_line


def check(
    context: typer.Context,
    without_asterisk: Annotated[
        bool, typer.Option("--offline", help="Configuration and mirror only; nothing is asked.")
    ] = False,
    mail: Annotated[
        str | None,
        typer.Option("--mail", metavar="ADDRESS", help="Send a mail there.", show_default=False),
    ] = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Configuration, mirror, Asterisk, workbook, mail: what is wrong and how to mend it."""
    if without_asterisk and mail:
        raise typer.BadParameter("--offline asks nobody: leave out --offline or --mail")
    loaded = configuration(context, config)
    language = loaded.settings.language
    findings = [
        *about_configuration(loaded),
        *about_rights(loaded),
        *about_recordings(loaded),
    ]
    examination: Examination | None = None
    try:
        examination = asyncio.run(offline.examination(loaded))
        findings += [*about_mirror(examination, loaded), *about_database(loaded)]
        findings += about_trunks(asyncio.run(offline.refusals(loaded)), loaded)
    except Trouble as trouble:
        findings.append(Finding(Level.ERROR, "mirror", str(trouble)))
    if not without_asterisk:
        inspected = asyncio.run(inspect(loaded, examination, mail))
        findings += about_asterisk(inspected, loaded)
        findings += about_servers(inspected, loaded)
    worst = max((each.level for each in findings), key=list(Level).index)
    if json:
        print_json({"result": str(worst), "findings": [each.json for each in findings]})
    else:
        _print(findings, language)
    finish(needs_a_person=worst is Level.ERROR)


def _print(findings: list[Finding], language: str) -> None:
    for area, heading in AREAS.items():
        found = [each for each in findings if each.area == area]
        if found:
            print_line(Text(heading.say(language), style="bold"))
            print_facts(
                (Text(LEVELS[each.level].say(language), style=STYLES[each.level]), each.line)
                for each in found
            )
    print_line(
        ", ".join(
            f"{LEVELS[level].say(language)}: {sum(each.level is level for each in findings)}"
            for level in (Level.ERROR, Level.WARNING)
        )
    )

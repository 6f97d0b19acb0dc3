"""`check`: all that can be found wrong before a call does, a line each, and how it is mended."""

import asyncio
from typing import Annotated

import typer
from rich.text import Text

from .. import offline
from .arguments import ConfigFile, Json, configuration
from .configured import about_configuration
from .findings import AREAS, LEVELS, STYLES, Finding, Level
from .mirrored import about_mirror
from .output import finish, print_facts, print_json, print_line


def check(
    context: typer.Context,
    without_asterisk: Annotated[
        bool, typer.Option("--offline", help="Configuration and mirror only; nothing is asked.")
    ] = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Configuration and mirror: a line each, what is wrong and how to mend it."""
    if not without_asterisk:
        raise typer.BadParameter(
            "write stasis-app check --offline: only the configuration and the mirror can be"
            " checked so far, not Asterisk, the workbook and the mail server"
        )
    loaded = configuration(context, config)
    language = loaded.settings.language
    findings = list(about_configuration(loaded))
    try:
        findings += about_mirror(asyncio.run(offline.examination(loaded)), loaded)
    except offline.Trouble as trouble:
        findings.append(Finding(Level.ERROR, "mirror", str(trouble)))
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

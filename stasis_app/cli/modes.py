"""`mode`: shows or sets what the departments are switched to."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

import typer

from .. import offline
from ..core.call_answers import mode_json
from ..core.mode import ModeSetting, mode_now
from ..core.settings import Department, Settings
from ..core.words import Mode
from . import identity
from .arguments import ConfigFile, Json, configuration, department_named
from .language import words
from .output import print_json, print_table

ALL = "all"


def mode(
    context: typer.Context,
    department: Annotated[
        str | None,
        typer.Argument(metavar="D|all", help="Default: all.", show_default=False),
    ] = None,
    setting: Annotated[
        Mode | None,
        typer.Argument(
            metavar="secretary|duty|auto", help="Default: only show.", show_default=False
        ),
    ] = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Show or set the mode; it holds for the very next call."""
    by = identity.login_name()
    loaded = configuration(context, config)
    named = _named(loaded.settings, department)
    if setting is not None:
        names = _switchable(named, setting)
        asyncio.run(offline.switch(loaded, names, setting, by))
    kept = asyncio.run(offline.modes(loaded))
    if json:
        print_json([mode_json(each, kept.get(each.name)) for each in named])
    else:
        _print_modes(named, kept, loaded.settings)


def _named(settings: Settings, name: str | None) -> tuple[Department, ...]:
    if name is None or name == ALL:
        return settings.departments
    if name in list(Mode) and settings.department(name) is None:
        raise typer.BadParameter(f"whose? Write stasis-app mode all {name}, or a department's name")
    return (department_named(settings, name),)


def _switchable(named: tuple[Department, ...], setting: Mode) -> tuple[str, ...]:
    if setting is Mode.AUTO:
        raise typer.BadParameter("auto: no department has business hours (not supported yet)")
    able = tuple(each.name for each in named if each.secretary is not None)
    if not able:
        names = ", ".join(each.name for each in named)
        raise typer.BadParameter(f"{names}: without secretaries, so always in duty mode")
    return able


def _print_modes(
    named: tuple[Department, ...], kept: Mapping[str, ModeSetting], settings: Settings
) -> None:
    say = words(settings.language)
    rows = []
    for each in named:
        setting = kept.get(each.name)
        now = say.modes[mode_now(each, setting)]
        if setting is None or setting.since is None:
            rows.append((each.name, now, say.nobody_switched, "", ""))
        else:
            since = f"{setting.since.astimezone(each.zone):%d.%m.%Y %H:%M:%S}"
            rows.append((each.name, now, say.modes[setting.setting], setting.by or "", since))
    print_table((say.department, say.mode, say.chosen, say.by, say.since), rows)

"""`mode`: shows or sets what the departments are switched to."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import typer

from .. import offline, writing
from ..clock import clock
from ..core.call_answers import mode_json
from ..core.mode import ModeSetting, holds_until, in_force, mode_now
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
        asyncio.run(writing.switch(loaded, names, setting, by))
    kept = asyncio.run(offline.modes(loaded))
    now = clock()
    if json:
        print_json([mode_json(each, kept.get(each.name), now) for each in named])
    else:
        _print_modes(named, kept, now, loaded.settings)


def _named(settings: Settings, name: str | None) -> tuple[Department, ...]:
    if name is None or name == ALL:
        return settings.departments
    if name in list(Mode) and settings.department(name) is None:
        raise typer.BadParameter(f"whose? Write stasis-app mode all {name}, or a department's name")
    return (department_named(settings, name),)


def _switchable(named: tuple[Department, ...], setting: Mode) -> tuple[str, ...]:
    names = ", ".join(each.name for each in named)
    able = [each for each in named if each.secretary is not None]
    if not able:
        raise typer.BadParameter(f"{names}: without secretaries, so always in duty mode")
    if setting is Mode.AUTO:
        able = [each for each in able if each.business_hours is not None]
    if not able:
        remedy = 'write business_hours: {mon-fri: "09:00-17:59"} into the department\'s file'
        raise typer.BadParameter(f"auto: {names} has no business hours; {remedy}")
    return tuple(each.name for each in able)


def _print_modes(
    named: tuple[Department, ...],
    kept: Mapping[str, ModeSetting],
    now: datetime,
    settings: Settings,
) -> None:
    say = words(settings.language)
    rows = []
    for each in named:
        setting = kept.get(each.name)
        force = in_force(each, setting, now)
        switched = force.since is not None or force.setting is Mode.AUTO
        rows.append(
            (
                each.name,
                say.modes[mode_now(each, setting, now)],
                say.modes[force.setting] if switched else say.nobody_switched,
                force.by or "",
                _shown(force.since, each, "%d.%m.%Y %H:%M:%S"),
                _shown(holds_until(each, setting, now), each, "%d.%m.%Y %H:%M"),
            )
        )
    print_table((say.department, say.mode, say.chosen, say.by, say.since, say.until), rows)


def _shown(at: datetime | None, department: Department, pattern: str) -> str:
    return f"{at.astimezone(department.zone):{pattern}}" if at else ""

"""What the commands take, and how it is read."""

import os
import re
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from ..clock import clock
from ..config import AppConfig, load
from ..config.problems import nearest, one_of
from ..core.gaps import here
from ..core.settings import Department, Settings
from . import identity

YEARS = range(1970, 3000)  # the calendar ends in 9999, and some zone is always a day further

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "-c",
        "--config",
        metavar="FILE",
        help="Default: STASIS_APP_CONFIG, ./config.yaml, /etc/stasis-app/config.yaml.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="ISO",
        help="2026-11-23T02:00, in the department's zone unless it has an offset. Default: now.",
        show_default=False,
    ),
]
OneDepartment = Annotated[
    str | None,
    typer.Option("--department", metavar="D", help="Default: all.", show_default=False),
]


def show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stasis-app {version('stasis-app')}")
        raise typer.Exit


def before_the_command(
    context: typer.Context,
    config: ConfigFile = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=show_version, is_eager=True
        ),
    ] = False,
) -> None:
    context.obj = config


def configuration(context: typer.Context, config: Path | None) -> AppConfig:
    """From here on the command works as the owner of the database.  Raises ConfigErrors."""
    loaded = configuration_alone(context, config)
    identity.become_owner(loaded.database)
    return loaded


def configuration_alone(context: typer.Context, config: Path | None) -> AppConfig:
    """For a command that does not touch the database.  Raises ConfigErrors."""
    return load(config or context.obj, os.environ)


def department_named(settings: Settings, name: str) -> Department:
    department = settings.department(name)
    if department is None:
        names = [each.name for each in settings.departments]
        meant = nearest(name, names)
        hint = f"{meant}?" if meant else f"there is {one_of(names)}"
        raise typer.BadParameter(f"no department is called {name!r}: {hint}")
    return department


def departments_wanted(settings: Settings, name: str | None) -> tuple[Department, ...]:
    """One, or all when no name is given."""
    return settings.departments if name is None else (department_named(settings, name),)


def instant(text: str | None, zone: ZoneInfo) -> datetime:
    """None: now."""
    if text is None:
        return clock().replace(microsecond=0).astimezone(zone)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.year not in YEARS or not re.match(r"\d{4}-\d\d-\d\d", text):
        raise typer.BadParameter(
            f"{text!r} is not a time: write 2026-11-23T02:00 or 2026-11-23T02:00+03:00"
        )
    return at if at.tzinfo else here(at, zone)

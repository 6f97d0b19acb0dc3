"""`override`: the roster's exceptions, made without touching the sheet."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from .. import offline, writing
from ..clock import clock
from ..config import AppConfig
from ..core.answers import overrides_json
from ..core.mail.language import language
from ..core.mirror import Mirror
from ..core.overrides import (
    Add,
    End,
    Kept,
    Roster,
    Swap,
    Unacceptable,
    Wish,
    is_nobody,
    shown,
    zone_of,
)
from ..core.settings import Department, Settings
from ..core.words import Role
from . import identity
from .arguments import (
    ConfigFile,
    Json,
    OneDepartment,
    configuration,
    department_named,
    departments_wanted,
    instant,
)
from .language import words
from .output import print_json, print_line, print_table

override = typer.Typer(
    name="override",
    help="Exceptions from the sheet: somebody else, or nobody, is on duty for a while."
    " They hold for the very next call and beat the sheet; of several the newest wins.",
    no_args_is_help=True,
)

Document = Mapping[str, Any]


class DutyRole(StrEnum):
    PRIMARY = "primary"
    BACKUP = "backup"


ADepartment = Annotated[str, typer.Argument(metavar="D")]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="ISO",
        help="By the department's clock unless it has an offset. Default: now.",
        show_default=False,
    ),
]
To = Annotated[str, typer.Option("--to", metavar="ISO", help="The first instant after it.")]


@override.callback()
def about_overrides(context: typer.Context, config: ConfigFile = None) -> None:
    """Exceptions from the sheet."""
    context.obj = config or context.obj


@override.command("list")
def show(
    context: typer.Context,
    department: OneDepartment = None,
    past: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Those that hold, or will."""
    loaded = configuration(context, config)
    settings = loaded.settings
    if department is not None:
        departments_wanted(settings, department)
    found = [
        each
        for each in asyncio.run(offline.overrides(loaded))
        if department in (None, each.override.department)
        and not each.empty
        and (past or not _is_over(each, settings))
    ]
    _tell(overrides_json(found, settings), json, settings)


def _is_over(kept: Kept, settings: Settings) -> bool:
    zone = zone_of(kept.override.department, settings)
    return kept.override.until <= clock().astimezone(zone).replace(tzinfo=None)


@override.command()
def add(
    context: typer.Context,
    department: ADepartment,
    role: Annotated[DutyRole, typer.Argument(metavar="primary|backup")],
    person: Annotated[
        str,
        typer.Argument(
            metavar="PERSON|nobody", help="A whole name, as on the staff sheet, or nobody."
        ),
    ],
    until: To,
    since: From = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Somebody, or nobody, has a role for a while."""
    by = identity.login_name()
    loaded = configuration(context, config)
    named = department_named(loaded.settings, department)
    begin, end = _period(loaded.settings, named, since, until)
    whom = None if is_nobody(person) else person
    _carry_out(loaded, Add(named.name, Role(role), whom, begin, end), by, json)


@override.command()
def swap(
    context: typer.Context,
    department: ADepartment,
    one: Annotated[str, typer.Argument(metavar="PERSON1", help="As on the staff sheet.")],
    other: Annotated[str, typer.Argument(metavar="PERSON2", help="As on the staff sheet.")],
    until: To,
    since: From = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Two people have each other's shifts: all those that begin in the period, as wholes.

    It does not matter whether they are primary or backup in them, nor whether it is one shift
    or several: choose a period in which the shifts begin that are to be swapped, and no others.
    """
    by = identity.login_name()
    loaded = configuration(context, config)
    named = department_named(loaded.settings, department)
    begin, end = _period(loaded.settings, named, since, until)
    _carry_out(loaded, Swap(named.name, one, other, begin, end), by, json)


@override.command("end")
def end_one(
    context: typer.Context,
    id: Annotated[int, typer.Argument(metavar="ID", help="Its number in the list.")],
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Ends one now, or before it has begun."""
    by = identity.login_name()
    _carry_out(configuration(context, config), End(id), by, json)


def _period(
    settings: Settings, department: Department, since: str | None, until: str
) -> tuple[datetime, datetime]:
    """By the department's clock."""
    begin, end = (
        instant(text, department.zone).astimezone(department.zone).replace(tzinfo=None)
        for text in (since, until)
    )
    try:
        Roster(settings, Mirror(), clock()).check_period(department, begin, end)
    except Unacceptable as error:
        raise typer.BadParameter(str(error)) from error
    return begin, end


def _carry_out(loaded: AppConfig, wish: Wish, by: str, json: bool) -> None:
    _tell(asyncio.run(writing.override(loaded, wish, by)), json, loaded.settings)


def _tell(documents: Sequence[Document], json: bool, settings: Settings) -> None:
    if json:
        print_json(documents)
    elif documents:
        _print_table(documents, settings)
    else:
        print_line(words(settings.language).no_overrides)


def _print_table(documents: Sequence[Document], settings: Settings) -> None:
    say = words(settings.language)
    roles = language(settings.language).role
    what = say.override, say.department, say.role, say.name, say.from_, say.until
    print_table(
        (*what, say.created, say.created_by),
        (
            (
                str(each["id"]),
                each["department"],
                roles[Role(each["role"])],
                each["person"] or say.nobody,
                *(shown(datetime.fromisoformat(each[key])) for key in ("from", "to", "created")),
                each["by"],
            )
            for each in documents
        ),
    )

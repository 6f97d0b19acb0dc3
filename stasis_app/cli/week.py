"""`print`: the week of a department, on paper or in the terminal."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from .. import offline
from ..core.week import week_of
from ..trouble import Trouble
from ..week_page import Said, View, as_html, view
from .arguments import ConfigFile, configuration, department_named, instant
from .output import Cell, finish, lines, print_line, print_table
from .sentences import Sentence


def print_week(
    context: typer.Context,
    department: Annotated[str, typer.Argument(metavar="D")],
    week: Annotated[
        str | None,
        typer.Option(
            "--week",
            metavar="DATE",
            help="Any day of it, such as 2026-11-23. Default: this week.",
            show_default=False,
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="As a page for one sheet of A4; -: to the output.",
            show_default=False,
        ),
    ] = None,
    config: ConfigFile = None,
) -> None:
    """The week of a department, with names and phones, from the mirror."""
    loaded = configuration(context, config)
    settings = loaded.settings
    wanted = department_named(settings, department)
    today = instant(None, wanted.zone).date()
    day = today if week is None else instant(week, wanted.zone).date()
    mirror, overrides = asyncio.run(offline.known(loaded))
    found = week_of(wanted, mirror, overrides, day, today)
    if found is None:
        raise Trouble(_NO_VERSION.say(settings.language, department=wanted.name))
    shown = view(found, settings)
    if html is None:
        _print(shown)
    elif str(html) == "-":
        typer.echo(as_html(shown), nl=False)
    else:
        _write(html, as_html(shown))
        print_line(str(html))
    finish(needs_a_person=found.unserved)


def _write(file: Path, page: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
    except OSError as error:
        raise Trouble(f"{file}: {error.strerror}") from error


def _print(shown: View) -> None:
    print_line(Text(f"{shown.title}, {shown.period}", style="bold"))
    headings = [shown.date, *(f"{name}\n{hours}" for name, hours in shown.columns)]
    print_table(headings, _rows(shown))
    print_line(shown.version)


def _rows(shown: View) -> Iterator[tuple[Cell, ...]]:
    for row in shown.rows:
        if row.missing:
            yield row.date, Text(row.missing, style="bold red")
            yield (row.weekday,)
        else:
            yield row.date, *(lines(*map(_told, said)) for said in row.primaries)
            yield row.weekday, *(lines(*map(_told, said)) for said in row.backups)


def _told(said: Said) -> Text:
    remark = f"({said.remark})" if said.remark else ""
    phone = said.phone.replace(" ", "-")  # a narrow terminal must not break it
    text = "  ".join(filter(None, (said.times, said.name, phone, remark)))
    return Text(text, style="bold red" if said.bad else "")


_NO_VERSION = Sentence(
    "{department}: расписание ещё ни разу не принято: stasis-app sync скажет почему",
    "{department}: no schedule has been accepted yet: stasis-app sync tells why",
)

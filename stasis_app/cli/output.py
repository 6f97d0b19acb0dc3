"""How the commands print: tables for people, one JSON document for programs, complaints to stderr.

Names and numbers come from callers and sheets: nothing of them is taken for markup or for the
terminal's own commands.
"""

import json
import sys
from collections.abc import Iterable, Sequence

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..core.mail.hostile import clean

NEEDS_A_PERSON = 1
WRONG_USAGE = 2

PIPED_WIDTH = 200  # columns, where there is no terminal to ask

Cell = str | Text | None


def print_json(document: object) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(visible(cell) for cell in row))
    console().print(table)


def print_line(*parts: Cell) -> None:
    console().print(Text(" ").join(visible(part) for part in parts), soft_wrap=True)


def visible(cell: Cell) -> Text:
    """A Text is ours already, whatever else is cleaned."""
    return cell if isinstance(cell, Text) else Text(clean(cell, longest=400))


def console() -> Console:
    return Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False)


def complain(*problems: object) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)


def finish(needs_a_person: bool) -> None:
    """The command's end, with its exit code."""
    raise typer.Exit(NEEDS_A_PERSON if needs_a_person else 0)

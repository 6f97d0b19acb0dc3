"""How the commands print: tables for people, one JSON document for programs, complaints to stderr.

Names and numbers come from callers and sheets: nothing of them is taken for markup or for the
terminal's own commands.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..core.mail.hostile import clean
from ..trouble import Trouble

NEEDS_A_PERSON = 1
WRONG_USAGE = 2
TAKEN_OVER = 3  # of `run`: whoever starts it again (systemd) must not

PIPED_WIDTH = 200  # columns, where there is no terminal to ask

Cell = str | Text | None


@contextmanager
def printing() -> Iterator[None]:
    """A reader that has gone away (`| head`) is typer's matter; a full disk is told here."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # what is left must not fail again at the exit
        raise Trouble(f"the output cannot be written: {error.strerror}") from error


def print_json(document: object) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2)
    with printing():
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(visible(cell) for cell in row))
    with printing():
        console().print(table)


def print_facts(facts: Iterable[tuple[Cell, Cell]]) -> None:
    """Each a line, however long: what it is about, and what there is to tell."""
    shown = [(visible(about), visible(text)) for about, text in facts]
    widest = max((about.cell_len for about, _ in shown), default=0)
    for about, text in shown:
        about.pad_right(widest - about.cell_len)
        print_line(Text(" "), about, text)


def print_line(*parts: Cell) -> None:
    with printing():
        console().print(Text(" ").join(visible(part) for part in parts), soft_wrap=True)


def visible(cell: Cell) -> Text:
    """A Text is ours already, whatever else is cleaned."""
    return cell if isinstance(cell, Text) else Text(clean(cell, longest=400))


def lines(*cells: Cell) -> Text:
    """One below the other in one cell of a table; without those that are empty."""
    return Text("\n").join(visible(cell) for cell in cells if cell)


def console() -> Console:
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if known else PIPED_WIDTH, highlight=False)


def complain(*problems: object) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)


def finish(needs_a_person: bool) -> None:
    """The command's end, with its exit code."""
    raise typer.Exit(NEEDS_A_PERSON if needs_a_person else 0)

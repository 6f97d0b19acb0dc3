"""`run`: the application itself."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from .. import offline, running
from ..config import AppConfig, ConfigErrors, Problem, database_of, load
from . import identity
from .arguments import ConfigFile
from .output import complain


def run(
    context: typer.Context,
    set_aside_damaged: Annotated[
        bool,
        typer.Option(
            "--set-aside-damaged",
            help="Rename a database that has become unreadable, and begin with an empty one.",
        ),
    ] = False,
    config: ConfigFile = None,
) -> None:
    """The application, in the foreground, until SIGTERM or SIGINT; SIGHUP reads the files anew."""
    loaded, problems = _configured(config or context.obj)
    asyncio.run(running.run(loaded, problems, set_aside_damaged=set_aside_damaged))


def _configured(file: Path | None) -> tuple[AppConfig, tuple[Problem, ...]]:
    """As the files are; when they have mistakes, as they were before.  Raises ConfigErrors."""
    try:
        loaded = load(file, os.environ)
        loaded.require_secrets()
    except ConfigErrors as errors:
        database = database_of(file, os.environ)
        identity.become_owner(database)
        there = database.is_file()  # nothing is made for the sake of files that have mistakes
        kept = asyncio.run(offline.last_good(file, database)) if there else None
        if kept is None:
            raise
        complain(*errors.problems, "the last configuration without mistakes is used instead")
        return kept, errors.problems
    identity.become_owner(loaded.database)
    return loaded, ()

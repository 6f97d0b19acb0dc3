"""Which commands there are, in the order of the help, and where they are.

The module of a command is imported when the command is chosen: none needs what all of them need.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

PLACES = {
    "run": "run.run",
    "drain": "drain.drain",
    "check": "check.check",
    "sync": "mirror.sync",
    "who": "on_duty.who",
    "gaps": "on_duty.gaps",
    "mode": "modes.mode",
    "simulate": "on_duty.simulate",
    "journal": "calls.journal",
    "explain": "explain.explain",
    "watch": "watch.watch",
    "test-call": "trial.trial",
    "versions": "mirror.versions",
    "backup": "backup.backup",
    "print": "week.print_week",
    "dialplan": "dialplan.dialplan",
    "schema": "schema.schema",
    "install": "install.install",
    "uninstall": "install.uninstall",
    "add-department": "departments.add_department",
    "override": "overrides.override",
    "workbook": "workbook.workbook",
    "sounds": "prompts.sounds",
}


class Chosen(Mapping[str, Any]):
    """By name, as typer makes them."""

    def __getitem__(self, name: str) -> Any:
        module, _, function = PLACES[name].partition(".")
        found = getattr(import_module(f".{module}", __package__), function)
        alone = typer.Typer(rich_markup_mode=None)
        alone.callback()(lambda: None)
        if isinstance(found, typer.Typer):
            alone.add_typer(found)
        else:
            alone.command(name)(found)
        return get_group(alone).commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


class Commands(TyperGroup):
    def __init__(self, **how: Any) -> None:
        super().__init__(**{**how, "commands": Chosen()})

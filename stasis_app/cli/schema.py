"""`schema`: what may stand in the configuration files."""

from enum import StrEnum
from typing import Annotated

import typer

from ..config import schema as schema_of
from .arguments import ConfigFile
from .output import print_json


class Kind(StrEnum):
    """Of a configuration file."""

    CONFIG = "config"
    DEPARTMENT = "department"


def schema(
    kind: Annotated[
        Kind | None,
        typer.Argument(
            metavar="config|department", help="Default: both in one.", show_default=False
        ),
    ] = None,
    config: ConfigFile = None,
) -> None:
    """JSON Schema of the configuration files, for editors."""
    every = schema_of()
    print_json(every if kind is None else every[kind])

"""The commands.

commands     where each of them is
arguments    what they take: -c, --at, a department
output       what they print: tables for people, one JSON document for programs
language     the words of the tables; sentences: of everything longer
identity     who runs them, and as whom they work
on_duty      who, gaps, simulate; explanation: why somebody is on duty
mirror       sync, versions
check        check; configured, mirrored, database, on_asterisk, on_servers: what it finds; findings
modes        mode
overrides    override list, add, end, swap
calls        journal
explain      explain; chronicle: how a call is told, chronicle_words: in which words
watch        watch; watched: what it shows
trial        test-call; causes: why a phone could not be had
backup       backup
workbook     workbook init, xlsx
week         print
run          run; drain: drain; prompts: sounds; schema: schema
dialplan     dialplan
install      install, uninstall; installing: what they do; told: how they tell it
departments  add-department
"""

import io
import logging
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from ..config import ConfigErrors
from ..trouble import TakenOver, Trouble
from .arguments import before_the_command
from .commands import Commands
from .output import NEEDS_A_PERSON, TAKEN_OVER, WRONG_USAGE, complain

application = typer.Typer(
    name="stasis-app",
    help="Brings a company's calls to the people on duty: an Asterisk ARI application.",
    epilog="Exit codes: 0 done; 1 something needs a person; 2 wrong usage or configuration; "
    "3 another program has taken the application's place.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
application.callback(cls=Commands)(before_the_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Ends the process with the command's exit code."""
    logging.getLogger("stasis_app").addHandler(logging.NullHandler())  # `run` has others
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        application(arguments, prog_name="stasis-app")
    except ConfigErrors as errors:
        complain(*errors.problems)
        sys.exit(WRONG_USAGE)
    except TakenOver as trouble:
        complain(trouble)
        sys.exit(TAKEN_OVER)
    except Trouble as trouble:
        complain(trouble)
        sys.exit(NEEDS_A_PERSON)
    sys.exit(0)

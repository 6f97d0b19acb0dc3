"""`install`, `uninstall`: the program on a Debian, and away from it again."""

import os
import shlex
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from ..installation import pbx
from ..installation.host import CannotInstall, Debian
from ..installation.layout import Layout
from ..installation.plan import Site
from ..installation.program import Source
from ..installation.service import systemd_runs
from ..trouble import Trouble
from . import installing
from .arguments import ConfigFile
from .identity import ROOT, import_everything
from .installing import Manner


class Language(StrEnum):
    RU = "ru"
    EN = "en"


DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would be done; do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Change files of Asterisk's too, without asking.")]
InLanguage = Annotated[
    Language | None,
    typer.Option("--language", help="Default: the terminal's (LANG).", show_default=False),
]
Endpoint = Annotated[
    str | None,
    typer.Option(
        metavar="TEMPLATE",
        help="dial.endpoint of a new configuration. Default: PJSIP/{number}@trunk;"
        " with FreePBX Local/{local}@outbound-allroutes/n.",
        show_default=False,
    ),
]


def install(
    dry_run: DryRun = False,
    yes: Yes = False,
    language: InLanguage = None,
    endpoint: Endpoint = None,
    config: ConfigFile = None,
) -> None:
    """Put the program on this machine: /opt, /etc, /var/lib, a user, a service, the prompts.

    What is there already stays as it is. Files of Asterisk's are changed only when you say so.
    """
    manner = _manner(dry_run, yes, language)
    _carry_out(lambda: installing.install(_site(), endpoint, manner))


def uninstall(
    dry_run: DryRun = False,
    yes: Yes = False,
    purge: Annotated[
        bool, typer.Option("--purge", help="The configuration, the journal and the user too.")
    ] = False,
    language: InLanguage = None,
    config: ConfigFile = None,
) -> None:
    """Take away what `install` has made; the configuration and the journal stay."""
    manner = _manner(dry_run, yes, language)
    import_everything()  # it may be the very program that runs
    _carry_out(lambda: installing.uninstall(_site(), purge, manner))


def _manner(dry_run: bool, yes: bool, language: Language | None) -> Manner:
    if os.geteuid() != ROOT and not dry_run:
        raise Trouble(f"this needs root: sudo {shlex.join(sys.argv)}")
    return Manner(language or _of_the_terminal(), dry_run, _answer(yes))


def _answer(yes: bool) -> Callable[[str], bool]:
    """To the question whether a file of Asterisk's may be changed; nobody there: no."""
    if yes:
        return lambda question: True
    if not sys.stdin.isatty():
        return lambda question: False
    return typer.confirm


def _site() -> Site:
    layout = Layout()
    systemd = systemd_runs(layout)
    return Site(layout, Debian(), Source.running(), pbx.find(layout), systemd, os.environ)


def _carry_out(work: Callable[[], None]) -> None:
    try:
        work()
    except CannotInstall as error:
        raise Trouble(str(error)) from error
    except OSError as error:
        raise Trouble(f"{error.filename}: {error.strerror}") from error


def _of_the_terminal() -> Language:
    named = next((os.environ[key] for key in ("LC_ALL", "LANG") if os.environ.get(key)), "")
    return Language.RU if named.startswith("ru") else Language.EN

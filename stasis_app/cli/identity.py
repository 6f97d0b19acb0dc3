"""Who runs a command, and as whom it works.

Run by root it works as the owner of the database, so that no file appears beside it that the
application, which runs as that owner, cannot write.
"""

import os
import pwd
from importlib import import_module
from io import StringIO
from pathlib import Path

import phonenumbers
import typer
from rich.console import Console
from typer.core import TyperCommand

ROOT = 0
IMPORTED_LATE = (  # by us and by what we use, at the first use
    "stasis_app.adapters.workbook.google",
    "stasis_app.adapters.workbook.xlsx",
    "aiosqlite",
    "alembic.config",
    "alembic.runtime.environment",
    "concurrent.futures.thread",
    "encodings.cp437",
    "holidays.countries",
)


def login_name() -> str:
    """Of the person: under sudo not root's."""
    by_sudo = os.environ.get("SUDO_USER")
    return by_sudo if by_sudo and os.getuid() == ROOT else _name(os.getuid())


def become_owner(database: Path) -> None:
    """For good.  Where there is no database yet, the owner of its folder is taken."""
    if os.geteuid() != ROOT:
        return
    owner = _owner(database) or _owner(database.parent)
    if owner is None or owner.st_uid == ROOT:
        return
    import_everything()
    os.initgroups(_name(owner.st_uid), owner.st_gid)
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)


def import_everything() -> None:
    """Now, because a Python below /root cannot be read by anybody else."""
    from ..offline import load_migrations  # large: the database

    for module in IMPORTED_LATE:
        import_module(module)
    load_migrations()
    phonenumbers.PhoneMetadata.load_all()
    Console(file=StringIO()).print("…")
    typer.Context(TyperCommand("…")).get_usage()  # printed with wrong usage


def _owner(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:  # the account has been deleted, or is another container's
        return str(user)

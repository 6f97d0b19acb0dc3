"""Where the files' texts come from: the disk, or what was kept of a set that was right.

Also tells whether something on the disk has changed.  Knows nothing of what is in the files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from . import places
from .problems import Problem

MAX_BYTES = 1_000_000

Seen = tuple[str, int, int, int]  # a file's name, its number on the disk, its size, its time
Look = frozenset[Seen]  # at all the files; two that are alike: nothing has changed


class Unreadable(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class Files(Protocol):
    def text(self, file: Path) -> str:
        """Raises Unreadable."""

    def departments(self, folder: Path) -> list[Path]:
        """Raises OSError."""


class OnDisk:
    def text(self, file: Path) -> str:
        try:
            if file.is_dir():
                raise Unreadable(Problem("this is a directory", "name a file in it", file))
            if file.exists() and not file.is_file():
                raise Unreadable(Problem("this is no ordinary file", "name another one", file))
            raw = file.read_bytes()
        except FileNotFoundError:
            raise Unreadable(Problem("there is no such file", "check its name", file)) from None
        except (OSError, ValueError) as error:  # ValueError: a name with a null character
            said = error.strerror if isinstance(error, OSError) else error
            raise Unreadable(Problem(f"cannot be read: {said}", "check its rights", file)) from None
        if len(raw) > MAX_BYTES:
            raise Unreadable(Problem("is larger than 1 MB", "check its name", file))
        return _decoded(file, raw)

    def departments(self, folder: Path) -> list[Path]:
        return places.department_files(folder)


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """A set of files as it was when it was read last without a mistake."""

    main: Path  # absolute, as are the others
    texts: Mapping[Path, str]

    def text(self, file: Path) -> str:
        try:
            return self.texts[file.absolute()]
        except KeyError:
            raise Unreadable(Problem("there is no such file", "check its name", file)) from None

    def departments(self, folder: Path) -> list[Path]:
        inside = (each for each in self.texts if each.parent == folder.absolute())
        return sorted(each for each in inside if each != self.main)


def look(main: Path, schedules: Path) -> Look:
    """At the files themselves and at their `.env`; never raises."""
    try:
        departments = places.department_files(schedules)
    except OSError:
        departments = []
    every = (main, main.parent / places.DOTENV, schedules, *departments)
    return frozenset(seen for file in every if (seen := _seen(file)))


def _seen(file: Path) -> Seen | None:
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    changed = max(found.st_mtime_ns, found.st_ctime_ns)  # ctime: its rights
    return str(file), found.st_ino, found.st_size, changed


def _decoded(file: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = line_and_column(error.object[: error.start].decode("utf-8-sig"))
        what = f"the byte {error.object[error.start]:#04x} is not UTF-8"
        raise Unreadable(Problem(what, "save the file as UTF-8", file, line, column)) from None


def line_and_column(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")

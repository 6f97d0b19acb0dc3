"""Each thing that is made: what there is of it, how it is made, how it is taken away again.

What is there as it should be is left alone, so that a second run changes nothing.
"""

import re
import shutil
import stat
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from .. import sounds
from .host import CannotInstall, Host


class Standing(Enum):
    MISSING = auto()
    DIFFERENT = auto()
    THERE = auto()


class Change(Protocol):
    @property
    def subject(self) -> str:
        """A user's name, a path."""

    def standing(self) -> Standing: ...

    def make(self) -> None:
        """When it is not there as it should be.  Raises CannotInstall, OSError."""

    def remove(self) -> None:
        """When something of it is there.  Raises CannotInstall, OSError."""


@dataclass(frozen=True, slots=True)
class User:
    """Who the application runs as: no password, no shell, no home of its own."""

    host: Host
    name: str
    home: Path

    @property
    def subject(self) -> str:
        return self.name

    def standing(self) -> Standing:
        return Standing.THERE if self.host.has_user(self.name) else Standing.MISSING

    def make(self) -> None:
        options = ("--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin")
        self.host.run("useradd", *options, "--home-dir", str(self.home), self.name)

    def remove(self) -> None:
        self.host.run("userdel", self.name)


@dataclass(frozen=True, slots=True)
class Folder:
    host: Host
    path: Path
    owner: str
    group: str
    mode: int

    @property
    def subject(self) -> str:
        return str(self.path)

    def standing(self) -> Standing:
        if not self.path.is_dir():
            return Standing.MISSING
        return Standing.THERE if self.host.owner(self.path) == self.owner else Standing.DIFFERENT

    def make(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        self.host.give(self.path, self.owner, self.group, self.mode)

    def remove(self) -> None:
        """With everything in it."""
        shutil.rmtree(self.path)


@dataclass(frozen=True, slots=True)
class File:
    """`kept`: an administrator's own once it is there, whatever stands in it."""

    host: Host
    path: Path
    text: str
    group: str = "root"
    mode: int = 0o644
    kept: bool = False

    @property
    def subject(self) -> str:
        return str(self.path)

    def standing(self) -> Standing:
        if not self.path.exists():
            return Standing.MISSING
        if self.kept or self.path.read_text("utf-8") == self.text:
            return Standing.THERE
        return Standing.DIFFERENT

    def make(self) -> None:
        """Readable for nobody else at any time."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(f".{self.path.name}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(self.text, "utf-8")
        self.host.give(fresh, "root", self.group, self.mode)
        fresh.replace(self.path)

    def remove(self) -> None:
        self.path.unlink()


@dataclass(frozen=True, slots=True)
class Link:
    path: Path
    target: Path

    @property
    def subject(self) -> str:
        return f"{self.path} -> {self.target}"

    def standing(self) -> Standing:
        if self.path.is_symlink():
            return Standing.THERE if self.path.readlink() == self.target else Standing.DIFFERENT
        return Standing.DIFFERENT if self.path.exists() else Standing.MISSING

    def make(self) -> None:
        if self.path.exists() and not self.path.is_symlink():
            raise CannotInstall(f"{self.path} is there, and is no link; move it away")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(self.target)

    def remove(self) -> None:
        """Somebody else's file of this name stays."""
        if self.path.is_symlink():
            self.path.unlink()


@dataclass(frozen=True, slots=True)
class Prompts:
    """In Asterisk's sounds folder; of each language a folder of ours."""

    folder: Path

    @property
    def subject(self) -> str:
        return str(self.folder)

    def standing(self) -> Standing:
        there = [each for each in self._folders() if each.is_dir()]
        try:
            unlike = sounds.outdated(self.folder)
        except sounds.SoundsError as error:
            raise CannotInstall(str(error)) from error
        if not unlike:
            return Standing.THERE
        return Standing.DIFFERENT if there else Standing.MISSING

    def make(self) -> None:
        try:
            sounds.install(self.folder)
        except sounds.SoundsError as error:
            raise CannotInstall(str(error)) from error

    def remove(self) -> None:
        for folder in self._folders():
            if folder.is_dir():
                shutil.rmtree(folder)
            if folder.parent.is_dir() and not any(folder.parent.iterdir()):
                folder.parent.rmdir()

    def _folders(self) -> list[Path]:
        return [self.folder / language / sounds.FOLDER for language in sounds.LANGUAGES]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines at the end of a file of Asterisk's, between two lines that mark them as ours.
    All others stay as they are, and so do the file's owner and rights."""

    host: Host
    path: Path
    text: str
    reload: str  # the module that reads the file

    @property
    def subject(self) -> str:
        return str(self.path)

    def standing(self) -> Standing:
        before, ours, _ = self._parts()
        if ours is None:
            return Standing.MISSING
        right = ours in (_marked(self.text, BEGIN), "\n" + _marked(self.text, BEGIN_AFTER))
        return Standing.THERE if right else Standing.DIFFERENT

    def make(self) -> None:
        if not self.path.exists():
            self.path.touch(mode=0o640)
            owner = self.host.owner(self.path.parent)
            self.host.give(self.path, owner, owner, 0o640)
        before, _, after = self._parts()
        whole_lines = before.endswith("\n") or not before
        ours = _marked(self.text, BEGIN) if whole_lines else "\n" + _marked(self.text, BEGIN_AFTER)
        self._write(before + ours + after)

    def remove(self) -> None:
        before, _, after = self._parts()
        if before + after:
            self._write(before + after)
        else:
            self.path.unlink()
            self._reload()

    def _write(self, text: str) -> None:
        self.path.write_bytes(text.encode("utf-8", "surrogateescape"))
        self._reload()

    def _reload(self) -> None:
        """An Asterisk that does not run reads it at its start."""
        self.host.says_yes("asterisk", "-rx", f"module reload {self.reload}")

    def _parts(self) -> tuple[str, str | None, str]:
        """What stands before ours, ours, and what stands after it."""
        try:
            return _parted(self.path.read_bytes().decode("utf-8", "surrogateescape"))
        except FileNotFoundError:
            return "", None, ""


BEGIN = "; stasis-app: begin (stasis-app uninstall takes these lines away again)"
BEGIN_AFTER = f"{BEGIN}, and the end of the line before"
END = "; stasis-app: end"
_FIRST = f"(?:\\n{re.escape(BEGIN_AFTER)}|{re.escape(BEGIN)})"
OURS = re.compile(rf"{_FIRST}\n.*?{re.escape(END)}\n", re.S)


def others_text(file: Path) -> str:
    """Without what is ours.  Raises OSError."""
    before, _, after = _parted(file.read_bytes().decode("utf-8", "replace"))
    return before + after


def _parted(text: str) -> tuple[str, str | None, str]:
    found = OURS.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, None, "")


def _marked(text: str, begin: str) -> str:
    return f"{begin}\n{text.rstrip()}\n{END}\n"


def readable_for_all(folder: Path) -> None:
    """Whatever umask it was made with."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        wanted = mode | (0o555 if path.is_dir() or mode & stat.S_IXUSR else 0o444)
        if stat.S_IMODE(mode) != stat.S_IMODE(wanted):
            path.chmod(stat.S_IMODE(wanted))

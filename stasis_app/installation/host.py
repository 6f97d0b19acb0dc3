"""What is asked of the machine, and done to it, beyond files: users, owners, services."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Protocol


class CannotInstall(Exception):
    """Says what is in the way, and what would help."""


class Host(Protocol):
    def has_user(self, name: str) -> bool: ...

    def run(self, *command: str) -> None:
        """To its end.  Raises CannotInstall with what it said."""

    def says_yes(self, *command: str) -> bool:
        """Whether it ends well; a command that is not there does not."""

    def owner(self, path: Path) -> str:
        """The user's name, or number when it has none."""

    def give(self, path: Path, user: str, group: str, mode: int) -> None:
        """Not what a link leads to."""


class Debian:
    """The machine itself."""

    def has_user(self, name: str) -> bool:
        try:
            pwd.getpwnam(name)
        except KeyError:
            return False
        return True

    def run(self, *command: str) -> None:
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise CannotInstall(f"{command[0]}: {error.strerror}") from error
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip() or f"exit code {done.returncode}"
            raise CannotInstall(f"{' '.join(command)}: {said}")

    def says_yes(self, *command: str) -> bool:
        if shutil.which(command[0]) is None:
            return False
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def owner(self, path: Path) -> str:
        number = path.lstat().st_uid
        try:
            return pwd.getpwuid(number).pw_name
        except KeyError:
            return str(number)

    def give(self, path: Path, user: str, group: str, mode: int) -> None:
        shutil.chown(path, user, group)
        os.chmod(path, mode)

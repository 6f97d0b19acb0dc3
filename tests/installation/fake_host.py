"""A Debian below a folder: files are real, users, owners and services are remembered."""

import os
import stat
from pathlib import Path

from stasis_app.installation.host import CannotInstall


class FakeHost:
    """`said`: the commands that were run, without those that only ask."""

    def __init__(self, asterisk_runs: bool = True) -> None:
        self.users: set[str] = set()
        self.owners: dict[int, str] = {}  # by inode
        self.enabled = False
        self.active = False
        self.asterisk_runs = asterisk_runs
        self.said: list[str] = []
        self.without: str | None = None  # a program that is not on this machine

    def has_user(self, name: str) -> bool:
        return name in self.users

    def run(self, *command: str) -> None:
        if command[0] == self.without:
            raise CannotInstall(f"{command[0]}: No such file or directory")
        self.said.append(" ".join(command))
        match command:
            case ("useradd", *_, name):
                self.users.add(name)
            case ("userdel", name):
                self.users.remove(name)
            case ("systemctl", "enable", _):
                self.enabled = True
            case ("systemctl", "restart", "--no-block", _):
                self.active = True
            case ("systemctl", "disable", "--now", _):
                self.enabled = self.active = False
            case (_, "-m", "venv", "--without-pip", path):
                (Path(path) / "bin").mkdir(parents=True, exist_ok=True)
                (Path(path) / "lib").mkdir(exist_ok=True)

    def says_yes(self, *command: str) -> bool:
        match command:
            case ("systemctl", "is-enabled", *_):
                return self.enabled
            case ("systemctl", "is-active", *_):
                return self.active
            case ("asterisk", "-rx", asked):
                self.said.append(asked)
                return self.asterisk_runs
        return False

    def owner(self, path: Path) -> str:
        return self.owners.get(path.lstat().st_ino, "root")

    def give(self, path: Path, user: str, group: str, mode: int) -> None:
        self.owners[path.lstat().st_ino] = user
        path.chmod(mode)


def tree(folder: Path) -> dict[str, str]:
    """All that is in it, with what stands in it and its rights."""
    return {str(path.relative_to(folder)): _told(path) for path in sorted(folder.rglob("*"))}


def _told(path: Path) -> str:
    if path.is_symlink():
        return f"-> {os.readlink(path)}"
    mode = stat.filemode(path.stat().st_mode)
    return f"{mode} {path.read_bytes()!r}" if path.is_file() else mode

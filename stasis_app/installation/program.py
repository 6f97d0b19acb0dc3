"""The virtual environment: what the running command itself was made from, in a place of its own.

Nothing is fetched: the packages are copied from the environment in which the command runs, so that
what has been tried is what is installed.
"""

import json
import shutil
import stat
import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from .changes import Standing, readable_for_all
from .host import CannotInstall, Host
from .layout import NAME

COMMAND = """\
#!{python}
from stasis_app.cli import main

main()
"""
HOW = "python3 -m venv NEW && NEW/bin/pip install . && NEW/bin/stasis-app install"


@dataclass(frozen=True, slots=True)
class Source:
    """A virtual environment, as sys and sysconfig tell of it."""

    prefix: Path
    packages: Path  # site-packages
    python: Path  # without links
    is_environment: bool
    editable: bool

    @classmethod
    def running(cls) -> "Source":
        told = distribution(NAME).read_text("direct_url.json")
        return cls(
            prefix=Path(sys.prefix),
            packages=Path(sysconfig.get_path("purelib")),
            python=Path(sys.executable).resolve(),
            is_environment=sys.prefix != sys.base_prefix,
            editable=bool(told and json.loads(told).get("dir_info", {}).get("editable")),
        )

    def obstacle(self) -> str | None:
        if not self.is_environment:
            return f"this command does not run from a virtual environment; {HOW}"
        if self.editable:
            return f"this command runs from an editable installation; {HOW}"
        for folder in self.python.parents:
            if not folder.stat().st_mode & stat.S_IXOTH:
                return (
                    f"{self.python} cannot be run by other users, because of {folder}; "
                    "make the environment with Debian's python3"
                )
        return None


@dataclass(frozen=True, slots=True)
class Program:
    host: Host
    path: Path
    source: Source

    @property
    def subject(self) -> str:
        return str(self.path)

    def standing(self) -> Standing:
        if self.source.prefix.resolve() == self.path.resolve():
            return Standing.THERE
        if not self.path.exists():
            return Standing.MISSING
        same = _records(self._packages) == _records(self.source.packages)
        return Standing.THERE if same and self._command_is_there() else Standing.DIFFERENT

    def check(self) -> None:
        """Raises CannotInstall when `make` could not."""
        obstacle = self.source.obstacle()
        if obstacle and self.standing() is not Standing.THERE:
            raise CannotInstall(obstacle)

    def make(self) -> None:
        """The packages take the place of the old ones in one moment; a service that runs keeps
        those that it has read."""
        self.check()
        self.host.run(str(self.source.python), "-m", "venv", "--without-pip", str(self.path))
        fresh = self._packages.with_name("site-packages.new")
        old = self._packages.with_name("site-packages.old")
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(self.source.packages, fresh, symlinks=True)
        if self._packages.exists():
            self._packages.rename(old)
        fresh.rename(self._packages)
        shutil.rmtree(old, ignore_errors=True)
        command = self.path / "bin" / NAME
        command.write_text(COMMAND.format(python=self._python))
        command.chmod(0o755)
        readable_for_all(self.path)
        self.host.run(str(self._python), "-m", "compileall", "-q", str(self._packages))

    def remove(self) -> None:
        shutil.rmtree(self.path)

    def _command_is_there(self) -> bool:
        command = self.path / "bin" / NAME
        return command.is_file() and command.read_text() == COMMAND.format(python=self._python)

    @property
    def _python(self) -> Path:
        return self.path / "bin" / "python3"

    @property
    def _packages(self) -> Path:
        return self.path / self.source.packages.relative_to(self.source.prefix)


def _records(packages: Path) -> dict[str, bytes]:
    """Of every package the list of its files with their hashes, as pip has written it."""
    return {each.parent.name: each.read_bytes() for each in packages.glob("*.dist-info/RECORD")}

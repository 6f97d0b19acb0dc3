"""The asterisk on the PATH, when it is new enough."""

import re
from pathlib import Path

from .. import recipe
from ..machine import Say, Unobtainable, run
from .chroot import kill_by_pid_file


class Installed:
    name = "path"

    def prepare(self, say: Say) -> None:
        version = run("asterisk", "-V", what="none on the PATH").strip()
        found = re.search(r"Asterisk (?:certified/)?(\d+)\.(\d+)", version)
        if not found or (int(found[1]), int(found[2])) < recipe.OLDEST:
            oldest = ".".join(map(str, recipe.OLDEST))
            raise Unobtainable(f"the one on the PATH is {version}; {oldest} or newer is needed")

    def inside(self, folder: Path) -> Path:
        return folder

    def command(self, folder: Path, name: str) -> list[str]:
        return ["sh", str(folder / "run.sh"), str(folder)]

    def kill(self, folder: Path, name: str) -> None:
        kill_by_pid_file(folder)

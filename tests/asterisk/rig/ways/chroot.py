"""Asterisk in a root file system of Debian packages, made once and kept.

Each Asterisk has its own view of the mounts: they are gone with it, and nothing is left behind
that somebody could delete through.
"""

import os
import shutil
import signal
from pathlib import Path

from .. import recipe
from ..machine import Say, as_root, cache, debian_mirror, need_package, own_certificates, run

INSIDE = Path("/rig")
ENTER = """
set -e
mount -t proc proc "$1/proc"
mount --bind "$2" "$1/rig"
exec chroot --userspec="$3" "$1" sh /rig/run.sh /rig
"""


class Chroot:
    name = "chroot"

    def __init__(self) -> None:
        self.root = cache() / f"asterisk-{recipe.key()}"

    def prepare(self, say: Say) -> None:
        self.check()
        if not self.root.is_dir():
            make_root(self.root, recipe.packages(), say)

    def check(self) -> None:
        """Raises Unobtainable."""
        run(*as_root(), _unshare(), "--mount", "true", what="its own view of the mounts")

    def inside(self, folder: Path) -> Path:
        return INSIDE

    def command(self, folder: Path, name: str) -> list[str]:
        user = f"{os.getuid()}:{os.getgid()}"
        enter = ["sh", "-c", ENTER, "sh", str(self.root), str(folder), user]
        return [*as_root(), _unshare(), "--mount", *enter]

    def kill(self, folder: Path, name: str) -> None:
        kill_by_pid_file(folder)


def make_root(place: Path, packages: list[str], say: Say) -> None:
    need_package("mmdebstrap", "mmdebstrap", say)
    say(f"making a root file system of Debian packages in {place}")
    root = as_root()
    partial = place.with_suffix(".partial")
    run(*root, "rm", "-rf", str(partial), what="an earlier attempt's remains")
    bootstrap = [
        "mmdebstrap",
        "--variant=apt",
        f"--include={','.join(packages)}",
        '--aptopt=APT::Install-Recommends "false"',
        '--aptopt=Acquire::Check-Valid-Until "false"',
        '--customize-hook=mkdir "$1/rig"',
        # The host's own name must resolve without DNS: each call asks for it.
        f'--customize-hook=echo "127.0.0.1 localhost {os.uname().nodename}" > "$1/etc/hosts"',
        *own_certificates(),
    ]
    made = [*bootstrap, recipe.suite(), str(partial), debian_mirror()]
    run(*root, *made, what="a root file system of Debian packages")
    run(*root, "mv", str(partial), str(place), what="the finished root file system")


def _unshare() -> str:
    return shutil.which("unshare") or "/usr/bin/unshare"


def kill_by_pid_file(folder: Path) -> None:
    os.kill(int((folder / "run" / "asterisk.pid").read_text()), signal.SIGKILL)

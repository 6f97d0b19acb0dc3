"""The machine the rig runs on: its root, its Debian packages, its cache.

Knows nothing of Asterisk.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

CERTIFICATES = "/usr/local/share/ca-certificates"
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"  # Debian's own together with these
PIP_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "cert")

Say = Callable[[str], None]

PROXIES = ("http_proxy", "https_proxy", "no_proxy")
DEBIAN_PACKAGES = 'the machine has no Debian mirror (asked: "apt-get indextargets")'


class Unobtainable(Exception):
    """Something the rig needs cannot be had; the text says what was tried and what would help."""


def cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "stasis_app"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Among all processes of this user."""
    with (cache() / f"{name}.lock").open("w") as file:
        flock(file, LOCK_EX)
        yield


def run(*command: str, what: str) -> str:
    """Runs it to the end and returns what it says; Unobtainable tells what failed, and its end."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Unobtainable(f"{what}: there is no {command[0]} on this machine") from None
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-12:]
        raise Unobtainable("\n  ".join([f"{what}: {' '.join(command)}", *last]))
    return done.stdout


def as_root() -> list[str]:
    """What goes before a command that needs root."""
    if os.geteuid() == 0:
        return []
    try:
        run("sudo", "-n", "true", what="root")
    except Unobtainable:
        raise Unobtainable("this needs root, or sudo without a password") from None
    return ["sudo", "-n"]


def need_package(program: str, package: str, say: Say) -> None:
    if shutil.which(program):
        return
    if not shutil.which("apt-get"):
        raise Unobtainable(f"{program} is missing, and there is no apt-get to install {package}")
    root = as_root()
    say(f"installing {package}")
    run(*root, "apt-get", "update", what="the package lists")
    install = ["apt-get", "install", "--yes", "--no-install-recommends", package]
    run(*root, *install, what=f"the package {package}")


def own_certificates() -> list[str]:
    """What mmdebstrap is told, so that a root file system trusts whom this machine trusts."""
    if not Path(CERTIFICATES).is_dir():
        return []
    return [
        f"--customize-hook=copy-in {CERTIFICATES} {Path(CERTIFICATES).parent}",
        '--customize-hook=chroot "$1" update-ca-certificates',
    ]


def pip_settings() -> dict[str, str]:
    """How pip reaches its registry on this machine, as variables for another one on it."""
    listed = run(sys.executable, "-m", "pip", "config", "list", what="pip's configuration")
    found = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        key, text = name.rpartition(".")[2], value.strip().strip("'\"")
        if key in PIP_SETTINGS and (key != "cert" or text == BUNDLE):
            found[f"PIP_{key.upper().replace('-', '_')}"] = text
    proxies = {name: os.environ[name] for name in PROXIES if name in os.environ}
    return {**proxies, **found}


def debian_mirror() -> str:
    """The one that the machine's own apt is set up with."""
    targets = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(LABEL) $(COMPONENT)"]
    listed = run(*targets, "Identifier: Packages", what="the machine's mirror")
    for line in listed.splitlines():
        uri, _, release = line.partition(" ")
        if release == "Debian main":
            return uri
    raise Unobtainable(DEBIAN_PACKAGES)

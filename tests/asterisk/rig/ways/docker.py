"""Asterisk in a container, from the image that docker/asterisk describes.

Where no registry can be reached the base image is made once, of Debian packages, under the very
name that the Dockerfile uses.
"""

import os
import shlex
from pathlib import Path

from .. import recipe
from ..machine import Say, Unobtainable, as_root, debian_mirror, need_package, run

INSIDE = Path("/rig")
CERTIFICATES = "/usr/local/share/ca-certificates"
PROXIES = ("http_proxy", "https_proxy", "no_proxy")

# How engines call themselves for which "--network host" is not this machine's.
ELSEWHERE = ("rootless", "Docker Desktop")


class Docker:
    name = "docker"

    def __init__(self) -> None:
        self.image = f"stasis-app-asterisk:{recipe.key()}"

    def prepare(self, say: Say) -> None:
        engine = run("docker", "info", what="no Docker engine answers")
        if found := [mark for mark in ELSEWHERE if mark in engine]:
            raise Unobtainable(f"the engine ({found[0]}) does not share this machine's network")
        if _has(self.image):
            return
        self._get_base(say)
        say(f"building {self.image}")
        proxies = [f"--build-arg={name}" for name in PROXIES if name in os.environ]
        options = ["--network=host", *proxies, "--tag", self.image]
        run("docker", "build", *options, str(recipe.FOLDER), what="the image")

    def inside(self, folder: Path) -> Path:
        return INSIDE

    def command(self, folder: Path, name: str) -> list[str]:
        options = {
            "--name": name,
            # The host's own name must resolve without DNS: each call asks for it.
            "--hostname": "rig",
            "--add-host": "rig:127.0.0.1",
            "--network": "host",
            "--user": f"{os.getuid()}:{os.getgid()}",
            "--security-opt": "label=disable",  # SELinux would keep it out of the folder
            "--volume": f"{folder}:{INSIDE}",
        }
        words = [word for option in options.items() for word in option]
        script = ["sh", f"{INSIDE}/run.sh", str(INSIDE)]
        return ["docker", "run", "--rm", "--interactive", *words, self.image, *script]

    def kill(self, folder: Path, name: str) -> None:
        run("docker", "kill", name, what="Asterisk cannot be killed")

    def _get_base(self, say: Say) -> None:
        base = recipe.base_image()
        if _has(base):
            return
        try:
            run("docker", "pull", base, what="no registry")
        except Unobtainable:
            _make_base(base, say)


def _has(image: str) -> bool:
    return bool(run("docker", "images", "--quiet", image, what="the engine's images").strip())


def _make_base(base: str, say: Say) -> None:
    """The machine's own certificates go with it: its mirror may need them."""
    need_package("mmdebstrap", "mmdebstrap", say)
    say(f"no registry can be reached: making {base} of Debian packages")
    bootstrap = [
        *as_root(),
        "mmdebstrap",
        "--variant=minbase",
        "--include=ca-certificates",
        '--aptopt=Acquire::Check-Valid-Until "false"',
    ]
    if Path(CERTIFICATES).is_dir():
        bootstrap.append(f"--customize-hook=copy-in {CERTIFICATES} {Path(CERTIFICATES).parent}")
        bootstrap.append('--customize-hook=chroot "$1" update-ca-certificates')
    bootstrap += [recipe.suite(), "-", debian_mirror()]
    pipeline = f"set -o pipefail; {shlex.join(bootstrap)} | docker import - {shlex.quote(base)}"
    run("bash", "-c", pipeline, what="a base image of Debian packages")

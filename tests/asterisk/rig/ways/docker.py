"""Asterisk in a container, from the image that docker/asterisk describes.

Where no registry can be reached the base image is made once, of Debian packages, under the very
name that the Dockerfile uses.
"""

import os
import shlex
from pathlib import Path

from .. import recipe
from ..machine import (
    PROXIES,
    Say,
    Unobtainable,
    as_root,
    debian_mirror,
    need_package,
    own_certificates,
    run,
)

INSIDE = Path("/rig")

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
        if has_image(self.image):
            return
        self._get_base(say)
        say(f"building {self.image}")
        build(recipe.FOLDER, self.image)

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
        if has_image(base):
            return
        try:
            run("docker", "pull", base, what="no registry")
        except Unobtainable:
            _make_base(base, say)


def has_image(image: str) -> bool:
    return bool(run("docker", "images", "--quiet", image, what="the engine's images").strip())


def build(folder: Path, image: str, *arguments: str) -> None:
    proxies = [f"--build-arg={name}" for name in PROXIES if name in os.environ]
    options = ["--network=host", *proxies, *arguments, "--tag", image]
    run("docker", "build", *options, str(folder), what="the image")


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
    bootstrap += [*own_certificates(), recipe.suite(), "-", debian_mirror()]
    pipeline = f"set -o pipefail; {shlex.join(bootstrap)} | docker import - {shlex.quote(base)}"
    run("bash", "-c", pipeline, what="a base image of Debian packages")

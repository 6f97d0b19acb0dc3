"""A Debian with an Asterisk on it, Debian's own Python, and nothing of ours: to install it there.

    async with bare_debian(folder) as debian:
        print(await debian.run("python3 --version"))

In a container, or in a copy of a root file system: whichever way Asterisk is had by. The network is
this machine's. What is in `folder` is there too, as /outside, and pip finds the packages that we
depend on without asking anybody.
"""

import asyncio
import hashlib
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from . import recipe
from .machine import Say, as_root, cache, one_at_a_time, pip_settings, run
from .ways import prepare as prepare_asterisk
from .ways.chroot import Chroot, make_root
from .ways.docker import Docker, build, has_image

CHECKOUT = Path(__file__).parents[3]
PACKAGES = CHECKOUT / "docker" / "bare" / "packages"
OUTSIDE = "/outside"
WHEELS = "/wheels"
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": WHEELS, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
SOURCES = ("LICENSE", "README.md", "pyproject.toml", "sounds", "stasis_app")


class Way(Protocol):
    def prepare(self, say: Say) -> None: ...

    def start(self, name: str, folder: Path, wheels: Path) -> None: ...

    def command(self, name: str, folder: Path, wheels: Path) -> list[str]:
        """Before `sh -c …`; runs it inside, as root."""

    def stop(self, name: str, folder: Path) -> None: ...


class Container:
    def __init__(self, asterisk: Docker) -> None:
        self.asterisk = asterisk
        self.image = f"stasis-app-bare:{_key()}"

    def prepare(self, say: Say) -> None:
        if not has_image(self.image):
            say(f"building {self.image}")
            argument = f"--build-arg=ASTERISK={self.asterisk.image}"
            build(PACKAGES.parent, self.image, argument)

    def start(self, name: str, folder: Path, wheels: Path) -> None:
        options = ("--network", "host", "--hostname", "bare", "--add-host", "bare:127.0.0.1")
        mounts = (f"{folder}:{OUTSIDE}", f"{wheels}:{WHEELS}", *self._on_a_fast_disk(folder))
        volumes = [word for each in mounts for word in ("--volume", each)]
        pip = [f"--env={key}={value}" for key, value in pip_settings().items()]
        last = ("sleep", "infinity")
        start = ["docker", "run", "--rm", "--detach", "--init", "--name", name, *options]
        run(*start, *volumes, *pip, self.image, *last, what="a bare Debian")

    def command(self, name: str, folder: Path, wheels: Path) -> list[str]:
        return ["docker", "exec", "--interactive", name]

    def stop(self, name: str, folder: Path) -> None:
        run("docker", "exec", name, "sh", "-c", "rm -rf /opt/*", what="what was installed")
        run("docker", "rm", "--force", name, what="the bare Debian is not to be stopped")

    def _on_a_fast_disk(self, folder: Path) -> list[str]:
        """Where thousands of small files are written."""
        opt = folder.with_name(f"{folder.name}-opt")
        opt.mkdir(exist_ok=True)
        return [f"{opt}:/opt"]


class Root:
    def __init__(self) -> None:
        self.root = cache() / f"bare-{_key()}"

    def prepare(self, say: Say) -> None:
        if not self.root.is_dir():
            packages = [*recipe.packages(), *PACKAGES.read_text().split()]
            make_root(self.root, packages, say)

    def start(self, name: str, folder: Path, wheels: Path) -> None:
        root = self._root(folder)
        run(*as_root(), "cp", "--archive", str(self.root), str(root), what="a copy of the root")
        for inside in (OUTSIDE, WHEELS):
            run(*as_root(), "mkdir", "-p", f"{root}{inside}", what="a folder in it")

    def command(self, name: str, folder: Path, wheels: Path) -> list[str]:
        pip = [f"{key}={value}" for key, value in pip_settings().items()]
        inside = [str(self._root(folder)), str(folder), str(wheels)]
        return [*as_root(), "unshare", "--mount", "sh", "-c", ENTER, "sh", *inside, "env", *pip]

    def stop(self, name: str, folder: Path) -> None:
        asterisk = "[ ! -e /run/asterisk/asterisk.ctl ] || asterisk -rx 'core stop now'"
        command = self.command(name, folder, cache())
        run(*command, "sh", "-c", asterisk, what="Asterisk is not to be stopped")
        run(*as_root(), "rm", "-rf", str(self._root(folder)), what="the root is not to be removed")

    def _root(self, folder: Path) -> Path:
        return folder.with_name(f"{folder.name}-root")


ENTER = """
set -e
mount -t proc proc "$1/proc"
mount --bind "$2" "$1/outside"
mount --bind "$3" "$1/wheels"
root=$1
shift 3
exec chroot "$root" "$@"
"""


class Debian:
    """`outside`: the folder that both sides see."""

    def __init__(self, way: Way, name: str, outside: Path, wheels: Path) -> None:
        self.way = way
        self.name = name
        self.outside = outside
        self.wheels = wheels

    async def run(self, script: str, *, code: int = 0) -> str:
        """As root, in /outside; what it says.  AssertionError when it ends otherwise."""
        process = await self.start(script)
        said, _ = await process.communicate()
        text = said.decode(errors="replace")
        assert process.returncode == code, f"{script}: exit code {process.returncode}\n{text}"
        return text

    async def start(self, script: str) -> asyncio.subprocess.Process:
        """Goes on by itself."""
        command = self.way.command(self.name, self.outside, self.wheels)
        return await asyncio.create_subprocess_exec(
            *(*command, "sh", "-c", f"cd {OUTSIDE}; {script}"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )


def prepare(say: Say) -> tuple[Way, Path]:
    """With the wheels of all that we depend on.  Kept."""
    asterisk = prepare_asterisk(say)
    with one_at_a_time("bare"):
        way: Way = Container(asterisk) if isinstance(asterisk, Docker) else Root()
        if not isinstance(asterisk, Docker | Chroot):
            Chroot().check()
        way.prepare(say)
        return way, _wheels(way, say)


def _wheels(way: Way, say: Say) -> Path:
    """Made inside, by the Python that will want them: the locked versions."""
    lock = (CHECKOUT / "requirements.lock").read_bytes()
    project = (CHECKOUT / "pyproject.toml").read_bytes()
    place = cache() / f"wheels-{_key()}-{hashlib.sha256(lock + project).hexdigest()[:12]}"
    if place.is_dir():
        return place
    say(f"fetching what stasis-app depends on into {place}")
    partial = place.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    shutil.copy(CHECKOUT / "docker" / "app" / "dependencies.py", partial)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, partial)
    script = (
        "python3 dependencies.py . && python3 -m venv /root/fetching &&"
        " /root/fetching/bin/pip wheel --quiet --wheel-dir . -r wanted.txt -c locked.txt"
    )
    name = f"stasis-app-wheels-{secrets.token_hex(4)}"
    way.start(name, partial, partial)
    try:
        inside = way.command(name, partial, partial)
        run(*inside, "sh", "-c", f"cd {OUTSIDE}; {script}", what="the packages we depend on")
    finally:
        way.stop(name, partial)
    partial.rename(place)
    return place


@asynccontextmanager
async def bare_debian(folder: Path) -> AsyncIterator[Debian]:
    """With the sources of the program in `folder`/checkout."""
    way, wheels = await asyncio.to_thread(prepare, lambda _: None)
    checkout = folder / "checkout"
    for name in SOURCES:
        source = CHECKOUT / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, checkout / name, ignore=ignore)
        else:
            checkout.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, checkout)
    name = f"stasis-app-bare-{secrets.token_hex(4)}"
    await asyncio.to_thread(way.start, name, folder, wheels)
    try:
        yield Debian(way, name, folder, wheels)
    finally:
        await asyncio.to_thread(way.stop, name, folder)


def _key() -> str:
    parts = [recipe.key().encode(), PACKAGES.read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]

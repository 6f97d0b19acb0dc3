"""The demo of compose.yaml: whichever Compose there is, with ports of its own.

Its images are made once, from what has been fetched for the other tests as far as it goes.
"""

import asyncio
import os
import re
import secrets
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from .machine import Say, Unobtainable, need_package, one_at_a_time, run
from .ports import HOST, Ports, claim_ports
from .ways.docker import Docker

CHECKOUT = Path(__file__).parents[3]
RTP_PORTS = 10
SECONDS = 60.0


@dataclass(frozen=True)
class Demo:
    """`project`: what its containers' names begin with."""

    compose: list[str]
    project: str
    ports: Ports

    @property
    def sip_address(self) -> tuple[str, int]:
        return (HOST, self.ports.sip)

    async def run(self, *command: str) -> str:
        """Compose's answer, or what a container's command says."""
        words = [*self.compose, "--project-name", self.project, "--profile", "demo", *command]
        process = await asyncio.create_subprocess_exec(
            *words,
            cwd=CHECKOUT,
            env={**os.environ, **self._settings()},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        text = said.decode(errors="replace")
        assert process.returncode == 0, f"{' '.join(words)}: {text}"
        return text

    async def is_healthy(self) -> None:
        """By its own health check."""
        async with asyncio.timeout(SECONDS):
            while "(healthy)" not in await self.run("ps"):  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.5)

    async def shows_mail(self, wanted: str) -> str:
        """The page of the mail catcher, once the mail is there."""
        async with asyncio.timeout(SECONDS):
            page = ""
            while wanted not in page:
                await asyncio.sleep(0.2)
                page = await asyncio.to_thread(self._page)
        return page

    def _page(self) -> str:
        url = f"http://{HOST}:{self.ports.http + 2}/"
        with urllib.request.urlopen(url, timeout=5) as answer:
            text: str = answer.read().decode()
        return text

    def _settings(self) -> dict[str, str]:
        ports = self.ports
        numbers = {
            "SIP_PORT": ports.sip,
            "STATUS_PORT": ports.http,
            "MAIL_PORT": ports.http + 2,
            "RTP_FIRST": ports.rtp_first,
            "RTP_LAST": ports.rtp_first + RTP_PORTS - 1,
        }
        return {name: str(number) for name, number in numbers.items()}


def engine_answers() -> bool:
    try:
        run("docker", "info", what="no Docker engine answers")
    except Unobtainable:
        return False
    return True


def prepare(say: Say) -> list[str]:
    """Compose, with the images made.  Without an engine nothing, and that is said."""
    if not engine_answers():
        say("no Docker engine answers: compose.yaml is not tried")
        return []
    with one_at_a_time("demo"):
        Docker().prepare(say)  # its base image, and Asterisk's layers
        compose = _compose(say)
        say("building the demo of compose.yaml")
        files = ["--file", str(CHECKOUT / "compose.yaml"), "--profile", "demo"]
        run(*compose, *files, "build", what="the demo's images")
    return compose


def _compose(say: Say) -> list[str]:
    for command in (["docker", "compose"], ["docker-compose"]):
        try:
            version = run(*command, "version", what="Compose")
        except Unobtainable:
            continue
        if re.search(r"ersion v?\d+\.\d+", version):
            return command
    need_package("docker-compose", "docker-compose", say)
    return ["docker-compose"]


@asynccontextmanager
async def running_demo() -> AsyncIterator[Demo]:
    compose = await asyncio.to_thread(prepare, lambda _: None)
    ports = await asyncio.to_thread(claim_ports)
    demo = Demo(compose, f"stasis-app-demo-{secrets.token_hex(4)}", ports)
    try:
        await demo.run("up", "--detach", "--no-build")
        yield demo
    finally:
        await demo.run("down", "--volumes", "--timeout", "5")
        ports.give_back()

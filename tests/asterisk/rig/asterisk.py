"""A running Asterisk with its own folder, ports and database."""

import asyncio
import secrets
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from stasis_app.sounds import install

from . import configuration, console
from .ports import HOST, PROVIDER_HOST, Ports, claim_ports
from .ways import Way, prepare

START_SECONDS = 30.0
STOP_SECONDS = 10.0
LONGEST_SOCKET_NAME = 107  # sockaddr_un


class Asterisk:
    """Not bound to an event loop: started in one, it may be used and stopped in another."""

    ari_user = configuration.ARI_USER
    ari_password = configuration.ARI_PASSWORD
    ari_app = "duty"

    def __init__(self, way: Way, folder: Path, ports: Ports) -> None:
        self.way = way
        self.folder = folder
        self.ports = ports
        self.http_port = ports.http
        self.ari_url = f"http://{HOST}:{ports.http}"
        self.sip_address = (HOST, ports.sip)
        self.provider_address = (PROVIDER_HOST, ports.provider)
        self.log = folder / "log" / "full"
        self.sounds = folder / "data" / "sounds"
        self.recordings = folder / "spool" / "recording"
        self._control = folder / "run" / "asterisk.ctl"
        self._process: subprocess.Popen[bytes] | None = None
        self._name = ""
        if len(str(self._control)) > LONGEST_SOCKET_NAME:
            raise ValueError(f"{folder}: too long a name for a socket in it; take a shorter folder")

    @property
    def running(self) -> bool:
        return self._process is not None

    async def start(self) -> None:
        """Up and ready for calls when it returns. Also after stop() or kill(), where it goes on
        with its database."""
        await asyncio.to_thread(self._launch)
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._until_there()
                await self.cli("core waitfullybooted")
        except TimeoutError:
            raise self._failure(f"Asterisk is not up after {START_SECONDS:.0f} s") from None

    async def stop(self) -> None:
        """In order: calls are hung up. Nothing happens when it is not running."""
        if self._process is None:
            return
        try:
            await self.cli("core stop now")
        except OSError:
            self._process.terminate()
        await self._until_gone()

    async def kill(self) -> None:
        """At once: nobody is told."""
        await asyncio.to_thread(self.way.kill, self.folder, self._name)
        await self._until_gone()

    async def cli(self, command: str) -> str:
        return await console.ask(self._control, command)

    async def add_dialplan(self, text: str) -> None:
        """For good; contexts of other texts and of etc/extensions.conf grow by it."""
        await asyncio.to_thread(self._append_dialplan, text)
        await self.cli("dialplan reload")

    async def write_dialplan(self, name: str, text: str) -> None:
        """A file of etc/, as it is from now on; one that nothing includes changes nothing."""
        await asyncio.to_thread((self.folder / "etc" / name).write_text, text)
        await self.cli("dialplan reload")

    async def reached(self, call_id: str) -> list[str]:
        """Where in the dialplan the call with this SIP Call-ID has ended up, in order: such as
        "fallback FAILED", "queue 9999", "group 600", "code SUCCESS"."""
        name = f"REACHED_{call_id}="
        for line in (await self.cli("dialplan show globals")).splitlines():
            if line.strip().startswith(name):
                return line.strip().removeprefix(name).split(";")
        return []

    def log_tail(self, lines: int = 30) -> str:
        files = [self.folder / "log" / "console", self.log]
        texts = [file.read_text(errors="replace") for file in files if file.is_file()]
        return "\n".join("\n".join(text.splitlines()[-lines:]) for text in texts)

    def _append_dialplan(self, text: str) -> None:
        with (self.folder / "etc" / "extensions_added.conf").open("a") as file:
            file.write(text.rstrip() + "\n")

    def _launch(self) -> None:
        assert self._process is None, "it is running"
        self._control.unlink(missing_ok=True)
        self._name = f"stasis-app-rig-{secrets.token_hex(4)}"
        with (self.folder / "log" / "console").open("ab") as output:
            self._process = subprocess.Popen(
                self.way.command(self.folder, self._name),
                stdin=subprocess.PIPE,  # its end tells run.sh that we are gone
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def _until_there(self) -> None:
        assert self._process
        while True:
            try:
                await self.cli("core show version")
            except OSError:
                if self._process.poll() is not None:
                    raise self._failure("Asterisk did not start") from None
                await asyncio.sleep(0.02)
            else:
                return

    async def _until_gone(self) -> None:
        process = self._process
        assert process
        try:
            await asyncio.to_thread(process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            await asyncio.to_thread(self.way.kill, self.folder, self._name)
            await asyncio.to_thread(process.wait)
        assert process.stdin
        process.stdin.close()
        self._process = None

    def _failure(self, what: str) -> RuntimeError:
        return RuntimeError(f"{what} ({self.way.name}, {self.folder})\n{self.log_tail()}")


@asynccontextmanager
async def running_asterisk(
    folder: Path,
    *,
    prompts: bool = True,
    sip_port: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Asterisk]:
    """With the product's prompts, unless they are not wanted. `sip_port`: the one that a softphone
    expects (5060), instead of any. `say` hears what takes long, the first time."""
    way = await asyncio.to_thread(prepare, say)
    ports = await asyncio.to_thread(claim_ports, sip_port)
    try:
        await asyncio.to_thread(configuration.write, folder, way.inside(folder), ports)
        pbx = Asterisk(way, folder, ports)
        try:
            await pbx.start()
            if prompts:
                await asyncio.to_thread(install, pbx.sounds)
            yield pbx
        finally:
            await pbx.stop()
    finally:
        ports.give_back()

"""Everything that is broken here, running: Asterisk, the application, and what they depend on."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from tests.adapters.smtp_server import Mailbox, smtp_server
from tests.asterisk.program import Process
from tests.asterisk.rig import Asterisk, running_asterisk
from tests.asterisk.rig.proxy import Proxy
from tests.demo.stage import free_port
from tests.google import GoogleStandIn

from . import company
from .clock import Clock
from .machine import settable_clock
from .sipp import Crowd

READY_SECONDS = 60.0  # also on a machine that has much else to do
LOOK_AGAIN = 0.2
DIALPLAN = """
[chaos]
exten => _[+0-9].,1,Ringing()
 same => n,Log(NOTICE,chaos: ${CALLERID(num)} entered)
 same => n,Stasis(duty,inbound,${EXTEN},pres=${CALLERID(num-pres)})
 same => n,Log(NOTICE,chaos: ${CALLERID(num)} left ${STASISSTATUS})
 same => n,Goto(fallback,s,1)
"""
NOTICE = re.compile(r"^\[(.*?)\] NOTICE\[.* chaos: (\S+) (entered|left) ?(\w*)", re.MULTILINE)


@dataclass(frozen=True)
class Notice:
    """What the dialplan says of a caller's way."""

    at: datetime
    number: str
    what: str  # entered, left
    status: str  # STASISSTATUS of who has left


class World:
    def __init__(self, folder: Path, pbx: Asterisk, proxy: Proxy, google: GoogleStandIn) -> None:
        self.folder = folder
        self.pbx = pbx
        self.proxy = proxy
        self.google = google
        self.clock = Clock()
        self.mailbox = Mailbox()
        self.web_port = free_port()
        self.smtp_port = free_port()
        self.time_file = folder / "time"
        self.crowd = Crowd(folder, pbx.provider_address, pbx.sip_address)
        self.app: Process
        self.died_at: list[datetime] = []  # Asterisk
        self.on_death: Callable[[], None] = lambda: None
        self.late_stops: list[str] = []  # what was written by whom SIGTERM did not end in time
        self._mail_server = AsyncExitStack()
        self._lives: list[list[str]] = []  # of the application: what each has written

    async def open(self) -> None:
        self.folder.mkdir(exist_ok=True)
        company.put_schedule(self.google)
        self.set_time(0)
        file = company.write(
            *(self.folder, self.pbx, self.proxy.url),
            *(self.smtp_port, self.web_port, self.google.url),
        )
        self.app = Process(file, settable_clock(self.time_file))
        await self.pbx.add_dialplan(DIALPLAN)
        await self.start_mail_server()
        await self.crowd.open()
        await self.start_application()
        await self.until(lambda status: bool(status["mirror"]["version"]), READY_SECONDS)

    async def close(self) -> None:
        await self.app.close()
        await self.crowd.close()
        await self.stop_mail_server()

    @property
    def database(self) -> Path:
        return self.folder / "data" / "stasis_app.db"

    @property
    def recordings(self) -> Path:
        return self.folder / "data" / "recordings"

    @property
    def written(self) -> list[str]:
        """By the application, in all its lives."""
        return [line for life in self._lives for line in life]

    def set_time(self, seconds: int) -> None:
        """The application's wall clock differs by so much from now on."""
        self.time_file.write_text(f"{seconds:+d}\n")

    async def start_application(self) -> None:
        try:
            await self.app.start(seconds=READY_SECONDS)
        finally:
            self._lives.append(self.app.lines)

    async def start_mail_server(self) -> None:
        server = smtp_server(self.mailbox, port=self.smtp_port)
        await self._mail_server.enter_async_context(server)

    async def stop_mail_server(self) -> None:
        await self._mail_server.aclose()

    async def status(self) -> Any:
        url = f"http://127.0.0.1:{self.web_port}/status"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return await response.json()

    async def until(self, look: Callable[[Any], bool], seconds: float) -> None:
        """Its status is so."""
        async with asyncio.timeout(seconds):
            while not look(await self.status()):  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(LOOK_AGAIN)

    async def metrics(self) -> str:
        url = f"http://127.0.0.1:{self.web_port}/metrics"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return await response.text()

    def notices(self) -> list[Notice]:
        text = self.pbx.log.read_text(errors="replace")
        return [
            Notice(datetime.fromisoformat(found[1]).astimezone(UTC), *found.groups()[1:])
            for found in NOTICE.finditer(text)
        ]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[World]:
    async with (
        running_asterisk(folder / "pbx") as pbx,
        Proxy(pbx.http_port) as proxy,
        GoogleStandIn() as google,
    ):
        world = World(folder, pbx, proxy, google)
        try:
            await world.open()
            yield world
        finally:
            await world.close()

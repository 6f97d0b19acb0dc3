"""The application as it really runs: a process of its own, which can be killed.

app = await started(house)        # instead of the one in this process
await app.kill()                  # SIGKILL: it says nothing, and writes nothing
await app.start()                 # again, and it is connected when this returns
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.adapters.store.refusals import refusals
from stasis_app.core.events import Event
from stasis_app.core.record import Row

from ..forked import Forked
from .house import House, Told
from .rig.sip.waiting import Changes

CONNECTED = "connected to Asterisk"
START_SECONDS = 20.0
STOP_SECONDS = 15.0

T = TypeVar("T")


class Process:
    """`stasis-app` with this configuration; `variables` are added to the environment."""

    def __init__(self, config_file: Path, variables: Mapping[str, str] | None = None) -> None:
        self.config_file = config_file
        self.variables = variables or {}
        self.lines: list[str] = []  # that it has written since the last start
        self.changes = Changes()
        self._process: asyncio.subprocess.Process | Forked | None = None
        self._reading: asyncio.Task[None] | None = None

    async def start(self, until: str = CONNECTED, seconds: float = START_SECONDS) -> None:
        """Until its log says so."""
        await self._run("run")
        await self.says(until, seconds)

    async def command(self, name: str) -> "Process":
        """Beside it."""
        beside = Process(self.config_file, self.variables)
        await beside._run(name)
        return beside

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    async def _run(self, command: str) -> None:
        self.lines = []
        self._process = await self._launched(command)
        self._reading = asyncio.create_task(self._read(self._process))

    async def _launched(self, command: str) -> asyncio.subprocess.Process | Forked:
        return await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-u",
                "-X",
                "faulthandler",
                "-m",
                "stasis_app",
                "-c",
                str(self.config_file),
                command,
            ),
            cwd=Path(__file__).parents[2],
            env={**os.environ, **self.variables},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def says(self, text: str, seconds: float = START_SECONDS) -> str:
        def found() -> str | None:
            return next((line for line in self.lines if text in line), None)

        return await self.changes.until(
            found, seconds, f"{text!r} in what it writes", lambda: "\n".join(self.lines)
        )

    async def kill(self) -> None:
        assert self._process
        self._process.kill()
        await self.ended()

    async def stop(self) -> float:
        """In order; in how many seconds."""
        began = asyncio.get_running_loop().time()
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        assert await self.ended() == 0, "\n".join(self.lines)
        return asyncio.get_running_loop().time() - began

    async def ended(self) -> int:
        """Its exit code."""
        assert self._process and self._reading
        try:
            async with asyncio.timeout(STOP_SECONDS):
                code = await self._process.wait()
        except TimeoutError:
            self._process.send_signal(signal.SIGABRT)  # it writes down where it is
            await self._reading
            raise AssertionError("it does not end:\n" + "\n".join(self.lines)) from None
        await self._reading
        return code

    async def close(self) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self.ended()

    async def _read(self, process: asyncio.subprocess.Process | Forked) -> None:
        assert process.stdout
        while line := await process.stdout.readline():
            self.lines.append(line.decode().rstrip())
            self.changes.tell()


class Program(Process):
    """The application of a house; what its database says may be asked."""

    def __init__(self, house: House) -> None:
        super().__init__(house.config_file)
        self.house = house

    async def _launched(self, command: str) -> Forked:
        return await Forked.start("-c", str(self.config_file), command)

    async def rows(self) -> list[Row]:
        """All of the journal, as anybody may read it beside the application."""
        async with await Database.open(self.house.database, write=False) as database:
            return await History(database).calls()

    async def knows(self, *kinds: type[Event]) -> None:
        """Of the call that goes on, such events have been written."""

        async def known() -> bool | None:
            async with await Database.open(self.house.database, write=False) as database:
                history = History(database)
                for row in await history.unfinished():
                    story = await history.events(row.visit.id)
                    written = {type(each.event) for each in story.events} if story else set()
                    if written >= set(kinds):
                        return True
            return None

        await _soon(known, f"call of which {kinds} are written")

    async def has_kept_a_refusal(self) -> None:
        """That a trunk refuses callers' numbers has been written."""

        async def kept() -> bool | None:
            async with await Database.open(self.house.database, write=False) as database:
                return bool(await refusals(database)) or None

        await _soon(kept, "refusal is written")

    async def told(self, count: int = 1) -> list[Told]:
        """The whole journal, once so many calls have ended; each is there once, with all times."""

        async def over() -> list[Row] | None:
            rows = await self.rows()
            return rows if sum(row.outcome is not None for row in rows) >= count else None

        return [self.house.as_told(row) for row in await _soon(over, f"{count} ended calls")]


async def _soon(look: Callable[[], Awaitable[T | None]], what: str) -> T:
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    while (found := await look()) is None:
        assert asyncio.get_running_loop().time() < deadline, f"no {what}"
        await asyncio.sleep(0.05)
    return found


@asynccontextmanager
async def running(house: House) -> AsyncIterator[Program]:
    """Instead of the one in this process; what it has been told it knows."""
    await house.stop()
    program = Program(house)
    try:
        await program.start()
        yield program
    finally:
        await program.close()

"""The program as a process of its own that need not be loaded each time.

Of a process that has loaded it once another is forked for each start: with all that a process has,
for who asks it, stops it or kills it.  Where it matters how Python starts, it is started by Python.
"""

import asyncio
import faulthandler
import multiprocessing
import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from stasis_app.cli import main

CHECKOUT = Path(__file__).parents[1]

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["stasis_app.cli.run", __name__])


class Forked:
    """As asyncio's processes are; `stdout` tells what it says on both streams."""

    def __init__(self, arguments: tuple[str, ...], folder: Path, environ: dict[str, str]) -> None:
        self._said, self._says = _context.Pipe(duplex=False)
        given = self._says, arguments, folder, environ
        self._process = _context.Process(target=_run, args=given)
        self._ended: asyncio.Future[int]
        self.stdout: asyncio.StreamReader
        self.pid = 0

    @classmethod
    async def start(cls, *arguments: str, folder: Path = CHECKOUT, **environ: str) -> Self:
        """In this folder; `environ` is added to our own environment."""
        forked = cls(arguments, folder, {**os.environ, **environ})
        await forked._start()
        return forked

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._process.start)
        self._says.close()
        assert self._process.pid is not None
        self.pid = self._process.pid
        self.stdout = reader = asyncio.StreamReader()
        said = os.fdopen(os.dup(self._said.fileno()), "rb", buffering=0)
        self._said.close()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), said)
        self._ended = loop.create_future()
        loop.add_reader(self._process.sentinel, self._end)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        code = self._process.exitcode
        self._process.close()
        assert code is not None
        self._ended.set_result(code)

    @property
    def returncode(self) -> int | None:
        return self._ended.result() if self._ended.done() else None

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    def send_signal(self, number: int) -> None:
        if not self._ended.done():
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _run(
    says: Connection, arguments: tuple[str, ...], folder: Path, environ: dict[str, str]
) -> None:
    for number in (1, 2):
        os.dup2(says.fileno(), number)
    says.close()
    sys.stdout, sys.stderr = (os.fdopen(each, "w", buffering=1, closefd=False) for each in (1, 2))
    faulthandler.enable()
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    main(arguments)

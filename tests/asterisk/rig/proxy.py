"""Stands between the application and Asterisk's HTTP port, and is slow or cut on purpose.

    async with Proxy(pbx.http_port) as proxy:
        held = proxy.hold(r"POST .*/dial")      # from now on such requests do not get through
        …                                       # the application reaches Asterisk by proxy.url
        await held.come()
        held.release()
        proxy.cut_events()

Knows as much of HTTP as it takes to tell requests from each other.  A client that has lost
patience does not take its request back: like Asterisk when it has hung, the proxy carries it out
late.
"""

import asyncio
import re
from contextlib import suppress
from typing import Self

from .ports import HOST
from .sip.waiting import Changes

SECONDS = 5.0
CHUNK = 65_536


class Held:
    """Requests that match; `late` holds back the replies instead: it is done, and nobody says so.

    `requests`: those that came, such as "POST /ari/channels/create?endpoint=…".
    """

    def __init__(self, pattern: str, *, late: bool) -> None:
        self.pattern = re.compile(pattern)
        self.late = late
        self.over = False
        self.requests: list[str] = []
        self._changes = Changes()
        self._released = asyncio.Event()

    async def come(self, count: int = 1, seconds: float = SECONDS) -> None:
        """So many have been held by now."""
        await self._changes.until(
            lambda: True if len(self.requests) >= count else None,
            seconds,
            f"{count} × {self.pattern.pattern}",
            lambda: f"There were: {self.requests}",
        )

    def release(self) -> None:
        """Those that wait, and all that come."""
        self._released.set()

    def enough(self) -> None:
        """No more of them are held; those that wait go on waiting."""
        self.over = True

    def takes(self, request: str) -> bool:
        return not self.over and self.pattern.match(request) is not None

    def take(self, request: str) -> None:
        self.requests.append(request)
        self._changes.tell()

    async def released(self) -> None:
        await self._released.wait()


class Proxy:
    def __init__(self, port: int) -> None:
        self.port = port
        self.closed_to_events = False  # new ones are refused
        self.delay = 0.0  # seconds by which each request comes late
        self._held: list[Held] = []
        self._events: set[asyncio.StreamWriter] = set()
        self._swallowed: set[asyncio.StreamWriter] = set()
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, HOST, 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for each in list(self._connections):
            each.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    def hold(self, pattern: str, *, late: bool = False) -> Held:
        """A request is matched by its method, a blank, and its path with the query."""
        self._held.append(Held(pattern, late=late))
        return self._held[-1]

    def watch(self, pattern: str) -> Held:
        """Lets them through, and tells when they come."""
        watched = self.hold(pattern)
        watched.release()
        return watched

    def cut_events(self) -> None:
        """As when the network fails: whatever was on its way is lost."""
        for writer in list(self._events):
            writer.transport.abort()

    def swallow_events(self) -> None:
        """As when a router forgets the connection: both ends think that it holds, and nothing gets
        through any more. Those that come after are not concerned."""
        self._swallowed |= self._events

    # One connection

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer, self)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await connection.run(self.port)
        finally:
            self._events.discard(writer)
            self._swallowed.discard(writer)
            await _close(writer)

    def held_by(self, request: str) -> Held | None:
        found = (each for each in self._held if each.takes(request))
        return next(found, None)

    def on_events(self, writer: asyncio.StreamWriter) -> bool:
        """True: this one is let through."""
        if not self.closed_to_events:
            self._events.add(writer)
        return not self.closed_to_events

    def swallows(self, writer: asyncio.StreamWriter) -> bool:
        return writer in self._swallowed


class Connection:
    """From the application, and a second one on to Asterisk."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, proxy: Proxy
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._proxy = proxy
        self._late: Held | None = None

    async def run(self, port: int) -> None:
        there, onward = await asyncio.open_connection(HOST, port)
        replies = asyncio.create_task(self._replies(there))
        try:
            await self._requests(onward)
        finally:
            replies.cancel()
            await _close(onward)

    async def _requests(self, onward: asyncio.StreamWriter) -> None:
        while head := await self._head():
            request = " ".join(head.decode("latin-1").split(" ", 2)[:2])
            length = re.search(rb"(?im)^content-length: *(\d+)", head)
            body = await self._reader.readexactly(int(length[1])) if length else b""
            if self._proxy.delay:
                await asyncio.sleep(self._proxy.delay)
            held = self._proxy.held_by(request)
            if held:
                held.take(request)
                await self._wait_for(held)
            events = re.search(rb"(?im)^upgrade: *websocket", head)
            if events and not self._proxy.on_events(self._writer):
                return
            onward.write(head + body)
            if events:
                await self._copy_frames(onward)

    async def _wait_for(self, held: Held) -> None:
        if held.late:
            self._late = held
        else:
            await held.released()

    async def _copy_frames(self, onward: asyncio.StreamWriter) -> None:
        while data := await self._reader.read(CHUNK):
            if not self._proxy.swallows(self._writer):
                onward.write(data)

    async def _head(self) -> bytes:
        """Nothing: the application has closed the connection."""
        try:
            return await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""

    async def _replies(self, there: asyncio.StreamReader) -> None:
        """When Asterisk closes the connection it is closed for the application too."""
        with suppress(OSError):
            while data := await there.read(CHUNK):
                if self._late:
                    await self._late.released()
                if not self._proxy.swallows(self._writer):
                    self._writer.write(data)
        self._writer.transport.abort()


async def _close(writer: asyncio.StreamWriter) -> None:
    """What has been written still goes out."""
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()

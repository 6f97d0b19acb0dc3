"""A board that waits for news: what the adapter tells, in the order in which it told it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from stasis_app.adapters.ari import AriPbx
from stasis_app.core.entry import Arrival
from stasis_app.core.events import Event
from stasis_app.core.words import CallId

SECONDS = 8.0


class NewsBoard:
    def __init__(self) -> None:
        self.arrivals: asyncio.Queue[Arrival] = asyncio.Queue()
        self.events: dict[CallId, list[Event]] = defaultdict(list)
        self.connections: list[bool] = []  # true: connected, false: disconnected
        self.caught_up = 0
        self._told: dict[CallId, int] = defaultdict(int)
        self._changed = asyncio.Event()

    def on_arrival(self, arrival: Arrival) -> None:
        self.arrivals.put_nowait(arrival)

    def on_event(self, call: CallId, event: Event) -> None:
        self.events[call].append(event)
        self._changed.set()

    def on_connected(self) -> None:
        self.connections.append(True)
        self._changed.set()

    def on_disconnected(self) -> None:
        self.connections.append(False)
        self._changed.set()

    def on_caught_up(self) -> None:
        self.caught_up += 1
        self._changed.set()

    async def arrival(self) -> Arrival:
        async with asyncio.timeout(SECONDS):
            return await self.arrivals.get()

    async def hears(self, call: CallId, *expected: Event) -> None:
        """The next events of this call are these, in whatever order among themselves."""
        await self.until(
            lambda: len(self.unheard(call)) >= len(expected),
            lambda: f"expected {expected}, heard {self.unheard(call)}",
        )
        told = self.unheard(call)[: len(expected)]
        self._told[call] += len(expected)
        assert sorted(map(repr, told)) == sorted(map(repr, expected))

    def unheard(self, call: CallId) -> Sequence[Event]:
        return self.events[call][self._told[call] :]

    async def until_connections(self, *expected: bool) -> None:
        await self.until(
            lambda: self.connections == [*expected], lambda: f"there were {self.connections}"
        )

    async def until(self, came: Callable[[], bool], instead: Callable[[], str]) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                while not came():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(instead()) from None


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def connected(pbx: AriPbx, board: NewsBoard) -> AsyncIterator[AriPbx]:
    """Listening, until the end of the block."""
    running = asyncio.create_task(pbx.run(board))
    try:
        await board.until(lambda: bool(board.connections), lambda: f"no connection: {pbx.link}")
        yield pbx
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await pbx.close()

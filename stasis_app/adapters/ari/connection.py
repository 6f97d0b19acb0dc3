"""Keeps the application connected to Asterisk: connects, listens, and connects again.

Its state is there for whoever asks (/status).  Knows nothing of calls.
"""

import asyncio
import logging
import random
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NoReturn, Protocol

from ...core.commands import Rejected
from ...core.figures import OF_A_REPLY, Histogram
from .errors import NotFound, Replaced, TooOld, Unreachable
from .event_socket import EventSocket, opened
from .rest import Rest
from .translate import UNREAD
from .transport import Transport

OLDEST = 20
FIRST_PAUSE = 0.1  # seconds until the next try; doubled each time
LONGEST_PAUSE = 5.0
STEADY_SECONDS = 10.0  # a connection that held so long was a good one

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Link:
    connected: bool
    since: datetime | None  # connected, or disconnected; None: never connected yet
    asterisk: str | None  # its version, as last seen
    reconnects: int
    problem: str | None  # the last one, in plain words; None while connected


class Listener(Protocol):
    async def before_listening(self) -> None:
        """Asterisk answers; nobody gets in yet."""

    async def before_hearing(self) -> None:
        """New calls come from now on; they are heard afterwards."""

    def on_connected(self) -> None: ...

    def on_disconnected(self) -> None: ...

    def hear(self, event: Mapping[str, Any]) -> None:
        """Must not raise, and must not take long."""


class Connection:
    def __init__(self, transport: Transport, rest: Rest, app: str, clock: Clock) -> None:
        self.transport = transport
        self.rest = rest
        self.app = app
        self.clock = clock
        self.link = Link(False, None, None, 0, None)
        self.lag = Histogram(OF_A_REPLY)
        self._unanswered = 0  # connections that we have given up, and Asterisk may yet make

    async def run(self, listener: Listener) -> NoReturn:
        """Until cancelled.  Raises Unusable: TooOld or Replaced."""
        tries = 0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._session(listener)
            except (Rejected, Unreachable) as error:
                self._note(error)
            if asyncio.get_running_loop().time() - began > STEADY_SECONDS:
                tries = 0
                self._unanswered = 0
            await asyncio.sleep(_pause(tries))
            tries += 1

    async def _session(self, listener: Listener) -> None:
        """Ends with the connection, by an error that says why."""
        await self._meet()
        await listener.before_listening()
        async with self._opened() as socket:
            await self.rest.silence(self.app, UNREAD)
            await listener.before_hearing()
            self._note_connected()
            listener.on_connected()
            try:
                await socket.listen(lambda event: self._hear(event, listener))
            finally:
                self.link = replace(self.link, connected=False, since=self.clock())
                listener.on_disconnected()

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[EventSocket]:
        async with AsyncExitStack() as stack:
            try:
                socket = await stack.enter_async_context(opened(self.transport, self.app))
            except Unreachable:
                self._unanswered += 1
                raise
            yield socket

    async def _meet(self) -> None:
        try:
            version = await self.rest.load()
        except NotFound as error:
            raise NotFound(
                f"{error}: no ARI at {self.transport.root}; see ari.url, enabled in ari.conf "
                "and prefix in http.conf"
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise Unreachable(f"what answers at {self.transport.root} is no Asterisk") from error
        self.link = replace(self.link, asterisk=version)
        number = re.search(r"\d+", version)
        if number and int(number[0]) < OLDEST:
            raise TooOld(f"Asterisk {version} is too old: {OLDEST} or newer is needed")

    def _hear(self, event: Mapping[str, Any], listener: Listener) -> None:
        if event.get("type") == "ApplicationReplaced":
            self._replaced()
        self._note_lag(event.get("timestamp"))
        listener.hear(event)

    def _note_lag(self, timestamp: object) -> None:
        """As far as the clocks of the two machines agree."""
        try:
            at = datetime.fromisoformat(str(timestamp))
            self.lag.note((self.clock() - at).total_seconds())
        except (ValueError, TypeError):  # none, or without a zone
            return

    def _replaced(self) -> NoReturn:
        """An Asterisk that has been slow makes our connections in any order (tested on 22.10): the
        last may be one that we have given up long ago, with nobody at its end."""
        if self._unanswered:
            self._unanswered -= 1
            raise Unreachable("Asterisk has made an earlier connection of ours after this one")
        raise Replaced(
            f"another program has connected to Asterisk as {self.app!r} and gets our calls; "
            "stop it, or set another ari.app"
        )

    def _note_connected(self) -> None:
        again = self.link.since is not None
        self.link = Link(True, self.clock(), self.link.asterisk, self.link.reconnects + again, None)
        log.info("connected to Asterisk %s as %s", self.link.asterisk, self.app)

    def _note(self, error: Exception) -> None:
        """Once for each way of failing, and not at every try."""
        problem = str(error)
        if problem != self.link.problem:
            log.error("no connection to Asterisk, trying again: %s", problem)
        self.link = replace(self.link, connected=False, problem=problem)


def _pause(tries: int) -> float:
    """Not all at the same moment when Asterisk is back."""
    longest: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**tries)
    return longest * random.uniform(0.5, 1)

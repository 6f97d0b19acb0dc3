"""Asterisk's events, as they come over the websocket.

The reader never waits for anything but the next event, so their order is kept and Asterisk's
queue stays empty.  Knows nothing of what they mean.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp

from .errors import Unreachable
from .tls import told
from .transport import REPLY_SECONDS, Transport, in_words

HEARTBEAT_SECONDS = 3.0  # a ping after so long a silence; half of it for the pong
CLOSING_SECONDS = 1.0

Hear = Callable[[dict[str, object]], None]

log = logging.getLogger(__name__)


class EventSocket:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def listen(self, hear: Hear) -> None:
        """Until the connection ends, and then says why: Unreachable."""
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                break
            try:
                event = json.loads(message.data)
            except ValueError:
                event = None
            if isinstance(event, dict):
                hear(event)
            else:
                log.warning("Asterisk sent something that is no event: %.200r", message.data)
        error = self._socket.exception()
        raise Unreachable(
            f"the connection for events broke: {in_words(error)}"
            if error
            else f"Asterisk closed the connection for events (code {self._socket.close_code})"
        )


@asynccontextmanager
async def opened(transport: Transport, app: str) -> AsyncIterator[EventSocket]:
    """From here on Stasis(app) brings its calls to us."""
    url = f"{transport.root}events"
    try:
        async with asyncio.timeout(REPLY_SECONDS):
            socket = await transport.session.ws_connect(
                url,
                params={"app": app},
                heartbeat=HEARTBEAT_SECONDS,
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSING_SECONDS),
            )
    except aiohttp.WSServerHandshakeError as error:
        raise transport.refusal(error.status, "GET events (websocket)") from error
    except TimeoutError as error:
        raise Unreachable(f"no reply to GET events in {REPLY_SECONDS:.0f} s") from error
    except aiohttp.ClientError as error:
        raise Unreachable(f"GET events: {told(error)}") from error
    try:
        yield EventSocket(socket)
    finally:
        await socket.close()

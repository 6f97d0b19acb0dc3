"""HTTP to Asterisk: Basic credentials in a header, certificates checked, time-outs, typed errors.

It is the HTTP client that aioari is built on, and knows nothing of ARI's operations.  A POST is
never sent twice.
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from ...core.figures import OF_A_REPLY, Histogram
from . import tls
from .errors import RefusedByAsterisk, Unreachable, refusal

REPLY_SECONDS = 4.0  # less than a lane's patience, so that its text gets into the log
IDLE_SECONDS = 10.0  # Asterisk closes an idle connection after 15, also under a request on its way
PIECE_SECONDS = 15.0  # between two pieces of a file
PIECE = 65536  # bytes
CONNECTIONS = 48  # Asterisk's sessionlimit is 100, for everybody

ADVICE = {  # to those statuses that the set-up is to blame for
    401: "the ARI user or its password is wrong; compare ari.username and ari.password with "
    "Asterisk's ari.conf",
    403: "the ARI user may not write; set read_only = no for it in Asterisk's ari.conf",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What aioari needs of a response."""

    status: int
    body: str

    async def text(self) -> str:
        return self.body

    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


class Transport:
    def __init__(self, url: str, username: str, password: str, ca_file: Path | None = None) -> None:
        self.root = f"{url.rstrip('/').removesuffix('/ari')}/ari/"
        credentials = b64encode(f"{username}:{password}".encode()).decode("ascii")
        self._headers = {"Authorization": f"Basic {credentials}"}
        self._ca_file = ca_file
        self.replies = Histogram(OF_A_REPLY)
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """Made at its first use: it belongs to the running event loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=CONNECTIONS,
                    keepalive_timeout=IDLE_SECONDS,
                    ssl=tls.trusting(self._ca_file) if self.root.startswith("https:") else True,
                ),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(total=REPLY_SECONDS),
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None = None,
        data: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The part of the URL after `/ari/` counts: Asterisk does not know by which address, and
        whether with TLS, it is reached.  Raises RefusedByAsterisk or Unreachable."""
        path = url.partition("/ari/")[2]
        request = self.session.request(
            method, self.root + path, params=params, data=data, headers=headers
        )
        sent_at = asyncio.get_running_loop().time()
        try:
            async with request as response:
                reply = Reply(response.status, await response.text(errors="replace"))
        except TimeoutError as error:
            raise Unreachable(f"no reply to {method} {path} in {REPLY_SECONDS:.0f} s") from error
        except aiohttp.ClientError as error:
            raise Unreachable(f"{method} {path}: {tls.told(error)}") from error
        self.replies.note(asyncio.get_running_loop().time() - sent_at)
        if reply.status >= 400:
            raise self.refusal(reply.status, f"{method} {path}", reply.body)
        return reply

    async def download(self, url: str, take: Callable[[bytes], None]) -> None:
        """However long it takes, while something comes.  Raises as `request`, and what `take` does:
        an OSError of the disk is not one of the network."""
        path = url.partition("/ari/")[2]
        what = f"GET {path}"
        patience = aiohttp.ClientTimeout(
            total=None, sock_connect=REPLY_SECONDS, sock_read=PIECE_SECONDS
        )
        try:
            async with self.session.get(self.root + path, timeout=patience) as response:
                if response.status >= 400:
                    body = await response.text(errors="replace")
                    raise self.refusal(response.status, what, body)
                expected, came = response.content_length, 0
                async for piece in response.content.iter_chunked(PIECE):
                    take(piece)
                    came += len(piece)
        except TimeoutError as error:
            raise Unreachable(f"nothing comes of {what} for {PIECE_SECONDS:.0f} s") from error
        except aiohttp.ClientError as error:
            raise Unreachable(f"{what}: {tls.told(error)}") from error
        if expected is not None and came != expected:
            raise Unreachable(f"{what}: {came} of {expected} bytes came")

    def refusal(self, status: int, request: str, body: str = "") -> RefusedByAsterisk:
        return refusal(status, f"to {request}: {ADVICE.get(status) or _reason(body)}")


def in_words(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _reason(body: str) -> str:
    """Asterisk's own words: `message`, sometimes `error`, or a page of HTML."""
    try:
        told = json.loads(body)
    except ValueError:
        return "no reason given"
    if not isinstance(told, dict):
        return "no reason given"
    return str(told.get("message") or told.get("error") or "no reason given")

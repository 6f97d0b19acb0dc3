"""One conversation with Google: requests one after another, tried again, within a time.

Google's own client makes the requests and reads the answers, by the description of the API that is
packaged with it; nothing is asked for that.  Its repetitions are not used: they do not know
Retry-After.
"""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, cast

import google.auth.exceptions
import httpx
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from ....core.workbook import WorkbookUnreadable
from . import trouble
from .access import Access, credentials
from .transport import BrokenOff, NoToken, TooLong, Transport
from .trouble import Failure
from .worker import Worker

if TYPE_CHECKING:
    from google.oauth2.service_account import Credentials
    from googleapiclient._apis.sheets.v4.resources import SheetsResource
    from googleapiclient.http import HttpRequest
    from httplib2 import Http

Ask = Callable[["SheetsResource.SpreadsheetsResource"], "HttpRequest"]

_FAILURES = (
    WorkbookUnreadable,
    HttpError,
    NoToken,
    google.auth.exceptions.GoogleAuthError,
    OSError,
    httpx.HTTPError,
    TooLong,
    # by what Google's libraries stumble over when something else answers
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
LONGEST_WAIT = 3600.0  # seconds that Google may ask for


@dataclass(frozen=True, slots=True)
class Patience:
    in_all: float = 45.0  # seconds for a conversation, with all its repetitions
    connect: float = 5.0  # seconds
    read: float = 15.0  # seconds between two pieces of an answer
    pause: float = 1.0  # seconds after the first failure; then twice as long each time
    attempts: int = 4  # of one request


class SheetsClient:
    def __init__(self, access: Access, scope: str, patience: Patience = Patience()) -> None:  # noqa: B008 (frozen)
        self.access = access
        self.scope = scope
        self.patience = patience
        self._worker = Worker("Google Sheets")
        self._tls: ssl.SSLContext | None = None
        self._credentials: Credentials | None = None
        self._sheets: SheetsResource.SpreadsheetsResource | None = None
        self._not_before = float("-inf")  # of the loop's clock: Google has asked for a rest
        self._asked_to_rest: WorkbookUnreadable | None = None

    @asynccontextmanager
    async def conversation(self) -> AsyncIterator["Conversation"]:
        """Raises WorkbookUnreadable; what is under way when it is cancelled is broken off."""
        loop = asyncio.get_running_loop()
        if self._asked_to_rest is not None and loop.time() < self._not_before:
            raise self._asked_to_rest
        talk = Conversation(self, loop.time() + self.patience.in_all)
        try:
            async with asyncio.timeout_at(talk.deadline):
                yield talk
        except TimeoutError as error:
            raise talk.last or trouble.no_answer_in(self.patience.in_all) from error
        finally:
            talk.end()

    def close(self) -> None:
        """Its thread ends."""
        self._worker.end()

    # ---------------------------------------------------------------- in the thread

    def _transport(self) -> Transport:
        patience = self.patience
        if self._tls is None:
            self._tls = httpx.create_ssl_context()
        key = self.access.api_key
        timeout = httpx.Timeout(patience.read, connect=patience.connect)
        return Transport(self._tls, timeout, key() if key else None, self._log_in())

    def _log_in(self) -> "Credentials | None":
        file = self.access.service_account_file
        if self._credentials is None and file is not None:
            self._credentials = credentials(file, self.scope)
        return self._credentials

    def _resource(self, transport: Transport) -> "SheetsResource.SpreadsheetsResource":
        if self._sheets is None:
            endpoint = self.access.endpoint
            service: SheetsResource = build(
                "sheets",
                "v4",
                http=_as_http(transport),
                static_discovery=True,
                cache_discovery=False,
                client_options={"api_endpoint": endpoint} if endpoint else None,
            )
            self._sheets = service.spreadsheets()
        return self._sheets

    def rest(self, until: float, why: WorkbookUnreadable) -> None:
        self._not_before, self._asked_to_rest = until, why


class Conversation:
    def __init__(self, client: SheetsClient, deadline: float) -> None:
        self.deadline = deadline  # of the loop's clock
        self.last: WorkbookUnreadable | None = None  # why the last attempt failed
        self._client = client
        self._transport: Transport | None = None
        self._over = False

    async def ask(self, ask: Ask) -> dict[str, Any]:
        """Raises WorkbookUnreadable; NoSuchRange among them."""
        loop = asyncio.get_running_loop()
        for attempt in count(1):
            try:
                return await self._client._worker.run(lambda: self._once(ask))
            except Failure as failure:
                self.last = failure.told
                if not failure.again or attempt >= self._client.patience.attempts:
                    raise failure.told from failure
                again_at = loop.time() + self._pause(failure, attempt)
                if again_at > self.deadline:
                    if failure.wait:
                        self._client.rest(again_at, failure.told)
                    raise failure.told from failure
            await asyncio.sleep(again_at - loop.time())
        raise AssertionError("it has been counted to the end")

    def _pause(self, failure: Failure, attempt: int) -> float:
        if failure.wait:
            return min(failure.wait, LONGEST_WAIT)
        usual: float = self._client.patience.pause * 2 ** (attempt - 1)
        return usual * random.uniform(0.5, 1.0)

    def end(self) -> None:
        """The connections are closed by the thread that uses them."""
        self._over = True
        if self._transport is not None:
            self._transport.break_off()
        self._client._worker.put(self._close)

    # ---------------------------------------------------------------- in the thread

    def _once(self, ask: Ask) -> dict[str, Any]:
        """Raises Failure; what was known of the key file is forgotten, should it be mended."""
        try:
            if self._transport is None:
                self._transport = self._client._transport()
            if self._over:
                raise BrokenOff
            request = ask(self._client._resource(self._transport))
            answer: dict[str, Any] = request.execute(http=_as_http(self._transport), num_retries=0)
            if not isinstance(answer, dict):
                raise ValueError("no object")
        except _FAILURES as error:
            failure = self._failure(error)
            if not failure.again:
                self._client._credentials = None
            raise failure from error
        return answer

    def _failure(self, error: Exception) -> Failure:
        access = self._client.access
        match error:
            case WorkbookUnreadable():
                return Failure(error)
            case HttpError():
                return trouble.refused(error.resp, error.content, access, self._email)
            case NoToken():
                return trouble.refused(error.response, error.content, access, self._email)
            case google.auth.exceptions.RefreshError():
                return trouble.no_log_in(error.args, access, self._email)
            case OSError() | httpx.HTTPError():
                return trouble.not_reached(error, access)
            case _:
                return trouble.not_google()

    @property
    def _email(self) -> str:
        known = self._client._credentials
        return str(known.service_account_email) if known else ""

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _as_http(transport: Transport) -> "Http":
    """It does what Google's client asks of one."""
    return cast("Http", transport)

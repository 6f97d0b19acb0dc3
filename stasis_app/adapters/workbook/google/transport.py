"""What carries a request to Google: httpx, in the place of the httplib2.Http that Google's client
knows.

Its requests can be broken off from another thread, and no key stands in an address.
"""

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httplib2
import httpx
from google.oauth2.service_account import Credentials

MOST_BYTES = 50 * 1024**2  # of an answer; Google advises 2 MB

_UNAUTHORIZED = 401


class TooLong(Exception):
    """Whatever answers, it is no spreadsheet."""


class BrokenOff(Exception):
    """Nobody waits for the answer any more."""


class NoToken(Exception):
    """The log-in could be neither granted nor refused."""

    def __init__(self, response: httplib2.Response, content: bytes) -> None:
        super().__init__(f"status {response.status}")
        self.response = response
        self.content = content


class Transport:
    """For one conversation, in one thread; `break_off` and `close` may come from another."""

    def __init__(
        self,
        tls: ssl.SSLContext,
        timeout: httpx.Timeout,
        api_key: str | None,
        credentials: Credentials | None,
    ) -> None:
        self.credentials = credentials
        self._api_key = api_key
        self._client = httpx.Client(verify=tls, timeout=timeout)
        self._sockets: list[socket.socket] = []
        self._broken_off = False

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        redirections: int = 0,
        connection_type: object = None,
    ) -> tuple[httplib2.Response, bytes]:
        """Raises TimeoutError, ConnectionError, NoToken, google.auth's errors."""
        response, content = self._send(uri, method, body, self._with_pass(headers))
        if response.status == _UNAUTHORIZED and self.credentials is not None:
            self._log_in(self.credentials)  # the token has been taken back
            response, content = self._send(uri, method, body, self._with_pass(headers))
        return response, content

    def _with_pass(self, headers: Mapping[str, str] | None) -> dict[str, str]:
        """`before_request` of the credentials would start a thread that asks another host."""
        made = dict(headers or {})
        if self._api_key is not None:
            made["X-Goog-Api-Key"] = self._api_key
        if self.credentials is not None:
            if not self.credentials.valid:
                self._log_in(self.credentials)
            made["Authorization"] = f"Bearer {self.credentials.token}"
        return made

    def _log_in(self, credentials: Credentials) -> None:
        credentials.refresh(self._ask_for_token)  # type: ignore[no-untyped-call]

    def _ask_for_token(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> "_TokenAnswer":
        response, content = self._send(url, method, body, headers or {})
        if response.status == 429 or response.status >= 500:  # google.auth would sleep and repeat
            raise NoToken(response, content)
        return _TokenAnswer(response.status, response, content)

    def _send(
        self, url: str, method: str, body: str | bytes | None, headers: Mapping[str, str]
    ) -> tuple[httplib2.Response, bytes]:
        self._go_on()
        try:
            with self._client.stream(
                method, url, content=body, headers=headers, extensions={"trace": self._note}
            ) as answer:
                content = self._body(answer)
        except httpx.TimeoutException as error:
            raise TimeoutError(str(error)) from error
        except httpx.TransportError as error:
            raise ConnectionError(str(error)) from error
        told = {name.lower(): value for name, value in answer.headers.items()}
        told.pop("content-encoding", None)  # it has been unpacked
        response = httplib2.Response({**told, "status": str(answer.status_code)})
        response.reason = answer.reason_phrase
        return response, content

    def _body(self, answer: httpx.Response) -> bytes:
        content = bytearray()
        for chunk in answer.iter_bytes():
            self._go_on()
            content += chunk
            if len(content) > MOST_BYTES:
                raise TooLong
        return bytes(content)

    def _note(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore tells of each connection; its socket is what wakes a thread that waits.

        Raises nothing: httpcore would not close what it has just opened.
        """
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            opened = info["return_value"].get_extra_info("socket")
            self._sockets.append(opened)
            if self._broken_off:
                _shut_down(opened)

    def _go_on(self) -> None:
        if self._broken_off:
            raise BrokenOff

    def break_off(self) -> None:
        """Whatever is under way ends soon."""
        self._broken_off = True
        for each in tuple(self._sockets):
            _shut_down(each)

    def close(self) -> None:
        """In the thread that used it.  A connection broken off as it was made is in no pool."""
        self._client.close()
        for each in self._sockets:
            each.close()
        self._sockets.clear()


def _shut_down(opened: socket.socket) -> None:
    with suppress(OSError):  # closed by now
        opened.shutdown(socket.SHUT_RDWR)


class _TokenAnswer:
    """As google.auth.transport.Response."""

    def __init__(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
        self.status = status
        self.headers = headers
        self.data = data

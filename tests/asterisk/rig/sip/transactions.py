"""Requests and their responses over UDP: repeated until they have arrived (RFC 3261, 17)."""

import asyncio
from collections.abc import Callable

from .message import Headers, Request, Response, answer_to

T1 = 0.5
LONGEST_PAUSE = 4.0
GIVEN_UP = 64 * T1

Send = Callable[[bytes], None]


class Repetition:
    """Sends at once, and again after pauses that double, until stopped or given up."""

    def __init__(self, send: Callable[[], None], give_up: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._send = send
        self._give_up = give_up
        self._end = self._loop.time() + GIVEN_UP
        self._timer: asyncio.TimerHandle | None = None
        self._again(T1)

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _again(self, pause: float) -> None:
        self._send()
        if self._loop.time() + pause > self._end:
            self._timer = self._loop.call_at(self._end, self._give_up)
        else:
            self._timer = self._loop.call_later(pause, self._again, min(2 * pause, LONGEST_PAUSE))


class ClientTransaction:
    """A request of ours. `on_response` gets every response, each once; 408 when none comes."""

    def __init__(
        self, request: Request, send: Send, on_response: Callable[[Response], None]
    ) -> None:
        self.request = request
        self._send = send
        self._on_response = on_response
        self._final: Response | None = None
        self.answered = False  # provisionally at least: only then it may be cancelled
        data = request.encode()
        self._repetition = Repetition(lambda: send(data), self._nobody_answers)

    def take(self, response: Response) -> None:
        self.answered = True
        if response.final or self.request.method == "INVITE":
            self._repetition.stop()
        if self.request.method == "INVITE" and response.status >= 300:
            self._acknowledge(response)
        again = self._final is not None
        if response.final:
            self._final = response
        # A repeated 200 to INVITE says that its ACK was lost: that one the call must hear of.
        if not again or (self.request.method == "INVITE" and response.status == 200):
            self._on_response(response)

    def stop(self) -> None:
        self._repetition.stop()

    def _acknowledge(self, response: Response) -> None:
        headers: Headers = [
            ("Via", self.request.need("Via")),
            ("Max-Forwards", "70"),
            ("From", self.request.need("From")),
            ("To", response.need("To")),
            ("Call-ID", self.request.call_id),
            ("CSeq", f"{self.request.sequence} ACK"),
        ]
        headers += [("Route", route) for route in self.request.all("Route")]
        self._send(Request(headers, method="ACK", uri=self.request.uri).encode())

    def _nobody_answers(self) -> None:
        self._on_response(answer_to(self.request, 408, "nobody"))


class ServerTransaction:
    """A request to us, and what we have answered so far."""

    def __init__(self, request: Request, send: Send, tag: str) -> None:
        self.request = request
        self.tag = tag
        self.acknowledged = False
        self._send = send
        self._last: bytes | None = None
        self._repetition: Repetition | None = None
        self.finished = False

    def respond(self, status: int, headers: Headers | None = None, body: str = "") -> Response:
        response = answer_to(self.request, status, self.tag, headers or ())
        if body:
            response.headers.append(("Content-Type", "application/sdp"))
            response.body = body
        self._stop_repeating()
        data = response.encode()
        self._last = data
        if response.final:
            self.finished = True
        if self.request.method == "INVITE" and (response.final or response.get("RSeq")):
            self._repetition = Repetition(lambda: self._send(data), self._stop_repeating)
        else:
            self._send(data)
        return response

    def repeat(self) -> None:
        """The request has come again: our answer was lost, or is still to be made."""
        if self._last:
            self._send(self._last)

    def acknowledge(self) -> None:
        """ACK, or PRACK for a reliable provisional response, has come."""
        self.acknowledged = True
        self._stop_repeating()

    def stop(self) -> None:
        self._stop_repeating()

    def _stop_repeating(self) -> None:
        if self._repetition:
            self._repetition.stop()
        self._repetition = None

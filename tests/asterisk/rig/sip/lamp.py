"""A lamp on a phone: the state of an extension, followed by SUBSCRIBE (RFC 4235)."""

import re
from dataclasses import dataclass

from .agent import Agent
from .dialog import Dialog, new_call_id, new_tag
from .message import Address, Headers, Request, Response
from .transactions import ServerTransaction
from .waiting import Changes

SECONDS = 5.0
ON = "confirmed"
OFF = "terminated"
BLINKING = "early"


@dataclass(frozen=True)
class Shown:
    at: float
    state: str


class Lamp:
    """`states`: what it has shown, one after another: ON, OFF, BLINKING."""

    def __init__(self, agent: Agent, user: str, extension: str) -> None:
        self.extension = extension
        self.states: list[Shown] = []
        self._agent = agent
        self._changes = Changes()
        self._refused: int | None = None
        local = Address(agent.peer_uri(user)).tagged(new_tag())
        target = agent.peer_uri(extension)
        self._dialog = Dialog(new_call_id(), local, Address(target), target, agent.contact(user))
        agent.join(self._dialog, self)
        agent.ask(self._dialog.first("SUBSCRIBE", self._headers(3600)), self._on_response)

    @property
    def state(self) -> str | None:
        return self.states[-1].state if self.states else None

    async def shows(self, state: str, seconds: float = SECONDS) -> Shown:
        """Now, or soon; when it began to."""

        def look() -> Shown | None:
            assert self._refused is None, f"SUBSCRIBE {self.extension}: {self._refused}"
            return self.states[-1] if self.state == state else None

        what = f"the lamp {self.extension} {state}"
        return await self._changes.until(look, seconds, what, lambda: f"It is {self.state}")

    def unsubscribe(self) -> None:
        self._agent.ask(self._dialog.request("SUBSCRIBE", self._headers(0)), lambda _: None)

    def on_request(self, transaction: ServerTransaction) -> None:
        transaction.respond(200)
        request = transaction.request
        if request.method != "NOTIFY":
            return
        self.states.append(Shown(self._agent.time(), _state(request)))
        self._changes.tell()

    def on_ack(self, request: Request) -> None:
        """There is none in a subscription."""

    def close(self) -> None:
        self.unsubscribe()

    def _on_response(self, response: Response) -> None:
        if response.status >= 300:
            self._refused = response.status
        else:
            self._dialog.remote = response.receiver
            self._dialog.learn(response)
        self._changes.tell()

    def _headers(self, expires: int) -> Headers:
        return [
            ("Event", "dialog"),
            ("Accept", "application/dialog-info+xml"),
            ("Expires", str(expires)),
        ]


def _state(notify: Request) -> str:
    """Without a dialog the extension is idle."""
    found = re.search(r"<state[^>]*>([a-z]+)</state>", notify.body)
    return found[1] if found else OFF

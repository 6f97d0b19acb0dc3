"""A call that one of ours makes."""

from dataclasses import dataclass

from .agent import Agent
from .call import ALLOW, SECONDS, Call
from .dialog import Dialog, new_call_id, new_tag
from .digest import ANSWERS, credentials
from .message import Address, Headers, Request, Response
from .rtp import Audio
from .waiting import NotSeen


@dataclass(frozen=True)
class Heard:
    """A response, and when it came."""

    at: float
    response: Response


class OutgoingCall(Call):
    """`voice` as in Audio; `reliable` requires reliable provisional responses."""

    def __init__(
        self,
        agent: Agent,
        number: str,
        sender: Address,
        headers: Headers,
        voice: int | None,
        *,
        reliable: bool,
    ) -> None:
        local = sender.tagged(new_tag())
        target = agent.peer_uri(number)
        contact = agent.contact(sender.number)
        dialog = Dialog(new_call_id(), local, Address(target), target, contact)
        super().__init__(agent, dialog, Audio(agent.host, voice))
        self.number = number
        self.responses: list[Heard] = []
        self.began_at = self._loop.time()
        self._headers: Headers = [
            ("Allow", ALLOW),
            *([("Supported", "100rel"), ("Require", "100rel")] if reliable else []),
            *headers,
            ("Content-Type", "application/sdp"),
        ]
        self._cancelling: Headers | None = None
        self._given_up = False
        agent.join(dialog, self)
        self._invite([])

    @property
    def statuses(self) -> list[int]:
        return [heard.response.status for heard in self.responses]

    async def response(self, status: int, seconds: float = SECONDS) -> Heard:
        """The first with this status."""

        def look() -> Heard | None:
            for one in self.responses:
                if one.response.status == status:
                    return one
            self._still_possible(what)
            return None

        what = f"{status} to {self}"
        return await self.changes.until(look, seconds, what, self._so_far)

    async def rings(self, seconds: float = SECONDS) -> Heard:
        return await self.response(180, seconds)

    async def answered(self, seconds: float = SECONDS) -> Heard:
        return await self.response(200, seconds)

    async def refused(self, seconds: float = SECONDS) -> Response:
        """The final response of a call that was not answered."""

        def look() -> Response | None:
            final = (one.response for one in self.responses if one.response.status >= 300)
            return next(final, None)

        return await self.changes.until(look, seconds, f"a refusal of {self}", self._so_far)

    def hang_up(self, *reasons: str) -> None:
        """BYE; CANCEL, when nobody has answered yet."""
        if self.answered_at is not None:
            super().hang_up(*reasons)
        elif self.ending is None:
            self._given_up = True
            self._cancelling = [("Reason", reason) for reason in reasons]
            self._cancel_if_possible()

    def _invite(self, authorization: Headers) -> None:
        headers = [*self._headers, *authorization]
        request = self.dialog.first("INVITE", headers, str(self.audio.session))
        self._transaction = self.agent.ask(request, self._on_response)

    def _cancel_if_possible(self) -> None:
        """Not before something has come back (RFC 3261, 9.1)."""
        invite = self._transaction
        if self._cancelling is None or not invite.answered:
            return
        sequence = invite.request.sequence
        kept = [one for one in invite.request.headers if one[0] in ("Max-Forwards", "From", "To")]
        more: Headers = [("Call-ID", self.call_id), ("CSeq", f"{sequence} CANCEL")]
        headers = [*kept, *more, *self._cancelling]
        cancel = Request(headers, method="CANCEL", uri=invite.request.uri)
        self._cancelling = None
        self.agent.ask(cancel, lambda _: None, invite.request.branch)

    def _on_response(self, response: Response) -> None:
        if response.status in ANSWERS and self.agent.password and not self.responses:
            proof = credentials(
                response, self._transaction.request, self.agent.user, self.agent.password
            )
            self.dialog.sequence += 1
            self._invite([proof])
            return
        self.responses.append(Heard(self._loop.time(), response))
        self._learn(response)
        if not response.final:
            self._take_provisional(response)
        elif response.status < 300:
            self._take_answer(response)
        else:
            self._end(by_us=False, message=response)
        self.changes.tell()

    def _learn(self, response: Response) -> None:
        if response.receiver.tag:
            self.dialog.remote = response.receiver
            self.dialog.learn(response, routes=response.all("Record-Route")[::-1])
        self._look_at_display(response)

    def _take_provisional(self, response: Response) -> None:
        self._hear(response.body)
        number = response.get("RSeq")
        if number:
            acknowledged = ("RAck", f"{number} {response.need('CSeq')}")
            self.agent.ask(self.dialog.request("PRACK", [acknowledged]), lambda _: None)
        self._cancel_if_possible()

    def _take_answer(self, response: Response) -> None:
        self.agent.tell(self.dialog.request("ACK", sequence=response.sequence))
        self._hear(response.body)
        if self.answered_at is None:
            self.answered_at = self._loop.time()
            if self._given_up:
                super().hang_up()

    def _still_possible(self, what: str) -> None:
        if self.ending:
            raise NotSeen(f"{what}: the call has ended. {self._so_far()}")

    def _so_far(self) -> str:
        return f"There were: {self.statuses}"

    def __str__(self) -> str:
        return f"the call from {self.dialog.local.number} to {self.number}"

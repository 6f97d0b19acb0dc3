"""A call as both its sides see it: what goes on in its dialog, and what is heard."""

import asyncio
import re
from dataclasses import dataclass, field

from .agent import Agent
from .dialog import Dialog
from .message import Address, Headers, Message, Request, Response
from .rtp import Audio
from .sdp import Session
from .transactions import ServerTransaction
from .transfer import Transfer, refer_to
from .waiting import Changes

ALLOW = "INVITE, ACK, CANCEL, BYE, UPDATE, PRACK, INFO, NOTIFY, REFER, OPTIONS"
TRY_AGAIN = 0.2  # after two re-INVITEs have crossed
SECONDS = 5.0


@dataclass(frozen=True)
class Ending:
    at: float
    by_us: bool
    message: Message | None = None
    reasons: list[str] = field(default_factory=list)  # the Reason headers


class Call:
    def __init__(self, agent: Agent, dialog: Dialog, audio: Audio) -> None:
        self.agent = agent
        self.dialog = dialog
        self.audio = audio
        self.changes = Changes()
        self.answered_at: float | None = None
        self.ending: Ending | None = None
        self.requests: list[Request] = []  # of the other side, within the call
        self.shown: list[Address] = []  # whom our display has named, one after another
        self.info_digits = ""
        self._loop = asyncio.get_running_loop()
        self._unacknowledged: dict[int, ServerTransaction] = {}
        self._renegotiating = False
        self._transfer: Transfer | None = None

    @property
    def call_id(self) -> str:
        return self.dialog.call_id

    @property
    def up(self) -> bool:
        return self.answered_at is not None and self.ending is None

    def hang_up(self, *reasons: str) -> None:
        """BYE, with these Reason headers."""
        if self.ending is None:
            headers: Headers = [("Reason", reason) for reason in reasons]
            self.agent.ask(self.dialog.request("BYE", headers), lambda _: None)
            self._end(by_us=True)

    async def ended(self, seconds: float = SECONDS) -> Ending:
        return await self.changes.until(lambda: self.ending, seconds, f"the end of {self}")

    async def hears(
        self, other: "Call", seconds: float = SECONDS, since: float | None = None
    ) -> float:
        """The other's voice, from now on (or from `since` on); when it was first heard."""
        assert other.audio.voice, f"{other} has no voice"
        return await self.hears_tone(other.audio.voice, seconds, since)

    async def hears_tone(
        self, hertz: int, seconds: float = SECONDS, since: float | None = None
    ) -> float:
        return await self.audio.until_heard(hertz, seconds, since)

    async def hold(self) -> None:
        await self._renegotiate("sendonly")

    async def resume(self) -> None:
        await self._renegotiate("sendrecv")

    def press(self, digits: str) -> None:
        """Keys, as telephone events (RFC 4733)."""
        self.audio.press(digits)

    async def press_by_info(self, digits: str) -> None:
        """Keys, as SIP INFO."""
        kind = [("Content-Type", "application/dtmf-relay")]
        for digit in digits:
            body = f"Signal={digit}\r\nDuration=120\r\n"
            answer = await self.agent.answer_to(self.dialog.request("INFO", kind, body))
            assert answer.status == 200, answer.first_line()

    def transfer(self, number: str) -> Transfer:
        """Blind: the other side shall call this number. We hang up when it has been answered, as
        phones do."""
        return self._refer(f"<{self.agent.peer_uri(number)}>")

    def transfer_to(self, other: "Call") -> Transfer:
        """Attended: the other side shall take our place in this other call of ours."""
        return self._refer(refer_to(other.dialog))

    async def update(self, headers: Headers) -> Response:
        """UPDATE without a session: refreshes, or names somebody else."""
        return await self.agent.answer_to(self.dialog.request("UPDATE", headers))

    # The agent's side

    def on_request(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        self.requests.append(request)
        self._look_at_display(request)
        match request.method:
            case "BYE":
                transaction.respond(200)
                self._end(by_us=False, message=request)
            case "INVITE" | "UPDATE":
                self._renegotiated(transaction)
            case "INFO":
                found = re.search(r"Signal\s*=\s*(\S)", request.body)
                self.info_digits += found[1] if found else ""
                transaction.respond(200)
            case "NOTIFY":
                transaction.respond(200)
                self._take_news_of_transfer(request)
            case "PRACK":
                transaction.respond(200)
                self._provisional_acknowledged()
            case "OPTIONS":
                transaction.respond(200)
            case _:
                transaction.respond(405, [("Allow", ALLOW)])
        self.changes.tell()

    def on_ack(self, request: Request) -> None:
        transaction = self._unacknowledged.pop(request.sequence, None)
        if transaction:
            transaction.acknowledge()
            self._hear(request.body)
        self.changes.tell()

    def close(self) -> None:
        self.hang_up()
        self.audio.close()

    # For the two kinds of calls

    def _respond_with_session(
        self, transaction: ServerTransaction, status: int, headers: Headers
    ) -> None:
        headers = [("Contact", f"<{self.dialog.contact}>"), ("Allow", ALLOW), *headers]
        transaction.respond(status, headers, str(self.audio.session))
        if status == 200:
            self._unacknowledged[transaction.request.sequence] = transaction

    def _hear(self, body: str, *, answering: bool = False) -> None:
        session = Session.parse(body)
        if session and self.ending is None:
            self.audio.connect(session, answering=answering)

    def _look_at_display(self, message: Message) -> None:
        asserted = message.address("P-Asserted-Identity")
        if asserted:
            self.shown.append(asserted)

    def _end(self, *, by_us: bool, message: Message | None = None) -> None:
        if self.ending is None:
            reasons = message.all("Reason") if message else []
            self.ending = Ending(self._loop.time(), by_us, message, reasons)
            self.audio.close()
            self.agent.leave(self.dialog)
            self.changes.tell()

    def _provisional_acknowledged(self) -> None:
        """A PRACK has come."""

    # Within the call

    def _renegotiated(self, transaction: ServerTransaction) -> None:
        request = transaction.request
        if self._renegotiating and request.body:
            transaction.respond(491)
            return
        self.dialog.learn(request)
        self._hear(request.body, answering=True)
        if request.method == "INVITE" or request.body:
            self._respond_with_session(transaction, 200, [])
        else:
            transaction.respond(200, [("Contact", f"<{self.dialog.contact}>")])
        if request.method == "UPDATE":
            self._unacknowledged.pop(request.sequence, None)

    async def _renegotiate(self, direction: str) -> None:
        self.audio.direction = direction
        headers: Headers = [("Allow", ALLOW), ("Content-Type", "application/sdp")]
        while True:
            request = self.dialog.request("INVITE", headers, str(self.audio.session))
            self._renegotiating = True
            answer = await self.agent.answer_to(request)
            self._renegotiating = False
            if answer.status != 491:
                break
            await asyncio.sleep(TRY_AGAIN)
        assert answer.status == 200, answer.first_line()
        self.agent.tell(self.dialog.request("ACK", sequence=request.sequence))
        self._hear(answer.body)

    def _take_news_of_transfer(self, notify: Request) -> None:
        if self._transfer:
            self._transfer.take(notify)
            if self._transfer.succeeded:
                self.hang_up()

    def _refer(self, target: str) -> Transfer:
        transfer = Transfer(target)
        self._transfer = transfer
        headers: Headers = [("Refer-To", target), ("Referred-By", f"<{self.dialog.local.uri}>")]
        self.agent.ask(self.dialog.request("REFER", headers), transfer.answered)
        return transfer

    def __str__(self) -> str:
        return f"the call {self.call_id}"

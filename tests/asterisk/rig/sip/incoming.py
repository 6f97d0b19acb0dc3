"""A call that comes in, and what our phone does with it."""

from .agent import Agent
from .call import SECONDS, Call, Ending
from .dialog import Dialog
from .message import Address, Headers, Request
from .rtp import Audio
from .transactions import ServerTransaction


class IncomingCall(Call):
    """Nothing but 100 Trying has been said until one of ring(), progress(), answer(), reject(),
    redirect() is called.

    `ignores_cancel`: the CANCEL has not arrived yet, as far as the phone can tell: it may still
    answer or refuse.
    """

    def __init__(self, agent: Agent, transaction: ServerTransaction, voice: int | None) -> None:
        invite = transaction.request
        contact = invite.address("Contact")
        assert contact, "an INVITE without Contact"
        dialog = Dialog(
            invite.call_id,
            invite.receiver.tagged(transaction.tag),
            invite.sender,
            contact.uri,
            agent.contact(invite.uri.user),
            sequence=0,
            routes=invite.all("Record-Route"),
        )
        super().__init__(agent, dialog, Audio(agent.host, voice))
        self.invite = invite
        self.arrived_at = self._loop.time()
        self.ignores_cancel = False
        self._transaction = transaction
        self._cancelled: Ending | None = None
        self._acknowledged = False
        self._reliable = 0
        self._look_at_display(invite)
        agent.join(dialog, self)

    @property
    def called(self) -> str:
        """The number that was dialled."""
        return self.invite.uri.user

    @property
    def caller(self) -> Address:
        """Who calls, by From: "anonymous" where the number is withheld."""
        return self.invite.sender

    @property
    def asserted(self) -> Address | None:
        return self.invite.address("P-Asserted-Identity")

    @property
    def private(self) -> bool:
        return "id" in (self.invite.get("Privacy") or "")

    @property
    def diversion(self) -> Address | None:
        return self.invite.address("Diversion")

    @property
    def reasons(self) -> list[str]:
        """Why the other side has let go: the Reason headers of its CANCEL and of its BYE."""
        ends = (end for end in (self._cancelled, self.ending) if end)
        return [reason for end in ends for reason in end.reasons]

    def header(self, name: str) -> str | None:
        return self.invite.get(name)

    def ring(self, *, reliable: bool = False) -> None:
        self._provisional(180, reliable=reliable)

    def progress(self, *, sound: bool = True, reliable: bool = False) -> None:
        """183; with sound the caller may hear our voice before the answer."""
        self._provisional(183, sound=sound, reliable=reliable)

    def answer(self) -> None:
        self._hear(self.invite.body, answering=True)
        self._respond_with_session(self._transaction, 200, [])
        self.answered_at = self._loop.time()
        self.changes.tell()

    def reject(self, status: int = 603, *reasons: str) -> None:
        self._refuse(status, [("Reason", reason) for reason in reasons])

    def redirect(self, number: str) -> None:
        """302: call this number instead."""
        self._refuse(302, [("Contact", f"<{self.agent.peer_uri(number)}>")])

    def hang_up(self, *reasons: str) -> None:
        """BYE; 603, when it has not been answered."""
        if self.answered_at is None:
            self.reject(603, *reasons)
        else:
            super().hang_up(*reasons)

    async def talking(self, seconds: float = SECONDS) -> None:
        """The answer has been acknowledged."""
        await self.changes.until(lambda: self._acknowledged or None, seconds, f"ACK: {self}")

    async def cancelled(self, seconds: float = SECONDS) -> Ending:
        """The caller's side has given up before an answer; its Reason headers."""
        return await self.changes.until(lambda: self._cancelled, seconds, f"CANCEL: {self}")

    def on_ack(self, request: Request) -> None:
        self._acknowledged = self._acknowledged or request.sequence == self.invite.sequence
        super().on_ack(request)

    def on_cancel(self, cancel: Request) -> None:
        self._cancelled = Ending(self._loop.time(), False, cancel, cancel.all("Reason"))
        if self._transaction.finished or self.ignores_cancel:
            self.changes.tell()
        else:
            self._transaction.respond(487)
            self._end(by_us=False, message=cancel)

    def _provisional(self, status: int, *, sound: bool = False, reliable: bool = False) -> None:
        headers: Headers = [("Contact", f"<{self.dialog.contact}>")]
        if reliable:
            self._reliable += 1
            headers += [("Require", "100rel"), ("RSeq", str(self._reliable))]
        if sound:
            self._hear(self.invite.body, answering=True)
            self._respond_with_session(self._transaction, status, headers[1:])
        else:
            self._transaction.respond(status, headers)

    def _refuse(self, status: int, headers: Headers) -> None:
        assert self.answered_at is None, f"{self} has been answered"
        if self.ending is None:
            self._transaction.respond(status, headers)
            self._end(by_us=True)

    def _provisional_acknowledged(self) -> None:
        if not self._transaction.finished:
            self._transaction.acknowledge()

    def __str__(self) -> str:
        return f"the call from {self.caller.number} to {self.called}"

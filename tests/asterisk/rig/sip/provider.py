"""The far end of the trunk: everybody outside the company, callers and mobiles alike."""

from collections.abc import Iterable

from .agent import Place
from .exchange import Exchange
from .line import Line
from .message import Address, Headers, Uri
from .outgoing import OutgoingCall

ANONYMOUS = Address(Uri("anonymous", "anonymous.invalid"), "Anonymous")


class Provider(Exchange):
    """`address` is where Asterisk's trunk goes, `peer` where Asterisk is."""

    def __init__(self, address: Place, peer: Place) -> None:
        super().__init__(address, peer)
        self._lines: dict[str, Line] = {}

    def number(self, number: str) -> Line:
        """A mobile, or any other number outside. Numbers never asked for answer 404."""
        return self._lines.setdefault(number, Line(number))

    def forget(self, number: str) -> None:
        """404 from now on."""
        self._lines.pop(number, None)

    def call(
        self,
        did: str,
        caller: str,
        *,
        name: str = "",
        asserted: str | None = None,
        private: bool = False,
        anonymous: bool = False,
        via: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        silent: bool = False,
        reliable: bool = False,
    ) -> OutgoingCall:
        """A customer calls. `private`: From is anonymous, and the number stands in
        P-Asserted-Identity with Privacy: id. `anonymous`: From is, and the number stands nowhere.
        `asserted`: another number in P-Asserted-Identity. `via`: the context in which the call
        starts (extensions.conf), instead of [inbound]."""
        sender = Address(Uri(caller, self.agent.host), name)
        known = Address(Uri(asserted or caller, self.agent.host), name)
        more: Headers = list(headers)
        if asserted or private:
            more.append(("P-Asserted-Identity", str(known)))
        if private:
            more.append(("Privacy", "id"))
        if via:
            more.append(("X-Route", via))
        shown = ANONYMOUS if private or anonymous else sender
        return self._call(did, shown, more, silent=silent, reliable=reliable)

    def line_of(self, number: str) -> Line | None:
        return self._lines.get(number)

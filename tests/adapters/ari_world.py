"""What the contract needs of the world around the adapter: callers and phones, real or not."""

from typing import Protocol


class Caller(Protocol):
    """Has dialled; the dialplan rings to him and brings him into Stasis(duty,inbound,<did>)."""

    number: str
    did: str

    def hang_up(self) -> None: ...

    async def answered(self) -> None: ...

    async def hears_music(self) -> bool:
        """Waits until that is certain."""

    async def ended(self) -> int | None:
        """By the other side.  The SIP status with which he was refused; None: he had been
        answered."""


class RingingCall(Protocol):
    """A call as the phone sees it."""

    @property
    def number_shown(self) -> str:
        """`anonymous`, when there is none."""

    @property
    def name_shown(self) -> str: ...

    def ring(self) -> None: ...

    def answer(self) -> None: ...

    def reject(self, status: int) -> None: ...

    def press(self, key: str) -> None: ...

    def hang_up(self) -> None: ...

    async def answered_elsewhere(self) -> bool:
        """Waits until the call is cancelled; whether somebody else has taken it."""


class Phone(Protocol):
    number: str
    endpoint: str

    async def rings(self) -> RingingCall: ...


class World(Protocol):
    url: str
    username: str
    password: str
    app: str
    destination: str  # one that the dialplan has; who gets there is answered

    async def call(self) -> Caller: ...

    async def phone(self) -> Phone: ...

    def unregistered(self) -> str:
        """An endpoint whose phone is off."""

    async def pick_up(self, phone: Phone) -> str:
        """A colleague picks up what rings at this phone; his number."""

    async def lamp(self, name: str) -> str:
        """The state of the device Stasis:<name>, as Asterisk has it."""

    async def variable(self, name: str) -> str:
        """A global variable, as Asterisk has it."""

    async def nothing_left(self) -> None:
        """Raises AssertionError when channels or bridges remain in Asterisk."""

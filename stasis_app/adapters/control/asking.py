"""What may be asked of the running application, and how it may fail."""

from collections.abc import AsyncGenerator
from typing import Any, Protocol

from pydantic import TypeAdapter

from stasis_app.core.keeping import NotKept
from stasis_app.core.overrides import Unacceptable, Wish
from stasis_app.core.trial_order import TrialWish, Untriable
from stasis_app.core.words import Mode

HEARTBEAT_SECONDS = 10.0  # of a websocket

Json = Any  # a document of the commands' contract

REFUSALS = (NotKept, Unacceptable, Untriable)  # of the application; what they say is passed on

WISH: TypeAdapter[Wish] = TypeAdapter(Wish)


class Refused(Exception):
    """The application will not; in words for the one who asked.  Raised by the client."""


class NobodyAnswers(Exception):
    """No application runs on this database, or it is only starting or stopping."""


class ControlError(Exception):
    """The socket cannot be had, or whoever answered is not to be understood."""


class Controlled(Protocol):
    """What may be asked of the running application.  All raise one of REFUSALS."""

    async def switch(self, departments: tuple[str, ...], mode: Mode, by: str) -> None:
        """For the very next call."""

    async def sync(self, accept: bool) -> Json:
        """One pull; the document that `sync --json` prints."""

    async def drain(self) -> int:
        """No new calls from now on; how many go on."""

    async def override(self, wish: Wish, by: str) -> Json:
        """Those made or ended, as `override list --json` prints them."""

    def watch(self) -> AsyncGenerator[Json, None]:
        """A snapshot of the calls going on, then a notice for each change."""

    def test_call(self, wish: TrialWish, by: str) -> AsyncGenerator[Json, None]:
        """Who is rung, then each step; broken off when nobody listens."""

"""What Asterisk records for us: begun, found again, and taken out of it when it is finished.

By requests only: where Asterisk keeps its files is its own business, and another machine's perhaps.
"""

import math
from collections.abc import Callable
from contextlib import suppress

from ...core.commands import Record, Rejected
from ...core.events import RecordingEnded, RecordingStarted
from ...core.recording import NoRecording, name_of
from ...core.words import CallId, LegId
from .errors import NotFound, NotInStasis, Unreachable
from .recordings import Recordings
from .rest import Rest

Found = RecordingStarted | RecordingEnded


class Recorder:
    """Its methods raise Rejected, and TimeoutError when there is no reply."""

    def __init__(self, rest: Rest) -> None:
        self.going_on = Recordings()
        self._rest = rest

    async def record(self, call: CallId, command: Record, channel: str) -> Found | None:
        """What there was already: of before we were killed."""
        leg = command.leg
        name = self.going_on.begin(call, leg)
        try:
            await self._rest.record(
                channel, name, math.ceil(command.seconds), math.ceil(command.silence)
            )
        except NotInStasis:
            found = await self.found(call, leg)
            if found is None:
                self.going_on.end(call, leg)
                raise
            return found
        except Rejected:
            self.going_on.end(call, leg)
            raise
        return None

    async def found(self, call: CallId, leg: LegId) -> Found | None:
        """What Asterisk knows of it.  Only a lost connection is a failure."""
        name = name_of(call, leg)
        with suppress(Rejected):
            await self._rest.live_recording(name)
            return RecordingStarted(leg)
        with suppress(Rejected):
            await self._rest.stored_recording(name)
            self.going_on.end(call, leg)
            return RecordingEnded(leg)
        return None

    async def fetch(self, name: str, take: Callable[[bytes], None]) -> None:
        """The file of one that is finished, piece by piece.  Raises NoRecording besides, and
        whatever `take` does."""
        await self._require_end(name)
        try:
            await self._rest.download(name, take)
        except NotFound as error:
            raise NoRecording(f"Asterisk has no recording {name}") from error

    async def delete(self, name: str) -> None:
        """One that is finished, or is not there any more."""
        await self._require_end(name)
        with suppress(NotFound):
            await self._rest.delete_recording(name)

    async def stored(self) -> list[str]:
        """The names of all, also of those that go on, and of those that are not ours."""
        return await self._rest.stored_recordings()

    async def _require_end(self, name: str) -> None:
        """For Asterisk the file of one that goes on is there too, and it gives it away, or deletes
        it (22.10)."""
        try:
            await self._rest.live_recording(name)
        except NotFound:
            return
        raise Unreachable(f"recording {name} goes on")

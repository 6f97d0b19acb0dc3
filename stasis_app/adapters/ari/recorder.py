"""What Asterisk records for us: begun, found again, and taken out of it when it is finished.

By requests only: where Asterisk keeps its files is its own business, and another machine's perhaps.
"""

import math
from collections.abc import Callable, Coroutine
from contextlib import suppress

from ...core.commands import EndListening, Listen, Record, RecordTalk, Rejected
from ...core.events import ListenerCame, RecordingEnded, RecordingStarted
from ...core.recording import NoRecording, name_of
from ...core.words import CallId, LegId, Release
from .errors import NotFound, NotInStasis, Unreachable
from .recordings import TAPE, Recordings, listener_of
from .rest import Rest

Found = RecordingStarted | RecordingEnded


class Recorder:
    """Its methods raise Rejected, and TimeoutError when there is no reply."""

    def __init__(self, rest: Rest, app: str) -> None:
        self.going_on = Recordings()
        self.app = app
        self._rest = rest

    async def record(self, call: CallId, command: Record, channel: str) -> Found | None:
        """What there was already: of before we were killed."""
        name = self.going_on.begin(call, command.leg)
        seconds, silence = math.ceil(command.seconds), math.ceil(command.silence)
        return await self._begin(
            call, command.leg, self._rest.record(channel, name, seconds, silence)
        )

    async def listen(self, call: CallId, command: Listen, channel: str) -> ListenerCame | None:
        """ListenerCame: there was such a listener."""
        leg, attempt = command.leg, command.attempt
        listener = listener_of(call, leg, attempt)
        self.going_on.listen(call, listener)
        try:
            await self._rest.listen(channel, listener, self.app, TAPE)
        except Rejected:  # of an id that there is already Asterisk says just that it cannot be
            if not await self._rest.has_channel(listener):
                raise
            return ListenerCame(leg, attempt)
        return None

    async def record_talk(self, call: CallId, command: RecordTalk) -> Found | None:
        """What there was already: of before we were killed."""
        leg = command.leg
        name = self.going_on.begin(call, leg)
        listener = listener_of(call, leg, command.attempt)
        return await self._begin(call, leg, self._rest.record_all(listener, name))

    async def end_listening(self, call: CallId, command: EndListening) -> None:
        """Its recording is kept.  Not a failure, when it is not there (any more)."""
        with suppress(NotFound):
            listener = listener_of(call, command.leg, command.attempt)
            await self._rest.hang_up(listener, Release.NORMAL)

    async def _begin(
        self, call: CallId, leg: LegId, request: Coroutine[None, None, None]
    ) -> Found | None:
        try:
            await request
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

"""Recordings come out of Asterisk: into our folder first, and only then are they deleted there.

What cannot be fetched now waits in the outbox and is tried again, for as long as Asterisk may
still have it.  Knows nothing of calls, nor how Asterisk is asked.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from .core.commands import Rejected
from .core.keeping import NotKept
from .core.mail import OutboxUnavailable, Permanent, Temporary
from .core.recording import NoRecording, Recorded
from .courier import Kind

FETCH_SECONDS = 1800.0  # one file: an hour's talk is 58 MB


def recording_in(payload: Mapping[str, Any]) -> Recorded:
    """Of a row of the outbox, as `asdict` and JSON have made it.  Raises Permanent."""
    try:
        name, file = payload["name"], payload["file"]
    except KeyError as error:
        raise Permanent(f"the outbox holds something that is no recording: {error!r}") from error
    return Recorded(str(name), None if file is None else str(file))


# Never given up while Asterisk may have it.
RECORDING = Kind("recording", recording_in, FETCH_SECONDS, attempts=None)


class Recorder(Protocol):
    """Raises Rejected, and TimeoutError when there is no reply."""

    async def fetch(self, name: str, take: Callable[[bytes], None]) -> None:
        """Raises NoRecording besides, and whatever `take` does."""

    async def delete(self, name: str) -> None:
        """Not a failure, when it is not there any more."""


class Unfinished(Protocol):
    def take(self, piece: bytes) -> None: ...

    async def finish(self) -> None: ...

    def discard(self) -> None:
        """Nothing, when it is finished."""


class Folder(Protocol):
    """Raises OSError, and ValueError for what is no name of a recording."""

    def has(self, file: str) -> bool: ...

    def begin(self, file: str) -> Unfinished: ...


class Attendants(Protocol):
    """Those who wait for recordings."""

    async def missing(self, recording: Recorded) -> None:
        """It will not come.  Raises NotKept and OutboxUnavailable."""


class Fetcher:
    def __init__(self, recorder: Recorder, folder: Folder, attendants: Attendants) -> None:
        self.recorder = recorder
        self.folder = folder
        self.attendants = attendants

    async def send(self, recording: Recorded) -> None:
        """Raises Temporary or Permanent.  To do it twice does no harm."""
        try:
            if recording.file is not None and not self.folder.has(recording.file):
                await self._fetch(recording.name, recording.file)
            await self.recorder.delete(recording.name)
        except NoRecording as error:
            await self._tell_of_missing(recording)
            raise Permanent(str(error)) from error
        except ValueError as error:
            raise Permanent(str(error)) from error
        except OSError as error:  # TimeoutError, when Asterisk does not reply, is one too
            raise Temporary(_reason(error)) from error
        except Rejected as error:
            raise Temporary(f"Asterisk refuses: {error}") from error

    async def _tell_of_missing(self, recording: Recorded) -> None:
        try:
            await self.attendants.missing(recording)
        except (NotKept, OutboxUnavailable) as error:
            raise Temporary(str(error)) from error

    async def _fetch(self, name: str, file: str) -> None:
        unfinished = self.folder.begin(file)
        try:
            await self.recorder.fetch(name, unfinished.take)
            await unfinished.finish()
        finally:
            unfinished.discard()


def _reason(error: OSError) -> str:
    if isinstance(error, TimeoutError) or error.filename is None:
        return str(error) or "no reply in time"
    return f"{error.filename}: cannot be written: {error.strerror}"

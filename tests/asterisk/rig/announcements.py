"""What Asterisk plays to whom, in its own words: told to an ARI application that only listens."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from .asterisk import Asterisk
from .rest import ari
from .sip.waiting import Changes

SECONDS = 10.0
OURS = "sound:stasis-app/"

# One who comes again under the name of one who is just going is thrown out with him.
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Announcement:
    """`state`: done, also when it was broken off; failed: there was nothing to be heard."""

    channel: str
    sound: str  # of our prompts the name, else the medium: tone:…
    language: str
    state: str


class Announcements:
    """One after another; of several in one playback each by itself."""

    def __init__(self) -> None:
        self.application = f"listener-{next(_numbers)}"
        self.begun: list[Announcement] = []
        self.ended: list[Announcement] = []
        self._begun_seen = 0
        self._ended_seen = 0
        self._visitor: str | None = None
        self._changes = Changes()

    async def begins(self, sound: str, seconds: float = SECONDS) -> Announcement:
        """The next one of this name that has begun, after those already asked for."""

        def look() -> Announcement | None:
            for number, each in enumerate(self.begun[self._begun_seen :], self._begun_seen + 1):
                if each.sound == sound:
                    self._begun_seen = number
                    return each
            return None

        return await self._changes.until(look, seconds, f"{sound} begins", lambda: str(self.begun))

    async def heard(self, sound: str, seconds: float = SECONDS) -> Announcement:
        """The next one of this name that has ended, after those already asked for."""

        def look() -> Announcement | None:
            for number, each in enumerate(self.ended[self._ended_seen :], self._ended_seen + 1):
                if each.sound == sound:
                    self._ended_seen = number
                    return each
            return None

        return await self._changes.until(look, seconds, f"{sound} ends", lambda: str(self.ended))

    async def visitor(self, seconds: float = SECONDS) -> str:
        """The channel that the dialplan has sent to the listening application itself."""
        return await self._changes.until(lambda: self._visitor, seconds, "a visitor")

    def take(self, event: dict[str, Any]) -> None:
        if event["type"] == "StasisStart":
            self._visitor = event["channel"]["id"]
            self._changes.tell()
        playback = event.get("playback")
        if not isinstance(playback, dict):
            return
        state = playback["state"]
        announcement = Announcement(
            playback["target_uri"].removeprefix("channel:"),
            playback["media_uri"].removeprefix(OURS),
            playback["language"],
            "done" if state == "continuing" else state,
        )
        match event["type"]:
            case "PlaybackStarted":
                self.begun.append(announcement)
            case "PlaybackContinuing" | "PlaybackFinished":
                self.ended.append(announcement)
        self._changes.tell()


@asynccontextmanager
async def announcements(pbx: Asterisk) -> AsyncIterator[Announcements]:
    """Follows channels only: who follows everything, device states too, and goes while one of
    them changes, leaves Asterisk 22.10 in a deadlock (stasis_app_unregister waits for them)."""
    found = Announcements()
    everybody = f"/ari/applications/{found.application}/subscription?eventSource=channel:"
    events = f"/ari/events?app={found.application}"
    async with ari(pbx) as session, session.ws_connect(events) as socket:
        async with session.post(everybody) as response:
            response.raise_for_status()
        listening = asyncio.create_task(_listen(socket, found))
        try:
            yield found
        finally:
            listening.cancel()


async def _listen(socket: aiohttp.ClientWebSocketResponse, found: Announcements) -> None:
    async for message in socket:
        found.take(json.loads(message.data))

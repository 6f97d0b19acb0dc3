"""What the channels of our calls are given to hear, and how it is broken off.

While a prompt is played Asterisk looks at no command for that channel: whoever is to be answered,
connected or sent on is silenced first.
"""

import asyncio
import logging
from collections.abc import Iterable

from ...core.commands import Play, Rejected
from ...core.words import CALLER, CallId, LegId
from .channels import Channels
from .errands import Errands
from .errors import Unreachable
from .playbacks import Playbacks, media, playback_id, seconds_until_stop
from .rest import Rest

MOST_PROMPTS = 6  # one after another, to a phone that asks or switches

log = logging.getLogger(__name__)


class Hearing:
    """`language`: of the prompts; None: each channel's own."""

    def __init__(
        self, rest: Rest, channels: Channels, errands: Errands, language: str | None
    ) -> None:
        self.language = language
        self.playbacks = Playbacks()
        self._rest = rest
        self._channels = channels
        self._errands = errands
        self._languages: dict[CallId, str | None] = {}  # in which each call began

    def begin(self, call: CallId) -> None:
        """From here on it keeps its language, whatever the configuration says."""
        self._languages[call] = self.language

    def leave(self, call: CallId) -> None:
        """It is over."""
        self._languages.pop(call, None)
        self.playbacks.leave(call)

    async def play(self, call: CallId, command: Play) -> None:
        """Raises Rejected, Unreachable."""
        await self.silence(call, command.leg)
        channel = self._channels.channel(call, command.leg)
        playback = self.playbacks.begin(call, command.leg, command.sounds)
        try:
            language = self._languages.get(call, self.language)
            await self._rest.play(channel, playback.id, media(command.sounds), language)
        except Rejected:
            self.playbacks.end(playback.id)
            raise
        seconds = seconds_until_stop(command.sounds)
        if seconds is not None:
            self._errands.soon(self._stop(playback.id, seconds))

    async def start_music(self, call: CallId, leg: LegId, music: str | None) -> None:
        """Raises Rejected, Unreachable."""
        await self.silence(call, leg)
        self.playbacks.begin_music(call, leg)
        await self._rest.start_music(self._channels.channel(call, leg), music)

    async def silence(self, call: CallId, leg: LegId) -> None:
        """Prompts and music.  Never raises."""
        await self.hush(call, leg)
        if self.playbacks.take_music(call, leg):
            await self._stop_music(call, leg)

    async def hush(self, call: CallId, leg: LegId) -> None:
        """Prompts only; music may play on.  Never raises."""
        playback = self.playbacks.current(call, leg)
        heard = [playback] if playback is not None else []
        await self._stop_all((*self.playbacks.take_old(call, leg), *heard))

    async def break_off(self, channel: str) -> None:
        """What a phone was being told when we were killed would go on, and hold it up, to the end:
        who is on duty takes half a minute."""
        call, numbers = CallId(channel), range(1, MOST_PROMPTS + 1)
        await self._stop_all(playback_id(call, CALLER, number) for number in numbers)

    async def _stop_music(self, call: CallId, leg: LegId) -> None:
        """It would go on in the bridge, where the channel is half a Local one (tested)."""
        try:
            await self._rest.stop_music(self._channels.channel(call, leg))
        except (Rejected, Unreachable) as error:
            log.debug("call=%s leg=%s hears no music that could be stopped: %s", call, leg, error)

    async def _stop_all(self, playbacks: Iterable[str]) -> None:
        await asyncio.gather(*(self._stop(each) for each in playbacks))

    async def _stop(self, playback: str, after_seconds: float = 0) -> None:
        if after_seconds:
            await asyncio.sleep(after_seconds)
        try:
            await self._rest.stop(playback)
        except (Rejected, Unreachable) as error:
            log.debug("playback=%s is not there to be stopped: %s", playback, error)

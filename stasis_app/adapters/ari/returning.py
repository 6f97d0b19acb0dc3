"""The connection is there, for the first time or again: what has been missed is found out and told.

Those who were in our application before are listed, and told of by `catching_up`; what is in no
call is cleared.  New events are heard meanwhile, as they come: facts may come twice, or late.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Protocol

from ...core.commands import Rejected
from .bridges import Bridges
from .catching_up import (
    DIALLED,
    MARK,
    Answers,
    Orphan,
    catch_up,
    claimed,
    orphans,
    undialled,
    unplaced,
)
from .channels import Channels, Part, began_before
from .leftovers import Leftovers, leftovers
from .news import Happened, News
from .picture import Picture, picture_of
from .recorder import Recorder
from .recordings import listens
from .rest import Rest
from .translate import Translator

ASK_SECONDS = 1.0  # what Asterisk has to be asked besides its lists
MISSED_SECONDS = 0.5  # news that is on its way when the connection is back has come by then
CLAIM_SECONDS = 2.0  # until a call that goes on has asked for the legs that it knew nothing of
GONE_SECONDS = 0.1  # until the id of a channel that was hung up is free

log = logging.getLogger(__name__)


class Household(Protocol):
    """What is done about it."""

    def tell(self, news: News) -> None: ...

    def soon(self, errand: Coroutine[None, None, None]) -> None: ...

    async def let_go(self, channel: str) -> None:
        """Never raises."""


class Returning:
    def __init__(
        self,
        app: str,
        rest: Rest,
        translator: Translator,
        recorder: Recorder,
        bridges: Bridges,
        household: Household,
    ) -> None:
        self.app = app
        self.household = household
        self._rest = rest
        self._translator = translator
        self._recorder = recorder
        self._bridges = bridges
        self._channels: Channels = translator.channels
        self._before: set[str] = set()  # the channels, when nobody could get in
        self._orphans: dict[str, Orphan] = {}  # by the id of the channel that was made

    async def before_listening(self) -> None:
        """Whoever is in our application now has come before: with nobody connected Stasis() lets
        nobody in."""
        self._before = {channel["id"] for channel in await self._rest.channels()}

    async def before_hearing(self, done: Callable[[], None]) -> None:
        picture = picture_of(await self._rest.channels(), await self._rest.bridges())
        answers = await self._answers(picture)
        news, missing = catch_up(picture, answers, self._translator, self.app)
        for each in news:
            self.household.tell(each)
        self._tell_of_listeners(picture)
        await self._tell_of_recordings()
        self._bridges.note((each.id for each in picture.bridges), self._channels.calls())
        left = self._leftovers(picture)
        self._let_in(left)
        found = orphans(picture, answers, self._channels)
        self._orphans = {each.id: each for each in found}
        self._clear(left)
        self.household.soon(self._tell_of_missing(missing, done))

    def _tell_of_listeners(self, picture: Picture) -> None:
        for channel in picture.channels.values():
            came = self._recorder.going_on.came(channel) if listens(channel, self.app) else None
            if came is not None:
                self.household.tell(Happened(*came))

    async def _tell_of_recordings(self) -> None:
        """Asterisk has gone on recording, or has finished meanwhile."""
        for call, leg in self._recorder.going_on.all():
            found = await self._recorder.found(call, leg)
            if found is not None:
                self.household.tell(Happened(call, found))

    async def make_room(self, channel: str, endpoint: str) -> None:
        """A call wants a leg of this id, and has decided otherwise than before we were killed."""
        orphan = self._orphans.get(channel)
        if orphan is not None and orphan.endpoint != endpoint:
            del self._orphans[channel]
            await self.household.let_go(orphan.channel.id)
            await asyncio.sleep(GONE_SECONDS)

    def claim(self, part: Part) -> bool:
        """True: it was there already, and what it is doing has been told."""
        orphan = self._orphans.pop(part.channel, None)
        if orphan is None:
            return False
        for each in claimed(orphan, self._translator):
            self.household.tell(each)
        return True

    async def _answers(self, picture: Picture) -> Answers:
        strangers = unplaced(picture, self._channels, self.app)
        down = undialled(picture, self._channels, self.app)
        marks = await asyncio.gather(*(self._ask(each, MARK) for each in strangers))
        causes = await asyncio.gather(*(self._ask(each, DIALLED) for each in down))
        return Answers(
            {channel: mark for channel, mark in zip(strangers, marks, strict=True) if mark},
            {channel for channel, cause in zip(down, causes, strict=True) if cause},
        )

    async def _ask(self, channel: str, expression: str) -> str:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return await self._rest.variable(channel, expression)
        except (Rejected, TimeoutError):
            return ""

    def _leftovers(self, picture: Picture) -> Leftovers:
        def known(id: str) -> bool:
            return self._channels.part(id) is not None or self._bridges.has(id)

        has_visited = self._channels.has_visited
        return leftovers(picture, self.app, self._before, known, has_visited)

    def _let_in(self, left: Leftovers) -> None:
        for caller in left.callers:
            log.warning("channel=%s came as we were killed, and is let in now", caller.id)
            self.household.tell(self._translator.arrival(caller, caller.args))

    def _clear(self, left: Leftovers) -> None:
        for unwanted in left.channels:
            if unwanted.caller:
                self._channels.note_visit(unwanted.channel)
            if unwanted.channel not in {each.channel.id for each in self._orphans.values()}:
                self.household.tell(unwanted)
        for bridge in left.bridges:
            self.household.soon(self._bridges.destroy(bridge))

    def _died_with_asterisk(self, part: Part) -> bool:
        started_at = self._rest.asterisk_started_at
        return started_at is not None and began_before(part.call, started_at)

    async def _tell_of_missing(self, missing: list[Part], done: Callable[[], None]) -> None:
        """Their end has not been heard of."""
        await asyncio.sleep(MISSED_SECONDS)
        for part in missing:
            if self._channels.part(part.channel) is part:
                died = self._died_with_asterisk(part)
                self.household.tell(self._translator.gone(part, with_asterisk=died))
        done()
        await asyncio.sleep(CLAIM_SECONDS)
        left, self._orphans = self._orphans, {}
        for orphan in left.values():
            if orphan.bridge is None:
                await self.household.let_go(orphan.channel.id)

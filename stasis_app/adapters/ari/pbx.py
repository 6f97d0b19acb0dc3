"""Asterisk as the switchboard knows it: carries out commands, and gives the board the news.

Chooses the ids: a leg's channel is `<call>.<leg>`, its bridge `<call>.b<leg>`.  Puts together what
it stands on, and decides what becomes of channels that belong to no call.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, Protocol

from ...core.commands import ChannelCommand, Rejected
from ...core.entry import Arrival, channel_of
from ...core.events import Event
from ...core.figures import Spread
from ...core.retelling import Rebuilt
from ...core.words import CALLER, CallId, Release
from .bridges import Bridges
from .carrying_out import CarryingOut
from .catching_up import adopt
from .channels import Channels
from .connection import Clock, Connection, Link
from .errands import Errands, quietly
from .errors import Unreachable
from .hearing import Hearing
from .news import Happened, Held, News, Unwanted
from .recorder import Recorder
from .rest import Rest
from .returning import Returning
from .snapshot import Malformed
from .translate import Translator
from .transport import Transport

HELD_SECONDS = 0.1

log = logging.getLogger(__name__)


class Board(Protocol):
    def on_arrival(self, arrival: Arrival) -> None: ...

    def on_event(self, call: CallId, event: Event) -> None: ...

    def on_connected(self) -> None: ...

    def on_disconnected(self) -> None: ...

    def on_caught_up(self) -> None:
        """What has been missed has been told, as far as Asterisk can still tell it."""


class AriPbx:
    """`language`: of the prompts; None: each channel's own."""

    def __init__(
        self,
        *,
        url: str,
        username: str,
        password: str,
        app: str,
        clock: Clock,
        language: str | None = None,
        ca_file: Path | None = None,
    ) -> None:
        self._board: Board | None = None
        self._errands = Errands()
        self._transport = Transport(url, username, password, ca_file)
        self._rest = rest = Rest(self._transport)
        self._connection = Connection(self._transport, rest, app, clock)
        self._channels = channels = Channels()
        self._bridges = bridges = Bridges(rest, app)
        self._hearing = hearing = Hearing(rest, channels, self._errands, language)
        self.recorder = recorder = Recorder(rest, app)
        self._translator = Translator(channels, hearing.playbacks, recorder.going_on)
        self._returning = Returning(app, rest, self._translator, recorder, bridges, self)
        self._commands = CarryingOut(
            app, rest, channels, hearing, bridges, recorder, self._returning, self.tell
        )

    def set_language(self, language: str | None) -> None:
        """Of the prompts in calls that come from now on."""
        self._hearing.language = language

    def remember(self, calls: Iterable[CallId]) -> None:
        """Visits before our start; a channel that comes in again must not take their ids."""
        for call in calls:
            self._channels.note_visit(channel_of(call))

    def adopt(self, rebuilt: Rebuilt) -> None:
        """A call that goes on after a restart of ours, before we are connected."""
        adopt(self._channels, rebuilt)
        call = rebuilt.call.plan.visit.id
        for leg in (CALLER, *(each.id for each in rebuilt.call.legs)):
            self._hearing.playbacks.adopt(call, leg, rebuilt.plays.get(leg, 0))
        for leg in rebuilt.call.recording:
            self.recorder.going_on.begin(call, leg)
        if rebuilt.call.plan.comfort.is_media:
            self._hearing.playbacks.begin_music(call, CALLER)

    @property
    def link(self) -> Link:
        return self._connection.link

    @property
    def replies(self) -> Spread:
        return self._transport.replies.spread

    @property
    def lag(self) -> Spread:
        return self._connection.lag.spread

    async def run(self, board: Board) -> NoReturn:
        """Until cancelled; commands are carried out even then, until close().  Raises Unusable."""
        self._board = board
        await self._connection.run(self)

    async def close(self) -> None:
        await self._errands.close()
        await self._transport.close()

    # ---------------------------------------------------------------- of calls

    async def carry_out(self, call: CallId, command: ChannelCommand) -> None:
        """Raises Rejected, or TimeoutError when there is no reply.  May be cancelled."""
        await self._commands.carry_out(call, command)

    async def read(self, call: CallId, expression: str) -> str | None:
        """A variable or function on the caller's channel; None: empty, or it cannot be had."""
        try:
            channel = self._channels.channel(call, CALLER)
            return await self._rest.variable(channel, expression) or None
        except (Rejected, Unreachable) as error:
            log.debug("call=%s cannot read %s: %s", call, expression, error)
            return None

    async def release(self, call: CallId, but_the_caller: bool = False) -> None:
        """Hangs up what is left, deletes the bridges, forgets the ids.  Never raises."""
        left = [
            part
            for part in self._channels.all_of(call)
            if not (but_the_caller and part.leg == CALLER)
        ]
        for part in left:
            self._channels.dismiss(part)
            self._hearing.playbacks.forget(call, part.leg)
        listeners = self.recorder.going_on.listeners(call)
        if not but_the_caller:
            self._hearing.leave(call)
            self.recorder.going_on.leave(call)
        await asyncio.gather(
            *(self.let_go(channel) for channel in (*(part.channel for part in left), *listeners)),
            *(self._bridges.destroy(each) for each in self._bridges.leave(call)),
        )

    # ---------------------------------------------------------------- of all Asterisk

    async def contacts(self, phone: str) -> tuple[str, ...]:
        """Where a phone is registered, as endpoints; for when there is no channel to ask
        PJSIP_DIAL_CONTACTS on.  Empty: nowhere, or it cannot be had."""
        try:
            registered = await self._rest.contacts(phone)
        except (Rejected, Unreachable) as error:
            log.debug("the contacts of %s cannot be read: %s", phone, error)
            return ()
        return tuple(f"PJSIP/{phone}/{contact}" for contact in registered)

    async def has_sound(self, name: str) -> bool:
        """False also when that cannot be had."""
        try:
            return await self._rest.has_sound(name)
        except (Rejected, Unreachable) as error:
            log.debug("whether there is a sound %s cannot be read: %s", name, error)
            return False

    async def set_lamp(self, name: str, on: bool) -> None:
        """Raises Rejected, or TimeoutError when there is no reply."""
        state = "INUSE" if on else "NOT_INUSE"
        await self._rest.set_device_state(f"Stasis:{name}", state)

    async def set_variable(self, name: str, value: str) -> None:
        """A global one.  Raises Rejected, or TimeoutError when there is no reply."""
        await self._rest.set_variable(name, value)

    # ---------------------------------------------------------------- news

    def hear(self, event: Mapping[str, Any]) -> None:
        try:
            news = self._translator.news(event)
        except Malformed as error:
            log.warning("event %.40r is not understood: %s", event.get("type"), error)
            return
        for each in news:
            self.tell(each)

    def tell(self, news: News) -> None:
        if self._board is None:
            return
        match news:
            case Arrival():
                self._hearing.begin(news.call)
                self._board.on_arrival(news)
            case Happened(call, event):
                self._board.on_event(call, event)
            case Unwanted():
                self.soon(self._dispose(news))
            case Held(stand_in):
                asyncio.get_running_loop().call_later(HELD_SECONDS, self._let_in, stand_in)

    def soon(self, errand: Coroutine[None, None, None]) -> None:
        self._errands.soon(errand)

    async def let_go(self, channel: str) -> None:
        await quietly(self._rest.hang_up(channel, Release.NORMAL))

    def _let_in(self, stand_in: str) -> None:
        for each in self._translator.let_in(stand_in):
            self.tell(each)

    async def _dispose(self, unwanted: Unwanted) -> None:
        log.info("channel=%s is let go: %s", unwanted.channel, unwanted.why)
        if unwanted.caller:
            await self._hearing.break_off(unwanted.channel)
            try:
                await self._rest.move_on(unwanted.channel, None, None, None)
            except (Rejected, Unreachable) as error:
                log.warning("channel=%s cannot go on: %s", unwanted.channel, error)
            else:
                return
        await self.let_go(unwanted.channel)

    # ---------------------------------------------------------------- connection

    async def before_listening(self) -> None:
        await self._returning.before_listening()

    async def before_hearing(self) -> None:
        await self._returning.before_hearing(self._on_caught_up)

    def _on_caught_up(self) -> None:
        if self._board is not None:
            self._board.on_caught_up()

    def on_connected(self) -> None:
        if self._board is not None:
            self._board.on_connected()

    def on_disconnected(self) -> None:
        if self._board is not None:
            self._board.on_disconnected()

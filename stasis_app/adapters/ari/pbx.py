"""Asterisk as the switchboard knows it: carries out wishes, and gives the board the news.

Chooses the ids: a leg's channel is `<call>.<leg>`, its bridge `<call>.b<leg>`.  What is to be
done it is told; what has become of it the events tell the board.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, Protocol

from ...core.commands import (
    Answer,
    AskDialplan,
    ChannelCommand,
    Connect,
    Continue,
    Create,
    Dial,
    EndListening,
    HangUp,
    Indicate,
    Listen,
    Play,
    Progress,
    Record,
    RecordTalk,
    Rejected,
    StartMusic,
)
from ...core.entry import Arrival, channel_of
from ...core.events import DialplanAnswered, Event, LegConnected
from ...core.figures import Spread
from ...core.loops import MARK_HEADER, MARK_VARIABLE
from ...core.plan import Destination, Identity
from ...core.retelling import Rebuilt
from ...core.words import CALLER, CallId, LegId, Release
from .catching_up import MARK, adopt, mark
from .channels import BRIDGE, Channels, channel_of_leg
from .connection import Clock, Connection, Link
from .errors import NotFound, NotInStasis, Unreachable
from .playbacks import Playbacks, media, playback_id, seconds_until_stop
from .recorder import Recorder
from .rest import Rest
from .returning import Returning
from .snapshot import Malformed
from .translate import LEG, Happened, Held, News, Translator, Unwanted
from .transport import Transport

HELD_SECONDS = 0.1
MOST_PROMPTS = 6  # one after another, to a phone that asks or switches

log = logging.getLogger(__name__)


class Board(Protocol):
    def on_arrival(self, arrival: Arrival) -> None: ...

    def on_event(self, call: CallId, event: Event) -> None: ...

    def on_connected(self) -> None: ...

    def on_disconnected(self) -> None: ...

    def on_caught_up(self) -> None:
        """What has been missed has been told, as far as Asterisk can still tell it."""


@dataclass(slots=True)
class Bridge:
    """The lanes of both who are to talk in it ask for it; one of them makes it."""

    id: str
    making: asyncio.Lock = field(default_factory=asyncio.Lock)
    made: bool = False


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
        self.app = app
        self.language = language
        self.channels = Channels()
        self.playbacks = Playbacks()
        self.bridges: dict[CallId, dict[LegId, Bridge]] = {}
        self._transport = Transport(url, username, password, ca_file)
        self._rest = Rest(self._transport)
        self.recorder = Recorder(self._rest, app)
        self._translator = Translator(self.channels, self.playbacks, self.recorder.going_on)
        self._connection = Connection(self._transport, self._rest, app, clock)
        self._board: Board | None = None
        self._returning = Returning(app, self._rest, self._translator, self.recorder, self)
        self._errands: set[asyncio.Task[None]] = set()
        self._languages: dict[CallId, str | None] = {}  # in which each call began

    def remember(self, calls: Iterable[CallId]) -> None:
        """Visits before our start; a channel that comes in again must not take their ids."""
        for call in calls:
            self.channels.note_visit(channel_of(call))

    def adopt(self, rebuilt: Rebuilt) -> None:
        """A call that goes on after a restart of ours, before we are connected."""
        adopt(self.channels, rebuilt)
        call = rebuilt.call.plan.visit.id
        for leg in (CALLER, *(each.id for each in rebuilt.call.legs)):
            self.playbacks.adopt(call, leg, rebuilt.plays.get(leg, 0))
        for leg in rebuilt.call.recording:
            self.recorder.going_on.begin(call, leg)
        if rebuilt.call.plan.comfort.is_media:
            self.playbacks.begin_music(call, CALLER)

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
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await self._transport.close()

    # ---------------------------------------------------------------- commands

    async def carry_out(self, call: CallId, command: ChannelCommand) -> None:
        """Raises Rejected, or TimeoutError when there is no reply.  May be cancelled."""
        match command:
            case Create():
                await self._create(call, command)
            case Dial(leg):
                await self._dial(call, leg)
            case Indicate(leg):
                await self._silence(call, leg)
                await self._rest.ring(self._channel(call, leg))
            case Progress(leg):
                await self._rest.progress(self._channel(call, leg))
            case StartMusic(leg, music):
                await self._start_music(call, leg, music)
            case Answer(leg, shown):
                await self._hush(call, leg)  # while something is played no command is looked at
                await self._answer(self._channel(call, leg), shown)
            case Play():
                await self._play(call, command)
            case Record():
                await self._record(call, command)
            case Listen(to=leg):
                channel = self._channel(call, leg)
                self._tell_found(call, await self.recorder.listen(call, command, channel))
            case RecordTalk():
                self._tell_found(call, await self.recorder.record_talk(call, command))
            case EndListening():
                await self.recorder.end_listening(call, command)
            case Connect(leg, bridge):
                await self._connect(call, leg, bridge)
            case AskDialplan(leg, destination):
                await self._ask_dialplan(call, leg, destination)
            case Continue(leg, destination):
                await self._continue(call, leg, destination)
            case HangUp(leg, reason):
                await self._hang_up(call, leg, reason)

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

    async def read(self, call: CallId, expression: str) -> str | None:
        """A variable or function on the caller's channel; None: empty, or it cannot be had."""
        try:
            return await self._rest.variable(self._channel(call, CALLER), expression) or None
        except (Rejected, Unreachable) as error:
            log.debug("call=%s cannot read %s: %s", call, expression, error)
            return None

    async def set_lamp(self, name: str, on: bool) -> None:
        """Raises Rejected, or TimeoutError when there is no reply."""
        state = "INUSE" if on else "NOT_INUSE"
        await self._rest.set_device_state(f"Stasis:{name}", state)

    async def set_variable(self, name: str, value: str) -> None:
        """A global one.  Raises Rejected, or TimeoutError when there is no reply."""
        await self._rest.set_variable(name, value)

    async def release(self, call: CallId, but_the_caller: bool = False) -> None:
        """Hangs up what is left, deletes the bridges, forgets the ids.  Never raises."""
        left = [
            part
            for part in self.channels.all_of(call)
            if not (but_the_caller and part.leg == CALLER)
        ]
        for part in left:
            self.channels.dismiss(part)
            self.playbacks.forget(call, part.leg)
        listeners = self.recorder.going_on.listeners(call)
        if not but_the_caller:
            self._languages.pop(call, None)
            self.playbacks.leave(call)
            self.recorder.going_on.leave(call)
        bridges = self.bridges.pop(call, {})
        await asyncio.gather(
            *(self.let_go(channel) for channel in (*(part.channel for part in left), *listeners)),
            *(self.destroy_bridge(each.id) for each in bridges.values()),
        )

    def _channel(self, call: CallId, leg: LegId) -> str:
        part = self.channels.of(call, leg)
        if part is None:
            raise NotFound(f"leg {leg} of call {call} has no channel")
        return part.channel

    async def _create(self, call: CallId, command: Create) -> None:
        """The caller as originator: his linkedid, codecs and language, and ChannelDestroyed for
        him too; not `dial?caller=`, which would overwrite who is shown."""
        caller = self._channel(call, CALLER) if command.for_caller else None
        await self._returning.make_room(channel_of_leg(call, command.leg), command.endpoint)
        part = self.channels.expect(call, command.leg)
        if self._returning.claim(part):
            self.playbacks.adopt(call, command.leg, 0)
            return
        variables = {
            **_shown(command.shown),
            MARK: mark(part.channel, command.endpoint),
            "PICKUPMARK": pickup_mark(command.endpoint),
            **_mark_outside(part.channel, command.endpoint),
            **dict(command.variables),
        }
        try:
            await self._rest.create(
                part.channel, command.endpoint, self.app, LEG, caller, variables
            )
        except Rejected:
            self.channels.end(part)
            raise

    async def _dial(self, call: CallId, leg: LegId) -> None:
        """Not what was dialled before we were killed: once more, and the channel is dead."""
        channel = self._channel(call, leg)
        part = self.channels.part(channel)
        if part is None or not part.found_dialled:
            await self._rest.dial(channel)

    async def _answer(self, channel: str, shown: Identity | None) -> None:
        """The display goes with the 200; the `i` keeps Asterisk from sending it by itself."""
        for name, value in (_shown(shown) if shown else {}).items():
            try:
                await self._rest.set_channel_variable(channel, name, value)
            except (Rejected, Unreachable) as error:
                log.warning("channel=%s is not told who answers: %s", channel, error)
        await self._rest.answer(channel)

    async def _play(self, call: CallId, command: Play) -> None:
        await self._silence(call, command.leg)
        channel = self._channel(call, command.leg)
        playback = self.playbacks.begin(call, command.leg, command.sounds)
        try:
            language = self._languages.get(call, self.language)
            await self._rest.play(channel, playback.id, media(command.sounds), language)
        except Rejected:
            self.playbacks.end(playback.id)
            raise
        seconds = seconds_until_stop(command.sounds)
        if seconds is not None:
            self.soon(self._stop(playback.id, seconds))

    async def _start_music(self, call: CallId, leg: LegId, music: str | None) -> None:
        await self._silence(call, leg)
        self.playbacks.begin_music(call, leg)
        await self._rest.start_music(self._channel(call, leg), music)

    async def _record(self, call: CallId, command: Record) -> None:
        """Not in a bridge: there no channel can be recorded by itself."""
        leg = command.leg
        await self._silence(call, leg)
        channel = self._channel(call, leg)
        part = self.channels.part(channel)
        if part is not None and part.bridge is not None:
            await self._quietly(self._rest.remove(part.bridge, channel))
            part.bridge = None
        self._tell_found(call, await self.recorder.record(call, command, channel))

    def _tell_found(self, call: CallId, found: Event | None) -> None:
        """What was there already."""
        if found is not None:
            self.tell(Happened(call, found))

    async def _connect(self, call: CallId, leg: LegId, bridge_leg: LegId) -> None:
        """What he hears is stopped first: it would hold up the way into the bridge."""
        await self._silence(call, leg)
        bridge = await self._bridge(call, bridge_leg)
        part = self.channels.of(call, leg)
        if part is not None and part.found_in == bridge.id:
            part.found_in = None
            self.tell(Happened(call, LegConnected(leg, bridge_leg)))
            return
        try:
            await self._rest.add(bridge.id, self._channel(call, leg))
        except NotFound:
            bridge.made = False
            raise

    async def _bridge(self, call: CallId, leg: LegId) -> Bridge:
        bridge = self.bridges.setdefault(call, {}).setdefault(leg, Bridge(f"{call}{BRIDGE}{leg}"))
        async with bridge.making:
            if not bridge.made:
                try:
                    await self._rest.bridge(bridge.id, self.app)
                except NotInStasis:  # 409, it exists: the other lane was broken off as it made it
                    log.debug("bridge=%s is there already", bridge.id)
                bridge.made = True
        return bridge

    async def _ask_dialplan(self, call: CallId, leg: LegId, destination: Destination) -> None:
        channel = self._channel(call, leg)
        told = await self._rest.variable(channel, f"DIALPLAN_EXISTS({destination})")
        if self._board is not None:
            self._board.on_event(call, DialplanAnswered(leg, destination, told == "1"))

    async def _continue(self, call: CallId, leg: LegId, to: Destination | None) -> None:
        await self._silence(call, leg)
        channel = self._channel(call, leg)
        if to is None:
            await self._rest.move_on(channel, None, None, None)
        else:
            await self._rest.move_on(channel, to.context, to.extension, to.priority)

    async def _hang_up(self, call: CallId, leg: LegId, reason: Release) -> None:
        """A channel that is not there is no failure; it may yet come: the board hears of it."""
        part = self.channels.of(call, leg)
        if part is None:
            return
        try:
            await self._rest.hang_up(part.channel, reason)
        except NotFound:
            log.debug("call=%s leg=%s is not there to be hung up", call, leg)

    async def _silence(self, call: CallId, leg: LegId) -> None:
        await self._hush(call, leg)
        if self.playbacks.take_music(call, leg):
            await self._stop_music(call, leg)

    async def _hush(self, call: CallId, leg: LegId) -> None:
        """Music may play on."""
        playback = self.playbacks.current(call, leg)
        heard = [playback] if playback is not None else []
        old = self.playbacks.take_old(call, leg)
        await asyncio.gather(*(self._stop(each) for each in (*old, *heard)))

    async def _stop_music(self, call: CallId, leg: LegId) -> None:
        """It would go on in the bridge, where the channel is half a Local one (tested)."""
        try:
            await self._rest.stop_music(self._channel(call, leg))
        except (Rejected, Unreachable) as error:
            log.debug("call=%s leg=%s hears no music that could be stopped: %s", call, leg, error)

    async def _stop(self, playback: str, after_seconds: float = 0) -> None:
        if after_seconds:
            await asyncio.sleep(after_seconds)
        try:
            await self._rest.stop(playback)
        except (Rejected, Unreachable) as error:
            log.debug("playback=%s is not there to be stopped: %s", playback, error)

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
                self._languages[news.call] = self.language
                self._board.on_arrival(news)
            case Happened(call, event):
                self._board.on_event(call, event)
            case Unwanted():
                self.soon(self._dispose(news))
            case Held(stand_in):
                asyncio.get_running_loop().call_later(HELD_SECONDS, self._let_in, stand_in)

    def _let_in(self, stand_in: str) -> None:
        for each in self._translator.let_in(stand_in):
            self.tell(each)

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

    def has_bridge(self, id: str) -> bool:
        call, _, _ = id.rpartition(BRIDGE)
        return CallId(call) in self.bridges

    def note_bridges(self, ids: Iterable[str]) -> None:
        calls = self.channels.calls()
        for id in ids:
            call, _, leg = id.rpartition(BRIDGE)
            if CallId(call) in calls and leg.isdecimal():
                bridges = self.bridges.setdefault(CallId(call), {})
                bridges.setdefault(LegId(int(leg)), Bridge(id)).made = True

    async def destroy_bridge(self, id: str) -> None:
        await self._quietly(self._rest.destroy(id))

    # ---------------------------------------------------------------- errands

    def soon(self, errand: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _dispose(self, unwanted: Unwanted) -> None:
        log.info("channel=%s is let go: %s", unwanted.channel, unwanted.why)
        if unwanted.caller:
            await self._break_off(unwanted.channel)
            try:
                await self._rest.move_on(unwanted.channel, None, None, None)
            except (Rejected, Unreachable) as error:
                log.warning("channel=%s cannot go on: %s", unwanted.channel, error)
            else:
                return
        await self.let_go(unwanted.channel)

    async def _break_off(self, channel: str) -> None:
        """What a phone was being told when we were killed would go on, and hold it up, to the end:
        who is on duty takes half a minute."""
        call = CallId(channel)
        told = (playback_id(call, CALLER, number) for number in range(1, MOST_PROMPTS + 1))
        await asyncio.gather(*(self._stop(each) for each in told))

    async def let_go(self, channel: str) -> None:
        await self._quietly(self._rest.hang_up(channel, Release.NORMAL))

    async def _quietly(self, request: Coroutine[None, None, None]) -> None:
        try:
            await request
        except NotFound:
            return
        except (Rejected, Unreachable) as error:
            log.warning("something may be left in Asterisk: %s", error)


def pickup_mark(endpoint: str) -> str:
    """By which `Pickup(101@PICKUPMARK)` finds the phone: 101 of PJSIP/101/sip:101@192.0.2.7."""
    return endpoint.partition("/")[2].partition("/")[0].partition("@")[0]


def _mark_outside(channel: str, endpoint: str) -> dict[str, str]:
    """What may still be known of it, should the phone send the call on to us."""
    if endpoint.startswith("PJSIP/"):
        return {f"PJSIP_HEADER(add,{MARK_HEADER})": channel}
    of_routes = f"HASH(__SIPHEADERS,{MARK_HEADER})"  # FreePBX's routes send it on their trunk
    return {f"__{MARK_VARIABLE}": channel, of_routes: channel}


def _shown(identity: Identity) -> dict[str, str]:
    """The `i` spares the phone a re-INVITE.  Nothing: anonymous."""
    if identity.number is None:
        return {}
    name = {"CONNECTEDLINE(name,i)": identity.name} if identity.name else {}
    return {"CONNECTEDLINE(num,i)": identity.number, **name}

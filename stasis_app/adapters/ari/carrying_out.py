"""What calls want of their channels, as requests to Asterisk.

What has become of it the events tell; but of what turns out to be there already, since we were
killed, it tells itself.
"""

import logging
from collections.abc import Callable

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
from ...core.events import DialplanAnswered, Event, LegConnected
from ...core.loops import MARK_HEADER, MARK_VARIABLE
from ...core.plan import Destination, Identity
from ...core.words import CALLER, CallId, LegId, Release
from .bridges import Bridges
from .catching_up import MARK, mark
from .channels import Channels, channel_of_leg
from .errands import quietly
from .errors import NotFound, Unreachable
from .hearing import Hearing
from .news import Happened
from .recorder import Recorder
from .rest import Rest
from .returning import Returning
from .translate import LEG

log = logging.getLogger(__name__)


class CarryingOut:
    def __init__(
        self,
        app: str,
        rest: Rest,
        channels: Channels,
        hearing: Hearing,
        bridges: Bridges,
        recorder: Recorder,
        returning: Returning,
        tell: Callable[[Happened], None],
    ) -> None:
        self.app = app
        self._rest = rest
        self._channels = channels
        self._hearing = hearing
        self._bridges = bridges
        self._recorder = recorder
        self._returning = returning
        self._tell = tell

    async def carry_out(self, call: CallId, command: ChannelCommand) -> None:
        """Raises Rejected, or TimeoutError when there is no reply.  May be cancelled."""
        match command:
            case Create():
                await self._create(call, command)
            case Dial(leg):
                await self._dial(call, leg)
            case Indicate(leg):
                await self._hearing.silence(call, leg)
                await self._rest.ring(self._channels.channel(call, leg))
            case Progress(leg):
                await self._rest.progress(self._channels.channel(call, leg))
            case StartMusic(leg, music):
                await self._hearing.start_music(call, leg, music)
            case Answer(leg, shown):
                await self._answer(call, leg, shown)
            case Play():
                await self._hearing.play(call, command)
            case Record():
                await self._record(call, command)
            case Listen(to=leg):
                channel = self._channels.channel(call, leg)
                self._tell_found(call, await self._recorder.listen(call, command, channel))
            case RecordTalk():
                self._tell_found(call, await self._recorder.record_talk(call, command))
            case EndListening():
                await self._recorder.end_listening(call, command)
            case Connect(leg, bridge):
                await self._connect(call, leg, bridge)
            case AskDialplan(leg, destination):
                await self._ask_dialplan(call, leg, destination)
            case Continue(leg, destination):
                await self._continue(call, leg, destination)
            case HangUp(leg, reason):
                await self._hang_up(call, leg, reason)

    async def _create(self, call: CallId, command: Create) -> None:
        """The caller as originator: his linkedid, codecs and language, and ChannelDestroyed for
        him too; not `dial?caller=`, which would overwrite who is shown."""
        caller = self._channels.channel(call, CALLER) if command.for_caller else None
        await self._returning.make_room(channel_of_leg(call, command.leg), command.endpoint)
        part = self._channels.expect(call, command.leg)
        if self._returning.claim(part):
            self._hearing.playbacks.adopt(call, command.leg, 0)
            return
        variables = {
            **_shown(command.shown),
            MARK: mark(part.channel, command.endpoint),
            "PICKUPMARK": _pickup_mark(command.endpoint),
            **_mark_outside(part.channel, command.endpoint),
            **dict(command.variables),
        }
        try:
            await self._rest.create(
                part.channel, command.endpoint, self.app, LEG, caller, variables
            )
        except Rejected:
            self._channels.end(part)
            raise

    async def _dial(self, call: CallId, leg: LegId) -> None:
        """Not what was dialled before we were killed: once more, and the channel is dead."""
        channel = self._channels.channel(call, leg)
        part = self._channels.part(channel)
        if part is None or not part.found_dialled:
            await self._rest.dial(channel)

    async def _answer(self, call: CallId, leg: LegId, shown: Identity | None) -> None:
        """The display goes with the 200; the `i` keeps Asterisk from sending it by itself."""
        await self._hearing.hush(call, leg)
        channel = self._channels.channel(call, leg)
        for name, value in (_shown(shown) if shown else {}).items():
            try:
                await self._rest.set_channel_variable(channel, name, value)
            except (Rejected, Unreachable) as error:
                log.warning("channel=%s is not told who answers: %s", channel, error)
        await self._rest.answer(channel)

    async def _record(self, call: CallId, command: Record) -> None:
        """Not in a bridge: there no channel can be recorded by itself."""
        leg = command.leg
        await self._hearing.silence(call, leg)
        channel = self._channels.channel(call, leg)
        part = self._channels.part(channel)
        if part is not None and part.bridge is not None:
            await quietly(self._rest.remove(part.bridge, channel))
            part.bridge = None
        self._tell_found(call, await self._recorder.record(call, command, channel))

    async def _connect(self, call: CallId, leg: LegId, bridge_leg: LegId) -> None:
        """What he hears is stopped first: it would hold up the way into the bridge."""
        await self._hearing.silence(call, leg)
        bridge = await self._bridges.make(call, bridge_leg)
        part = self._channels.of(call, leg)
        if part is not None and part.found_in == bridge.id:
            part.found_in = None
            self._tell_found(call, LegConnected(leg, bridge_leg))
            return
        await self._bridges.add(bridge, self._channels.channel(call, leg))

    async def _ask_dialplan(self, call: CallId, leg: LegId, destination: Destination) -> None:
        channel = self._channels.channel(call, leg)
        told = await self._rest.variable(channel, f"DIALPLAN_EXISTS({destination})")
        self._tell(Happened(call, DialplanAnswered(leg, destination, told == "1")))

    async def _continue(self, call: CallId, leg: LegId, to: Destination | None) -> None:
        await self._hearing.silence(call, leg)
        channel = self._channels.channel(call, leg)
        if to is None:
            await self._rest.move_on(channel, None, None, None)
        else:
            await self._rest.move_on(channel, to.context, to.extension, to.priority)

    async def _hang_up(self, call: CallId, leg: LegId, reason: Release) -> None:
        """A channel that is not there is no failure; it may yet come: the board hears of it."""
        part = self._channels.of(call, leg)
        if part is None:
            return
        try:
            await self._rest.hang_up(part.channel, reason)
        except NotFound:
            log.debug("call=%s leg=%s is not there to be hung up", call, leg)

    def _tell_found(self, call: CallId, found: Event | None) -> None:
        """What was there already."""
        if found is not None:
            self._tell(Happened(call, found))


def _pickup_mark(endpoint: str) -> str:
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

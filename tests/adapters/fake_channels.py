"""The channels, bridges and phones of the fake Asterisk: how they live, end and tell of it."""

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from .fake_recordings import Emit, FakeRecording, FakeRecordings, Refusal

CAUSES = {  # of DELETE's reason
    "normal": 16,
    "busy": 17,
    "no_answer": 19,
    "answered_elsewhere": 26,
    "failure": 38,
}
STATUSES = {16: 603, 17: 486, 19: 480, 26: 603, 38: 500}  # to a caller not yet answered
REFUSALS = {486: 17, 603: 21, 404: 1, 480: 19, 503: 34}  # of a phone → cause
SOUND_SECONDS = 0.05
LONG_SOUND = "sound:stasis-app/press-1-to-accept"
MISSING_SOUND = "sound:stasis-app/nothing-changed"
SOON = 0.002  # what Asterisk does after it has replied

__all__ = ["Refusal"]


@dataclass
class FakeChannel:
    """`created`: by the application."""

    id: str
    name: str
    emit: Emit
    number: str = ""
    extension: str = ""
    args: tuple[str, ...] = ()
    state: str = "Down"
    created: bool = False
    in_stasis: bool = False
    hears_ringing: bool = False
    early_media: bool = False
    hears_music: bool = False
    variables: dict[str, str] = field(default_factory=dict)
    playback: tuple[str, asyncio.TimerHandle | None] | None = None
    recording: "FakeRecording | None" = None
    cause: int | None = None  # it has ended
    gone_on: str | None = None  # the context in which it goes on in the dialplan
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    up: asyncio.Event = field(default_factory=asyncio.Event)
    ringing: "FakeRinging | None" = None  # at the phone that it rings
    listens_to: str | None = None  # a channel, with which it ends

    def json(self) -> dict[str, Any]:
        data = ",".join(["duty", *self.args])
        app = {"app_name": "Stasis", "app_data": data} if self.in_stasis else {}
        place = {"context": "from-trunk", "exten": self.extension, "priority": 2}
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "caller": {"number": self.number, "name": ""},
            "connected": {"number": "", "name": ""},
            "dialplan": {**place, "app_name": "", "app_data": "", **app},
            "language": "en",
        }

    def go_up(self) -> None:
        if self.state != "Up":
            self.state = "Up"
            self.up.set()
            self.emit("ChannelStateChange", channel=self.json())

    def play(self, playback: str, media: list[str]) -> None:
        """A tone does not end, and the last of several sounds decides."""
        self.emit("PlaybackStarted", playback={"id": playback, "state": "playing"})
        ends = not media[-1].startswith("tone:")
        seconds = SOUND_SECONDS * (10 if LONG_SOUND in media else 1)
        state = "failed" if media[-1] == MISSING_SOUND else "done"
        loop = asyncio.get_running_loop()
        timer = loop.call_later(seconds, self.end_playback, state) if ends else None
        self.playback = (playback, timer)

    def end_playback(self, state: str) -> None:
        if self.playback is not None:
            playback, timer = self.playback
            self.playback = None
            if timer is not None:
                timer.cancel()
            self.emit("PlaybackFinished", playback={"id": playback, "state": state})


@dataclass
class FakeBridge:
    id: str
    name: str
    members: list[str] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "channels": self.members}


class FakeRinging:
    """A call at a phone."""

    def __init__(self, channel: FakeChannel, channels: "Channels") -> None:
        self.channel = channel
        self.channels = channels
        self.number_shown = channel.variables.get("CONNECTEDLINE(num,i)", "anonymous")
        self.name_shown = channel.variables.get("CONNECTEDLINE(name,i)", "Anonymous")

    def ring(self) -> None:
        self.channel.state = "Ringing"
        self.channel.emit("ChannelStateChange", channel=self.channel.json())
        self.channel.emit("Dial", peer=self.channel.json(), dialstatus="RINGING")

    def answer(self) -> None:
        self.channel.go_up()
        self.channel.emit("Dial", peer=self.channel.json(), dialstatus="ANSWER")

    def reject(self, status: int) -> None:
        self.channels.end(self.channel, REFUSALS[status], status)

    def press(self, key: str) -> None:
        self.channel.emit("ChannelDtmfReceived", channel=self.channel.json(), digit=key)
        if key == "#":
            self.channels.recordings.end(self.channel)

    def hang_up(self) -> None:
        self.channels.end(self.channel, 16)

    async def answered_elsewhere(self) -> bool:
        await self.channel.ended.wait()
        return self.channel.cause == 26


class Channels:
    """`all`: those that exist, by id.  Phones: by endpoint; only those that are registered."""

    def __init__(self, emit: Emit) -> None:
        self.emit = emit
        self.all: dict[str, FakeChannel] = {}
        self.bridges: dict[str, FakeBridge] = {}
        self.phones: dict[str, asyncio.Queue[FakeRinging]] = {}
        self.recordings = FakeRecordings(emit)
        self.subscribed: set[str] = set()  # callers who were the originator of a leg
        self._numbers = count(1)

    def clear(self) -> None:
        for channel in self.all.values():
            channel.end_playback("failed")
            self.recordings.end(channel)
        self.all.clear()
        self.bridges.clear()

    def find(self, id: str) -> FakeChannel:
        if id not in self.all:
            raise Refusal(404, "Channel not found")
        return self.all[id]

    def need_stasis(self, channel: FakeChannel) -> FakeChannel:
        if not channel.in_stasis:
            raise Refusal(409, "Channel not in Stasis application")
        return channel

    def caller(self, number: str, did: str, *args: str, name: str = "") -> FakeChannel:
        """Comes into Stasis()."""
        unique = next(self._numbers)
        channel = FakeChannel(
            f"1795247401.{unique}",
            name or f"PJSIP/trunk-{unique:08x}",
            self.emit,
            number=number,
            extension=did,
            args=args,
            state="Ring",
            variables={"CALLERID(num-pres)": "allowed_not_screened"},
        )
        self.all[channel.id] = channel
        self.enter_stasis(channel)
        return channel

    def enter_stasis(self, channel: FakeChannel) -> None:
        channel.in_stasis = True
        self.emit("StasisStart", args=list(channel.args), channel=channel.json())

    def create(self, asked: dict[str, str], variables: dict[str, str]) -> FakeChannel:
        local = asked["endpoint"].startswith("Local/")  # needs nobody at its other end
        if asked["endpoint"] not in self.phones and not local:
            raise Refusal(500, "Allocation failed")
        if asked.get("originator") not in (None, *self.all):
            raise Refusal(400, "Originator not found")
        channel = FakeChannel(
            asked["channelId"],
            f"{asked['endpoint']}-{next(self._numbers):08x}",
            self.emit,
            args=tuple(asked.get("appArgs", "").split(",")),
            created=True,
            variables=variables,
        )
        self.all[channel.id] = channel
        if "originator" in asked:
            self.subscribed.add(asked["originator"])
        asyncio.get_running_loop().call_later(SOON, self._started, channel)
        return channel

    def _started(self, channel: FakeChannel) -> None:
        if channel.id in self.all:
            self.enter_stasis(channel)

    def dial(self, channel: FakeChannel) -> None:
        if channel.state != "Down":
            raise Refusal(409, "Channel is not in the 'Down' state")
        self.emit("Dial", peer=channel.json(), dialstatus="")
        channel.variables["HANGUPCAUSE_KEYS()"] = channel.name  # since a 100 has come back
        endpoint = channel.name.rpartition("-")[0]
        channel.ringing = FakeRinging(channel, self)
        self.phones[endpoint].put_nowait(channel.ringing)

    def hang_up(self, channel: FakeChannel, reason: str) -> None:
        cause = CAUSES[reason]
        never_dialled = channel.created and channel.ringing is None
        self.end(channel, cause, STATUSES[cause] if never_dialled else None)

    def end(self, channel: FakeChannel, cause: int, status: int | None = None) -> None:
        if channel.id not in self.all:
            return
        self.emit("ChannelHangupRequest", channel=channel.json(), cause=cause)
        channel.end_playback("failed")
        self.recordings.end(channel)
        self._out_of_bridges(channel)
        del self.all[channel.id]
        self._end_listeners(channel)
        if channel.in_stasis:
            self.emit("StasisEnd", channel=channel.json())
        if channel.created or channel.id in self.subscribed:
            technical = {} if status is None else {"tech_cause": status}
            self.emit("ChannelDestroyed", channel=channel.json(), cause=cause, **technical)
        channel.cause = cause
        channel.ended.set()

    def leave_stasis(self, channel: FakeChannel, context: str | None) -> None:
        """After Stasis() the dialplan hangs up; at a destination he is answered."""
        channel.in_stasis = False
        channel.gone_on = context
        self.emit("StasisEnd", channel=channel.json())
        if context is None:
            del self.all[channel.id]
            channel.cause = 21
            channel.ended.set()
        else:
            channel.state = "Up"
            channel.up.set()

    def stop(self, playback: str) -> None:
        for channel in self.all.values():
            if channel.playback is not None and channel.playback[0] == playback:
                channel.end_playback("done")
                return
        raise Refusal(404, "Playback not found")

    def bridge(self, id: str, name: str) -> FakeBridge:
        if id in self.bridges:
            raise Refusal(409, f"Bridge with id '{id}' already exists")
        self.bridges[id] = FakeBridge(id, name)
        return self.bridges[id]

    def add(self, bridge_id: str, channel_id: str) -> None:
        bridge = self.bridges.get(bridge_id)
        if bridge is None:
            raise Refusal(404, "Bridge not found")
        channel = self.all.get(channel_id)
        if channel is None:
            raise Refusal(400, "Channel not found")
        if not channel.in_stasis:
            raise Refusal(422, "Channel not in Stasis application")
        asyncio.get_running_loop().call_later(SOON, self._join, bridge, channel)

    def _join(self, bridge: FakeBridge, channel: FakeChannel) -> None:
        """An event about a bridge that has the id of a channel is heard by nobody."""
        self._out_of_bridges(channel)
        bridge.members.append(channel.id)
        if bridge.id not in self.all:
            self.emit("ChannelEnteredBridge", bridge=bridge.json(), channel=channel.json())

    def remove(self, bridge_id: str, channel_id: str) -> None:
        bridge = self.bridges.get(bridge_id)
        if bridge is None:
            raise Refusal(404, "Bridge not found")
        if channel_id not in bridge.members:
            raise Refusal(422, "Channel not in this bridge")
        self._out_of_bridges(self.all[channel_id])

    def listen(self, channel: FakeChannel, listener: str, args: str) -> FakeChannel:
        if listener in self.all:
            raise Refusal(500, "Snoop channel could not be created")
        found = FakeChannel(
            listener,
            f"Snoop/{channel.id}-{next(self._numbers):08x}",
            self.emit,
            args=(args,),
            state="Up",
            listens_to=channel.id,
        )
        self.all[listener] = found
        asyncio.get_running_loop().call_later(SOON, self._started, found)
        return found

    def _end_listeners(self, channel: FakeChannel) -> None:
        for each in [each for each in self.all.values() if each.listens_to == channel.id]:
            self.end(each, 16)

    def record(self, channel: FakeChannel, name: str, seconds: int, append: bool) -> None:
        if any(channel.id in bridge.members for bridge in self.bridges.values()):
            raise Refusal(409, "Cannot record channel while in bridge")
        self.recordings.begin(channel, name, seconds, append)

    def destroy_bridge(self, id: str) -> None:
        if self.bridges.pop(id, None) is None:
            raise Refusal(404, "Bridge not found")

    def replace(self, old: FakeChannel, name: str, number: str) -> FakeChannel:
        """A phone that is up takes the place of a channel."""
        unique = next(self._numbers)
        new = FakeChannel(
            f"1795247401.{unique}",
            f"{name}-{unique:08x}",
            self.emit,
            number=number,
            args=old.args,
            state="Up",
            in_stasis=True,
            variables=dict(old.variables),
        )
        self.all[new.id] = new
        del self.all[old.id]
        self._end_listeners(old)
        self.emit("StasisStart", args=[], channel=new.json(), replace_channel=old.json())
        self.emit("StasisEnd", channel=old.json())
        old.cause = 16
        old.ended.set()
        return new

    def _out_of_bridges(self, channel: FakeChannel) -> None:
        for bridge in self.bridges.values():
            if channel.id in bridge.members:
                bridge.members.remove(channel.id)
                self.emit("ChannelLeftBridge", bridge=bridge.json(), channel=channel.json())

"""Asterisk's events → news of calls, in the order in which they came.

Pure: keeps `Channels` and `Playbacks` up to date and asks nobody.  Facts about Asterisk (tested
on 22.10) that it rests on:

- A channel that we create is in Stasis at once (StasisStart, Down); its end is ChannelDestroyed
  with the cause.  StasisEnd comes a moment earlier and says nothing of the cause; unless, in a
  talk, no ChannelHangupRequest came before it: then somebody has moved the phone elsewhere.
- A caller, and a channel that has taken the place of another, sends no ChannelDestroyed: their
  end is StasisEnd.
- The end of a channel that was never dialled comes with a SIP status all the same, 603: nobody
  has said that.
- A channel is replaced with StasisStart(args=[], replace_channel); it comes before the old
  one's StasisEnd, which then means nothing.
- A phone that diverts (302) is not followed: Dial CANCEL tells where it wants to, several times,
  and the channel ends.
- A `Local/` leg whose far end is busy or congested says so in a Dial event and lives on, for as
  long as the dialplan plays a tone to nobody.  (A PJSIP leg simply ends, with its cause.)
- When a transfer leads to us, one half of a Local channel is the new call (`;2`) and the other
  takes the phone's place (`;1`).  Their StasisStarts come together, in either order; therefore
  the new call is Held until the other half has come.
- The half that takes a phone's place in an attended transfer is up at once, whoever answers.
- A caller who cancels while he is being answered ends as one who is up; ChannelHangupRequest
  tells that he was not yet.
- A playback broken off by a hang-up ends as `failed`, after ChannelHangupRequest.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ...core.entry import Arrival
from ...core.events import (
    KeyPressed,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegForwarded,
    LegGone,
    LegProgressed,
    LegReplaced,
    LegRinging,
    PlayEnded,
    TransferArrived,
)
from ...core.forwarding import number_of
from ...core.words import CALLER, LegId
from . import transfers
from .channels import ATTENDED, BRIDGE, Channels, Part, is_local
from .news import Happened, Held, News, Unwanted
from .playbacks import Playbacks
from .recordings import TAPE, Recordings
from .snapshot import Snapshot, mapping, number, snapshot, text, texts

LEG = "leg"  # the Stasis argument of the channels that we create

SHUTDOWN = 4  # the cause of a soft hang-up is a flag: AST_SOFTHANGUP_SHUTDOWN, Asterisk stops
LOST = {"BUSY": 17, "CONGESTION": 34}  # dialstatus → Q.850 cause

UNREAD = (  # by this adapter; Asterisk is asked not to send them
    "BridgeCreated",
    "BridgeDestroyed",
    "BridgeMerged",
    "BridgeVideoSourceChanged",
    "ChannelCallerId",
    "ChannelConnectedLine",
    "ChannelCreated",
    "ChannelDialplan",
    "ChannelHold",
    "ChannelLeftBridge",
    "ChannelTalkingFinished",
    "ChannelTalkingStarted",
    "ChannelUnhold",
    "ChannelUserevent",
    "ChannelVarset",
    "ContactStatusChange",
    "DeviceStateChanged",
    "EndpointStateChange",
    "PeerStatusChange",
    "PlaybackContinuing",
    "PlaybackStarted",
    "TextMessageReceived",
)


class Translator:
    def __init__(
        self, channels: Channels, playbacks: Playbacks, recordings: Recordings | None = None
    ) -> None:
        self.channels = channels
        self.playbacks = playbacks
        self.recordings = recordings or Recordings()
        self._held: dict[str, tuple[Snapshot, tuple[str, ...]]] = {}  # by the other half's name
        self._readers: dict[str, Callable[[Mapping[str, Any]], list[News]]] = {
            "StasisStart": self._started,
            "StasisEnd": self._left,
            "ChannelDestroyed": self._destroyed,
            "ChannelStateChange": self._changed,
            "Dial": self._dialled,
            "ChannelDtmfReceived": self._key,
            "ChannelHangupRequest": self._ending,
            "PlaybackFinished": self._played,
            "ChannelEnteredBridge": self._bridged,
            "BridgeBlindTransfer": partial(transfers.blind, channels),
            "BridgeAttendedTransfer": partial(transfers.attended, channels),
            "RecordingStarted": self._recorded,
            "RecordingFinished": self._recorded,
            "RecordingFailed": self._recorded,
        }

    def news(self, event: Mapping[str, Any]) -> list[News]:
        """Nothing, of an event that is none of ours.  Raises Malformed."""
        reader = self._readers.get(text(event, "type"))
        return reader(event) if reader else []

    def let_in(self, stand_in: str) -> list[News]:
        """The call that has been held for this channel; nothing, when it is in already."""
        held = self._held.pop(stand_in, None)
        return self._let_in(*held) if held else []

    def seen(self, channel: Snapshot) -> list[News]:
        """What its state, in a list, tells of a leg, as far as nobody has told it yet."""
        part = self.channels.part(channel.id)
        if part is None:
            return []
        part.name = channel.name
        news: list[News] = []
        if part.created and not part.started:
            part.started = True
            news.append(Happened(part.call, LegCreated(part.leg)))
        part.answered = part.answered or channel.name.startswith(ATTENDED)
        return news + self._in_state(part, channel)

    def sits(self, channel: str, bridge: str) -> list[News]:
        """As a list tells."""
        part = self.channels.part(channel)
        if part is None or part.bridge == bridge:
            return []
        part.found_in = None if part.placed else bridge  # a new one may have to be put there again
        return self.entered(channel, bridge)

    def entered(self, channel: str, bridge: str) -> list[News]:
        part = self.channels.part(channel)
        call, _, leg = bridge.rpartition(BRIDGE)
        if part is None or call != part.call or not leg.isdecimal():
            return []
        part.bridge = bridge
        return [Happened(part.call, LegConnected(part.leg, LegId(int(leg))))]

    def replaced(self, part: Part, new: Snapshot) -> list[News]:
        self.playbacks.pass_on(part.call, part.leg)
        part = self.channels.replace(part, new.id, new.name, new.up)
        stand_in = part.is_stand_in
        by = None if stand_in else new.number
        event = LegReplaced(part.leg, new.up, stand_in, by, channel=new.id)
        return [Happened(part.call, event), *self.let_in(new.name)]

    def gone(
        self,
        part: Part,
        q850: int | None = None,
        sip: int | None = None,
        *,
        with_asterisk: bool = False,
    ) -> News:
        self.channels.end(part)
        self.playbacks.forget(part.call, part.leg)
        dies = with_asterisk or part.with_asterisk
        sat = part.leg == CALLER and part.bridge is not None
        unheard = sat and part.unanswered and not part.placed  # the one before him was answered
        return Happened(part.call, LegGone(part.leg, q850, sip, dies, unheard))

    def _started(self, event: Mapping[str, Any]) -> list[News]:
        channel = snapshot(event)
        if event.get("replace_channel") is not None:
            return self._replaced(snapshot(event, "replace_channel"), channel)
        args = texts(event, "args")
        part = self.channels.part(channel.id)
        if part is not None and part.created:
            part.started = True
            part.name = channel.name
            return [Happened(part.call, LegCreated(part.leg))]
        if args == (TAPE,):
            came = self.recordings.came(channel)
            return [Happened(*came)] if came else []
        if args == (LEG,):
            return [Unwanted(channel.id, caller=False, why="its call is over")]
        if not args:
            return [Unwanted(channel.id, caller=True, why="Stasis() without arguments")]
        before = [self.gone(part)] if part is not None else []  # its StasisEnd went missing
        other_half = f"{channel.name[:-1]}1"
        if is_local(channel.name) and self.channels.other_half(channel.name) is None:
            self._held[other_half] = (channel, args)
            return [*before, Held(other_half)]
        return [*before, *self._let_in(channel, args)]

    def _let_in(self, channel: Snapshot, args: tuple[str, ...]) -> list[News]:
        arrival = self.arrival(channel, args)
        part = self.channels.other_half(channel.name)
        if part is None:
            return [arrival]
        return [Happened(part.call, TransferArrived(part.leg, arrival.call)), arrival]

    def arrival(self, channel: Snapshot, args: tuple[str, ...]) -> Arrival:
        part = self.channels.other_half(channel.name)
        return Arrival(
            call=self.channels.arrive(channel.id, channel.name),
            channel=channel.id,
            channel_name=channel.name,
            args=args,
            number=channel.number,
            name=channel.caller_name,
            extension=channel.extension,
            context=channel.context,
            up=channel.up,
            language=channel.language,
            from_stand_in=part.call if part and part.leg != CALLER else None,
        )

    def _replaced(self, old: Snapshot, new: Snapshot) -> list[News]:
        part = self.channels.part(old.id)
        if part is None:
            if self.channels.is_dismissed(old.id):
                return [Unwanted(new.id, caller=False, why=f"the call of {old.name} is over")]
            return []
        return self.replaced(part, new)

    def _left(self, event: Mapping[str, Any]) -> list[News]:
        channel = snapshot(event)
        before = self.let_in(f"{channel.name[:-1]}1")
        part = self.channels.part(channel.id)
        if part is None or part.created and (part.ending or not part.answered):
            return before
        return [*before, self.gone(part)]

    def _destroyed(self, event: Mapping[str, Any]) -> list[News]:
        part = self.channels.part(snapshot(event).id)
        if part is None:
            return []
        cause = part.lost or number(event, "cause")
        sip = number(event, "tech_cause") if part.dialled else None
        return [self.gone(part, cause, sip)]

    def _changed(self, event: Mapping[str, Any]) -> list[News]:
        channel = snapshot(event)
        part = self.channels.part(channel.id)
        return [] if part is None else self._in_state(part, channel)

    def _in_state(self, part: Part, channel: Snapshot) -> list[News]:
        if part.leg == CALLER:
            return []
        if channel.state == "Ringing":
            part.dialled = True
            return self._rings(part)
        if channel.up and not part.answered:
            part.dialled = part.answered = True
            return [Happened(part.call, LegAnswered(part.leg))]
        return []

    def _dialled(self, event: Mapping[str, Any]) -> list[News]:
        status = text(event, "dialstatus")
        part = self.channels.part(snapshot(event, "peer").id)
        if part is None or part.leg == CALLER:
            return []
        part.dialled = True
        if status == "RINGING":
            return self._rings(part)
        if status == "PROGRESS":
            return [Happened(part.call, LegProgressed(part.leg))]
        if status == "CANCEL" and part.created and not part.forwarded:
            return self._forwarded(part, text(event, "forward", ""))
        if status in LOST and part.created and not part.answered:
            part.lost = LOST[status]
            return [Unwanted(part.channel, caller=False, why=f"its far end is lost: {status}")]
        return []

    def _forwarded(self, part: Part, to: str) -> list[News]:
        if not to:
            return []
        part.forwarded = True
        return [Happened(part.call, LegForwarded(part.leg, number_of(to)))]

    def _rings(self, part: Part) -> list[News]:
        if part.rang:
            return []
        part.rang = True
        return [Happened(part.call, LegRinging(part.leg))]

    def _key(self, event: Mapping[str, Any]) -> list[News]:
        part = self.channels.part(snapshot(event).id)
        if part is None:
            return []
        return [Happened(part.call, KeyPressed(part.leg, text(event, "digit")))]

    def _ending(self, event: Mapping[str, Any]) -> list[News]:
        channel = snapshot(event)
        part = self.channels.part(channel.id)
        if part is not None:
            part.ending = True
            part.unanswered = not channel.up
            if event.get("soft") is True and event.get("cause") == SHUTDOWN:
                part.with_asterisk = True
        return []

    def _played(self, event: Mapping[str, Any]) -> list[News]:
        playback = mapping(event, "playback")
        ended = self.playbacks.end(text(playback, "id"))
        if ended is None:
            return []
        part = self.channels.of(ended.call, ended.leg)
        broken_off = part is None or part.ending
        failed = text(playback, "state") == "failed" and not broken_off
        return [Happened(ended.call, PlayEnded(ended.leg, ended.sounds, failed))]

    def _recorded(self, event: Mapping[str, Any]) -> list[News]:
        told = self.recordings.told(event, text(event, "type"))
        return [Happened(*told)] if told else []

    def _bridged(self, event: Mapping[str, Any]) -> list[News]:
        return self.entered(snapshot(event).id, text(mapping(event, "bridge"), "id"))

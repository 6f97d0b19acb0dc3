"""A model of Asterisk and the phones, as they truly are, whatever the call has been told.

A command lies in its lane until Asterisk looks at it; a fact lies in the news until the call
hears of it.  So a command may come too late and news may be old, as on a real night.
"""

from dataclasses import dataclass
from enum import StrEnum

from stasis_app.core import commands, events
from stasis_app.core.commands import ChannelCommand
from stasis_app.core.events import DialplanAnswered, LegEvent, Refusal, Refused, WaysFound
from stasis_app.core.plan import Destination
from stasis_app.core.words import CALLER, CallId, Heard, LegId

Truth = StrEnum("Truth", "DOWN DIALLED RINGING UP GONE")
TARGET = "104"  # of transfers
PARKING = "700"
TAPE_LANE = LegId(-1)
PICKER = "102"  # the number of the phone that takes over others' calls


@dataclass
class Channel:
    truth: Truth
    bridge: LegId | None = None
    hears: tuple[Heard, ...] = ()
    heard_before: bool = False  # given by our process that has died: its end is told to nobody
    deaf: bool = False  # in a bridge, but nobody is heard there
    rung_for: bool = False  # it hears the ringing of another phone
    music: bool = False
    open: bool = False  # it hears more than ringing, though it has not been answered
    endpoint: str = ""  # for which it was made
    channel: str | None = None  # its id, when it has taken the place of the one we made
    stand_in: bool = False  # half of a Local channel
    number: str | None = None
    recorded: bool = False  # what it says is being recorded


class Asterisk:
    def __init__(self, dialplan: frozenset[Destination] = frozenset()) -> None:
        self.dialplan = dialplan
        self.channels = {CALLER: Channel(Truth.RINGING)}  # he calls, and is not answered
        self.lanes: dict[LegId, list[ChannelCommand]] = {}
        self.strays: list[commands.Create] = []  # we gave them up, but they may be done yet
        self.news: list[LegEvent] = []  # by websocket: in order
        self.replies: list[Refused | DialplanAnswered | WaysFound] = []  # by HTTP: on their own
        self.sent_on: list[Destination | None] = []  # where the dialplan has taken the caller
        self.replaced = 0
        self.stored: set[LegId] = set()  # recordings that are finished
        self.listeners: dict[tuple[LegId, int], LegId] = {}  # by talk and attempt: whom they hear
        self.taped: dict[LegId, int] = {}  # talks that are being recorded, by which of them
        self.orphans: set[LegId] = set()  # that our process, started again, knows nothing of

    @property
    def busy(self) -> bool:
        return bool(self.news or self.replies or self.next_commands())

    @property
    def caller(self) -> Channel:
        return self.channels[CALLER]

    def phones(self) -> list[tuple[LegId, Channel]]:
        return [(leg, self.channels[leg]) for leg in sorted(self.channels) if leg != CALLER]

    def next_commands(self) -> list[ChannelCommand]:
        return [self.lanes[leg][0] for leg in sorted(self.lanes) if self.lanes[leg]]

    def put(self, command: ChannelCommand) -> None:
        lane = self.lanes.setdefault(_lane(command), [])
        if isinstance(command, commands.HangUp):
            self.strays += [waiting for waiting in lane if isinstance(waiting, commands.Create)]
            lane.clear()
        lane.append(command)

    def obey(self, command: ChannelCommand) -> None:
        self.forget(command)
        channel = self.channels.get(command.leg)
        if isinstance(command, commands.Create):
            self._create(command)
        elif isinstance(command, commands.TapeCommand):
            self._tape(command)
        elif channel is None or channel.truth is Truth.GONE:
            self.refuse(command, Refusal.REJECTED)
        else:
            self._obey(command, channel)

    def refuse(self, command: ChannelCommand, kind: Refusal) -> None:
        self.forget(command)
        self.replies = [
            reply
            for reply in self.replies
            if not isinstance(reply, Refused) or reply.command is not command
        ]
        self.replies.append(Refused(command, kind))

    def delay(self, command: ChannelCommand) -> None:
        """No reply in time; perhaps it is done later."""
        self.refuse(command, Refusal.TIMED_OUT)
        if isinstance(command, commands.Create):  # all others find no channel any more
            self.strays.append(command)

    def lose_reply(self, command: ChannelCommand) -> None:
        self.obey(command)
        self.refuse(command, Refusal.TIMED_OUT)

    def forget(self, command: ChannelCommand) -> None:
        self.strays = [stray for stray in self.strays if stray is not command]
        lane = self.lanes.get(_lane(command), [])
        self.lanes[_lane(command)] = [waiting for waiting in lane if waiting is not command]

    def ring(self, leg: LegId) -> None:
        self.channels[leg].truth = Truth.RINGING
        self.news.append(events.LegRinging(leg))

    def progress(self, leg: LegId) -> None:
        self.news.append(events.LegProgressed(leg))

    def send_back(self, leg: LegId) -> None:
        """To us; the switchboard has recognised the call."""
        self.news.append(events.LegLooped(leg))

    def pick_up(self, leg: LegId) -> None:
        self.channels[leg].truth = Truth.UP
        self.news.append(events.LegAnswered(leg))

    def forward(self, leg: LegId, number: str) -> None:
        self.news.append(events.LegForwarded(leg, number))
        self.end_channel(leg, 23, 302)

    def press(self, leg: LegId, key: str) -> None:
        self.news.append(events.KeyPressed(leg, key))

    def end_play(self, leg: LegId, *, failed: bool = False) -> None:
        sounds = self.channels[leg].hears
        told = not self.channels[leg].heard_before
        self.channels[leg].hears = ()
        self.channels[leg].heard_before = False
        if sounds and told:
            self.news.append(events.PlayEnded(leg, sounds, failed))

    def end_recording(
        self, leg: LegId, seconds: int = 5, sound: int = 4, *, failed: bool = False
    ) -> None:
        if self.channels[leg].recorded:
            self.channels[leg].recorded = False
            if not failed:
                self.stored.add(leg)
            self.news.append(events.RecordingEnded(leg, seconds, sound, failed))

    def recording(self, leg: LegId) -> events.RecordingStarted | events.RecordingEnded | None:
        """What can be learnt of it."""
        if leg in self.taped or self.channels[leg].recorded:
            return events.RecordingStarted(leg)
        return events.RecordingEnded(leg) if leg in self.stored else None

    def end_tape(self, leg: LegId, *, failed: bool = False) -> None:
        if self.taped.pop(leg, None) is not None:
            if not failed:
                self.stored.add(leg)
            self.news.append(events.RecordingEnded(leg, 5, failed=failed))

    def _end_listener(self, leg: LegId, attempt: int) -> None:
        self.listeners.pop((leg, attempt), None)
        if self.taped.get(leg) == attempt:
            self.end_tape(leg)

    def _end_listening(self, to: LegId) -> None:
        """This channel is gone."""
        for leg, attempt in [each for each, heard in self.listeners.items() if heard == to]:
            self._end_listener(leg, attempt)

    def take_over(self, leg: LegId) -> None:
        """A colleague's phone takes the channel's place; the old one hears no more.

        In a bridge the new one does not either, until it is put there once more.
        """
        old = self.channels[leg]
        self.channels[leg] = new = Channel(
            Truth.UP,
            old.bridge,
            deaf=old.bridge is not None,
            endpoint=old.endpoint,
            channel=self._new_id(),
            number=PICKER,
        )
        self.news.append(events.LegReplaced(leg, True, False, PICKER, channel=new.channel))
        self._end_listening(leg)

    def transfer(self, leg: LegId, *, up: bool) -> None:
        """Half a Local channel takes the channel's place, in the bridge too.

        `up` tells nothing of the one who is being called at the other end.
        """
        old = self.channels[leg]
        truth = Truth.UP if up else Truth.RINGING
        new = Channel(truth, old.bridge, channel=self._new_id(), stand_in=True)
        recorded, old.recorded = old.recorded, False
        self.channels[leg] = new
        self.news.append(events.LegReplaced(leg, up, stand_in=True, channel=new.channel))
        if recorded:
            self.stored.add(leg)
            self.news.append(events.RecordingEnded(leg, 5, 4))
        self._end_listening(leg)
        if old.bridge is not None:
            self.news.append(events.LegConnected(leg, old.bridge))
            self.news.append(events.LegTransferred(leg, TARGET))

    def transfer_to_us(self, leg: LegId, *, told_first: bool) -> None:
        """The one who was transferred is another call of ours; which news comes first is chance."""
        self.transfer(leg, up=False)
        arrived = events.TransferArrived(leg, CallId(f"{leg}.to-us"))
        self.news.insert(len(self.news) - (0 if told_first else 1), arrived)

    def park_caller(self, leg: LegId) -> None:
        self.news.append(events.LegTransferred(leg, PARKING, parked=True))
        self.end_channel(CALLER, None, moved=True)

    def lose_us(self) -> None:
        """Our process is gone, with all that it was about to ask for and to hear."""
        self.lanes.clear()
        self.strays.clear()
        self.news.clear()
        self.replies.clear()
        for channel in self.channels.values():
            channel.heard_before = bool(channel.hears)

    def let_go(self, leg: LegId) -> None:
        """One that no call knows of: nobody is told."""
        self.channels[leg] = Channel(Truth.GONE)

    def just_replaced(self, leg: LegId) -> bool:
        """The call has not heard of it; commands may still go to the old channel."""
        return any(isinstance(new, events.LegReplaced) and new.leg == leg for new in self.news)

    def end_channel(
        self, leg: LegId, q850: int | None, sip: int | None = None, *, moved: bool = False
    ) -> None:
        self.end_play(leg)
        self.end_recording(leg)
        self._end_listening(leg)
        before = self.channels[leg]
        self.channels[leg] = Channel(Truth.GONE)
        sat = leg == CALLER and before.bridge is not None and not (moved or before.stand_in)
        unheard = sat and before.truth is not Truth.UP
        self.news.append(events.LegGone(leg, q850, sip, unheard=unheard))

    def _create(self, command: commands.Create) -> None:
        """One that is there was made before we were killed, and is not made again."""
        leg = command.leg
        there = self.channels.get(leg)
        alive = there is not None and there.truth is not Truth.GONE
        assert not alive or leg in self.orphans, "made twice"
        self.orphans.discard(leg)
        if there is None or there.truth is Truth.GONE or there.endpoint != command.endpoint:
            self.channels[leg] = there = Channel(Truth.DOWN, endpoint=command.endpoint)
        self.news.append(events.LegCreated(leg))
        if there.bridge is not None:
            self.news.append(events.LegConnected(leg, there.bridge))
        if there.truth is Truth.RINGING:
            self.news.append(events.LegRinging(leg))
        if there.truth is Truth.UP:
            self.news.append(events.LegAnswered(leg))

    def _tape(self, command: commands.TapeCommand) -> None:
        leg, attempt = command.leg, command.attempt
        match command:
            case commands.Listen(to=to) if self.channels[to].truth is not Truth.GONE:
                self.listeners.setdefault((leg, attempt), to)
                self.news.append(events.ListenerCame(leg, attempt))
            case commands.RecordTalk() if leg in self.taped or (leg, attempt) in self.listeners:
                self.taped.setdefault(leg, attempt)
                self.news.append(events.RecordingStarted(leg))
            case commands.EndListening():
                self._end_listener(leg, attempt)
            case _:
                self.refuse(command, Refusal.REJECTED)

    def _hush(self, leg: LegId) -> None:
        self.end_play(leg)
        self.channels[leg].music = False

    def _new_id(self) -> str:
        self.replaced += 1
        return f"replaced.{self.replaced}"

    def _obey(self, command: ChannelCommand, channel: Channel) -> None:
        leg = command.leg
        match command:
            case commands.Dial():  # the adapter sends no second one
                channel.truth = Truth.DIALLED if channel.truth is Truth.DOWN else channel.truth
            case commands.Indicate():
                self._hush(leg)
                channel.rung_for = True
            case commands.Progress():
                channel.open = True
            case commands.StartMusic():
                self._hush(leg)
                channel.music = True
            case commands.Answer():
                channel.truth = Truth.UP
            case commands.Play(_, sounds):
                self._hush(leg)
                channel.hears = sounds
            case commands.Record():
                self.end_play(leg)
                channel.bridge = None
                found = self.recording(leg)
                channel.recorded = channel.recorded or found is None
                self.news.append(found or events.RecordingStarted(leg))
            case commands.Connect(_, bridge):
                self._hush(leg)
                channel.rung_for = False  # in the bridge already: the adapter says so
                channel.bridge = bridge
                channel.deaf = False
                self.news.append(events.LegConnected(leg, bridge))
            case commands.AskDialplan(_, destination):
                exists = destination in self.dialplan
                self.replies.append(DialplanAnswered(leg, destination, exists))
            case commands.Continue(_, destination):
                self.sent_on.append(destination)
                self.end_channel(leg, None)
            case commands.HangUp():
                self.end_channel(leg, 16)


def _lane(command: ChannelCommand) -> LegId:
    return TAPE_LANE if isinstance(command, commands.TapeCommand) else command.leg

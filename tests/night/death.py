"""Our process is killed and started again, in the middle of a night.

What was written is known, what lay in lanes is not done, what Asterisk told meanwhile is lost.
What Asterisk lists is told to the call as the adapter tells it: this is the adapter's own code,
on lists made of the model.
"""

from collections.abc import Iterable
from datetime import timedelta

from stasis_app.adapters.ari.catching_up import (
    Answers,
    adopt,
    catch_up,
    mark,
    orphans,
    undialled,
    unplaced,
)
from stasis_app.adapters.ari.channels import BRIDGE, Channels, channel_of_leg
from stasis_app.adapters.ari.news import Happened, News
from stasis_app.adapters.ari.picture import ListedBridge, Picture
from stasis_app.adapters.ari.playbacks import Playbacks
from stasis_app.adapters.ari.snapshot import Snapshot
from stasis_app.adapters.ari.translate import Translator
from stasis_app.core.events import (
    Event,
    Interrupted,
    ListenerCame,
    NumberFreed,
    NumberTaken,
    QueueMoved,
    Resumed,
)
from stasis_app.core.words import CALLER, CallId, LegId

from .asterisk import Channel, Truth
from .world import World

APP = "duty"
STATES = {
    Truth.DOWN: "Down",
    Truth.DIALLED: "Down",
    Truth.RINGING: "Ringing",
    Truth.UP: "Up",
}


def die(world: World, lost: int, away: timedelta) -> list[LegId]:
    """The last `lost` events were not written; we are back after so long.

    Returns the legs that are there and that the call knows nothing of.
    """
    rebuilt = world.rebuild(lost)
    world.now += away
    if rebuilt.call.result is not None:  # only its row is missing
        return []
    channels = Channels()
    adopt(channels, rebuilt)
    translator = Translator(channels, Playbacks())
    picture = _picture(world)
    answers = _answers(world, picture, channels)
    news, missing = catch_up(picture, answers, translator, APP)
    left = orphans(picture, answers, channels)
    world.tell(Interrupted())
    recordings = [world.asterisk.recording(leg) for leg in rebuilt.call.recording]
    known = [found for found in recordings if found is not None]
    heard = [ListenerCame(leg, attempt) for leg, attempt in world.asterisk.listeners]
    for event in [*_events(news), *heard, *known, *_events(map(translator.gone, missing))]:
        world.tell(event)
    for number in sorted(rebuilt.call.elsewhere.busy ^ world.busy):
        world.tell(NumberTaken(number) if number in world.busy else NumberFreed(number))
    if rebuilt.call.waiting.ahead != world.ahead:
        world.tell(QueueMoved(world.ahead))
    world.tell(Resumed())
    legs = [LegId(int(each.id.rpartition(".")[2])) for each in left]
    world.asterisk.orphans = set(legs)
    return legs


def _events(news: Iterable[News]) -> Iterable[Event]:
    for each in news:
        assert isinstance(each, Happened)
        yield each.event


def _answers(world: World, picture: Picture, channels: Channels) -> Answers:
    by_id = {_id(world, leg): leg for leg in world.asterisk.channels}
    marks = {}
    for id in unplaced(picture, channels, APP):
        channel = world.asterisk.channels[by_id[id]]
        if not channel.stand_in:
            marks[id] = mark(channel_of_leg(_call(world), by_id[id]), channel.endpoint)
    down = undialled(picture, channels, APP)
    truths = {id: world.asterisk.channels[by_id[id]].truth for id in down}
    return Answers(marks, {id for id in down if truths[id] is Truth.DIALLED})


def _picture(world: World) -> Picture:
    alive = {
        leg: channel
        for leg, channel in sorted(world.asterisk.channels.items())
        if channel.truth is not Truth.GONE
    }
    snapshots = [_snapshot(world, leg, channel) for leg, channel in alive.items()]
    rooms = sorted({each.bridge for each in alive.values() if each.bridge is not None})
    bridges = tuple(
        ListedBridge(
            f"{_call(world)}{BRIDGE}{room}",
            APP,
            tuple(_id(world, leg) for leg, each in alive.items() if each.bridge == room),
        )
        for room in rooms
    )
    return Picture({each.id: each for each in snapshots}, bridges)


def _snapshot(world: World, leg: LegId, channel: Channel) -> Snapshot:
    ringing = leg == CALLER and channel.truth is Truth.RINGING
    data = f"{APP},inbound,7770001" if leg == CALLER else f"{APP},leg"
    return Snapshot(
        id=_id(world, leg),
        name="Local/104@inside-00000001;1" if channel.stand_in else f"PJSIP/{leg}",
        state="Ring" if ringing else STATES[channel.truth],
        number=channel.number,
        caller_name=None,
        context="",
        extension="",
        app="Stasis",
        app_data=APP if channel.stand_in else data,
        language="",
    )


def _id(world: World, leg: LegId) -> str:
    channel = world.asterisk.channels[leg]
    if channel.channel is not None:
        return channel.channel
    return _call(world) if leg == CALLER else channel_of_leg(_call(world), leg)


def _call(world: World) -> CallId:
    return world.plan.visit.id

"""What has been missed: Asterisk's lists told as ordinary news, once more for whoever knows.

Pure.  After a connection that was lost, and after a restart of ours; the calls that were going on
have their parts in `Channels` by then.  Facts about Asterisk (tested on 22.10) that it rests on:

- A channel that takes another's place in a pickup carries the other's variables and Stasis
  arguments, so the mark that we set on each leg tells whose place it has.
- One that takes another's place in a transfer carries nothing of it, but sits in its bridge.
- A leg that its call does not know of any more was made in the last moment before we were killed.
  From the same facts the call decides the same, and asks for it again: then it is claimed.
- Of a channel that is Down a list does not tell whether it has been dialled.  `HANGUPCAUSE_KEYS()`
  does: it names the channel as soon as anything has come back for its INVITE, a 100 at least.
  A second dial would kill it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ...core.call.leg import Leg, State
from ...core.entry import channel_of
from ...core.events import Event, LegConnected, LegCreated, LegReplaced, leg_of
from ...core.retelling import Rebuilt
from ...core.words import CALLER, CallId
from .channels import BRIDGE, Channels, Part, channel_of_leg, is_local
from .news import Happened, News
from .picture import ListedBridge, Picture
from .snapshot import Snapshot
from .translate import LEG, Translator

MARK = "STASIS_APP_LEG"  # a leg's variable: see `mark`
DIALLED = "HANGUPCAUSE_KEYS()"


@dataclass(frozen=True, slots=True)
class Answers:
    """What Asterisk had to be asked besides; both by the channel's id."""

    marks: Mapping[str, str]  # of those in nobody's place that we know
    dialled: Collection[str]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A leg of a call that goes on, which does not know of it."""

    id: str  # of the channel that was made for it
    channel: Snapshot  # that has its place now
    endpoint: str
    bridge: str | None
    dialled: bool


def mark(channel: str, endpoint: str) -> str:
    return f"{channel} {endpoint}"


def adopt(channels: Channels, rebuilt: Rebuilt) -> None:
    """A call that goes on after a restart of ours."""
    call = rebuilt.call.plan.visit.id
    if rebuilt.call.caller_here:
        placed = rebuilt.channels.get(CALLER)
        channel = placed or channel_of(call)
        channels.adopt(Part(call, CALLER, channel, False, placed is not None, started=True))
    for leg in rebuilt.call.legs:
        if leg.state is not State.GONE:
            channels.adopt(_part(call, leg, rebuilt.channels.get(leg.id)))


def _part(call: CallId, leg: Leg, placed: str | None) -> Part:
    return Part(
        call,
        leg.id,
        placed or channel_of_leg(call, leg.id),
        created=placed is None,
        placed=placed is not None,
        started=leg.state is not State.CREATING,
        dialled=leg.rang,
        rang=leg.rang,
        answered=leg.answered_at is not None,
    )


def unplaced(picture: Picture, channels: Channels, app: str) -> list[str]:
    """Phones of ours that have no part: perhaps one in another's place."""
    return [
        each.id
        for each in picture.channels.values()
        if each.is_in(app) and each.args == (LEG,) and channels.part(each.id) is None
    ]


def undialled(picture: Picture, channels: Channels, app: str) -> list[str]:
    """Legs that are Down, and may have been dialled."""

    def may_be(channel: Snapshot) -> bool:
        part = channels.part(channel.id)
        return part is None or part.created and not part.dialled

    legs = [each for each in picture.channels.values() if each.is_in(app) and each.args == (LEG,)]
    return [each.id for each in legs if each.state == "Down" and may_be(each)]


def catch_up(
    picture: Picture, answers: Answers, translator: Translator, app: str
) -> tuple[list[News], list[Part]]:
    """The news, in an order in which it can have happened; and who is not to be found, so that
    his end must have been missed."""
    parts = translator.channels
    missing = _missing(picture, parts, app)
    news: list[News] = []
    for lost, channel in _places_taken(missing, picture, answers, parts):
        news += translator.replaced(lost, channel)
    for channel in picture.channels.values():
        part = parts.part(channel.id)
        if part is not None:
            _note_dialled(part, channel, channel.id in answers.dialled or _runs(picture, channel))
            news += translator.seen(channel)
    for bridge in picture.bridges:
        for member in bridge.members:
            news += translator.sits(member, bridge.id)
    return sorted(news, key=_rank), [part for part in missing if parts.part(part.channel) is part]


def orphans(picture: Picture, answers: Answers, channels: Channels) -> list[Orphan]:
    calls = channels.calls()
    found = []
    for id, marked in answers.marks.items():
        leg, _, endpoint = marked.partition(" ")
        call, _, _ = leg.rpartition(".")
        if CallId(call) in calls and channels.part(leg) is None and channels.part(id) is None:
            channel = picture.channels[id]
            bridge = next((each.id for each in picture.bridges if id in each.members), None)
            dialled = id in answers.dialled or _runs(picture, channel)
            found.append(Orphan(leg, channel, endpoint, bridge, dialled))
    return found


def claimed(orphan: Orphan, translator: Translator) -> list[News]:
    """Its call has asked for it again, and has its part in `Channels` by now."""
    part = translator.channels.part(orphan.id)
    if part is None:
        return []
    _note_dialled(part, orphan.channel, orphan.dialled)
    if orphan.channel.id == orphan.id:
        news = translator.seen(orphan.channel)
    else:
        news = translator.replaced(part, orphan.channel)
    if orphan.bridge is not None:
        news += translator.sits(orphan.channel.id, orphan.bridge)
    return sorted(news, key=_rank)


def _note_dialled(part: Part, channel: Snapshot, told: bool) -> None:
    part.dialled = part.dialled or told
    part.found_dialled = part.dialled or channel.state != "Down"


def _missing(picture: Picture, parts: Channels, app: str) -> list[Part]:
    """Of a caller it is not enough that he exists: he may have gone on in the dialplan.  Without
    him nobody waits for a phone that has not come yet either.  Callers first."""

    def is_there(part: Part) -> bool:
        channel = picture.channels.get(part.channel)
        original = part.leg == CALLER and not part.placed
        return channel is not None and (not original or channel.is_in(app))

    absent = [part for part in parts.all() if not is_there(part)]
    left = {part.call for part in absent if part.leg == CALLER}
    missing = [part for part in absent if part.started or part.call in left]
    return sorted(missing, key=lambda part: part.leg)


def _places_taken(
    missing: list[Part], picture: Picture, answers: Answers, parts: Channels
) -> Iterator[tuple[Part, Snapshot]]:
    by_mark = {mark.partition(" ")[0]: picture.channels[id] for id, mark in answers.marks.items()}
    unmarked = list(missing)
    for part in parts.all():
        found = by_mark.get(channel_of_leg(part.call, part.leg))
        if found is not None and part.channel not in picture.channels:
            unmarked = [each for each in unmarked if each is not part]
            yield part, found
    for bridge in picture.bridges:
        yield from _seats_taken(bridge, unmarked, picture, parts)


def _seats_taken(
    bridge: ListedBridge, missing: list[Part], picture: Picture, parts: Channels
) -> Iterator[tuple[Part, Snapshot]]:
    """By strangers in the bridge, when there are as many of them as are missing from it."""
    call, _, leg = bridge.id.rpartition(BRIDGE)
    seats = [part for part in missing if part.call == call and part.leg in (CALLER, _number(leg))]
    strangers = [id for id in bridge.members if parts.part(id) is None]
    if len(seats) == len(strangers) and len(bridge.members) > 1:
        for part, id in zip(seats, strangers, strict=True):
            if id in picture.channels:
                yield part, picture.channels[id]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else -1


def _runs(picture: Picture, channel: Snapshot) -> bool:
    """Of half a Local channel: once it is dialled, the other half is in the dialplan."""
    if not is_local(channel.name):
        return False
    other = picture.named(f"{channel.name[:-1]}2")
    return other is not None and other.app != ""


_RANKS: dict[type[Event], int] = {LegReplaced: 0, LegCreated: 1, LegConnected: 2}


def _rank(news: News) -> tuple[int, bool]:
    """Whoever is in a bridge had accepted; he is not asked again.  The caller came in last."""
    if not isinstance(news, Happened):
        return len(_RANKS), False
    event = news.event
    return _RANKS.get(type(event), len(_RANKS)), leg_of(event) == CALLER

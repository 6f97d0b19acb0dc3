"""Which channel plays which part in which call, now.

A channel may be replaced by another (transfer, call pickup); then the new one has the part, and
the old id means nothing any more.  Knows nothing of requests and events.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from ...core.entry import channel_of
from ...core.words import CALLER, CallId, LegId
from .errors import NotFound

# A bridge's id is `<call>.b<leg>`.  Not the channel's: an application that follows a channel and a
# bridge of the same id hears nothing of the bridge (tested on 22.10).
BRIDGE = ".b"
ATTENDED = "Local/_attended@"  # takes a phone's place, and is up whether somebody answers or not
MADE_AT = re.compile(r"(\d+)\.\d+\Z")  # rig-1795736320.99: Unix time, and a count
REMEMBERED = 10_000  # channels: to count their visits, or to know them when they come too late


@dataclass(slots=True)
class Part:
    """Of one channel.  `created`: by us; its end is ChannelDestroyed, that of others StasisEnd."""

    call: CallId
    leg: LegId
    channel: str
    created: bool
    placed: bool = False  # in the place of the one who had the part before
    name: str = ""  # PJSIP/101-00000001; known from its StasisStart on
    started: bool = False  # its StasisStart has come
    dialled: bool = False
    found_dialled: bool = False  # by a list: it is not to be dialled again
    rang: bool = False
    forwarded: bool = False  # its phone has sent us on to another number
    answered: bool = False
    ending: bool = False  # somebody is hanging it up
    unanswered: bool = False  # … who was not up then
    with_asterisk: bool = False  # … since Asterisk is told to stop
    lost: int | None = None  # the Q.850 cause, known before the channel is gone
    bridge: str | None = None  # that it has entered last
    found_in: str | None = None  # the bridge, when it was listed there: it need not be put there

    @property
    def is_stand_in(self) -> bool:
        return is_local(self.name)


def is_local(name: str) -> bool:
    return name.startswith("Local/")


def channel_of_leg(call: CallId, leg: LegId) -> str:
    """The one we make for it."""
    return f"{call}.{leg}"


def began_before(call: CallId, start: datetime) -> bool:
    """By the caller's channel, in whose id Asterisk has written when it was made, by its clock and
    in whole seconds; in the second of its start nobody gets in yet."""
    made = MADE_AT.search(channel_of(call))
    return made is not None and int(made[1]) <= int(start.timestamp())


class Channels:
    def __init__(self) -> None:
        self._parts: dict[str, Part] = {}  # by the channel's id
        self._cast: dict[CallId, dict[LegId, Part]] = {}
        self._visits: OrderedDict[str, int] = OrderedDict()
        self._dismissed: OrderedDict[str, None] = OrderedDict()

    def part(self, channel: str) -> Part | None:
        return self._parts.get(channel)

    def of(self, call: CallId, leg: LegId) -> Part | None:
        return self._cast.get(call, {}).get(leg)

    def channel(self, call: CallId, leg: LegId) -> str:
        """Its id.  Raises NotFound."""
        part = self.of(call, leg)
        if part is None:
            raise NotFound(f"leg {leg} of call {call} has no channel")
        return part.channel

    def all_of(self, call: CallId) -> list[Part]:
        return list(self._cast.get(call, {}).values())

    def all(self) -> list[Part]:
        return list(self._parts.values())

    def standing_in(self, name: str) -> Part | None:
        """The part of a channel of this name, which has taken another one's place."""
        for part in self._parts.values():
            if part.name == name and part.placed:
                return part
        return None

    def other_half(self, name: str) -> Part | None:
        """When a transfer has led to us: the part of the Local channel's other half."""
        if not is_local(name):
            return None
        other = "2" if name.endswith("1") else "1"
        return self.standing_in(name[:-1] + other)

    def arrive(self, channel: str, name: str) -> CallId:
        """A caller has come, perhaps not for the first time."""
        visits = self.note_visit(channel)
        call = CallId(channel if visits == 1 else f"{channel}-{visits}")
        self._put(Part(call, CALLER, channel, created=False, name=name, started=True))
        return call

    def has_visited(self, channel: str) -> bool:
        return channel in self._visits

    def note_visit(self, channel: str) -> int:
        visits = self._visits.pop(channel, 0) + 1
        self._visits[channel] = visits
        if len(self._visits) > REMEMBERED:
            self._visits.popitem(last=False)
        return visits

    def adopt(self, part: Part) -> None:
        """It had the part already when we were killed."""
        self._put(part)

    def calls(self) -> set[CallId]:
        return set(self._cast)

    def expect(self, call: CallId, leg: LegId) -> Part:
        """We ask for a channel for this leg."""
        part = Part(call, leg, channel_of_leg(call, leg), created=True)
        self._put(part)
        return part

    def replace(self, part: Part, channel: str, name: str, up: bool) -> Part:
        self.end(part)
        new = Part(
            part.call,
            part.leg,
            channel,
            created=False,
            placed=True,
            name=name,
            started=True,
            rang=part.rang,
            answered=up and not is_local(name) or name.startswith(ATTENDED),
        )
        self._put(new)
        return new

    def end(self, part: Part) -> None:
        if self._parts.get(part.channel) is part:
            del self._parts[part.channel]
            del self._cast[part.call][part.leg]
            if not self._cast[part.call]:
                del self._cast[part.call]

    def dismiss(self, part: Part) -> None:
        """The call is over: should the channel still come, or be replaced, nobody wants it."""
        self.end(part)
        self._dismissed[part.channel] = None
        if len(self._dismissed) > REMEMBERED:
            self._dismissed.popitem(last=False)

    def is_dismissed(self, channel: str) -> bool:
        return channel in self._dismissed

    def _put(self, part: Part) -> None:
        self._parts[part.channel] = part
        self._cast.setdefault(part.call, {})[part.leg] = part

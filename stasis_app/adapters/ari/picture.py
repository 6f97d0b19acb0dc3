"""What Asterisk lists: its channels and bridges, at one moment."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .snapshot import Malformed, Snapshot, channel_of, text, texts

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListedBridge:
    id: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    channels: Mapping[str, Snapshot]
    bridges: tuple[ListedBridge, ...]

    def named(self, name: str) -> Snapshot | None:
        return next((each for each in self.channels.values() if each.name == name), None)


def picture_of(
    channels: Iterable[Mapping[str, Any]], bridges: Iterable[Mapping[str, Any]]
) -> Picture:
    """What is not understood is left out."""
    return Picture(
        channels={each.id: each for each in _understood(channel_of, channels)},
        bridges=tuple(_understood(_bridge_of, bridges)),
    )


def _bridge_of(bridge: Mapping[str, Any]) -> ListedBridge:
    return ListedBridge(text(bridge, "id"), text(bridge, "name", ""), texts(bridge, "channels"))


def _understood(
    read: Callable[[Mapping[str, Any]], T], listed: Iterable[Mapping[str, Any]]
) -> Iterator[T]:
    for each in listed:
        try:
            yield read(each)
        except Malformed as error:
            log.warning("in a list of Asterisk's: %s", error)

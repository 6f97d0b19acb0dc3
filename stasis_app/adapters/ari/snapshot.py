"""Asterisk's JSON of a channel, as far as we read it, with its types made sure of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Malformed(ValueError):
    """Not what ARI promises; says what stands where."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    id: str
    name: str
    state: str  # Down, Ring, Ringing, Up …
    number: str | None
    caller_name: str | None
    context: str
    extension: str
    app: str  # that runs on it: Stasis
    app_data: str
    language: str

    @property
    def up(self) -> bool:
        return self.state == "Up"

    def is_in(self, app: str) -> bool:
        """In Stasis(), for this application."""
        return self.app == "Stasis" and self.app_data.partition(",")[0] == app

    @property
    def args(self) -> tuple[str, ...]:
        """Of Stasis(), without the application's name."""
        return tuple(self.app_data.split(",")[1:])


def snapshot(event: Mapping[str, Any], key: str = "channel") -> Snapshot:
    return channel_of(mapping(event, key))


def channel_of(channel: Mapping[str, Any]) -> Snapshot:
    caller = mapping(channel, "caller")
    dialplan = mapping(channel, "dialplan")
    return Snapshot(
        id=text(channel, "id"),
        name=text(channel, "name"),
        state=text(channel, "state"),
        number=text(caller, "number") or None,
        caller_name=text(caller, "name") or None,
        context=text(dialplan, "context"),
        extension=text(dialplan, "exten"),
        app=text(dialplan, "app_name", ""),
        app_data=text(dialplan, "app_data", ""),
        language=text(channel, "language", ""),
    )


def mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    if not isinstance(value, dict):
        raise Malformed(f"{key} is {value!r:.80}, which is no object")
    return value


def text(data: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = data.get(key, default)
    if not isinstance(value, str):
        raise Malformed(f"{key} is {value!r:.80}, which is no text")
    return value


def texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Malformed(f"{key} is {value!r:.80}, which is no list of texts")
    return tuple(value)


def number(data: Mapping[str, Any], key: str) -> int | None:
    """None: not there, or 0, which says nothing."""
    value = data.get(key)
    if value is not None and not isinstance(value, int):
        raise Malformed(f"{key} is {value!r:.80}, which is no number")
    return value or None

"""Asterisk's events of transfers by phone → who has been handed on, by whom, to whom.

The channels themselves are replaced by events of their own.
"""

from collections.abc import Mapping
from typing import Any

from ...core.events import LegTransferred
from ...core.words import CALLER
from .channels import Channels, Part
from .news import Happened, News
from .snapshot import Snapshot, snapshot, text

Told = list[News]


def blind(channels: Channels, event: Mapping[str, Any]) -> Told:
    """Whoever is parked is replaced by nobody: then the phone has its part still."""
    if text(event, "result") != "Success":
        return []
    parked = not event.get("replace_channel")
    place = "channel" if parked else "replace_channel"
    part = channels.part(snapshot(event, place).id)
    if part is None:
        return []
    to = text(event, "exten") or None
    return [Happened(part.call, LegTransferred(part.leg, to, parked=parked))]


def attended(channels: Channels, event: Mapping[str, Any]) -> Told:
    """The phone had two calls, of which the second may be ours too."""
    if text(event, "result") != "Success":
        return []
    first = _part_in(channels, event, "destination_link_first_leg", "replace_channel")
    second = _part_in(channels, event, "destination_link_second_leg")
    if first is None:
        return []
    second = second or channels.other_half(first.name)  # nobody has answered there yet
    if second is None:
        return [Happened(first.call, LegTransferred(first.leg, _asked_for(event)))]
    if second.leg == CALLER:  # of the call that it made to us
        to = _extension_of(snapshot(event, "transferer_second_leg"))
        return [Happened(first.call, LegTransferred(first.leg, to, second.call))]
    return [
        Happened(one.call, LegTransferred(one.leg, None, other.call))
        for one, other in ((first, second), (second, first))
    ]


def _part_in(channels: Channels, event: Mapping[str, Any], *keys: str) -> Part | None:
    found = (snapshot(event, key) for key in keys if event.get(key) is not None)
    return next((part for each in found if (part := channels.part(each.id))), None)


def _asked_for(event: Mapping[str, Any]) -> str | None:
    """The number of the target; while that rings there is none, and the dialplan has to do."""
    if event.get("transfer_target") is not None:
        target = snapshot(event, "transfer_target")
        if target.number:
            return target.number
    return _extension_of(snapshot(event, "transferer_second_leg"))


def _extension_of(channel: Snapshot) -> str | None:
    """`s` says nothing: FreePBX's subroutines run there."""
    return None if channel.extension in ("", "s") else channel.extension

"""What is in our application though no call of ours has it: after a restart of ours.

Decides only.  Two who talk are left alone, whoever they are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .channels import is_local
from .snapshot import channel_of, text, texts
from .translate import LEG, Unwanted


@dataclass(frozen=True, slots=True)
class Leftovers:
    channels: tuple[Unwanted, ...]
    bridges: tuple[str, ...]


def leftovers(
    channels: Sequence[Mapping[str, Any]],
    bridges: Sequence[Mapping[str, Any]],
    app: str,
    known: Callable[[str], bool],
) -> Leftovers:
    """Of Asterisk's lists.  Bridges of ours bear the application's name."""
    talking: set[str] = set()
    empty: list[str] = []
    for bridge in bridges:
        members = texts(bridge, "channels")
        if len(members) > 1:
            talking.update(members)
        elif text(bridge, "name", "") == app and not known(text(bridge, "id")):
            empty.append(text(bridge, "id"))
    unwanted = []
    for each in map(channel_of, channels):
        ours, _, args = each.app_data.partition(",")
        if each.app != "Stasis" or ours != app or each.id in talking or known(each.id):
            continue
        phone = args == LEG or is_local(each.name) and each.name.endswith(";1")
        unwanted.append(Unwanted(each.id, caller=not phone, why="left from before our start"))
    return Leftovers(tuple(unwanted), tuple(empty))

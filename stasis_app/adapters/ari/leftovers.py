"""What is in our application though no call of ours has it: after a restart of ours.

Decides only.  Two who talk are left alone, whoever they are.  A caller of whom nothing is known
came in the very moment in which we were killed: he is let in now, and whoever rings for him already
is found when his call asks for it.  A caller who is known to have been here and has no call any
more goes on in the dialplan.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ...core.entry import Inbound, OnCall, entry_of
from .channels import is_local
from .news import Unwanted
from .picture import Picture
from .recordings import listens
from .snapshot import Snapshot
from .translate import LEG


@dataclass(frozen=True, slots=True)
class Leftovers:
    channels: tuple[Unwanted, ...]
    bridges: tuple[str, ...]
    callers: tuple[Snapshot, ...]  # who are let in


def leftovers(
    picture: Picture,
    app: str,
    before: Collection[str],
    known: Callable[[str], bool],
    has_visited: Callable[[str], bool],
) -> Leftovers:
    """`before`: the channels that were there before anybody could get in.  Bridges of ours bear
    the application's name."""
    talking: set[str] = set()
    empty: list[str] = []
    for bridge in picture.bridges:
        if len(bridge.members) > 1:
            talking.update(bridge.members)
        elif bridge.name == app and not known(bridge.id):
            empty.append(bridge.id)
    unwanted: list[Unwanted] = []
    callers: list[Snapshot] = []
    for each in picture.channels.values():
        if each.id not in before or not each.is_in(app) or each.id in talking or known(each.id):
            continue
        if listens(each, app):  # it ends with the channel that it hears
            continue
        phone = each.args == (LEG,) or is_local(each.name) and each.name.endswith(";1")
        if not (phone or has_visited(each.id)) and isinstance(
            entry_of(each.args), Inbound | OnCall
        ):
            callers.append(each)
        else:
            why = "left from before our start"
            unwanted.append(Unwanted(each.id, caller=not phone, why=why))
    return Leftovers(tuple(unwanted), tuple(empty), tuple(callers))

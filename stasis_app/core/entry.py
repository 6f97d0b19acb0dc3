"""A caller's arrival, and which conversation its Stasis arguments ask for.

The one place where arguments are matched.  Knows nothing of departments' settings.
"""

from dataclasses import dataclass

from .words import CallId


@dataclass(frozen=True, slots=True)
class Arrival:
    """A channel that has entered Stasis() with arguments: a caller, or a phone that switches."""

    call: CallId
    channel: str  # its id
    channel_name: str
    args: tuple[str, ...]  # of Stasis(), without the application's name
    number: str | None
    name: str | None
    extension: str  # dialled
    context: str
    up: bool  # answered already
    language: str = ""
    from_stand_in: CallId | None = None  # a transferred call: its other half is in that call

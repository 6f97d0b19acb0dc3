"""The keys of the lists of callers, which config.yaml and the departments' files both have."""

from typing import Literal

from . import fields as f
from .shapes import Model, key

NUMBERS = 'numbers ("+74951112233"), beginnings of numbers ("8 800 *"), or anonymous: whoever \
hides his number'


class Blocked(Model):
    """The block list."""

    numbers: list[f.CallerEntry] = key(default=[], description=NUMBERS)
    answer: Literal["busy", "announcement"] | None = key(
        default=None,
        description="what they hear: busy, or an announcement and then busy; "
        "default: the global one, else busy",
    )


class Vip(Model):
    """The VIP list."""

    numbers: list[f.CallerEntry] = key(default=[], description=NUMBERS)
    ring: Literal["duty", "everybody"] | None = key(
        default=None,
        description="duty: those on duty are rung first, though the secretaries are there; "
        "everybody: all at once, the secretaries too; default: the global one, else duty",
    )

"""What a department is switched to, and what a call meets at this instant.

Knows nothing of where switches are kept, nor of who may switch.
"""

from dataclasses import dataclass
from datetime import datetime

from .settings import Department
from .words import Mode


@dataclass(frozen=True, slots=True)
class ModeSetting:
    department: str
    setting: Mode
    since: datetime | None = None
    by: str | None = None  # the phone's number, or the user's name of a command
    toggled: bool = False  # flipped by a code, and so guarded for a while against the next one


class NotKept(Exception):
    """The database would not keep a switch; says why."""


def mode_now(department: Department, setting: ModeSetting | None) -> Mode:
    """SECRETARY or DUTY.  Nobody has switched yet: secretary; without any: always duty."""
    if department.secretary is None:
        return Mode.DUTY
    if setting is None or setting.setting is Mode.AUTO:
        return Mode.SECRETARY
    return setting.setting

"""What a department is switched to, and what a call meets at an instant.

A person's switch goes before the business hours: until they next begin or end, or for ever, as the
department likes it.  In business hours calls go to the secretaries, else to the people on duty.
Knows nothing of where switches are kept, nor of who may switch.
"""

from dataclasses import dataclass
from datetime import datetime

from .calendar import is_open, next_turn
from .plan import Chosen
from .settings import Department
from .words import Mode, ModeSource


@dataclass(frozen=True, slots=True)
class ModeSetting:
    department: str
    setting: Mode
    since: datetime | None = None
    by: str | None = None  # the phone's number, or the user's name of a command
    toggled: bool = False  # flipped by a code, and so guarded for a while against the next one


def mode_now(department: Department, setting: ModeSetting | None, at: datetime) -> Mode:
    """SECRETARY or DUTY.  `setting`: the last switch; None: nobody has switched yet."""
    holds = in_force(department, setting, at).setting
    if holds is not Mode.AUTO:
        return holds
    hours = department.business_hours
    assert hours is not None, "without hours AUTO is not in force"
    wall = at.astimezone(department.zone).replace(tzinfo=None)
    return Mode.SECRETARY if is_open(hours, wall) else Mode.DUTY


def chosen(department: Department, setting: ModeSetting | None, at: datetime) -> Chosen:
    """Why it is that mode."""
    if department.secretary is None:
        return Chosen(ModeSource.NO_SECRETARIES)
    force = in_force(department, setting, at)
    if force.setting is Mode.AUTO:
        return Chosen(ModeSource.HOURS, force.by, force.since)
    if force.since is None:
        return Chosen(ModeSource.NEVER_SWITCHED)
    return Chosen(ModeSource.SWITCHED, force.by, force.since)


def in_force(department: Department, setting: ModeSetting | None, at: datetime) -> ModeSetting:
    """The last switch while it holds, else what holds without one, `since` and `by` nobody.

    Without secretaries it is always duty.  AUTO only where there are business hours.
    """
    if department.secretary is None:
        return ModeSetting(department.name, Mode.DUTY)
    if setting is not None and _holds(department, setting, at):
        return setting
    auto = department.auto and department.business_hours is not None
    return ModeSetting(department.name, Mode.AUTO if auto else Mode.SECRETARY)


def next_change(department: Department, at: datetime) -> datetime | None:
    """The first instant after `at` at which the business hours begin or end."""
    hours = department.business_hours
    return None if hours is None else next_turn(hours, department.zone, at)


def holds_until(
    department: Department, setting: ModeSetting | None, at: datetime
) -> datetime | None:
    """The next automatic change; None: there is none until somebody switches."""
    force = in_force(department, setting, at)
    runs_out = force.since is not None and department.auto and not department.switch_forever
    return next_change(department, at) if force.setting is Mode.AUTO or runs_out else None


def _holds(department: Department, setting: ModeSetting, at: datetime) -> bool:
    if setting.setting is Mode.AUTO:
        return department.business_hours is not None
    if not department.auto or setting.since is None:
        return True
    if at < setting.since:
        return False
    if department.switch_forever:
        return True
    change = next_change(department, setting.since)
    return change is None or at < change

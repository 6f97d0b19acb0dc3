"""A caller's arrival, and which conversation its Stasis arguments ask for.

The one place where arguments are matched.  Knows nothing of what a department is set to.
"""

import re
from dataclasses import dataclass

from . import numbers
from .settings import Department, Settings
from .words import CallId, Mode


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


_COUNT = re.compile(r"-\d+\Z")  # what makes a call's id of its channel's, from the second on


def channel_of(call: CallId) -> str:
    """The one the caller came with.

    >>> channel_of(CallId("1700000000.1-2"))
    '1700000000.1'
    """
    return _COUNT.sub("", call)


@dataclass(frozen=True, slots=True)
class Inbound:
    """A call for a department; `called`: its number or name, empty when the dialplan said none."""

    called: str = ""
    did: str | None = None  # the number dialled, when a department is named
    presentation: str | None = None  # what CALLERID(num-pres) said


@dataclass(frozen=True, slots=True)
class OnCall:
    """The people on duty now, whatever the mode."""

    department: str | None = None  # None: the one whose extension was dialled


@dataclass(frozen=True, slots=True)
class Toggle:
    department: str | None = None  # None: the one whose code was dialled; `all`


@dataclass(frozen=True, slots=True)
class SetMode:
    department: str  # or `all`
    mode: Mode


@dataclass(frozen=True, slots=True)
class Who:
    """Who is on duty, spoken; from a phone of the staff the duty may be taken over."""

    department: str | None = None  # None: the one whose code was dialled


@dataclass(frozen=True, slots=True)
class Unknown:
    """Arguments that ask for nothing we know; `why` is for the log."""

    why: str


Entry = Inbound | OnCall | Toggle | SetMode | Who | Unknown


def entry_of(args: tuple[str, ...]) -> Entry:
    match [arg.strip() for arg in args]:
        case ["inbound", *rest]:
            pairs = (arg.partition("=") for arg in rest if "=" in arg)
            keys = {key.strip(): value.strip() for key, _, value in pairs}
            called = next((arg for arg in rest[:1] if "=" not in arg), "")
            return Inbound(called, keys.get("did") or None, keys.get("pres") or None)
        case ["oncall"]:
            return OnCall()
        case ["oncall", department, *_]:
            return OnCall(department or None)
        case ["toggle"]:
            return Toggle()
        case ["toggle", department, *_]:
            return Toggle(department or None)
        case ["who"]:
            return Who()
        case ["who", department, *_]:
            return Who(department or None)
        case ["mode", department, mode, *_] if department and mode in list(Mode):
            return SetMode(department, Mode(mode))
        case _:
            known = "inbound, oncall, toggle, who, mode,<department>,secretary|duty|auto"
            return Unknown(f"Stasis() was called with {','.join(args)!r}; known are {known}")


def department_called(settings: Settings, called: str) -> Department | None:
    """By its name, or by one of its numbers; never by likeness."""

    def dialled(did: str) -> bool:
        return numbers.same_did(called, did, settings.country, settings.extensions)

    for department in settings.departments:
        if called == department.name or any(map(dialled, department.dids)):
            return department
    return None


def department_on_call(settings: Settings, entry: OnCall, extension: str) -> Department | None:
    if entry.department is not None:
        return department_called(settings, entry.department)
    return next((d for d in settings.departments if d.extension == extension), None)


def department_asked(settings: Settings, entry: Who, extension: str) -> Department | None:
    """The only one there is need not be named."""
    if entry.department is not None:
        return settings.department(entry.department)
    by_code = (each for each in settings.departments if each.who and each.who.code == extension)
    only = settings.departments[0] if len(settings.departments) == 1 else None
    return next(by_code, only)


@dataclass(frozen=True, slots=True)
class Switched:
    """Whose mode an entry is about, and the code's PIN."""

    departments: tuple[Department, ...]
    all: bool
    pin: str | None = None


def departments_switched(settings: Settings, entry: Toggle | SetMode, extension: str) -> Switched:
    """None found: no departments.  A PIN is asked for however the department was named."""
    if entry.department == "all":
        shared = next((each for each in settings.toggles if each.all), None)
        return Switched(settings.departments, True, shared.pin if shared else None)
    if entry.department is not None:
        return _one(settings.department(entry.department))
    if shared := next((each for each in settings.toggles if each.code == extension), None):
        found = (settings.department(name) for name in shared.departments)
        return Switched(tuple(each for each in found if each), shared.all, shared.pin)
    own = (each for each in settings.departments if each.toggle and each.toggle.code == extension)
    return _one(next(own, None))


def _one(department: Department | None) -> Switched:
    if department is None:
        return Switched((), False)
    return Switched((department,), False, department.toggle.pin if department.toggle else None)


_HIDDEN = re.compile(r"prohib|unavailable", re.IGNORECASE)


def is_hidden(presentation: str) -> bool:
    """Of CALLERID(num-pres): `allowed_not_screened`, `prohib_passed_screen`, `unavailable` …"""
    return _HIDDEN.search(presentation) is not None


_NOBODY = {"anonymous", "restricted", "unavailable", "unknown"}


def is_nobody(number: str) -> bool:
    """Of a hidden caller some providers say only this, in From (RFC 3323: `sip:anonymous@…`); for
    Asterisk it is a number like any other, and may be shown (tested on 22.10)."""
    return number.casefold() in _NOBODY


def as_journalled(number: str | None, settings: Settings) -> str | None:
    """Of a caller, or a number that was dialled; None: there is none."""
    return numbers.normalised(number, settings.country, settings.extensions) if number else None

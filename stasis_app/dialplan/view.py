"""What the templates print: the settings, in the words of extensions.conf."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..core.dialling import endpoint_for
from ..core.lifeline import dial_string, dialled
from ..core.numbers import forms, normalise, same_did
from ..core.plan import Destination
from ..core.settings import ContinueThen, Department, DutyThen, Secretary, Settings

LONGEST_NAME = 70  # Asterisk keeps 79 characters of a context's name; ours begins with `duty-`
_PLAIN_PLACE = re.compile(r"[\w*#+.@/-]+", re.ASCII)
_SEPARATORS = re.compile(r"[\s().-]")
_EXAMPLE = "+79991234501"


@dataclass(frozen=True, slots=True)
class View:
    """Of one department; places are context,extension,priority."""

    name: str
    title: str
    written_dids: tuple[str, ...]
    dids: tuple[str, ...]  # every writing in which they may arrive
    extension: str | None
    code: str | None
    who: str | None  # its code
    secretaries: bool
    duty_place: str | None
    secretary_place: str | None
    secretary_phones: str
    secretary_seconds: int
    after_secretary: str | None  # None: hang up


def view(department: Department, settings: Settings) -> View:
    secretary = department.secretary
    own = department.fallback
    duty = own.duty or settings.fallback
    by_fallback = own.secretary or settings.fallback
    return View(
        name=department.name,
        title=department.title,
        written_dids=department.dids,
        dids=_writings(department.dids, settings),
        extension=department.extension,
        code=department.toggle.code if department.toggle else None,
        who=department.who.code if department.who else None,
        secretaries=secretary is not None,
        duty_place=_place(duty),
        secretary_place=_place(by_fallback or (secretary.continue_at if secretary else None)),
        secretary_phones=_escaped(dial_string(secretary.ring if secretary else (), settings)),
        secretary_seconds=round(secretary.timeout) if secretary else 0,
        after_secretary=_after(secretary),
    )


def unprintable(settings: Settings) -> tuple[str, ...]:
    """What cannot be said in a dialplan, as `otdel1: fallback 'a;b,s,1'`."""
    return tuple(_unprintable(settings))


def _unprintable(settings: Settings) -> Iterator[str]:
    template = settings.dialling.endpoint
    if dialled(endpoint_for(_EXAMPLE, settings)) is None:
        yield f"dial.endpoint {template!r}"
    for department in settings.departments:
        if len(department.name) > LONGEST_NAME:
            yield f"{department.name}: department, longer than {LONGEST_NAME} characters"
        secretary = department.secretary
        for entry in secretary.ring if secretary else ():
            if dialled(endpoint_for(entry, settings)) is None:
                yield f"{department.name}: secretary.ring {entry!r}"
        for place in _places(department, settings):
            if not all(map(_PLAIN_PLACE.fullmatch, (place.context, place.extension))):
                yield f"{department.name}: {str(place)!r}"


def _places(department: Department, settings: Settings) -> Iterator[Destination]:
    own, secretary = department.fallback, department.secretary
    found = [own.secretary, own.duty, settings.fallback]
    if secretary is not None:
        found.append(secretary.continue_at)
        if isinstance(secretary.then, ContinueThen):
            found.append(secretary.then.destination)
    yield from dict.fromkeys(each for each in found if each)


def _place(destination: Destination | None) -> str | None:
    return str(destination) if destination else None


def _after(secretary: Secretary | None) -> str | None:
    match secretary.then if secretary else None:
        case ContinueThen(destination):
            return str(destination)
        case DutyThen():
            return "duty,1"
        case _:
            return None


def _escaped(text: str) -> str:
    """`;` would begin a comment."""
    return text.replace(";", "\\;")


def _writings(dids: tuple[str, ...], settings: Settings) -> tuple[str, ...]:
    country, extensions = settings.country, settings.extensions
    found: dict[str, None] = {}
    for did in dids:
        plain = _SEPARATORS.sub("", did)
        number = normalise(did, country, extensions) or plain
        for each in (plain, *forms(number, country).values()):
            if same_did(each, did, country, extensions):
                found[each] = None
    return tuple(found)

"""What the configuration expects of Asterisk, as questions; and what Asterisk has answered.

Decides what there is to ask.  How it is asked: adapters/ari/inspector.py; how it is told: cli/.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .dialling import endpoints_for
from .numbers import is_internal
from .plan import Destination
from .recording import keeps_recordings
from .settings import ContinueThen, Department, RingThen, Settings, Then

CUSTOM = ("from-internal-custom", "from-internal-noxfer-custom")  # ours, on FreePBX
FREEPBX = "from-internal-additional"  # what FreePBX itself has generated for its phones
USUAL = "from-internal"  # where there is no phone to ask
LONGEST_RING = 25.0  # seconds: later a mobile's own answering machine takes the call


@dataclass(frozen=True, slots=True)
class Place:
    """Where the configuration says so."""

    key: str
    department: str | None = None  # None: config.yaml


@dataclass(frozen=True, slots=True)
class Number:
    """What a phone dials to reach us."""

    number: str
    place: Place
    hint: str | None = None  # that its lamp needs


@dataclass(frozen=True, slots=True)
class Questions:
    destinations: Mapping[Destination, tuple[Place, ...]]
    endpoints: Mapping[str, tuple[Place, ...]]  # technology/resource
    codes: tuple[Number, ...]
    extensions: tuple[Number, ...]
    dids: tuple[Number, ...]
    internal: str  # a regular expression: the phones' names
    ours: str = ""  # an expression: 1 when some dialplan of ours is loaded
    as_printed: tuple[str, ...] = ()  # … one of these: when it is the one to be printed now
    recordings: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)  # the company's own
    records: bool = False  # whether it is to record anything


@dataclass(frozen=True, slots=True)
class Dialled:
    """What a context has for a number."""

    exists: bool
    hint: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a number has been found."""

    by_context: Mapping[str, Dialled]  # of the phones
    ours: bool | None = None  # in one of CUSTOM; None: this is no FreePBX
    theirs: bool = False  # FreePBX has it for something of its own


@dataclass(frozen=True, slots=True)
class Answers:
    version: str
    asked_at: datetime
    now: datetime | None  # by Asterisk's clock
    zone: str | None  # of Asterisk's machine: +0300
    registered: bool  # a program is connected under our application's name
    modules: tuple[str, ...]  # that it lacks
    sounds: frozenset[str] | None  # of our prompts, those it has; None: it does not tell
    destinations: Mapping[Destination, bool] = field(default_factory=dict)
    endpoints: Mapping[str, str] = field(default_factory=dict)  # those there are: their state
    missing: frozenset[str] = frozenset()  # endpoints that cannot be rung
    numbers: Mapping[str, Found] = field(default_factory=dict)
    dids: Mapping[str, bool] = field(default_factory=dict)  # empty: no trunk is known to it
    as_printed: bool | None = None  # the dialplan; None: none of ours is loaded
    silent: frozenset[str] = frozenset()  # recordings that it does not have
    can_record: bool = True  # as far as is known: it has the folder


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Asterisk could not be asked; the text says why and what would help."""

    why: str
    version: str | None = None


def questions(settings: Settings, numbers: Iterable[str]) -> Questions:
    """`numbers`: of the staff, whoever may be on duty."""
    destinations: dict[Destination, tuple[Place, ...]] = {}
    for destination, place in _destinations(settings):
        destinations[destination] = (*destinations.get(destination, ()), place)
    endpoints: dict[str, tuple[Place, ...]] = {}
    for entry, place in (*_rung(settings), *((each, Place("staff")) for each in numbers)):
        for endpoint in endpoints_for(entry, settings):
            endpoints[endpoint] = (*endpoints.get(endpoint, ()), place)
    return Questions(
        destinations,
        endpoints,
        tuple(_codes(settings)),
        tuple(
            Number(each.extension, Place("extension", each.name))
            for each in settings.departments
            if each.extension
        ),
        tuple(
            Number(did, Place("dids", each.name))
            for each in settings.departments
            for did in each.dids
        ),
        settings.extensions,
        recordings=_recordings(settings),
        records=keeps_recordings(settings),
    )


def _recordings(settings: Settings) -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for each in settings.departments:
        named = {
            "spoken": each.spoken,
            "waiting.announcement": each.waiting.announcement,
            "waiting.greeting": each.waiting.greeting,
            "waiting.nobody": each.waiting.nobody,
            "duty.announce_recording": each.duty.announcement if each.duty.record else None,
        }
        for key, name in named.items():
            if name:
                found[name] = (*found.get(name, ()), Place(key, each.name))
    return found


def pjsip_of(endpoint: str) -> str | None:
    """The endpoint that Asterisk must know: trunk of `PJSIP/+7…@trunk`; None: not one of these."""
    match = re.fullmatch(r"PJSIP/(?:[^/@]*@)?([^/@]+)(?:/.*)?", endpoint)
    return match[1] if match else None


def dialplan_of(endpoint: str) -> Destination | None:
    """Where `Local/89…@outbound-allroutes/n` begins; None: not one of these."""
    match = re.fullmatch(r"Local/([^@/]+)@([^@/]+)(?:/\w+)?", endpoint)
    return Destination(match[2], match[1], "1") if match else None


def is_phone(name: str, internal: str) -> bool:
    return is_internal(name, internal)


def rings_too_long(department: Department) -> float | None:
    """For how long a mobile may ring without anybody being asked to accept; None: not too long."""
    duty = department.duty
    longest = min(duty.timeout, duty.leg_timeout or duty.timeout)
    return longest if not duty.confirm and longest > LONGEST_RING else None


def clock_error(answers: Answers) -> timedelta | None:
    """By how much Asterisk's clock is ahead of ours."""
    return None if answers.now is None else answers.now - answers.asked_at


def _destinations(settings: Settings) -> Iterator[tuple[Destination, Place]]:
    if settings.fallback:
        yield settings.fallback, Place("fallback")
    for each in settings.departments:
        own = {each.fallback.secretary, each.fallback.duty} - {settings.fallback, None}
        for destination in sorted(own, key=str):
            assert destination is not None
            yield destination, Place("fallback", each.name)
        if each.secretary is not None:
            if each.secretary.continue_at:
                yield each.secretary.continue_at, Place("secretary.continue", each.name)
            yield from _continued(each.secretary.then, "secretary.then", each.name)
        yield from _continued(each.duty.then, "duty.then", each.name)


def _continued(then: Then, key: str, department: str) -> Iterator[tuple[Destination, Place]]:
    match then:
        case ContinueThen(destination):
            yield destination, Place(f"{key}.continue", department)
        case RingThen(then=later):
            yield from _continued(later, f"{key}.then", department)


def _rung(settings: Settings) -> Iterator[tuple[str, Place]]:
    for each in settings.departments:
        if each.secretary is not None:
            for entry in each.secretary.ring:
                yield entry, Place("secretary.ring", each.name)
            yield from _rung_then(each.secretary.then, "secretary.then", each.name)
        yield from _rung_then(each.duty.then, "duty.then", each.name)


def _rung_then(then: Then, key: str, department: str) -> Iterator[tuple[str, Place]]:
    if isinstance(then, RingThen):
        for entry in then.ring:
            yield entry, Place(f"{key}.ring", department)
        yield from _rung_then(then.then, f"{key}.then", department)


def _codes(settings: Settings) -> Iterator[Number]:
    for each in settings.departments:
        if each.toggle:
            yield Number(each.toggle.code, Place("toggle.code", each.name), f"Stasis:{each.name}")
        if each.who:
            yield Number(each.who.code, Place("who.code", each.name))
    for number, shared in enumerate(settings.toggles):
        place = Place(f"toggles[{number}].code")
        yield Number(shared.code, place, "Stasis:all" if shared.all else None)

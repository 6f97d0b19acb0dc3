"""Whom a test call rings, and by which way: as a caller would have him rung.

Only who may be rung at all: whoever is on duty, a number that is known to the company.  Why not,
in Russian and in English.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from .dialling import Contacts, Outgoing, ways_to
from .numbers import is_internal, normalise, normalised
from .plan import Identity, Person, Visit
from .roster import OnDuty
from .settings import Department, RingThen, Settings, Then
from .staff import Staff
from .trial import Step, StepKind, TrialOrder
from .words import CallId, Role

Json = Mapping[str, object]

NAME_SHOWN = {"ru": "Проверка", "en": "Test call"}  # beside the number, on the phone rung


class _Texts(NamedTuple):
    ru: str
    en: str


class TrialRefusal(Enum):
    NO_DEPARTMENT = _Texts(
        "отдела «{department}» в настройках нет",
        "there is no department “{department}” in the configuration",
    )
    NO_MIRROR = _Texts(
        "{department}: расписание ещё не прочитано: запустите stasis-app sync",
        "{department}: the schedule has not been read yet: run stasis-app sync",
    )
    NOBODY = _Texts(
        "{department}: сейчас звонить некому: посмотрите stasis-app who --department {department}"
        " --verbose",
        "{department}: there is nobody to be rung now: see stasis-app who --department {department}"
        " --verbose",
    )
    NO_NUMBER = _Texts(
        "«{number}» не номер: напишите +79991234501, 89991234501 или внутренний номер",
        "“{number}” is no number: write it with its country, +79991234501, or an internal one",
    )
    UNKNOWN_NUMBER = _Texts(
        "{number}: по этому номеру звонить нельзя: его нет ни на листах сотрудников, ни в"
        " настройках, и это не внутренний номер",
        "{number}: this number may not be rung: no staff sheet and no configuration file has it,"
        " and it is not an internal one",
    )
    UNKNOWN_CALLER = _Texts(
        "{number}: с этим номером звонить нельзя: его нет ни на листах сотрудников, ни в"
        " настройках, и это не внутренний номер",
        "{number}: this number may not be shown: no staff sheet and no configuration file has it,"
        " and it is not an internal one",
    )
    BUSY = _Texts(
        "{name} ({number}) сейчас в другом звонке: проверьте позже",
        "{name} ({number}) is in another call just now: try later",
    )
    NOT_CONNECTED = _Texts(
        "нет связи с Asterisk: {problem}",
        "Asterisk is not connected: {problem}",
    )

    def text(self, language: str, **facts: object) -> str:
        """In `ru` or, for any other language, in English."""
        return (self.value.ru if language == "ru" else self.value.en).format(**facts)


class Untriable(Exception):
    """Nobody is rung; says why, in the configured language."""


@dataclass(frozen=True, slots=True)
class TrialWish:
    department: str
    number: str | None = None  # to be rung; None: whoever is on duty
    caller: str | None = None  # to be shown; None: the company's


@dataclass(frozen=True, slots=True)
class Known:
    """Everybody who may be rung, by number or endpoint."""

    settings: Settings
    names: Mapping[str, str]

    def name(self, entry: str) -> str | None:
        if is_internal(entry, self.settings.extensions):
            return self.names.get(entry, entry)
        return self.names.get(entry)


def known_of(settings: Settings, staffs: Sequence[Staff]) -> Known:
    configured = {entry: entry for each in settings.departments for entry in _rung(each)}
    staff = {
        employee.number: employee.name
        for each in staffs
        for employee in each.by_name.values()
        if employee.number is not None
    }
    return Known(settings, {**configured, **_company(settings), **staff})


def _rung(department: Department) -> Iterator[str]:
    if department.secretary is not None:
        yield from department.secretary.ring
        yield from _rung_then(department.secretary.then)
    yield from _rung_then(department.duty.then)


def _rung_then(then: Then) -> Iterator[str]:
    if isinstance(then, RingThen):
        yield from then.ring
        yield from _rung_then(then.then)


def _company(settings: Settings) -> dict[str, str]:
    """Its own numbers, where they are numbers."""
    given = [settings.dialling.company_number]
    for department in settings.departments:
        given += [department.company_number, *department.dids]
    found = (normalise(each, settings.country, settings.extensions) for each in given if each)
    return {number: number for number in found if number}


@dataclass(frozen=True, slots=True)
class TrialPlanner:
    """What a wish for a test call is judged by."""

    settings: Settings
    department: Department
    known: Known
    on_duty: OnDuty | None
    busy: frozenset[str]  # numbers in calls of ours
    wish: TrialWish

    def entry(self) -> str:
        """The number, or the configured endpoint, to be rung.  Raises Untriable."""
        entry = self._on_duty() if self.wish.number is None else self._number(self.wish.number)
        if self.wish.number is not None and self.known.name(entry) is None:
            raise self._refused(TrialRefusal.UNKNOWN_NUMBER, number=entry)
        if entry in self.busy:
            raise self._refused(TrialRefusal.BUSY, name=self._name(entry), number=entry)
        return entry

    def order(self, call: CallId, entry: str, contacts: Contacts) -> TrialOrder:
        """Raises Untriable."""
        own = self.department
        outgoing = Outgoing(
            self._visit(call), own.company_number, own.name_prefix, contacts=contacts
        )
        ways = ways_to(entry, outgoing, self.settings)
        role = Role.ESCALATION if self.wish.number else Role.PRIMARY
        number = None if "/" in entry else entry
        person = Person(self._name(entry), number, None, role, ways, confirm=True)
        duty = self.department.duty
        return TrialOrder(call, person, duty.leg_timeout or duty.timeout)

    def _on_duty(self) -> str:
        if self.on_duty is None:
            raise self._refused(TrialRefusal.NO_MIRROR)
        if self.on_duty.primary is None:
            raise self._refused(TrialRefusal.NOBODY)
        return self.on_duty.primary.number

    def _name(self, entry: str) -> str:
        on_duty = self.on_duty.primary if self.on_duty else None
        if on_duty is not None and on_duty.number == entry:
            return on_duty.name
        return self.known.name(entry) or entry

    def _number(self, written: str) -> str:
        if "/" in written:
            return written
        number = normalise(written, self.settings.country, self.settings.extensions)
        if number is None:
            raise self._refused(TrialRefusal.NO_NUMBER, number=written)
        return number

    def _visit(self, call: CallId) -> Visit:
        department, language = self.department, self.settings.language
        shown = Identity(self._caller(), NAME_SHOWN["ru" if language == "ru" else "en"])
        did = department.dids[0]
        return Visit(call, department.name, department.title, did, shown, shown, language)

    def _caller(self) -> str:
        if self.wish.caller is None:
            company = self.department.company_number or self.settings.dialling.company_number
            number = company or self.department.dids[0]
            return normalised(number, self.settings.country, self.settings.extensions)
        number = self._number(self.wish.caller)
        if "/" in number or self.known.name(number) is None:
            raise self._refused(TrialRefusal.UNKNOWN_CALLER, number=number)
        return number

    def _refused(self, refusal: TrialRefusal, **facts: object) -> Untriable:
        named = {"department": self.department.name, **facts}
        return Untriable(refusal.text(self.settings.language, **named))


def order_json(order: TrialOrder) -> Json:
    """`caller`: the number that the phone is to show."""
    way = order.person.ways[0]
    return {
        "step": "order",
        "name": order.person.name,
        "number": order.person.number,
        "caller": way.shown.number,
        "endpoints": list(way.endpoints),
        "timeout": order.timeout,
    }


def step_json(step: Step) -> Json:
    """Only what there is to tell of this step."""
    told: dict[str, object] = {"step": str(step.kind), "seconds": round(step.seconds, 3)}
    if step.endpoint is not None:
        told["endpoint"] = step.endpoint
    if step.key is not None:
        told["key"] = step.key
    if step.kind is StepKind.GONE:
        told |= {"cause": {"q850": step.q850, "sip": step.sip}, "ours": step.ours}
    if step.outcome is not None:
        told["outcome"] = str(step.outcome)
    return told

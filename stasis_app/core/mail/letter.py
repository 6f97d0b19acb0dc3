"""What a message says of a call: its subject, and facts one under the other.

Takes the journal's row as it is.  Knows neither who reads it nor how it is laid out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ..record import LegRow, Row
from ..settings import Department, Settings
from ..words import CallOutcome, LegOutcome
from .hostile import Number, clean, number, without_technology
from .language import Language, language
from .recipients import was_rung

# Of one person's phones, which ring at once, the letter tells what the foremost of these says.
_TELLING = (
    LegOutcome.ANSWERED,
    LegOutcome.NOT_CONFIRMED,
    LegOutcome.DECLINED,
    LegOutcome.BUSY,
    LegOutcome.ANSWERED_ELSEWHERE,
    LegOutcome.NO_ANSWER,
    LegOutcome.CANCELLED,
    LegOutcome.UNREACHABLE,
    LegOutcome.LOOPED,
    LegOutcome.SKIPPED,
    None,
)


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    number: Number | None = None  # stands before the value, and can be tapped


@dataclass(frozen=True, slots=True)
class Ringing:
    """One person's turn."""

    name: str  # and role
    number: Number | None
    times: str  # empty: was not rung
    outcome: str


@dataclass(frozen=True, slots=True)
class Letter:
    language: Language
    subject: str
    good: bool  # somebody took it
    facts: tuple[Fact, ...]  # the result first
    ringing: tuple[Ringing, ...]
    journal: str


def letter(row: Row, outcome: CallOutcome, department: Department | None, s: Settings) -> Letter:
    """`outcome` is the row's."""
    return _Writer(row, department, s, language(s.language)).letter(outcome)


def notice(row: Row, department: Department | None, s: Settings) -> Letter:
    """For somebody who is being rung, and does not see who calls."""
    return _Writer(row, department, s, language(s.language)).notice()


@dataclass(frozen=True, slots=True)
class _Writer:
    row: Row
    department: Department | None
    settings: Settings
    words: Language

    def letter(self, outcome: CallOutcome) -> Letter:
        caller = self._caller()
        words = self.words
        shown = caller.shown if caller else words.hidden
        return Letter(
            language=words,
            subject=f"{words.subject}: {words.outcome[outcome]}, {shown}, {self._title()}",
            good=outcome in {CallOutcome.ANSWERED, CallOutcome.HANDED_OVER},
            facts=(
                Fact(words.result, self._told(outcome)),
                *self._who_calls_whom(caller, words.caller),
                Fact(words.ended, self._moment(self.row.ended_at)),
                Fact(words.waited, self._lasted(self.row.dial_seconds, words.unknown)),
                Fact(words.talked, self._lasted(self.row.talk_seconds, words.no_talk)),
                Fact(words.answered_by, self._answered_by()),
            ),
            ringing=tuple(self._ringing(turn) for turn in _turns(self.row.legs)),
            journal=f"{words.journal} {clean(self.row.visit.id)}",
        )

    def notice(self) -> Letter:
        caller = self._caller()
        words = self.words
        shown = caller.shown if caller else words.hidden
        return Letter(
            language=words,
            subject=f"{words.you_are_called}: {shown}, {self._title()}",
            good=True,
            facts=(
                Fact(words.now, words.not_shown),
                *self._who_calls_whom(caller, words.who_calls),
            ),
            ringing=(),
            journal=f"{words.journal} {clean(self.row.visit.id)}",
        )

    def _who_calls_whom(self, caller: Number | None, label: str) -> tuple[Fact, ...]:
        words = self.words
        return (
            Fact(label, self._callers_name(caller) if caller else words.hidden, caller),
            Fact(words.called, *self._called()),
            Fact(words.department, self._title()),
            Fact(words.began, self._moment(self.row.started_at)),
        )

    def _told(self, outcome: CallOutcome) -> str:
        if outcome is CallOutcome.MISSED and not any(map(was_rung, self.row.legs)):
            return self.words.nobody_was_rung
        return self.words.told[outcome]

    def _caller(self) -> Number | None:
        """None: hidden; then his name is not told either, should there be one."""
        number = self.row.visit.caller.number
        return self._number(number) if clean(number) else None

    def _callers_name(self, caller: Number) -> str:
        """Not when it is his number once more, as many exchanges fill it in."""
        name = clean(self.row.visit.caller.name)
        return "" if self._number(name).shown == caller.shown else name

    def _called(self) -> tuple[str, Number | None]:
        did = self.row.visit.did
        return ("", self._number(did)) if clean(did) else (self.words.unknown, None)

    def _title(self) -> str:
        """Of a number that belongs to no department: the number."""
        title = clean(self.department.title if self.department else self.row.visit.title)
        _, did = self._called()
        return title or (did.shown if did else self.words.unknown)

    def _answered_by(self) -> str:
        if self.row.answered_at is None:
            return self.words.nobody
        return self._name(self.row.answered_by) or self.words.unknown

    def _ringing(self, turn: "_Turn") -> Ringing:
        leg = turn.telling
        name = self._name(leg.name)
        number = self._number(leg.number) if clean(leg.number) else None
        if number and number.shown == name:  # of those who are known by their number only
            name = ""
        role = self.words.role[leg.role]
        return Ringing(
            name=f"{name}, {role}" if name else role,
            number=number,
            times=self._times(turn) if was_rung(leg) else "",
            outcome=self.words.leg[leg.outcome] if leg.outcome else self.words.unknown,
        )

    def _times(self, turn: "_Turn") -> str:
        times = " – ".join(self._clock(at) for at in (turn.began, turn.ended) if at)
        picked_up = turn.telling.answered_at
        return f"{times}, {self.words.picked_up} {self._clock(picked_up)}" if picked_up else times

    def _name(self, text: str | None) -> str:
        """A person's, or the number of one who is known by an endpoint or a number only."""
        return self._number(without_technology(clean(text))).shown

    def _number(self, text: str | None) -> Number:
        return number(text or "", self.settings.country, self.settings.extensions)

    def _lasted(self, seconds: float | None, otherwise: str) -> str:
        return otherwise if seconds is None else self.words.duration(seconds)

    def _moment(self, at: datetime | None) -> str:
        if at is None:
            return self.words.unknown
        local = at.astimezone(self._zone())
        return f"{local.strftime(self.words.date_and_time)} ({_offset(local)})"

    def _clock(self, at: datetime) -> str:
        return at.astimezone(self._zone()).strftime("%H:%M:%S")

    def _zone(self) -> ZoneInfo:
        return self.department.zone if self.department else self.settings.zone


def _offset(local: datetime) -> str:
    """`UTC+3`, `UTC-3:30`."""
    offset = local.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    hours, minutes = divmod(int(abs(offset).total_seconds()) // 60, 60)
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


@dataclass(slots=True)
class _Turn:
    """The legs of one person that overlap: the contacts of his phone."""

    telling: LegRow
    began: datetime | None
    ended: datetime | None

    def takes(self, leg: LegRow) -> bool:
        same = (leg.name, leg.number, leg.role) == self._who()
        return same and bool(
            leg.dialled_at and self.began and (not self.ended or leg.dialled_at < self.ended)
        )

    def take(self, leg: LegRow) -> None:
        self.telling = min(self.telling, leg, key=lambda each: _TELLING.index(each.outcome))
        self.ended = self.ended and leg.ended_at and max(self.ended, leg.ended_at)

    def _who(self) -> tuple[object, ...]:
        return self.telling.name, self.telling.number, self.telling.role


def _turns(legs: Iterable[LegRow]) -> Iterator[_Turn]:
    turns: list[_Turn] = []
    for leg in legs:
        turn = next((turn for turn in turns if turn.takes(leg)), None)
        if turn:
            turn.take(leg)
        else:
            turns.append(_Turn(leg, leg.dialled_at, leg.ended_at))
    return iter(turns)

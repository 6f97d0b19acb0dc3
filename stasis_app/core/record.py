"""The journal's row about a call, as far as is known at the moment.

Reads what the call and its legs remember of their events; decides nothing.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from .call.call import Call, PassedOver
from .call.leg import Leg
from .call.transfers import Transfer
from .events import LegGone
from .plan import Visit, Why
from .recording import NOT_RECORDED, Recorded, recordings_of
from .words import CallOutcome, LegOutcome, Reason, Role


@dataclass(frozen=True, slots=True)
class Cause:
    q850: int | None
    sip: int | None


@dataclass(frozen=True, slots=True)
class LegRow:
    name: str
    number: str | None
    email: str | None
    role: Role
    dialled_at: datetime | None
    answered_at: datetime | None  # picked up
    ended_at: datetime | None
    outcome: LegOutcome | None
    cause: Cause | None
    forwarded_to: str | None = None  # the number that the phone wanted to be rung instead


@dataclass(frozen=True, slots=True)
class Row:
    visit: Visit
    why: Why
    outcome: CallOutcome | None  # None: it goes on
    started_at: datetime
    answered_at: datetime | None  # the two began to talk
    ended_at: datetime | None
    answered_by: str | None  # the person's name; a secretary's endpoint; the picker's number
    legs: tuple[LegRow, ...]
    transfers: tuple[Transfer, ...] = ()  # one after another
    reason: Reason | None = None  # why it ended, when nobody in it has ended it
    recording: str | None = None  # the file's name
    recording_removed_at: datetime | None = None  # it had been kept long enough
    message_to: tuple[str, ...] = field(default=(), compare=False)  # mail addresses
    recordings: tuple[Recorded, ...] = field(default=(), compare=False)  # that are in Asterisk

    @property
    def dial_seconds(self) -> float | None:
        """From the call's start to its answer or, without one, to its end."""
        return _seconds(self.started_at, self.answered_at or self.ended_at)

    @property
    def talk_seconds(self) -> float | None:
        return _seconds(self.answered_at, self.ended_at)


def row_of(call: Call) -> Row:
    answered = [leg for leg in call.legs if leg.outcome is LegOutcome.ANSWERED]
    recordings = recordings_of(call)
    kept = [each.file for each in recordings if each.file is not None]
    return Row(
        visit=call.plan.visit,
        why=_why(call),
        outcome=call.outcome,
        started_at=call.started_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        answered_by=answered[0].held_by if answered else None,
        legs=_with_passed_over(call, [_leg_row(leg) for leg in call.legs]),
        transfers=tuple(call.transfers.told),
        reason=call.reason,
        recording=kept[-1] if kept else None,
        message_to=call.message.step.to if call.message else (),
        recordings=recordings,
    )


def _why(call: Call) -> Why:
    why = call.plan.why
    return replace(why, issues=(*why.issues, NOT_RECORDED)) if call.is_not_recorded else why


def broken_off(call: Call, outcome: CallOutcome, at: datetime) -> Row:
    """Of a call that we follow no further, though it is not over: so are its legs."""
    row = row_of(call)
    legs = _with_passed_over(call, [_broken_off(leg, at) for leg in call.legs])
    return replace(row, outcome=row.outcome or outcome, ended_at=row.ended_at or at, legs=legs)


def _with_passed_over(call: Call, legs: list[LegRow]) -> tuple[LegRow, ...]:
    """Each where he would have been rung."""
    for number, each in enumerate(call.passed_over):
        legs.insert(each.legs_before + number, _passed_over(each))
    return tuple(legs)


def _passed_over(passed: PassedOver) -> LegRow:
    person = passed.person
    return LegRow(
        name=person.name,
        number=person.number,
        email=person.email,
        role=person.role,
        dialled_at=None,
        answered_at=None,
        ended_at=passed.at,
        outcome=LegOutcome.SKIPPED,
        cause=None,
    )


def _broken_off(leg: Leg, at: datetime) -> LegRow:
    known = leg.lost or leg.outcome is LegOutcome.ANSWERED
    row = _leg_row(leg)
    return replace(
        row,
        outcome=leg.outcome if known else LegOutcome.CANCELLED,
        ended_at=row.ended_at or at,
    )


def _leg_row(leg: Leg) -> LegRow:
    return LegRow(
        name=leg.person.name,
        number=leg.person.number,
        email=leg.person.email,
        role=leg.person.role,
        dialled_at=leg.dialled_at,
        answered_at=leg.answered_at,
        ended_at=leg.ended_at,
        outcome=leg.result,
        cause=_cause(leg.cause),
        forwarded_to=leg.forwarded_to,
    )


def _cause(end: LegGone | None) -> Cause | None:
    """None: Asterisk never told, or did not know."""
    if end is None or (end.q850 is None and end.sip is None):
        return None
    return Cause(end.q850, end.sip)


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start).total_seconds()

"""The journal's row about a call, by the second account of it."""

from stasis_app.core.events import LegGone
from stasis_app.core.record import Cause, LegRow, Row
from stasis_app.core.words import CallOutcome

from .knowledge import Knowledge
from .known_leg import KnownLeg
from .world import EVENING


def expected_row(known: Knowledge) -> Row:
    talked = known.who_talked
    return Row(
        visit=known.plan.visit,
        why=known.plan.why,
        outcome=known.outcome,
        started_at=EVENING,
        answered_at=talked.talks_since if talked else None,
        ended_at=known.over_at,
        answered_by=talked.picked_up_by or talked.person.name if talked else None,
        legs=tuple(_leg_row(phone) for phone in known.phones.values()),
        transfers=tuple(known.transfers),
        recording=_message(known) if known.outcome is CallOutcome.VOICEMAIL else None,
    )


def _message(known: Knowledge) -> str:
    visit = known.plan.visit
    return f"2026-03-02/{visit.department}-200000Z-{visit.id}-message.wav"


def _leg_row(phone: KnownLeg) -> LegRow:
    return LegRow(
        name=phone.person.name,
        number=phone.person.number,
        email=phone.person.email,
        role=phone.person.role,
        dialled_at=phone.dialled_at,
        answered_at=phone.picked_up_at,
        ended_at=phone.ended_at,
        outcome=phone.outcome if phone.ended_at is not None else None,
        cause=_cause(phone.cause),
        forwarded_to=phone.forwarded_to,
    )


def _cause(end: LegGone | None) -> Cause | None:
    match end:
        case None | LegGone(_, None, None):
            return None
        case LegGone(_, q850, sip):
            return Cause(q850, sip)

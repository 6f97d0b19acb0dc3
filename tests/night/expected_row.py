"""The journal's row about a call, by the second account of it."""

from dataclasses import replace

from stasis_app.core.events import LegGone
from stasis_app.core.plan import Why
from stasis_app.core.record import Cause, LegRow, Row
from stasis_app.core.words import CallOutcome

from .knowledge import Knowledge
from .known_leg import KnownLeg
from .world import EVENING


def expected_row(known: Knowledge) -> Row:
    talked = known.who_talked
    return Row(
        visit=known.plan.visit,
        why=_why(known),
        outcome=known.outcome,
        started_at=EVENING,
        answered_at=talked.talks_since if talked else None,
        ended_at=known.over_at,
        answered_by=talked.picked_up_by or talked.person.name if talked else None,
        legs=tuple(_leg_row(phone) for phone in known.phones.values()),
        transfers=tuple(known.transfers),
        recording=_recording(known),
    )


def _why(known: Knowledge) -> Why:
    why = known.plan.why
    return replace(why, issues=(*why.issues, "not_recorded")) if known.is_not_recorded else why


def _recording(known: Knowledge) -> str | None:
    visit = known.plan.visit
    talk = known.tape is not None and known.tape.there
    if not talk and known.outcome is not CallOutcome.VOICEMAIL:
        return None
    kind = "talk" if talk else "message"
    return f"2026-03-02/{visit.department}-200000Z-{visit.id}-{kind}.wav"


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

"""What the commands answer about calls and modes, as JSON-able data; the shapes are the contract's.

Times are in the department's zone, seconds are numbers.  Decides nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from .call.transfers import Transfer
from .dossier import Dossier
from .mode import ModeSetting, holds_until, in_force, mode_now
from .plan import Chosen
from .record import LegRow, Row
from .settings import Department
from .simulation import (
    ContinueStep,
    Ringing,
    RingStep,
    SimulatedStep,
    Simulation,
    VoicemailStep,
)
from .told import Told
from .words import Mode

Json = Mapping[str, object]


def mode_json(department: Department, kept: ModeSetting | None, at: datetime) -> Json:
    """`kept`: the last switch; None: nobody has switched yet.  One that is over is not shown."""
    force = in_force(department, kept, at)
    return {
        "department": department.name,
        "mode": str(mode_now(department, kept, at)),
        "setting": str(force.setting),
        "since": _iso(force.since, department.zone),
        "by": force.by,
        "until": _iso(holds_until(department, kept, at), department.zone),
    }


def simulation_json(
    simulation: Simulation, department: Department, at: datetime, mode: Mode, shift: str | None
) -> Json:
    return {
        "department": department.name,
        "at": _iso(at, department.zone),
        "mode": str(mode),
        "shift": shift,
        "steps": [_step_json(step) for step in simulation.steps],
        "outcome": str(simulation.outcome),
    }


def _step_json(step: SimulatedStep) -> Json:
    match step:
        case RingStep(start, end, ringing):
            legs = [_ringing_json(each) for each in ringing]
            return {"step": "ring", "from": start, "until": end, "legs": legs}
        case ContinueStep(start, destination):
            place = str(destination) if destination else None
            step_json = {"step": "continue", "from": start, "until": start, "legs": []}
            return {**step_json, "destination": place}
        case VoicemailStep(start, end):
            return {"step": "voicemail", "from": start, "until": end, "legs": []}
        case _:
            return {"step": "hangup", "from": step.start, "until": step.start, "legs": []}


def _ringing_json(ringing: Ringing) -> Json:
    return {
        "name": ringing.person.name,
        "number": ringing.person.number,
        "role": str(ringing.person.role),
        "endpoint": ringing.endpoint,
        "from": ringing.start,
        "until": ringing.end,
    }


def call_json(row: Row, zone: ZoneInfo) -> Json:
    visit = row.visit
    return {
        "id": str(visit.id),
        "department": visit.department,
        "did": visit.did,
        "caller": visit.caller.number,
        "caller_name": visit.caller.name,
        "mode": row.why.mode and str(row.why.mode),
        "outcome": row.outcome and str(row.outcome),
        "reason": row.reason and str(row.reason),
        "started_at": _iso(row.started_at, zone),
        "answered_at": _iso(row.answered_at, zone),
        "ended_at": _iso(row.ended_at, zone),
        "dial_seconds": _rounded(row.dial_seconds),
        "talk_seconds": _rounded(row.talk_seconds),
        "answered_by": row.answered_by,
        "version": row.why.version,
        "source": row.why.source,
        "recording": row.recording,
        "recording_removed_at": _iso(row.recording_removed_at, zone),
        "issues": list(row.why.issues),
        "transfers": [_transfer_json(each, zone) for each in row.transfers],
        "legs": [_leg_json(leg, zone) for leg in row.legs],
    }


def _transfer_json(transfer: Transfer, zone: ZoneInfo) -> Json:
    """`by` null: the caller's own phone; `call`: the one of ours with which it goes on."""
    return {
        "at": _iso(transfer.at, zone),
        "by": transfer.by,
        "to": transfer.to,
        "call": transfer.call,
    }


def chronicle_json(
    dossier: Dossier, events: Sequence[Told], sentences: Sequence[str], zone: ZoneInfo
) -> Json:
    """`events`: null when no details are kept.  `text`: the sentence, in the company's language."""
    row, story = dossier.row, dossier.story
    chosen = story.plan.chosen if story else None
    return {
        "call": call_json(row, zone),
        "mode": row.why.mode and str(row.why.mode),
        "mode_by": chosen and _chosen_json(chosen, zone),
        "shift": row.why.shift,
        "date": row.why.date.isoformat() if row.why.date else None,
        "source": row.why.source,
        "version": row.why.version,
        "cells": list(row.why.cells),
        "overrides": [each.id for each in dossier.overrides],
        "events": [
            {**_told_json(each, zone), "text": text}
            for each, text in zip(events, sentences, strict=True)
        ]
        if story
        else None,
        "mails": [
            {
                "to": each.to,
                "sent_at": _iso(each.done_at, zone),
                "given_up_at": _iso(each.given_up_at, zone),
                "error": each.last_error,
            }
            for each in dossier.mails
        ],
    }


def _chosen_json(chosen: Chosen, zone: ZoneInfo) -> Json:
    return {"how": str(chosen.how), "by": chosen.by, "since": _iso(chosen.since, zone)}


def _told_json(told: Told, zone: ZoneInfo) -> Json:
    phone = told.phone
    return {
        "at": _iso(told.at, zone),
        "what": str(told.what),
        "name": phone.name if phone else None,
        "number": phone.number if phone else None,
        "role": str(phone.role) if phone else None,
        "phone": (phone.which or None) if phone else None,
        "facts": dict(told.facts),
    }


def _leg_json(leg: LegRow, zone: ZoneInfo) -> Json:
    return {
        "name": leg.name,
        "number": leg.number,
        "role": str(leg.role),
        "dialled_at": _iso(leg.dialled_at, zone),
        "answered_at": _iso(leg.answered_at, zone),
        "ended_at": _iso(leg.ended_at, zone),
        "outcome": leg.outcome and str(leg.outcome),
        "cause": {
            "q850": leg.cause.q850 if leg.cause else None,
            "sip": leg.cause.sip if leg.cause else None,
        },
        "forwarded_to": leg.forwarded_to,
    }


def _iso(at: datetime | None, zone: ZoneInfo) -> str | None:
    """`2026-11-21T06:00:00.120+03:00`, without milliseconds where there are none."""
    if at is None:
        return None
    local = at.astimezone(zone)
    return local.isoformat(timespec="milliseconds" if local.microsecond >= 1000 else "seconds")


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)

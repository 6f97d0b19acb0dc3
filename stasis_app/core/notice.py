"""What the public may know of a live call: its notice.

For whoever watches (a terminal, a panel): as the journal tells a call, and what each phone does
just now besides.  A hidden caller stays hidden.  Decides nothing.
"""

from collections.abc import Mapping
from enum import StrEnum
from zoneinfo import ZoneInfo

from .call.call import Call
from .call.handover import HandingOver
from .call.leg import Leg, State
from .call.talk import Talk
from .call_answers import call_json
from .record import Row, row_of
from .words import LegOutcome

Json = Mapping[str, object]


class CallState(StrEnum):
    RINGING = "ringing"  # somebody is rung
    CONNECTING = "connecting"  # somebody has taken the call
    TALKING = "talking"
    LEAVING = "leaving"  # the caller is handed over to the dialplan
    ENDING = "ending"  # only the ends of the phones are awaited
    ENDED = "ended"


class LegState(StrEnum):
    CALLING = "calling"  # asked for, or dialled, and not ringing yet
    RINGING = "ringing"
    PICKED_UP = "picked up"  # being asked to press 1, or to be connected
    TALKING = "talking"
    ENDING = "ending"
    ENDED = "ended"


def notice_of(call: Call, zone: ZoneInfo) -> Json:
    """As `journal --json`, with `state` of the call and of each leg."""
    states = [_state_of_leg(leg) for leg in call.legs]
    for number, passed_over in enumerate(call.passed_over):  # as in the row
        states.insert(passed_over.legs_before + number, LegState.ENDED)
    return _notice(row_of(call), _state_of(call), states, zone)


def notice_of_ended(row: Row, zone: ZoneInfo) -> Json:
    return _notice(row, CallState.ENDED, [LegState.ENDED for _ in row.legs], zone)


def _notice(row: Row, state: CallState, states: list[LegState], zone: ZoneInfo) -> Json:
    told = call_json(row, zone)
    legs = told["legs"]
    assert isinstance(legs, list)
    with_states = [{**leg, "state": str(s)} for leg, s in zip(legs, states, strict=True)]
    return {**told, "state": str(state), "legs": with_states}


def _state_of(call: Call) -> CallState:
    if call.result is not None:
        return CallState.ENDED
    if call.outcome is not None:
        return CallState.ENDING
    match call.part:
        case Talk(since=None):
            return CallState.CONNECTING
        case Talk():
            return CallState.TALKING
        case HandingOver():
            return CallState.LEAVING
        case _:
            return CallState.RINGING


def _state_of_leg(leg: Leg) -> LegState:
    match leg.state:
        case State.CREATING | State.DIALLED:
            return LegState.CALLING
        case State.RINGING:
            return LegState.RINGING
        case State.UP:
            talking = leg.outcome is LegOutcome.ANSWERED
            return LegState.TALKING if talking else LegState.PICKED_UP
        case State.GONE:
            return LegState.ENDED
        case _:
            return LegState.ENDING

"""What every part of a call promises."""

import pytest

from stasis_app.core.call.call import Call
from stasis_app.core.call.message import BEEP, GREETING
from stasis_app.core.commands import Connect, Create, Dial, Finish, Play
from stasis_app.core.events import (
    Event,
    Interrupted,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegGone,
    LegReplaced,
    LegRinging,
    PlayEnded,
    RecordingEnded,
    RecordingStarted,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
)
from stasis_app.core.plan import Refuse, Step, TakeMessage
from stasis_app.core.words import CALLER, CallOutcome, LegId, Result, Sound, TimerId

from ..night.world import EVENING
from ..people import ANNA, BOSS, CALLER_ID, IVAN, QUEUE, hand_over, parallel, plan

ABANDONED = CallOutcome.ABANDONED
ONE, TWO = LegId(1), LegId(2)
MESSAGE = TakeMessage(seconds=60.0, silence=5.0, to=())


@pytest.mark.parametrize("step", [parallel(IVAN), hand_over(QUEUE)])
def test_a_part_that_is_stopped_has_come_to_nothing(step: Step) -> None:
    call = Call(plan(step))
    call.start(EVENING)
    assert call.part.result is None
    call.handle(LegGone(CALLER, 16), EVENING)
    assert call.part.result is Result.NO


def test_a_part_that_has_done_its_work_keeps_its_result() -> None:
    call = Call(plan(hand_over()))
    call.start(EVENING)
    call.handle(LegGone(CALLER, None), EVENING)
    assert call.part.result is Result.YES


def begun(step: Step, *events: Event) -> Call:
    call = Call(plan(step))
    call.start(EVENING)
    for event in events:
        call.handle(event, EVENING)
    return call


def test_whoever_was_created_while_we_were_away_is_dialled_once() -> None:
    call = begun(parallel(ANNA), Interrupted())
    assert call.handle(LegCreated(ONE), EVENING) == [Dial(ONE)]
    assert Dial(ONE) not in call.handle(Resumed(), EVENING)


def test_a_phone_of_which_no_channel_was_made_is_waited_for_no_longer() -> None:
    call = begun(parallel(ANNA), LegGone(CALLER, 16))
    assert call.result is None
    created = Create(ONE, ANNA.ways[0].endpoints[0], CALLER_ID)
    assert call.handle(Refused(created, Refusal.REJECTED), EVENING) == [Finish(ABANDONED)]


def test_what_a_call_says_of_a_message() -> None:
    ringing = begun(parallel(ANNA))
    assert not ringing.is_leaving_message
    assert ringing.recording == ()
    speaks = begun(MESSAGE, PlayEnded(CALLER, GREETING), PlayEnded(CALLER, BEEP))
    assert not speaks.is_leaving_message
    speaks.handle(RecordingStarted(CALLER), EVENING)
    assert speaks.is_leaving_message
    assert speaks.recording == (CALLER,)
    speaks.handle(RecordingEnded(CALLER, 5, 5), EVENING)
    assert not speaks.is_leaving_message
    assert speaks.recording == ()


def test_who_waits_for_somebody_and_who_is_being_connected() -> None:
    call = begun(parallel(BOSS))
    told = [(call.waits, call.is_being_connected)]
    for event in (
        *(LegCreated(ONE), LegRinging(ONE), LegAnswered(ONE)),
        *(LegConnected(ONE, ONE), LegConnected(CALLER, ONE), LegGone(CALLER, 16)),
    ):
        call.handle(event, EVENING)
        told.append((call.waits, call.is_being_connected))
    rings, connects, over = (True, False), (True, True), (False, False)
    assert told == [rings, rings, rings, connects, connects, over, over]
    assert not begun(MESSAGE).waits


TALK = (LegCreated(ONE), LegRinging(ONE), LegAnswered(ONE), LegConnected(ONE, ONE))
TALKING = (*TALK, LegConnected(CALLER, ONE))
REPLACED = LegReplaced(CALLER, up=True, stand_in=False)


def connected(call: Call, *events: Event) -> list[Connect]:
    """Who is put into a bridge."""
    commands = [c for event in events for c in call.handle(event, EVENING)]
    return [each for each in commands if isinstance(each, Connect)]


def test_a_phone_that_joins_a_talk_is_put_there_again_after_a_kill() -> None:
    """Until it is told that it sits there."""
    call = begun(parallel(BOSS), *TALKING)
    assert len(connected(call, REPLACED)) == 1
    assert len(connected(call, Interrupted(), Resumed())) == 1
    assert connected(call, LegConnected(CALLER, ONE), Interrupted(), Resumed()) == []


def test_a_refusal_of_another_bridge_says_nothing_of_this_one() -> None:
    call = begun(parallel(BOSS, ANNA), LegCreated(ONE), LegCreated(TWO), LegAnswered(TWO))
    assert call.is_being_connected
    late = Refused(Connect(CALLER, ONE), Refusal.REJECTED)
    assert call.handle(late, EVENING) == []


REFUSED = Refuse(CallOutcome.BLOCKED, (Sound.CALL_REFUSED,))


@pytest.mark.parametrize(
    "events",
    [
        (PlayEnded(CALLER, REFUSED.sounds),),
        (REPLACED,),
        (Refused(Play(CALLER, REFUSED.sounds), Refusal.REJECTED),),
        (TimerFired(TimerId(1)),),
        (Interrupted(), Resumed()),
    ],
)
def test_he_has_been_told_or_never_will_be(events: tuple[Event, ...]) -> None:
    call = begun(REFUSED, *events)
    assert call.part.result is Result.YES
    assert call.outcome is CallOutcome.BLOCKED


@pytest.mark.parametrize(
    "event",
    [
        PlayEnded(CALLER, (Sound.PLEASE_WAIT,)),
        PlayEnded(ONE, REFUSED.sounds),
        LegReplaced(ONE, up=True, stand_in=False),
        Refused(Play(ONE, REFUSED.sounds), Refusal.REJECTED),
        TimerFired(TimerId(99)),
        Resumed(),
    ],
)
def test_he_is_being_told(event: Event) -> None:
    call = begun(REFUSED, event)
    assert call.outcome is None
    call.handle(LegGone(CALLER, 16), EVENING)
    assert call.part.result is Result.NO
    assert call.outcome is CallOutcome.BLOCKED

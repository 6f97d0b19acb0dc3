"""What a call asks for when it hears this or that: late, twice, of somebody else, after a kill.

One event after another, where a scenario would have to bring about the moment first.
"""

from dataclasses import replace

import pytest

from stasis_app.core.call.call import Call
from stasis_app.core.call.message import BEEP, GREETING
from stasis_app.core.call.talk import CONNECT_SECONDS
from stasis_app.core.commands import (
    Answer,
    AskDialplan,
    Command,
    Connect,
    Create,
    Dial,
    FindWays,
    Finish,
    HangUp,
    Indicate,
    Listen,
    Play,
    Record,
    StartMusic,
    StartTimer,
)
from stasis_app.core.events import (
    Event,
    Interrupted,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegForwarded,
    LegGone,
    LegReplaced,
    LegRinging,
    ListenerCame,
    PlayEnded,
    RecordingEnded,
    RecordingStarted,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
    WaysFound,
)
from stasis_app.core.plan import Comfort, Question, Refuse, Step, TakeMessage, Taping
from stasis_app.core.words import CALLER, CallOutcome, LegId, LegOutcome, Result, Sound, TimerId

from ..night.world import EVENING
from ..people import (
    ALL_OF_IT,
    ANNA,
    ANNOUNCEMENTS,
    BOSS,
    CALLER_ID,
    IVAN,
    KNOWN_CALLER,
    MUSIC,
    NIGHT_BELL,
    PLEASE_WAIT,
    QUEUE,
    RECORDED,
    RECORDED_AND_TOLD,
    RITA,
    hand_over,
    parallel,
    plan,
)

ABANDONED = CallOutcome.ABANDONED
ONE, TWO = LegId(1), LegId(2)
MESSAGE = TakeMessage(seconds=60.0, silence=5.0, to=())


def begun(step: Step, *events: Event, taping: Taping | None = None) -> Call:
    call = Call(replace(plan(step), taping=taping))
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


def asks(call: Call, *events: Event) -> list[Command]:
    return [c for event in events for c in call.handle(event, EVENING)]


ANNOUNCEMENT = RECORDED_AND_TOLD.announcement
TOLD = (LegCreated(ONE), LegRinging(ONE), LegAnswered(ONE))


def told(*events: Event) -> Call:
    """That they are recorded."""
    return begun(parallel(BOSS), *TOLD, *events, taping=RECORDED_AND_TOLD)


def test_whoever_has_the_place_of_the_caller_is_told_that_he_is_recorded() -> None:
    assert Play(CALLER, ANNOUNCEMENT) in asks(told(), REPLACED)
    assert Play(CALLER, ANNOUNCEMENT) not in asks(told(), replace(REPLACED, leg=ONE))
    assert asks(told(), Resumed()) == []
    assert Play(CALLER, ANNOUNCEMENT) in asks(told(), Interrupted(), Resumed())


def test_the_phone_is_lost_while_they_are_told() -> None:
    call = told(LegGone(ONE, 16))
    assert call.part.result is Result.NO
    assert call.outcome is CallOutcome.MISSED
    assert call.legs[0].outcome is LegOutcome.UNREACHABLE
    assert told(LegGone(CALLER, 16)).part.result is Result.NO


def test_they_were_told_before_we_were_killed() -> None:
    """And what has been decided then was not written any more."""
    rings = begun(parallel(BOSS), *TOLD[:2], Interrupted(), taping=RECORDED_AND_TOLD)
    sits = (LegConnected(ONE, ONE), LegConnected(CALLER, ONE))
    assert Listen(ONE, CALLER) in asks(rings, *sits)
    assert not rings.untold


def test_who_is_or_may_be_recorded() -> None:
    call = begun(parallel(BOSS), *TALKING, taping=RECORDED)
    assert set(call.recording) == {ONE}
    asks(call, ListenerCame(ONE, 1), RecordingStarted(ONE), RecordingEnded(ONE, 5))
    assert not call.recording


def test_whose_phones_are_taken() -> None:
    call = begun(parallel(ANNA, replace(BOSS, number=None)), LegCreated(ONE), LegCreated(TWO))
    assert call.numbers == {ANNA.number}
    asks(call, LegGone(CALLER, 16))
    assert call.numbers == {ANNA.number}, "it rings until Asterisk says that it is gone"
    asks(call, LegGone(ONE, 16))
    assert call.numbers == frozenset()


def test_the_caller_is_hung_up_on_again_when_it_may_have_got_lost() -> None:
    gone = (LegCreated(ONE), LegGone(ONE, 17, 486))
    assert asks(begun(parallel(ANNA), *gone), Resumed()) == []
    call = begun(parallel(ANNA), *gone)
    assert [type(each) for each in asks(call, Interrupted(), Resumed())] == [HangUp]


def test_a_phone_is_hung_up_on_again_when_it_may_have_got_lost() -> None:
    left = LegGone(CALLER, 16)
    call = begun(parallel(ANNA), LegCreated(ONE))
    assert HangUp(ONE) in asks(call, left)
    assert asks(call, Resumed()) == []
    assert asks(call, Interrupted(), Resumed()) == [HangUp(ONE)]
    call = begun(parallel(ANNA), LegCreated(ONE), Interrupted())
    assert asks(call, left, Resumed()).count(HangUp(ONE)) == 1


def test_how_long_good_byes_may_take() -> None:
    for question, seconds in ((KNOWN_CALLER, 15.0), (Question(), 5.0)):
        call = Call(replace(plan(parallel(IVAN)), question=question))
        call.start(EVENING)
        asks(call, *TOLD)
        parting = [each for each in asks(call, LegGone(CALLER, 16)) if isinstance(each, StartTimer)]
        assert StartTimer(call.legs[0].farewell, seconds) in parting


def test_a_phone_that_sends_us_on_says_so_several_times() -> None:
    call = begun(parallel(IVAN), LegCreated(ONE), LegRinging(ONE))
    sends = LegForwarded(ONE, "103")
    assert asks(call, sends, sends, sends) == [FindWays(ONE, "103")]
    assert asks(call, Resumed()) == []
    assert FindWays(ONE, "103") in asks(call, Interrupted(), Resumed())
    asks(call, WaysFound(ONE, "+79990000103", ()))
    assert call.legs[0].forwarded_to == "+79990000103"
    assert FindWays(ONE, "103") not in asks(call, Interrupted(), Resumed())


def test_whoever_has_picked_up_cannot_send_us_on_any_more() -> None:
    call = begun(parallel(IVAN), LegCreated(ONE), LegRinging(ONE), LegAnswered(ONE))
    assert asks(call, LegForwarded(ONE, "103")) == []


@pytest.mark.parametrize(("q850", "sip"), [(21, None), (34, None)])
def test_what_a_phone_that_was_picked_up_ends_with_says_nothing_of_the_trunk(
    q850: int, sip: int | None
) -> None:
    asked = replace(RITA, confirm=True)
    call = begun(parallel(asked), LegCreated(ONE), LegAnswered(ONE), LegGone(ONE, q850, sip))
    assert len(call.legs) == 1


def test_whoever_sits_in_the_bridge_has_picked_up() -> None:
    call = begun(parallel(BOSS), LegCreated(ONE), Interrupted(), LegConnected(ONE, ONE))
    assert call.legs[0].answered_at == EVENING
    assert call.legs[0].accepted


def test_news_of_a_talk_s_recording_is_none_of_a_message() -> None:
    speaks = begun(MESSAGE, PlayEnded(CALLER, GREETING), PlayEnded(CALLER, BEEP))
    asks(speaks, RecordingStarted(ONE))
    assert not speaks.is_leaving_message
    asks(speaks, RecordingEnded(ONE, 5, 5))
    assert speaks.outcome is None
    asks(speaks, RecordingEnded(CALLER, 5, 5, failed=True))
    assert speaks.outcome is CallOutcome.MISSED


RECORD = Record(CALLER, MESSAGE.seconds, MESSAGE.silence)


def test_only_the_tone_begins_a_message() -> None:
    greeted = begun(MESSAGE, PlayEnded(CALLER, GREETING))
    assert RECORD not in asks(greeted, PlayEnded(CALLER, GREETING))
    assert RECORD in asks(greeted, PlayEnded(CALLER, BEEP))


def test_a_message_is_begun_once_though_we_were_killed() -> None:
    greeted = begun(MESSAGE, PlayEnded(CALLER, GREETING), Interrupted())
    tone = TimerFired(TimerId(greeted.timers))
    assert asks(greeted, tone, Resumed()).count(RECORD) == 1
    greeted = begun(MESSAGE, Interrupted())
    began = asks(greeted, RecordingStarted(CALLER), Resumed())
    assert [type(each) for each in began] == [StartTimer]
    asks(greeted, LegGone(CALLER, 16))
    assert greeted.outcome is None, "what he has said is still to be told"


def test_whoever_has_left_is_not_recorded_again() -> None:
    speaks = begun(MESSAGE, PlayEnded(CALLER, GREETING), PlayEnded(CALLER, BEEP))
    asks(speaks, RecordingStarted(CALLER), REPLACED)
    assert RECORD not in asks(speaks, Interrupted(), Resumed())


def test_a_refusal_before_we_were_killed_is_not_counted() -> None:
    refused = Refused(Connect(CALLER, ONE), Refusal.REJECTED)
    call = begun(parallel(BOSS), *TALK, refused, Interrupted(), Resumed())
    asks(call, replace(refused, command=Connect(CALLER, ONE, 2)))
    assert call.is_being_connected


def test_those_who_are_put_together_again_have_all_the_time_for_it() -> None:
    call = begun(parallel(BOSS), *TALK, Interrupted())
    assert asks(call, Resumed())[-1] == StartTimer(TimerId(call.timers), CONNECT_SECONDS)


def test_a_phone_that_joins_is_put_into_the_bridge_until_it_is_told_to_sit_there() -> None:
    call = begun(parallel(BOSS), *TALKING, REPLACED)
    assert connected(call, LegConnected(CALLER, TWO), TimerFired(TimerId(99))) == []
    other = Refused(Connect(ONE, ONE, 2), Refusal.REJECTED)
    assert asks(call, other) == []
    assert len(connected(call, TimerFired(TimerId(call.timers)))) == 1
    assert connected(call, TimerFired(TimerId(call.timers))) == []
    assert connected(call, Interrupted(), Resumed()) == [], "it has been tried often enough"


def test_an_answer_that_is_refused_is_not_asked_for_again() -> None:
    call = begun(parallel(BOSS), *TALK)
    assert asks(call, Refused(Answer(CALLER), Refusal.REJECTED)) == []
    assert asks(call, Refused(Answer(CALLER), Refusal.TIMED_OUT)) == [Answer(CALLER)]


@pytest.mark.parametrize(("comfort", "again"), [(ALL_OF_IT, True), (MUSIC, False)])
def test_whoever_is_answered_as_he_waits_is_answered_again(
    comfort: Comfort, *, again: bool
) -> None:
    """When nobody has told that he was."""
    call = Call(replace(plan(parallel(ANNA)), comfort=comfort))
    call.start(EVENING)
    lost = Refused(Answer(CALLER), Refusal.TIMED_OUT)
    assert asks(call, lost) == ([Answer(CALLER)] if again else [])


def test_what_a_phone_has_heard_the_caller_has_not() -> None:
    call = Call(replace(plan(parallel(ANNA)), comfort=ANNOUNCEMENTS))
    call.start(EVENING)
    assert asks(call, PlayEnded(ONE, PLEASE_WAIT)) == []
    heard = asks(call, PlayEnded(CALLER, PLEASE_WAIT))
    assert [type(each) for each in heard] == [StartMusic, StartTimer]


def test_an_end_that_is_told_twice_does_not_count_for_the_next_prompt() -> None:
    call = begun(parallel(IVAN), *TOLD)
    heard = PlayEnded(ONE, call.question.prompt)
    asks(call, heard, heard)
    assert [type(each) for each in asks(call, TimerFired(TimerId(call.timers)))] == [
        Play,
        StartTimer,
    ]
    assert [type(each) for each in asks(call, heard)] == [StartTimer]


def test_who_waits_for_another_one_hears_it_once() -> None:
    """The first one was lost while we were away."""
    call = Call(plan(parallel(BOSS), parallel(ANNA)))
    call.start(EVENING)
    asks(call, *TOLD[:2], Interrupted(), LegAnswered(ONE))
    assert Indicate(CALLER) in asks(call, LegGone(ONE, 16))
    assert Indicate(CALLER) not in asks(call, Resumed())


def test_a_late_refusal_says_nothing_of_the_next_destination() -> None:
    call = begun(hand_over(QUEUE, NIGHT_BELL))
    asks(call, TimerFired(TimerId(call.timers)))
    assert asks(call, Refused(AskDialplan(CALLER, QUEUE), Refusal.REJECTED)) == []
    mine = Refused(AskDialplan(CALLER, NIGHT_BELL), Refusal.REJECTED)
    assert [type(each) for each in asks(call, mine)] == [StartTimer]


def test_those_who_sit_in_the_bridge_have_been_told() -> None:
    sit = (LegConnected(ONE, ONE), LegConnected(CALLER, ONE))
    assert Play(CALLER, ANNOUNCEMENT) not in asks(told(), Interrupted(), *sit, Resumed())

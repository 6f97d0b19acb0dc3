"""The recording of a talk, step by step: what it asks for after each thing that it hears."""

import pytest

from stasis_app.core.call.tape import END_SECONDS, Tape
from stasis_app.core.commands import Command, EndListening, Listen, RecordTalk, StartTimer
from stasis_app.core.events import (
    Event,
    Interrupted,
    KeyPressed,
    LegGone,
    LegReplaced,
    ListenerCame,
    RecordingEnded,
    RecordingStarted,
    Refusal,
    Refused,
    Resumed,
    TimerFired,
)
from stasis_app.core.words import CALLER, LegId, TimerId

ONE, TWO = LegId(1), LegId(2)
CAME, CAME_AGAIN = ListenerCame(ONE, 1), ListenerCame(ONE, 2)
BEGUN, ENDED = RecordingStarted(ONE), RecordingEnded(ONE, 5)
FAILED = RecordingEnded(ONE, failed=True)
OTHER = LegReplaced(ONE, up=True, stand_in=False)
TIME_IS_OVER = TimerFired(TimerId(1))
LISTEN, LISTEN_AGAIN = Listen(ONE, CALLER), Listen(ONE, ONE, 2)
RECORD, RECORD_AGAIN = RecordTalk(ONE), RecordTalk(ONE, 2)
END, END_AGAIN = EndListening(ONE), EndListening(ONE, 2)
WAIT = StartTimer(TimerId(1), END_SECONDS)
WAIT_AGAIN = StartTimer(TimerId(2), END_SECONDS)
DIES = (Interrupted(), Resumed())


class Clock:
    def __init__(self) -> None:
        self.timers = 0

    def new_timer(self) -> TimerId:
        self.timers += 1
        return TimerId(self.timers)


def begun(*events: Event | None) -> Tape:
    """None: the talk is over."""
    tape = Tape(ONE, Clock())
    assert tape.start() == [LISTEN]
    for event in events:
        asks(tape, event)
    return tape


def asks(tape: Tape, *events: Event | None) -> list[Command]:
    return [c for event in events for c in (tape.handle(event) if event else tape.stop())]


@pytest.mark.parametrize(
    ("before", "then", "asked"),
    [
        # as it should be
        ((), (CAME,), [RECORD]),
        ((CAME,), (BEGUN,), []),
        ((CAME, BEGUN), (None,), [END, WAIT]),
        ((CAME, BEGUN, None), (ENDED,), []),
        ((CAME, BEGUN, ENDED), (None,), []),
        # somebody is replaced, and whoever has his place is listened to
        ((), (OTHER,), [END, LISTEN_AGAIN]),
        ((CAME,), (OTHER,), [END, WAIT]),
        ((CAME, BEGUN), (OTHER,), [END, WAIT]),
        ((CAME, BEGUN, OTHER), (ENDED,), [LISTEN_AGAIN]),
        ((CAME, BEGUN, OTHER), (TIME_IS_OVER,), [LISTEN_AGAIN]),
        ((CAME, BEGUN, OTHER, ENDED), (CAME_AGAIN,), [RECORD_AGAIN]),
        ((CAME, BEGUN, OTHER, ENDED, CAME_AGAIN, BEGUN), (None,), [END_AGAIN, WAIT_AGAIN]),
        ((CAME, OTHER), (BEGUN,), [END]),
        (
            (CAME, BEGUN, ENDED),
            (LegReplaced(CALLER, up=True, stand_in=False),),
            [Listen(ONE, CALLER, 2)],
        ),
        ((CAME, BEGUN, None), (OTHER,), []),
        ((CAME, BEGUN, OTHER, None), (ENDED,), []),
        # it comes too late, or for nobody
        ((None,), (CAME,), [END]),
        ((OTHER,), (CAME,), [END]),
        ((CAME,), (CAME,), []),
        ((CAME, BEGUN), (CAME,), []),
        ((CAME, BEGUN, OTHER), (CAME,), []),
        ((CAME, None), (BEGUN,), [END]),
        ((CAME, None, ENDED), (BEGUN,), [END]),
        ((), (None, None), [END]),
        ((CAME, BEGUN), (None, None), [END, WAIT]),
        # refused
        ((), (Refused(LISTEN, Refusal.REJECTED),), [END]),
        ((CAME,), (Refused(RECORD, Refusal.REJECTED),), [END]),
        ((CAME, OTHER), (Refused(RECORD, Refusal.REJECTED),), [END, LISTEN_AGAIN]),
        ((CAME, BEGUN), (Refused(RECORD, Refusal.REJECTED),), []),
        ((CAME, None, BEGUN), (Refused(RECORD, Refusal.REJECTED),), []),
        ((CAME,), (FAILED, Refused(RECORD, Refusal.REJECTED)), []),
        ((), (Refused(LISTEN, Refusal.TIMED_OUT),), []),
        ((OTHER,), (Refused(LISTEN, Refusal.REJECTED),), []),
        # killed, and it is not known what has been done
        ((), DIES, [LISTEN]),
        ((CAME,), DIES, [LISTEN]),
        ((CAME,), (Interrupted(), CAME, Resumed()), [RECORD]),
        ((), (Interrupted(), CAME, Resumed()), [RECORD]),
        ((CAME,), (Interrupted(), BEGUN, Resumed()), []),
        ((CAME, OTHER), (Interrupted(), CAME), []),
        ((CAME, BEGUN), (Interrupted(), BEGUN, Resumed()), []),
        ((CAME, BEGUN), (Interrupted(), ENDED, Resumed()), []),
        ((CAME, BEGUN, None), DIES, [END]),
        ((CAME, BEGUN, OTHER), DIES, [END, LISTEN_AGAIN]),
        ((CAME, BEGUN, ENDED), DIES, []),
        ((None,), DIES, []),
        ((), (Resumed(),), []),
        ((), (*DIES, Resumed()), [LISTEN]),
        ((CAME, BEGUN, None), (*DIES, Resumed()), [END]),
        # Asterisk dies
        ((CAME, BEGUN), (LegGone(CALLER, None, with_asterisk=True), None), []),
        ((CAME, BEGUN), (LegGone(CALLER, 16), None), [END, WAIT]),
        # none of its business
        ((), (ListenerCame(TWO, 1),), []),
        ((CAME,), (RecordingStarted(TWO), RecordingEnded(TWO, 5), None), [END, WAIT]),
        ((CAME, BEGUN), (LegReplaced(TWO, up=True, stand_in=False),), []),
        ((CAME, BEGUN, None), (TimerFired(TimerId(7)), KeyPressed(ONE, "1")), []),
        ((), (Refused(Listen(TWO, CALLER), Refusal.REJECTED),), []),
    ],
)
def test_what_it_asks_for(
    before: tuple[Event | None, ...], then: tuple[Event | None, ...], asked: list[Command]
) -> None:
    assert asks(begun(*before), *then) == asked


@pytest.mark.parametrize(
    ("events", "over", "recorded", "refused"),
    [
        ((), False, False, False),
        ((CAME,), False, False, False),
        ((CAME, BEGUN), False, True, False),
        ((CAME, BEGUN, None), False, True, False),
        ((CAME, BEGUN, None, ENDED), True, True, False),
        ((CAME, BEGUN, None, TIME_IS_OVER), True, True, False),
        ((CAME, None, TIME_IS_OVER), True, True, False),  # perhaps
        ((CAME, None, TimerFired(TimerId(7))), False, False, False),
        ((None,), True, False, False),
        ((Refused(LISTEN, Refusal.REJECTED),), True, False, True),
        ((CAME, Refused(RECORD, Refusal.REJECTED)), True, False, True),
        ((CAME, None, Refused(RECORD, Refusal.REJECTED)), True, False, False),
        ((CAME, FAILED), True, False, True),
        ((CAME, BEGUN, FAILED), True, True, False),
        ((CAME, ENDED), True, True, False),
        ((Refused(LISTEN, Refusal.REJECTED), OTHER), False, False, False),
        ((CAME, BEGUN, OTHER, ENDED, FAILED), True, True, False),
        ((CAME, LegGone(ONE, None, with_asterisk=True)), True, True, False),
        ((LegGone(ONE, None, with_asterisk=True),), True, False, False),
        ((CAME, None, ENDED, BEGUN), True, True, False),
        ((CAME, RecordingStarted(TWO)), False, False, False),
        ((CAME, BEGUN, OTHER, ENDED, Refused(LISTEN_AGAIN, Refusal.REJECTED)), True, True, False),
        ((CAME, Refused(RECORD, Refusal.REJECTED), BEGUN), False, True, True),
    ],
)
def test_what_there_is(
    events: tuple[Event | None, ...], *, over: bool, recorded: bool, refused: bool
) -> None:
    tape = begun(*events)
    assert (tape.over, tape.recorded, tape.refused) == (over, recorded, refused)


def test_before_it_begins_there_is_nothing() -> None:
    tape = Tape(ONE, Clock())
    assert (tape.over, tape.recorded, tape.refused) == (True, False, False)

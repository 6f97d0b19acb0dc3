"""What the log tells of a call: a line for each thing that happens, whatever text is in it."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from stasis_app.core.commands import Create, SwitchMode
from stasis_app.core.events import (
    Event,
    KeyPressed,
    LegAnswered,
    LegConnected,
    LegGone,
    LegReplaced,
    ModeSwitched,
    PlayEnded,
    Refusal,
    Refused,
    TimerFired,
)
from stasis_app.core.plan import Identity
from stasis_app.core.retold import happened, pairs
from stasis_app.core.words import CALLER, LegId, Mode, Sound, TimerId

ONE = LegId(1)
VALUE = r'(?:"(?:[^"\\\n]|\\.)*"|[^\s"=]+)'
PAIRS = re.compile(rf"[a-z_0-9]+={VALUE}(?: [a-z_0-9]+={VALUE})*")


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (LegAnswered(ONE), "event=leg_answered leg=1"),
        (LegGone(ONE, 17, 486), "event=leg_gone leg=1 q850=17 sip=486"),
        (LegGone(CALLER, None), "event=leg_gone leg=0"),
        (LegConnected(CALLER, ONE), "event=leg_connected leg=0 bridge=1"),
        (LegReplaced(ONE, True, False, "102"), "event=leg_replaced leg=1 by=102"),
        (PlayEnded(CALLER, (Sound.NOT_SWITCHED,)), "event=play_ended leg=0"),
        (PlayEnded(CALLER, (Sound.NOT_SWITCHED,), True), "event=play_ended leg=0 failed=yes"),
        (
            Refused(Create(ONE, "PJSIP/101", Identity(None)), Refusal.TIMED_OUT),
            'event=refused leg=1 command=create kind="timed out"',
        ),
        (
            ModeSwitched(SwitchMode(("otdel1",), Mode.DUTY, "101", True)),
            "event=mode_switched departments=otdel1 mode=duty by=101",
        ),
        (TimerFired(TimerId(7)), "event=timer_fired timer=7"),
    ],
)
def test_an_event_in_a_line(event: Event, line: str) -> None:
    assert happened(event) == line


def test_the_keys_of_a_pin_are_not_told() -> None:
    assert happened(KeyPressed(CALLER, "7")) == "event=key_pressed leg=0"


@given(some.text(), some.text())
def test_no_text_makes_a_pair_or_a_line_of_its_own(one: str, other: str) -> None:
    line = pairs(("by", one), ("number", other))
    assert PAIRS.fullmatch(line)
    written = re.findall(rf"[a-z_0-9]+=({VALUE})", line)
    assert [json.loads(each) if each.startswith('"') else each for each in written] == [
        each if len(each) <= 100 else f"{each[:99]}…" for each in (one, other)
    ]

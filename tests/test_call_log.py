"""The log of a call: who came, what happened, how it ended, a line each."""

import asyncio
import logging
from dataclasses import replace

import pytest

from stasis_app.core.events import KeyPressed, LegAnswered, LegGone
from stasis_app.core.words import CALLER, LegId

from .fakes import FakePbx, arrival
from .virtual_time import virtual_time

ONE = LegId(1)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelno >= logging.INFO]


def test_a_line_for_each_transition(caplog: pytest.LogCaptureFixture) -> None:
    @virtual_time
    async def call() -> None:
        pbx = FakePbx()
        caller = replace(arrival("c1", "oncall", "otdel1"), extension='77"\n call=c2')
        pbx.board.on_arrival(caller)
        await asyncio.sleep(10)
        pbx.board.on_event(caller.call, LegAnswered(ONE))
        await asyncio.sleep(30)
        pbx.board.on_event(caller.call, LegGone(ONE, 16))
        await asyncio.sleep(1)
        pbx.caller_leaves("c1")
        await asyncio.sleep(1)

    with caplog.at_level(logging.INFO, logger="stasis_app.live"):
        call()
    assert told(caplog) == [
        'call=c1 event=arrived args=oncall,otdel1 extension="77\\"\\n call=c2"'
        " channel=PJSIP/trunk-c1",
        "call=c1 event=leg_created leg=1",
        "call=c1 event=leg_ringing leg=1",
        "call=c1 event=leg_answered leg=1",
        "call=c1 event=leg_connected leg=1 bridge=1",
        "call=c1 event=leg_connected leg=0 bridge=1",
        "call=c1 event=leg_gone leg=1 q850=16",
        "call=c1 event=leg_gone leg=0 q850=16",
        'call=c1 event=ended outcome=answered department=otdel1 answered_by="Изюмов Флорентий"'
        " dial_seconds=10.0 talk_seconds=30.0",
    ]


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_a_pin_is_in_no_line(caplog: pytest.LogCaptureFixture, level: int) -> None:
    @virtual_time
    async def call() -> None:
        pbx = FakePbx()
        caller = arrival("c1", "toggle", "otdel2")
        pbx.board.on_arrival(caller)
        for key in "0815":
            await asyncio.sleep(1)
            pbx.board.on_event(caller.call, KeyPressed(CALLER, key))
        await asyncio.sleep(30)
        assert pbx.book.kept

    with caplog.at_level(level):
        call()
    lines = "\n".join(each.getMessage() for each in caplog.records)
    assert lines.count("event=key_pressed leg=0") == 4
    assert "0815" not in lines
    assert "KeyPressed" not in lines

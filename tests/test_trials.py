"""Test calls, as the running application makes them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest

from stasis_app.clerk import Clerk
from stasis_app.core.commands import Create, Dial, HangUp, Play
from stasis_app.core.events import KeyPressed, LegAnswered, LegGone
from stasis_app.core.plan import Identity
from stasis_app.core.trial_order import TrialWish, Untriable
from stasis_app.core.words import CallId, LegId, Sound
from stasis_app.trials import Trials

from . import company
from .fake_workbook import FakeWorkbook
from .fakes import FakePbx, now
from .fakes_store import FakeMirrorStore
from .sheets import workbook
from .virtual_time import virtual_time

ONE = LegId(1)
SHOWN = Identity("7770001", "Проверка")
DIVERTED = (
    ("REDIRECTING(from-num,i)", "7770001"),
    ("REDIRECTING(reason,i)", "cfu"),
    ("REDIRECTING(count,i)", "1"),
)
RING = Create(ONE, "PJSIP/+79991234501@trunk", SHOWN, DIVERTED, for_caller=False)


class House:
    def __init__(self) -> None:
        self.pbx = FakePbx()
        self.problem: str | None = None
        clerk = Clerk(company.COMPANY, FakeWorkbook(workbook()), FakeMirrorStore(), now)
        self.trials = Trials(self.pbx.board, clerk, lambda: self.problem, now)

    def asks(self, department: str = "otdel1", number: str | None = None) -> Any:
        return self.trials.make(TrialWish(department, number), "olga")

    @property
    def call(self) -> CallId:
        [call] = self.pbx.board.live
        return call

    def asked(self) -> list[object]:
        return [command for _, _, command in self.pbx.asked]


async def kinds(steps: AsyncGenerator[Any, None]) -> list[str]:
    return [step["step"] async for step in steps]


@virtual_time
async def test_a_test_call_from_the_first_ring_to_the_end() -> None:
    house = House()
    steps = house.asks()
    order = await anext(steps)
    assert (order["name"], order["number"]) == (company.IVAN.name, company.IVAN.number)
    await asyncio.sleep(3)
    call = house.call
    house.pbx.board.on_event(call, LegAnswered(ONE))
    await asyncio.sleep(1)
    house.pbx.board.on_event(call, KeyPressed(ONE, "1"))
    assert await kinds(steps) == [
        *("calling", "dialled", "ringing", "answered", "prompt"),
        *("key", "gone", "ended"),
    ]
    assert house.asked() == [
        RING,
        Dial(ONE),
        Play(ONE, (Sound.TEST_CALL,)),
        Play(ONE, (Sound.TEST_CALL_OVER,)),
        HangUp(ONE),
    ]
    await asyncio.sleep(1)
    assert house.pbx.board.live == {}
    assert house.pbx.released == [(call, False)]


@virtual_time
async def test_it_leaves_nothing_in_the_journal_and_is_no_call() -> None:
    house = House()
    changed: list[object] = []
    house.pbx.board.on_changed = changed.append
    steps = house.asks()
    await anext(steps)
    await asyncio.sleep(1)
    assert house.pbx.board.calls() == []
    house.pbx.board.on_event(house.call, LegGone(ONE, 17, 486))
    last = [step async for step in steps][-1]
    assert (last["step"], last["outcome"]) == ("ended", "busy")
    await asyncio.sleep(1)
    journal = house.pbx.journal
    assert (journal.plans, journal.rows, journal.mails, changed) == ([], [], [], [])
    assert house.pbx.board.outcomes == {}


@virtual_time
async def test_the_phone_is_let_go_when_nobody_listens_any_more() -> None:
    house = House()
    async with aclosing(house.asks()) as steps:
        await anext(steps)
        await asyncio.sleep(2)
    await asyncio.sleep(1)
    assert house.asked()[-1] == HangUp(ONE)
    assert house.pbx.board.live == {}


@virtual_time
async def test_the_application_stops_meanwhile() -> None:
    house = House()
    steps = house.asks()
    await anext(steps)
    await asyncio.sleep(2)
    call = house.call
    await house.pbx.board.stop()
    assert await kinds(steps) == ["calling", "dialled", "ringing"]
    assert house.pbx.released == [(call, False)]
    assert house.asked() == [RING, Dial(ONE)]


@virtual_time
async def test_a_bug_is_the_end_of_the_test_call_alone() -> None:
    house = House()
    house.pbx.bugs.add(RING)
    assert await kinds(house.asks()) == ["order", "calling"]
    await asyncio.sleep(1)
    assert house.pbx.board.live == {}
    assert house.pbx.journal.rows == []


@virtual_time
async def test_asterisk_does_not_tell_in_time_where_a_phone_is_registered() -> None:
    house = House()
    house.pbx.reading_seconds = 60
    order = await anext(house.asks(number="101"))
    assert order["endpoints"] == ["PJSIP/101"]


@virtual_time
async def test_every_phone_of_an_internal_number_is_rung() -> None:
    house = House()
    house.pbx.told["PJSIP_DIAL_CONTACTS(101)"] = "PJSIP/101/sip:a&PJSIP/101/sip:b"
    order = await anext(house.asks(number="101"))
    assert order["endpoints"] == ["PJSIP/101/sip:a", "PJSIP/101/sip:b"]


@virtual_time
async def test_what_is_refused() -> None:
    house = House()
    with pytest.raises(Untriable, match="otdel9"):
        await anext(house.asks("otdel9"))
    with pytest.raises(Untriable, match="звонить нельзя"):
        await anext(house.asks(number="+79161112233"))
    house.problem = "401 Unauthorized"
    with pytest.raises(Untriable, match="нет связи с Asterisk: 401"):
        await anext(house.asks())
    assert house.asked() == []

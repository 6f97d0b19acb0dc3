"""The driver counts the minutes that phones outside are on the line, and minds the limit."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from stasis_app.core.commands import AskDialplan, Continue, Create
from stasis_app.core.events import LegAnswered, LegGone
from stasis_app.core.limits import TOO_MANY_MINUTES, OnLine
from stasis_app.core.record import Row
from stasis_app.core.words import CALLER, CallId, CallOutcome, LegId
from stasis_app.dialled import Dialled

from . import company
from .fakes import FakePbx, arrival, now
from .virtual_time import virtual_time

HANDED_OVER = [AskDialplan(CALLER, company.RECEPTION), Continue(CALLER, company.RECEPTION)]
MINUTE = 60


def guarded(most: int) -> FakePbx:
    pbx = FakePbx()
    pbx.office.settings = replace(company.COMPANY, most_dialled_minutes=most)
    return pbx


async def talk(pbx: FakePbx, call: str, minutes: float) -> None:
    pbx.board.on_arrival(arrival(call, "oncall", "otdel1"))
    await asyncio.sleep(1)
    pbx.board.on_event(CallId(call), LegAnswered(LegId(1)))
    await asyncio.sleep(minutes * MINUTE)


async def is_rung(pbx: FakePbx, call: str) -> bool:
    pbx.board.on_arrival(arrival(call, "oncall", "otdel1"))
    await asyncio.sleep(1)
    rung = any(isinstance(each, Create) for each in pbx.asked_for(call))
    assert rung or pbx.asked_for(call) == HANDED_OVER
    pbx.caller_leaves(call)
    await asyncio.sleep(1)
    return rung


def alarms(pbx: FakePbx) -> int:
    return sum("dialled-minutes" in mail.key for mail in pbx.journal.mails)


@virtual_time
async def test_talks_that_are_over_and_that_go_on_count_and_none_is_cut_off() -> None:
    pbx = guarded(10)
    await talk(pbx, "c1", 6)
    pbx.caller_leaves("c1")
    await talk(pbx, "c2", 3)
    assert await is_rung(pbx, "c3")
    await asyncio.sleep(MINUTE)
    assert not await is_rung(pbx, "c4")
    assert not await is_rung(pbx, "c5")
    assert CallId("c2") in pbx.board.live
    refused = [row for row in pbx.journal.rows if row.why.issues == (TOO_MANY_MINUTES,)]
    assert [row.outcome for row in refused] == [CallOutcome.HANDED_OVER] * 2
    assert alarms(pbx) == 1
    assert pbx.board.errors.in_last_hour(now()) == {"too many dialled minutes": 2}
    pbx.caller_leaves("c2")
    await asyncio.sleep(55 * MINUTE)
    assert await is_rung(pbx, "c6")


@virtual_time
async def test_an_alarm_again_when_it_had_been_well_for_an_hour() -> None:
    pbx = guarded(1)
    for day in range(2):
        await talk(pbx, f"talk {day}", 2)
        pbx.caller_leaves(f"talk {day}")
        assert not await is_rung(pbx, f"refused {day}")
        assert alarms(pbx) == day + 1
        await asyncio.sleep(3600 * 24)


@virtual_time
async def test_a_phone_that_was_picked_up_for_a_second_counts_for_a_second() -> None:
    pbx = guarded(1)
    await talk(pbx, "c1", 0)
    pbx.board.on_event(CallId("c1"), LegGone(LegId(1), 16))
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    assert pbx.board.dialled.minutes((), company.COMPANY, now()) < 0.1
    assert await is_rung(pbx, "c2")


@virtual_time
async def test_what_the_journal_has_of_the_hour_before_a_restart() -> None:
    pbx = guarded(10)
    half_an_hour_ago = now() - timedelta(minutes=30)
    ten_minutes = OnLine(half_an_hour_ago - timedelta(minutes=10), half_an_hour_ago)
    pbx.board.dialled.remember([ten_minutes], now() - timedelta(minutes=59))
    assert not await is_rung(pbx, "c1")
    assert alarms(pbx) == 0
    await asyncio.sleep(31 * MINUTE)
    assert await is_rung(pbx, "c2")


@virtual_time
async def test_what_is_older_than_an_hour_is_not_kept() -> None:
    dialled = Dialled()
    pbx = FakePbx()
    await talk(pbx, "c1", 2)
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    (row,) = pbx.journal.rows
    for _ in range(3):
        dialled.note(_later(row), company.COMPANY)
        dialled.note(row, company.COMPANY)
    assert dialled.minutes((), company.COMPANY, now() + timedelta(days=1)) == 0
    assert not dialled._over


def _later(row: Row) -> Row:
    assert row.ended_at is not None
    return replace(row, ended_at=row.ended_at + timedelta(hours=2))

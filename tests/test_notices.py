"""Whoever watches hears of the calls going on; nobody who watches holds anything up."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from stasis_app.core.call.call import Call
from stasis_app.core.events import LegAnswered, LegGone, LegRinging
from stasis_app.core.record import row_of
from stasis_app.core.words import CALLER, CallId, LegId
from stasis_app.notices import ENDED_TOLD, FAR_BEHIND, Notices

from .fakes import FakePbx, arrival, now
from .virtual_time import virtual_time

ONE = LegId(1)


def notices_of(pbx: FakePbx) -> Notices:
    problems: list[str | None] = [None]
    notices = Notices(lambda: pbx.office.settings, pbx.board.calls, lambda: problems[0], now)
    pbx.board.on_changed = notices.changed
    return notices


def call_in(pbx: FakePbx, call: str = "c1") -> CallId:
    pbx.board.on_arrival(arrival(call, "oncall", "otdel1"))
    return CallId(call)


async def heard(notices: AsyncGenerator[Any, None]) -> Any:
    async with asyncio.timeout(5):
        return await anext(notices)


async def nothing_new(notices: AsyncGenerator[Any, None]) -> bool:
    waiting = asyncio.ensure_future(anext(notices))
    done, _ = await asyncio.wait({waiting}, timeout=5)
    waiting.cancel()
    return not done


@virtual_time
async def test_all_of_them_at_first_and_then_each_as_it_changes() -> None:
    pbx = FakePbx()
    notices = notices_of(pbx)
    call = call_in(pbx)
    await asyncio.sleep(2)
    watching = notices.follow()
    snapshot = await heard(watching)
    assert (snapshot["notice"], snapshot["version"]) == ("snapshot", 1)
    assert snapshot["asterisk"] == {"connected": True, "problem": None}
    assert [each["id"] for each in snapshot["calls"]] == ["c1"]
    assert snapshot["calls"][0]["legs"][0]["state"] == "ringing"
    assert snapshot["ended"] == []
    pbx.board.on_event(call, LegAnswered(ONE))
    await asyncio.sleep(1)
    talking = await heard(watching)
    assert (talking["notice"], talking["call"]["state"]) == ("call", "talking")
    assert talking["at"].startswith("2026-11-21T06:00:0")
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    ended = await heard(watching)
    assert (ended["call"]["state"], ended["call"]["outcome"]) == ("ended", "answered")
    await watching.aclose()
    assert notices.watchers == set()


@virtual_time
async def test_of_each_call_the_latest_alone_is_told_to_one_who_is_slow() -> None:
    pbx = FakePbx()
    notices = notices_of(pbx)
    watching = notices.follow()
    assert (await heard(watching))["calls"] == []
    for call in ("c1", "c2"):
        call_in(pbx, call)
        await asyncio.sleep(1)
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    told = [(await heard(watching))["call"] for _ in range(2)]
    assert {each["id"]: each["state"] for each in told} == {"c1": "ended", "c2": "ringing"}
    assert await nothing_new(watching)
    pbx.caller_leaves("c2")
    await asyncio.sleep(1)


@virtual_time
async def test_one_who_is_far_behind_is_told_everything_anew() -> None:
    pbx = FakePbx()
    notices = notices_of(pbx)
    watching = notices.follow()
    await heard(watching)
    for number in range(FAR_BEHIND + 1):
        call_in(pbx, f"c{number}")
    await asyncio.sleep(1)
    snapshot = await heard(watching)
    assert (snapshot["notice"], len(snapshot["calls"])) == ("snapshot", FAR_BEHIND + 1)
    for number in range(FAR_BEHIND + 1):
        pbx.caller_leaves(f"c{number}")
    await asyncio.sleep(1)
    assert (await heard(watching))["notice"] == "snapshot"


@virtual_time
async def test_the_last_ones_that_have_ended_are_known_from_the_start_on() -> None:
    pbx = FakePbx()
    before = Notices(lambda: pbx.office.settings, list, lambda: None, now)
    pbx.board.on_changed = before.changed
    for number in range(ENDED_TOLD + 2):
        call_in(pbx, f"c{number}")
        await asyncio.sleep(1)
        pbx.caller_leaves(f"c{number}")
        await asyncio.sleep(1)
    assert [row.visit.id for row in before.ended][-1] == f"c{ENDED_TOLD + 1}"
    after = Notices(lambda: pbx.office.settings, list, lambda: None, now)
    after.remember(before.ended)
    assert [each["id"] for each in (await heard(after.follow()))["ended"]] == [
        f"c{number}" for number in range(2, ENDED_TOLD + 2)
    ]


@virtual_time
async def test_a_row_that_is_not_over_is_none_of_those_that_have_ended() -> None:
    pbx = FakePbx()
    notices = notices_of(pbx)
    call_in(pbx)
    await asyncio.sleep(1)
    [call] = pbx.board.calls()
    assert isinstance(call, Call)
    notices.remember([row_of(call)])
    assert list(notices.ended) == []
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)


@virtual_time
async def test_a_phone_that_switches_is_no_call() -> None:
    pbx = FakePbx()
    notices = notices_of(pbx)
    watching = notices.follow()
    await heard(watching)
    pbx.board.on_arrival(arrival("c1", "toggle", "otdel1"))
    await asyncio.sleep(1)
    pbx.board.on_event(CallId("c1"), LegRinging(CALLER))
    pbx.board.on_event(CallId("c1"), LegGone(CALLER, None))
    assert await nothing_new(watching)


@virtual_time
async def test_asterisk_goes_and_comes_back() -> None:
    pbx = FakePbx()
    problem: list[str | None] = [None]
    notices = Notices(lambda: pbx.office.settings, pbx.board.calls, lambda: problem[0], now)
    watching = notices.follow()
    await heard(watching)
    problem[0] = "refused"
    notices.asterisk_changed()
    assert (await heard(watching))["problem"] == "refused"
    problem[0] = None
    notices.asterisk_changed()
    assert (await heard(watching))["connected"]

"""Business hours in the running application: calls, switches and lamps, in virtual time.

The tests begin on Saturday at 6:00; the secretaries are there until 6:04:59.
"""

import asyncio
from dataclasses import replace

import pytest

from stasis_app.core.commands import Play, SwitchMode
from stasis_app.core.settings import Department
from stasis_app.core.words import Mode, Sound
from stasis_app.lamps import EVERY_SECONDS, Lamps

from . import company
from .fakes import FakePbx, arrival, now
from .office_hours import business_hours, open_at
from .test_lamps import FakePanel
from .virtual_time import virtual_time

CLOSING = 300.0
HOURS = business_hours(*((),) * 5, ("06:00-06:04",))
AUTO = open_at(HOURS)


def pbx_of(*departments: Department) -> FakePbx:
    pbx = FakePbx()
    pbx.office.settings = replace(company.COMPANY, departments=departments)
    return pbx


async def mode_met(pbx: FakePbx, call: str) -> str | None:
    """By a caller who leaves soon."""
    pbx.board.on_arrival(arrival(call, "inbound", "7770001"))
    await asyncio.sleep(1)
    pbx.caller_leaves(call)
    await asyncio.sleep(1)
    return pbx.journal.rows[-1].why.mode


async def dialled(pbx: FakePbx, call: str, *args: str) -> tuple[object, ...]:
    """What a phone hears that switches."""
    pbx.board.on_arrival(arrival(call, *args, number="101"))
    await asyncio.sleep(1)
    return [each.sounds for each in pbx.asked_for(call) if isinstance(each, Play)][-1]


@virtual_time
async def test_calls_meet_the_secretaries_until_the_hours_end() -> None:
    pbx = pbx_of(AUTO)
    assert await mode_met(pbx, "c1") is Mode.SECRETARY
    await asyncio.sleep(CLOSING)
    assert await mode_met(pbx, "c2") is Mode.DUTY


@virtual_time
async def test_a_code_flips_what_a_call_would_meet_now_until_the_hours_end() -> None:
    pbx = pbx_of(AUTO)
    assert await dialled(pbx, "t1", "toggle", "otdel1") == (Sound.MODE_DUTY,)
    assert await mode_met(pbx, "c1") is Mode.DUTY
    assert await dialled(pbx, "t2", "toggle", "otdel1") == (Sound.MODE_SECRETARY,)
    await asyncio.sleep(CLOSING)
    assert await mode_met(pbx, "c2") is Mode.DUTY  # the switch to the secretaries is over
    assert await dialled(pbx, "t3", "toggle", "otdel1") == (Sound.MODE_SECRETARY,)
    assert await mode_met(pbx, "c3") is Mode.SECRETARY


@virtual_time
async def test_a_phone_takes_a_switch_back() -> None:
    pbx = pbx_of(AUTO, company.OTDEL2)
    await dialled(pbx, "t1", "mode", "otdel1", "duty")
    assert await dialled(pbx, "t2", "mode", "otdel1", "auto") == (Sound.MODE_AUTO,)
    assert await mode_met(pbx, "c1") is Mode.SECRETARY
    assert await dialled(pbx, "t3", "mode", "all", "auto") == (Sound.ALL_MODE_AUTO,)
    switch = SwitchMode(("otdel1",), Mode.AUTO, "101", toggled=False)
    assert [command for command, _ in pbx.book.kept[1:]] == [switch, switch]


@pytest.mark.parametrize("whose", ["otdel1", "all"])
def test_without_business_hours_auto_is_refused(whose: str) -> None:
    @virtual_time
    async def refused() -> None:
        pbx = pbx_of(company.OTDEL1)
        assert await dialled(pbx, "t1", "mode", whose, "auto") == (Sound.NOT_SWITCHED,)
        assert pbx.book.kept == []

    refused()


@virtual_time
async def test_a_call_that_comes_while_somebody_switches_meets_the_new_mode() -> None:
    pbx = pbx_of(AUTO)
    came_at = now()
    await asyncio.sleep(0.1)
    await pbx.office.switch(SwitchMode(("otdel1",), Mode.DUTY, "101", True), now())
    assert pbx.office.mode(AUTO, came_at) is Mode.DUTY


@virtual_time
async def test_the_lamp_follows_at_once() -> None:
    pbx = pbx_of(AUTO, replace(AUTO, name="otdel2", auto=False))
    panel = FakePanel()
    lamps = Lamps(pbx.office, panel, now)
    task = asyncio.create_task(lamps.run())
    await asyncio.sleep(30)
    lamps.publish()  # from now on the minutes are half past
    await asyncio.sleep(CLOSING - 30 - 0.001)
    assert panel.lit == {"otdel1": False, "otdel2": False, "all": False}
    await asyncio.sleep(0.02)
    assert panel.lit == {"otdel1": True, "otdel2": False, "all": False}
    assert panel.times[-1] - CLOSING < 0.02
    await asyncio.sleep(EVERY_SECONDS)
    assert sorted(set(panel.times))[-1] == pytest.approx(CLOSING + EVERY_SECONDS, abs=0.1)
    task.cancel()

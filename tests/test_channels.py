"""The driver counts the channels of the trunks, of all calls and of those that call."""

import asyncio
from dataclasses import replace

from stasis_app.core.commands import Create
from stasis_app.core.entry import Arrival
from stasis_app.core.words import CallId, Strategy

from . import company
from .fakes import FakePbx, arrival
from .test_taking_up import killed, started_again
from .virtual_time import virtual_time

TRUNK = "PJSIP/{number}@trunk"
DUTY = replace(company.OTDEL1.duty, strategy=Strategy.PARALLEL, skip_busy=False)
OTDEL1 = replace(company.OTDEL1, duty=DUTY)


def telephone_system(channels: int | None) -> FakePbx:
    pbx = FakePbx()
    dialling = replace(company.COMPANY.dialling, channels=channels)
    pbx.office.settings = replace(company.COMPANY, dialling=dialling, departments=(OTDEL1,))
    return pbx


def by_trunk(call: str) -> Arrival:
    """Each of another caller."""
    comes = arrival(call, "oncall", "otdel1", number=f"+7916123450{call[-1]}")
    return replace(comes, channel_name="PJSIP/trunk-0000001f")


async def rung(pbx: FakePbx, call: str) -> int:
    """At once."""
    pbx.board.on_arrival(by_trunk(call))
    await asyncio.sleep(1)
    return sum(isinstance(each, Create) for each in pbx.asked_for(call))


@virtual_time
async def test_p20_the_second_call_rings_one_after_another_until_the_first_is_over() -> None:
    pbx = telephone_system(5)
    assert await rung(pbx, "c1") == 2
    assert pbx.board.channels() == {TRUNK: 3}
    assert await rung(pbx, "c2") == 1
    assert pbx.board.channels() == {TRUNK: 5}
    assert [plan.why.issues for plan in pbx.journal.plans] == [(), ("few_channels",)]
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    assert pbx.board.channels() == {TRUNK: 2}
    assert await rung(pbx, "c3") == 2
    for call in ("c2", "c3"):
        pbx.caller_leaves(call)
    await asyncio.sleep(1)
    assert pbx.board.channels() == {}


@virtual_time
async def test_p20_what_goes_on_after_a_restart_counts() -> None:
    pbx = telephone_system(5)
    assert await rung(pbx, "c1") == 2
    again = await started_again(await killed(pbx))
    again.office.settings = pbx.office.settings
    assert again.board.channels() == {TRUNK: 3}
    assert CallId("c1") in again.board.live
    again.caller_leaves("c1")
    await asyncio.sleep(1)


@virtual_time
async def test_without_a_limit_nobody_counts() -> None:
    pbx = telephone_system(None)
    for call in ("c1", "c2", "c3"):
        assert await rung(pbx, call) == 2
    assert pbx.board.channels() == {}
    for call in ("c1", "c2", "c3"):
        pbx.caller_leaves(call)
    await asyncio.sleep(1)

"""A call that leaves by FreePBX's outbound route, and comes back by its inbound one (freepbx/)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from stasis_app.dialplan import Pbx

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg, Told
from .printed import freepbx, load
from .rig import Asterisk
from .rig.numbers import Department, Numbers, Pool
from .rig.sip import IncomingCall
from .test_loops import (
    AT_ONCE,
    Headers,
    keeps_our_mark,
    sends_on,
    tells_history,
    tells_national_diversion,
)
from .test_loops_between_departments import (
    Joined,
    expected,
    once_round,
    rows,
    the_loop_is_explained,
)
from .test_loops_between_departments import opened as with_another

OTDEL1, OTDEL2 = Department(1), Department(2)
ROUTES = {"dial": {"endpoint": "Local/{local}@outbound-allroutes/n"}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asterisk]:
    async with freepbx(tmp_path_factory.mktemp("pbx")) as pbx:
        yield pbx


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool()


async def opened(open_house: Opener, **settings: Any) -> House:
    """otdel1, with the dialplan that is printed for it."""
    house = await open_house(which=OTDEL1, **{"config": ROUTES, **settings})
    await load(house, Pbx.FREEPBX)
    return house


def told(house: House, outcome: str, *legs: Leg, **more: Any) -> Told:
    """FreePBX puts the number where there is no name."""
    return house.told(outcome, *legs, **{"caller_name": house.customer, **more})


@pytest.mark.parametrize("headers", [keeps_our_mark, tells_national_diversion, tells_history])
async def test_out_by_freepbx_s_route_and_back_by_another(
    open_house: Opener, headers: Callable[[IncomingCall], Headers]
) -> None:
    house = await opened(open_house, duty={"stagger": "3s", "timeout": "6s"})
    caller = house.call()
    primary = await house.primary.rings()
    assert primary.caller.number == house.customer
    back = sends_on(house, primary, headers(primary))
    assert (await back.refused()).status == 486
    await primary.cancelled()
    backup = await house.backup.rings(AT_ONCE)
    assert await house.journal() == told(house, "looped")
    backup.answer()
    await caller.hears(backup)
    await backup.hears(caller)
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == told(
        house,
        "answered",
        Leg(PRIMARY, "primary", "looped", 16),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


TRUNK_NUMBER = "+74957770000"  # its Outbound CID


async def test_the_trunk_has_shown_its_own_number_instead_of_the_caller_s(
    open_house: Opener, asterisk: Asterisk
) -> None:
    """ "Block Foreign CIDs"."""
    ours = {"dial": {**ROUTES["dial"], "company_number": TRUNK_NUMBER}}
    house = await opened(open_house, config=ours, duty={"stagger": "3s", "timeout": "6s"})
    await asterisk.cli("dialplan set global TRUNK_KEEPCID on")
    try:
        caller = house.call()
        primary = await house.primary.rings()
    finally:
        await asterisk.cli("dialplan set global TRUNK_KEEPCID off")
    assert primary.caller.number == TRUNK_NUMBER
    back = sends_on(house, primary, tells_national_diversion(primary))
    assert (await back.refused()).status == 486
    await primary.cancelled()
    (await house.backup.rings(AT_ONCE)).reject(486)
    assert await house.journal() == house.told(
        "looped", caller=TRUNK_NUMBER, caller_name=TRUNK_NUMBER
    )
    await caller.refused()
    assert await house.journal() == told(
        house,
        "missed",
        Leg(PRIMARY, "primary", "looped", 16),
        Leg(BACKUP, "backup", "busy", 17),
    )


def outside(department: Department) -> str:
    return f"+7495{department.did}"


async def test_two_departments_ring_each_other_by_freepbx_s_routes(
    open_house: Opener, numbers: Numbers
) -> None:
    boss = numbers.mobile()
    house = await with_another(open_house, OTDEL1, OTDEL2, outside, boss, config=ROUTES)
    await load(house, Pbx.FREEPBX)
    joined = Joined(house, {outside(each): each for each in (OTDEL1, OTDEL2)})
    await once_round(house, joined, boss)
    named = {
        call: replace(row, caller_name=house.customer)
        for call, row in expected(house, OTDEL2, outside, boss).items()
    }
    assert await rows(house, 3) == named
    await the_loop_is_explained(house, OTDEL1, OTDEL2)

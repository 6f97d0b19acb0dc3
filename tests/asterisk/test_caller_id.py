"""Whose number a mobile shows, by which trunk it is rung, and what happens when one refuses."""

from typing import Any

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg
from .rig.sip import IncomingCall

COMPANY = "+74957770001"
BY_TRUNK = {"endpoint": "PJSIP/{number}@trunk"}
SPARE = {"endpoint": "PJSIP/{number}@spare"}


async def house_that(open_house: Opener, **dial: Any) -> House:
    return await open_house(config={"dial": {**BY_TRUNK, **dial}}, backup="")


def trunk_of(call: IncomingCall) -> str:
    return "spare" if call.caller.uri.host == "spare.invalid" else "trunk"


async def test_the_companys_number_is_shown(open_house: Opener) -> None:
    house = await house_that(open_house, caller_id="company", company_number=COMPANY)
    caller = house.call(name="Ivan")
    primary = await house.primary.rings()
    assert (primary.caller.number, primary.caller.name) == (COMPANY, "Ivan")
    assert primary.asserted and primary.asserted.number == COMPANY
    assert primary.diversion is None
    primary.answer()
    await caller.hears(primary)
    caller.hang_up()
    await primary.ended()
    told = house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
        caller_name="Ivan",
    )
    assert await house.journal() == told


async def test_p9_a_trunk_that_refuses_the_callers_number_gets_the_companys(
    open_house: Opener,
) -> None:
    how = {"caller_id": "original_then_company", "company_number": COMPANY}
    house = await house_that(open_house, **how)
    caller = house.call()
    first = await house.primary.rings()
    assert first.caller.number == house.customer
    first.reject(403)
    second = await house.primary.rings()
    assert second.caller.number == COMPANY
    second.ring()
    second.answer()
    await caller.hears(second)
    await second.hears(caller)
    caller.hang_up()
    await second.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "unreachable", 21, 403),
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
    )


async def test_p9_a_dead_mobile_is_dead_with_any_number(open_house: Opener) -> None:
    how = {"caller_id": "original_then_company", "company_number": COMPANY}
    house = await house_that(open_house, **how)
    caller = house.call()
    (await house.primary.rings()).reject(404)
    (await house.primary.rings()).reject(404)
    await caller.refused()
    refused = Leg(PRIMARY, "primary", "unreachable", 1, 404)
    assert await house.journal() == house.told("missed", refused, refused)


async def test_a_mobile_is_told_for_which_number_the_call_came(open_house: Opener) -> None:
    house = await house_that(open_house)
    caller = house.call()
    primary = await house.primary.rings()
    assert primary.diversion and primary.diversion.number == house.department.did
    assert "reason=unconditional" in (primary.header("Diversion") or "")
    caller.hang_up()
    await primary.cancelled()
    await house.journal()


async def test_and_is_not_where_the_trunk_does_not_want_it(open_house: Opener) -> None:
    house = await house_that(open_house, diversion=False)
    caller = house.call()
    primary = await house.primary.rings()
    assert primary.diversion is None
    caller.hang_up()
    await primary.cancelled()
    await house.journal()


async def test_the_number_as_the_trunk_wants_it_and_whom_it_was_for(open_house: Opener) -> None:
    house = await open_house(
        config={"dial": {**BY_TRUNK, "caller_format": "digits"}},
        department={"name_prefix": "Отдел 1:"},
    )
    caller = house.call(name="Ivan")
    primary = await house.primary.rings()
    assert primary.caller.number == house.customer.removeprefix("+")
    assert primary.caller.name == "Отдел 1: Ivan"
    caller.hang_up()
    await primary.cancelled()
    await house.journal()


async def test_p20_the_other_trunk_when_the_first_is_congested(open_house: Opener) -> None:
    house = await house_that(open_house, trunks=[SPARE])
    caller = house.call()
    first = await house.primary.rings()
    assert trunk_of(first) == "trunk"
    first.reject(503)
    second = await house.primary.rings()
    assert trunk_of(second) == "spare"
    second.answer()
    await caller.hears(second)
    caller.hang_up()
    await second.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "unreachable", 34, 503),
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
    )


async def test_p7_the_trunk_that_brought_the_call_goes_first(open_house: Opener) -> None:
    house = await house_that(open_house, **SPARE, trunks=[BY_TRUNK])
    caller = house.call()
    primary = await house.primary.rings()
    assert trunk_of(primary) == "trunk"
    caller.hang_up()
    await primary.cancelled()
    await house.journal()


async def test_a_trunk_that_does_not_exist_so_the_other_one_is_taken(open_house: Opener) -> None:
    house = await house_that(open_house, endpoint="PJSIP/{number}@nowhere", trunks=[SPARE])
    caller = house.call()
    primary = await house.primary.rings()
    assert trunk_of(primary) == "spare"
    primary.answer()
    await caller.hears(primary)
    primary.hang_up()
    await caller.ended()
    assert [leg.outcome for leg in (await house.journal()).legs] == ["unreachable", "answered"]


async def test_p4_a_mobile_that_is_announced_and_does_not_ring(open_house: Opener) -> None:
    house = await open_house(
        config={"dial": {**BY_TRUNK, "ringing_within": "1s"}}, duty={"stagger": "30s"}
    )
    caller = house.call()
    primary = await house.primary.rings()
    primary.progress()
    backup = await house.backup.rings()
    await primary.cancelled()
    backup.answer()
    await caller.hears(backup)
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "unreachable", 16),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )

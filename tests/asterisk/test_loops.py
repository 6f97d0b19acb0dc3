"""A phone that sends its calls back to us; and calls that only look as if one did."""

import asyncio
from collections.abc import Callable, Iterable

import pytest

from stasis_app.core.loops import RELAYED

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg
from .rig.sip import IncomingCall, Line, OutgoingCall

AT_ONCE = 1.0  # seconds; the stagger of these houses is longer

Headers = Iterable[tuple[str, str]]
Tasks = list[asyncio.Task[None]]


def keeps_our_mark(phone: IncomingCall) -> Headers:
    mark = phone.header("X-Stasis-App-Leg")
    assert mark
    return [("X-Stasis-App-Leg", mark)]


def tells_diversion(phone: IncomingCall) -> Headers:
    number = phone.called
    ours = phone.diversion
    assert ours, "the leg itself says for which number the call came"
    mine = f"<sip:{number}@example.net>;reason=unconditional;counter=1"
    return [("Diversion", mine), ("Diversion", str(ours))]


def tells_national_diversion(phone: IncomingCall) -> Headers:
    number = f"8{phone.called.removeprefix('+7')}"
    return [("Diversion", f"<sip:{number}@example.net;user=phone>;reason=no-answer")]


def tells_history(phone: IncomingCall) -> Headers:
    first = f"<sip:{phone.called}@example.net?Reason=SIP%3Bcause%3D302>;index=1"
    return [("History-Info", f"{first}, <sip:7770001@example.net;cause=302>;index=1.1")]


def tells_nothing(phone: IncomingCall) -> Headers:
    return ()


def sends_on(house: House, phone: IncomingCall, headers: Headers) -> OutgoingCall:
    """The phone's own switchboard calls the department, with the caller's number."""
    caller = phone.caller.number
    return house.provider.call(house.department.did, caller, headers=headers)


def sends_all_on(house: House, line: Line, tasks: Tasks) -> list[OutgoingCall]:
    """And tells its caller how that has ended."""
    sent: list[OutgoingCall] = []

    async def follow(phone: IncomingCall) -> None:
        on = sends_on(house, phone, ())
        sent.append(on)
        cancelled = asyncio.create_task(phone.cancelled(60))
        refused = asyncio.create_task(on.refused(60))
        await asyncio.wait((cancelled, refused), return_when=asyncio.FIRST_COMPLETED)
        if refused.done():
            cancelled.cancel()
            phone.reject((await refused).status)
        else:
            on.hang_up()
            await refused

    line.on_call = lambda phone: tasks.append(asyncio.create_task(follow(phone)))
    return sent


@pytest.mark.parametrize(
    "headers", [keeps_our_mark, tells_diversion, tells_national_diversion, tells_history]
)
async def test_the_next_person_is_rung_at_once(
    open_house: Opener, headers: Callable[[IncomingCall], Headers]
) -> None:
    house = await open_house(duty={"stagger": "3s", "timeout": "6s"})
    caller = house.call()
    primary = await house.primary.rings()
    back = sends_on(house, primary, headers(primary))
    assert (await back.refused()).status == 486
    await primary.cancelled()
    backup = await house.backup.rings(AT_ONCE)
    assert await house.journal() == house.told("looped")
    backup.answer()
    await caller.hears(backup)
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "looped", 16),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )
    told = [mail["Subject"] for mail in await house.mails_about_calls()]
    assert len(told) == 2, "those rung hear of one call"


async def test_when_nothing_tells_of_it_the_other_one_is_rung_at_once(open_house: Opener) -> None:
    house = await open_house(duty={"stagger": "3s", "timeout": "6s"})
    caller = house.call()
    primary = await house.primary.rings()
    back = sends_on(house, primary, ())
    backup = await house.backup.rings(AT_ONCE)
    backup.answer()
    await back.hears(backup)
    primary.answer()
    await caller.hears(primary)
    back.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "skipped"),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_nor_when_the_caller_hides(open_house: Opener) -> None:
    house = await open_house(duty={"stagger": "3s", "timeout": "6s"})
    caller = house.call(anonymous=True)
    await house.primary.rings()
    back = house.call(anonymous=True)
    backup = await house.backup.rings(AT_ONCE)
    backup.answer()
    await back.hears(backup)
    back.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "skipped"),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
        caller=None,
    )
    caller.hang_up()
    assert (await house.journal()).outcome == "abandoned"


async def test_a_phone_that_has_been_ringing_rings_for_the_next_caller_from_the_same_number(
    open_house: Opener,
) -> None:
    """Such as a colleague of the first one's, behind their company's number."""
    house = await open_house(duty={"timeout": "30s"}, backup="")
    first, primary = await house.rings()
    await asyncio.sleep(RELAYED.total_seconds())
    second = house.call()
    again = await house.primary.rings(AT_ONCE)
    again.answer()
    await second.hears(again)
    second.hang_up()
    await again.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )
    assert not primary.ending
    first.hang_up()
    await primary.cancelled()
    assert await house.journal() == house.told(
        "abandoned", Leg(PRIMARY, "primary", "cancelled", 16)
    )


async def test_two_phones_that_send_on_all_and_tell_nothing_do_not_ring_for_ever(
    open_house: Opener,
) -> None:
    house = await open_house(duty={"stagger": "1s", "timeout": "4s"})
    tasks: Tasks = []
    sent = [sends_all_on(house, line, tasks) for line in (house.primary, house.backup)]
    caller = house.call()
    await caller.refused(20)
    await asyncio.gather(*tasks)
    back = sum(map(len, sent))
    assert 1 <= back <= 4
    told = [await house.journal() for _ in range(back + 1)]
    assert {each.outcome for each in told} <= {"missed", "abandoned"}


async def test_by_the_dialplan_from_those_on_duty_to_those_on_duty(open_house: Opener) -> None:
    house = await open_house(
        duty={"timeout": "1s", "then": {"continue": "custom-destination,s,1"}}, backup=""
    )
    headers = [("X-Department", house.department.name)]
    caller = house.call(via="inbound-freepbx", headers=headers)
    first = Leg(PRIMARY, "primary", "no answer", 16)
    for outcome in ("handed over", "missed"):
        primary = await house.primary.rings()
        primary.ring()
        await primary.cancelled()
        told = house.told(outcome, first, caller_name=house.customer)  # FreePBX puts it there
        assert await house.journal() == told
    await caller.refused()


async def test_a_hundred_calls_at_once_are_no_loop(open_house: Opener) -> None:
    """Half of them from one number, as from behind a switchboard."""
    house = await open_house(duty={"timeout": "30s"}, backup="")
    one = house.customer
    house.primary.silent = True
    house.primary.on_call = lambda phone: phone.ring()
    customers = [one if number % 2 else house.numbers.customer() for number in range(100)]
    did = house.department.did
    calls = [house.provider.call(did, each, silent=True) for each in customers]
    for call in calls:
        await call.rings(20)
    await asyncio.sleep(2)
    assert not any(call.ending for call in calls)
    for call in calls:
        call.hang_up()
    told = [await house.journal() for _ in calls]
    assert {each.outcome for each in told} == {"abandoned"}
    outcomes = {leg.outcome for each in told for leg in each.legs}
    assert outcomes <= {"cancelled", "skipped"}

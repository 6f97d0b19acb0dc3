"""The caller hangs up, at any moment: nobody is left ringing, and nobody hears an empty line."""

import asyncio

from .conftest import Opener
from .house import BACKUP, PRIMARY, PRIMARY_MAIL, House, Leg, through
from .rig.proxy import Proxy
from .rig.sip import IncomingCall, OutgoingCall

TIMES = 10
FAREWELL = 20.0  # seconds: that he has hung up, and with which number
PARALLEL = {"strategy": "parallel"}


async def gone(caller: OutgoingCall) -> None:
    caller.hang_up()
    assert (await caller.refused()).status == 487
    assert 200 not in caller.statuses


async def test_before_there_is_any_phone(proxy: Proxy, open_house: Opener) -> None:
    """Asterisk is asked for a channel, and makes it when he has long gone."""
    house = await open_house(config=through(proxy), duty=PARALLEL)
    creating = proxy.hold(r"POST .*/channels/create")
    caller = house.call()
    await creating.come(2)
    await gone(caller)
    creating.release()
    assert await house.journal() == house.told(
        "abandoned",
        Leg(PRIMARY, "primary", "cancelled", 16),
        Leg(BACKUP, "backup", "cancelled", 16),
    )
    assert house.primary.calls == house.backup.calls == []


async def test_when_the_phones_are_there_and_not_dialled(proxy: Proxy, open_house: Opener) -> None:
    house = await open_house(config=through(proxy), duty=PARALLEL)
    dialling = proxy.hold(r"POST .*/dial")
    caller = house.call()
    await dialling.come(2)
    await gone(caller)
    assert await house.journal() == house.told(
        "abandoned",
        Leg(PRIMARY, "primary", "cancelled", 16),
        Leg(BACKUP, "backup", "cancelled", 16),
    )
    dialling.release()
    assert house.primary.calls == house.backup.calls == []


async def test_p3_p6_when_they_are_dialled_and_do_not_ring_yet(open_house: Opener) -> None:
    house = await open_house(duty=PARALLEL)
    caller = house.call()
    primary = await house.primary.rings()
    backup = await house.backup.rings()
    await gone(caller)
    for phone in (primary, backup):
        end = await phone.cancelled()
        assert not any("completed elsewhere" in reason for reason in end.reasons)
    assert await house.journal() == house.told(
        "abandoned",
        Leg(PRIMARY, "primary", "cancelled", 16),
        Leg(BACKUP, "backup", "cancelled", 16),
    )


async def test_while_it_rings(open_house: Opener) -> None:
    house = await open_house(department={"notify": {"missed": ["chief@example.com"]}})
    caller = house.call(name="Ivan")
    primary = await house.primary.rings()
    primary.ring()
    await caller.rings()
    await gone(caller)
    await primary.cancelled()
    assert house.backup.calls == []
    assert await house.journal() == house.told(
        "abandoned", Leg(PRIMARY, "primary", "cancelled", 16), caller_name="Ivan"
    )
    mails = {mail["To"] for mail in await house.mails()}
    assert mails == {PRIMARY_MAIL, "chief@example.com"}


async def test_at_any_time_before_an_answer(proxy: Proxy, open_house: Opener) -> None:
    """A little later each time: from before anything has been done for him until it rings."""
    house = await open_house(config=through(proxy), duty=PARALLEL)
    welcomed = proxy.watch(r"POST .*/ring")
    for time in range(TIMES):
        caller = house.call()
        await welcomed.come(time + 1)
        await asyncio.sleep(time * 0.003)
        await gone(caller)
        told = await house.journal()
        assert told.outcome == "abandoned"
        assert [leg.name for leg in told.legs] == [PRIMARY, BACKUP]
        assert {(leg.outcome, leg.q850, leg.sip) for leg in told.legs} <= {
            ("cancelled", 16, None),
            ("cancelled", None, None),
        }
        for phone in (*house.primary.calls[time:], *house.backup.calls[time:]):
            await phone.cancelled()


async def test_a_phone_that_answers_late_is_told_and_let_go(open_house: Opener) -> None:
    """The CANCEL has not reached it when its owner picks up."""
    house = await open_house()
    caller, primary = await house.rings()
    primary.ignores_cancel = True
    await gone(caller)
    await primary.cancelled()
    primary.answer()
    assert not (await primary.ended()).by_us
    assert await house.journal() == house.told(
        "abandoned", Leg(PRIMARY, "primary", "cancelled", 16)
    )


async def ends_as_it_must(house: House, caller: OutgoingCall, phone: IncomingCall) -> None:
    """They have talked, or they have not; the journal and both phones know the same."""
    assert not (await phone.ended(FAREWELL)).by_us
    await caller.ended()
    talked = house.told("answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY)
    left = house.told("abandoned", Leg(PRIMARY, "primary", "cancelled", 16))
    # He may have been up already when his CANCEL came: then Asterisk says so, though he got a 487.
    assert await house.journal() in (talked, left)


async def test_in_the_instant_in_which_somebody_picks_up(open_house: Opener) -> None:
    house = await open_house()
    for _ in range(TIMES // 3):
        caller, primary = await house.rings()
        primary.ignores_cancel = True
        caller.hang_up()
        primary.answer()
        await ends_as_it_must(house, caller, primary)


async def test_within_milliseconds_of_the_answer(open_house: Opener) -> None:
    house = await open_house()
    for time in range(TIMES // 2):
        caller, primary = await house.rings()
        primary.answer()
        await asyncio.sleep(time * 0.002)
        caller.hang_up()
        await ends_as_it_must(house, caller, primary)


async def test_while_they_talk(open_house: Opener) -> None:
    house = await open_house()
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    primary.answer()
    await caller.answered()
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    assert not (await primary.ended()).by_us
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )
    (mail,) = await house.mails()
    assert mail["To"] == PRIMARY_MAIL


async def test_the_person_hangs_up_first(open_house: Opener) -> None:
    house = await open_house()
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    primary.answer()
    await caller.answered()
    await caller.hears(primary)
    await primary.hears(caller)
    primary.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_both_hang_up_in_the_same_instant(open_house: Opener) -> None:
    house = await open_house()
    for _ in range(3):
        caller = house.call()
        primary = await house.primary.rings()
        primary.answer()
        await caller.answered()
        await caller.hears(primary)
        caller.hang_up()
        primary.hang_up()
        assert await house.journal() == house.told(
            "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
        )

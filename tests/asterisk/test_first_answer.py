"""Two pick up in the same instant, or the one who has picked up is lost again: the caller talks
with exactly one, and never with nobody."""

import asyncio

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg, Told, through
from .rig.proxy import Proxy
from .rig.sip import IncomingCall, OutgoingCall

TIMES = 10
PARALLEL = {"strategy": "parallel"}
STAGGERED = {"stagger": "3s", "timeout": "4s"}
ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'


async def both_ring(house: House) -> tuple[OutgoingCall, IncomingCall, IncomingCall]:
    caller = house.call()
    primary = await house.primary.rings()
    backup = await house.backup.rings()
    primary.ring()
    backup.ring()
    await caller.rings()
    return caller, primary, backup


async def first_to_end(*phones: IncomingCall) -> IncomingCall:
    ends = {asyncio.create_task(phone.ended()): phone for phone in phones}
    done, pending = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    assert len(done) == 1
    return ends[done.pop()]


async def test_p1_p6_both_answer_in_the_same_instant(open_house: Opener) -> None:
    house = await open_house(duty=PARALLEL)
    for time in range(TIMES):
        caller, primary, backup = await both_ring(house)
        for phone in (primary, backup):
            phone.ignores_cancel = True
        first, second = (primary, backup) if time % 2 else (backup, primary)
        first.answer()
        second.answer()
        loser = await first_to_end(primary, backup)
        winner = backup if loser is primary else primary
        await caller.answered()
        await caller.hears(winner)
        await winner.hears(caller)
        assert ELSEWHERE in loser.reasons
        assert caller.audio.tones() == {winner.audio.voice}
        caller.hang_up()
        await winner.ended()
        assert await house.journal() == won_by(house, PRIMARY if winner is primary else BACKUP)


def won_by(house: House, winner: str) -> Told:
    ends = [
        ("answered", 16) if name == winner else ("answered elsewhere", 26)
        for name in (PRIMARY, BACKUP)
    ]
    return house.told(
        "answered",
        Leg(PRIMARY, "primary", *ends[0]),
        Leg(BACKUP, "backup", *ends[1]),
        answered_by=winner,
    )


async def test_an_answer_that_crosses_the_cancel_comes_too_late(open_house: Opener) -> None:
    """The CANCEL is on its way; the phone has not got it yet, and its owner picks up."""
    house = await open_house(duty=PARALLEL)
    caller, primary, backup = await both_ring(house)
    backup.ignores_cancel = True
    primary.answer()
    assert ELSEWHERE in (await backup.cancelled()).reasons
    backup.answer()
    assert not (await backup.ended()).by_us
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == won_by(house, PRIMARY)


async def test_whoever_hangs_up_before_they_are_connected_is_replaced(
    proxy: Proxy, open_house: Opener
) -> None:
    """He has picked up and put down again; Asterisk had not joined them yet."""
    house = await open_house(config=through(proxy), duty=STAGGERED)
    joining = proxy.hold(r"POST .*/addChannel")
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    primary.answer()
    await joining.come(2)
    primary.hang_up()
    backup = await house.backup.rings()
    assert primary.ending
    assert backup.arrived_at - primary.ending.at < 1
    joining.release()
    backup.ring()
    backup.answer()
    await caller.hears(backup)
    await backup.hears(caller)
    backup.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "unreachable", 16),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


async def test_the_one_who_was_rung_in_vain_is_rung_again_when_the_winner_is_lost(
    proxy: Proxy, open_house: Opener
) -> None:
    house = await open_house(config=through(proxy), duty=PARALLEL)
    joining = proxy.hold(r"POST .*/addChannel")
    caller, primary, backup = await both_ring(house)
    primary.answer()
    assert ELSEWHERE in (await backup.cancelled()).reasons
    await joining.come(2)
    primary.hang_up()
    again = await house.backup.rings()
    joining.release()
    again.ring()
    again.answer()
    await caller.hears(again)
    await again.hears(caller)
    caller.hang_up()
    await again.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "unreachable", 16),
        Leg(BACKUP, "backup", "answered elsewhere", 26),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


async def test_when_the_only_one_is_lost_the_call_ends(proxy: Proxy, open_house: Opener) -> None:
    house = await open_house(config=through(proxy), backup="")
    joining = proxy.hold(r"POST .*/addChannel")
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await joining.come(2)
    primary.hang_up()
    assert not (await caller.ended()).by_us
    joining.release()
    assert await house.journal() == house.told("missed", Leg(PRIMARY, "primary", "unreachable", 16))


async def test_picked_up_and_put_down_at_once(open_house: Opener) -> None:
    """Either they have talked, or it is the next one's turn: nothing between."""
    house = await open_house(duty=STAGGERED)
    for _ in range(TIMES):
        caller = house.call()
        primary = await house.primary.rings()
        primary.ring()
        primary.answer()
        await primary.talking()
        primary.hang_up()
        backup_rings = asyncio.create_task(house.backup.rings())
        caller_ends = asyncio.create_task(caller.ended())
        await asyncio.wait([backup_rings, caller_ends], return_when=asyncio.FIRST_COMPLETED)
        if caller_ends.done():
            backup_rings.cancel()
            talked = Leg(PRIMARY, "primary", "answered", 16)
            assert await house.journal() == house.told("answered", talked, answered_by=PRIMARY)
        else:
            backup = await backup_rings
            backup.answer()
            await caller.hears(backup)
            await backup.hears(caller)
            caller.hang_up()
            await caller_ends
            await backup.ended()
            assert await house.journal() == house.told(
                "answered",
                Leg(PRIMARY, "primary", "unreachable", 16),
                Leg(BACKUP, "backup", "answered", 16),
                answered_by=BACKUP,
            )

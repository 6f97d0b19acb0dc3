"""A colleague picks up a phone that rings for somebody else."""

import asyncio

import pytest

from stasis_app.core.words import Mode

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, Leg
from .rig.sip import Call
from .test_secretaries import ELSEWHERE, secretary, with_secretaries

RACES = 20
STEP = 0.0001  # seconds by which each race's answer comes later than the one's before


async def test_a_colleague_picks_up_a_ringing_secretary(
    open_house: Opener, new_phone: NewPhone
) -> None:
    first, second, colleague = await new_phone(), await new_phone(), await new_phone()
    house = await with_secretaries(open_house, first.number, second.number)
    caller = house.call()
    one, other = await first.rings(), await second.rings()
    one.ring()
    other.ring()
    await caller.rings()
    picker = colleague.call(f"**{first.number}")
    await picker.answered()
    await caller.answered()
    await caller.hears(picker)
    await picker.hears(caller)
    for ringing in (one, other):
        assert ELSEWHERE in (await ringing.cancelled()).reasons
    caller.hang_up()
    await picker.ended()
    assert await house.journal() == house.told(
        "answered",
        secretary(first, "answered"),
        secretary(second, "answered elsewhere", 26),
        answered_by=colleague.number,
        mode="secretary",
    )


async def test_the_colleague_who_has_picked_up_hangs_up(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller = house.call()
    (await desk.rings()).ring()
    await caller.rings()
    picker = colleague.call(f"**{desk.number}")
    await caller.hears(picker)
    picker.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == house.told(
        "answered",
        secretary(desk, "answered"),
        answered_by=colleague.number,
        mode="secretary",
    )


async def test_a_colleague_picks_up_a_mobile_though_it_would_have_to_press_1(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(duty={"strategy": "parallel", "confirm": True})
    mobile = house.primary.number
    await house.pbx.add_dialplan(
        f"[from-internal-custom]\nexten => **{mobile[1:]},1,Pickup({mobile}@PICKUPMARK)"
    )
    colleague = await new_phone()
    caller = house.call()
    primary, backup = await house.primary.rings(), await house.backup.rings()
    primary.ring()
    backup.ring()
    await caller.rings()
    picker = colleague.call(f"**{mobile[1:]}")
    await caller.hears(picker)
    await picker.hears(caller)
    await primary.cancelled()
    await backup.cancelled()
    picker.hang_up()
    await caller.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered"),
        Leg(BACKUP, "backup", "answered elsewhere", 26),
        answered_by=colleague.number,
    )


async def test_whoever_is_in_the_secretaries_group_dials_star_8(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller = house.call()
    ringing = await desk.rings()
    ringing.ring()
    await caller.rings()
    picker = colleague.call("*8")
    await caller.hears(picker)
    await picker.hears(caller)
    await ringing.cancelled()
    caller.hang_up()
    await picker.ended()
    assert await house.journal() == house.told(
        "answered",
        secretary(desk, "answered"),
        answered_by=colleague.number,
        mode="secretary",
    )


async def test_whoever_is_in_the_department_s_group_picks_a_mobile_up_with_star_8(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(department={"pickup_group": "duty"}, backup="")
    colleague = await new_phone()
    caller, primary = await house.rings()
    picker = colleague.call("*8")
    await caller.hears(picker)
    await picker.hears(caller)
    await primary.cancelled()
    caller.hang_up()
    await picker.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered"), answered_by=colleague.number
    )


@pytest.mark.parametrize(
    ("how", "works"),
    [
        ("PickupChan(PJSIP/{})", True),
        ("PickupChan(PJSIP/{},p)", True),
        ("Pickup({})", False),  # our legs stand at no extension, and are never found by it
        ("Pickup({}@default)", False),
        ("Pickup({}@from-internal)", False),
    ],
)
async def test_what_a_dialplan_may_use_to_pick_up(
    open_house: Opener, new_phone: NewPhone, how: str, works: bool
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    code = f"*7{abs(hash(how)) % 1000:03}{desk.number}"
    await house.pbx.add_dialplan(
        f"[from-internal-custom]\nexten => {code},1,{how.format(desk.number)}\n"
        " same => n,Hangup(21)"
    )
    caller = house.call()
    ringing = await desk.rings()
    ringing.ring()
    await caller.rings()
    picker = colleague.call(code)
    if not works:
        assert (await picker.refused()).status in (403, 603)
        ringing.answer()
    winner = picker if works else ringing
    await caller.hears(winner)
    await winner.hears(caller)
    winner.hang_up()
    await caller.ended()
    assert await house.journal() == house.told(
        "answered",
        secretary(desk, "answered", None if works else 16),
        answered_by=colleague.number if works else f"PJSIP/{desk.number}",
        mode="secretary",
    )


async def test_a_phone_that_is_being_asked_cannot_be_picked_up(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(backup="", duty={"confirm": True})
    mobile = house.primary.number
    await house.pbx.add_dialplan(
        f"[from-internal-custom]\nexten => **{mobile[1:]},1,Pickup({mobile}@PICKUPMARK)\n"
        " same => n,Hangup(21)"
    )
    colleague = await new_phone()
    caller, primary = await house.rings()
    primary.answer()
    await primary.talking()
    assert (await colleague.call(f"**{mobile[1:]}").refused()).status in (403, 603)
    primary.press("1")
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_behind_a_local_channel_either_half_may_be_picked_up(
    open_house: Opener, new_phone: NewPhone
) -> None:
    """Both have the mark.  When Asterisk finds ours, the journal knows who it was; behind the other
    one it is an ordinary answer."""
    desk, colleague = await new_phone(), await new_phone()
    endpoint = f"Local/{desk.number}@from-internal/n"
    house = await open_house(
        mode=Mode.SECRETARY, department={"secretary": {"ring": [endpoint], "then": "hangup"}}
    )
    caller = house.call()
    (await desk.rings()).ring()
    await caller.rings()
    picker = colleague.call(f"**{desk.number}")
    await caller.hears(picker)
    await picker.hears(caller)
    picker.hang_up()
    await caller.ended()
    told = await house.journal()
    (leg,) = told.legs
    assert (told.outcome, leg.name, leg.outcome) == ("answered", endpoint, "answered")
    assert told.answered_by in (colleague.number, endpoint)


async def test_nothing_rings_and_so_nothing_can_be_picked_up(
    open_house: Opener, new_phone: NewPhone
) -> None:
    await open_house(mode=Mode.SECRETARY)
    desk, colleague = await new_phone(), await new_phone()
    assert (await colleague.call(f"**{desk.number}").refused()).status == 403


async def test_the_phone_is_answered_in_the_instant_in_which_it_is_picked_up(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    for number in range(RACES):
        caller = house.call()
        ringing = await desk.rings()
        ringing.ring()
        await caller.rings()
        picker = colleague.call(f"**{desk.number}")
        asyncio.get_running_loop().call_later(number * STEP, ringing.answer)
        winner = await who_is_left(ringing, picker)
        await winner.hears(caller)
        await caller.hears(winner)
        caller.hang_up()
        await winner.ended()
        told = await house.journal()
        assert told == house.told(
            "answered", *told.legs, answered_by=told.answered_by, mode="secretary"
        )
        names = {ringing: f"PJSIP/{desk.number}", picker: colleague.number}
        assert told.answered_by == names[winner]
        assert [leg.outcome for leg in told.legs] == ["answered"]


async def who_is_left(one: Call, other: Call) -> Call:
    """Once the other one has been let go; until then either may have been heard for a moment."""
    tasks = [asyncio.create_task(each.ended()) for each in (one, other)]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    assert len(done) == 1, "both have been let go"
    assert not next(iter(done)).exception()
    return other if tasks[0] in done else one

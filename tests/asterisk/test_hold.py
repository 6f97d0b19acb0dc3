"""A phone puts its call on hold: Asterisk plays music to the other side, and we do nothing."""

from .conftest import NewPhone, Opener
from .house import PRIMARY, House, Leg
from .rig.configuration import MUSIC_HZ
from .rig.sip import Call, IncomingCall, OutgoingCall
from .test_secretaries import secretary, with_secretaries


async def they_talk(one: Call, other: Call) -> None:
    await one.hears(other)
    await other.hears(one)


async def talk(house: House) -> tuple[OutgoingCall, IncomingCall]:
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    return caller, primary


async def test_either_side_holds_and_takes_the_other_back(open_house: Opener) -> None:
    house = await open_house(backup="")
    caller, primary = await talk(house)
    for holding, held in ((primary, caller), (caller, primary)):
        await holding.hold()
        await held.hears_tone(MUSIC_HZ)
        await holding.resume()
        await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_whoever_is_held_hangs_up(open_house: Opener) -> None:
    house = await open_house(backup="")
    caller, primary = await talk(house)
    await primary.hold()
    await caller.hears_tone(MUSIC_HZ)
    caller.hang_up()
    assert not (await primary.ended()).by_us
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_whoever_holds_hangs_up(open_house: Opener, new_phone: NewPhone) -> None:
    desk = await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller = house.call()
    phone = await desk.rings()
    phone.answer()
    await they_talk(caller, phone)
    await phone.hold()
    await caller.hears_tone(MUSIC_HZ)
    phone.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == house.told(
        "answered",
        secretary(desk, "answered", 16),
        answered_by=f"PJSIP/{desk.number}",
        mode="secretary",
    )


async def test_a_phone_is_held_before_they_are_connected(open_house: Opener) -> None:
    """While it is being asked to press 1."""
    house = await open_house(backup="", duty={"confirm": True})
    caller, primary = await house.rings()
    primary.answer()
    await primary.talking()
    await primary.hold()
    primary.press("1")
    await caller.answered()
    await primary.resume()
    await they_talk(caller, primary)
    primary.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )

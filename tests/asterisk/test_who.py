"""A phone of the staff hears who is on duty, takes the duty over, and hands it back."""

import shutil
from collections.abc import Awaitable
from typing import Any, Protocol

import pytest

from stasis_app.core import who
from stasis_app.core.overrides import Kept
from stasis_app.core.words import Sound

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, House, Leg
from .program import running
from .rig import Asterisk
from .rig.announcements import Announcements
from .rig.sip import OutgoingCall, Phone

RELEASE_SECONDS = 20.0  # of a program of its own that has just been started, on a busy machine


class OpenWithCode(Protocol):
    def __call__(self, phone: Phone, **settings: Any) -> Awaitable[House]: ...


@pytest.fixture
def with_code(open_house: Opener) -> OpenWithCode:
    """The backup's phone is the one that asks."""

    async def opened(phone: Phone, **who: Any) -> House:
        number = phone.number
        return await open_house(backup=number, department={"who": {"code": "*5600", **who}})

    return opened


async def calls(house: House, phone: Phone, said: Announcements) -> OutgoingCall:
    """It hears that it may take the duty over, after who is on duty."""
    call = phone.call(house.department.who)
    await call.answered()
    await call.audio.until_sound(2)
    await said.begins(Sound.ON_DUTY_NOW)
    return call


async def kept(house: House) -> Kept | None:
    every = await house.app.overrides.book.overrides()
    return every[-1] if every else None


async def the_backup_is_rung_as_the_primary(house: House, phone: Phone) -> None:
    caller = house.call()
    rung = await phone.rings()
    rung.ring()
    await caller.rings()
    rung.answer()
    await caller.hears(rung)
    await rung.hears(caller)
    caller.hang_up()
    await rung.ended()
    leg = Leg(BACKUP, "primary", "answered", 16)
    assert await house.journal() == house.told("answered", leg, answered_by=BACKUP)


async def the_primary_is_rung(house: House) -> None:
    caller, primary = await house.rings()
    caller.hang_up()
    await primary.cancelled()
    leg = Leg(PRIMARY, "primary", "cancelled", 16)
    told = await house.journal()
    assert told.legs[0].name == leg.name
    assert told.legs[0].role == leg.role


async def test_1_takes_the_duty_over_for_the_very_next_call_and_2_hands_it_back(
    with_code: OpenWithCode, new_phone: NewPhone, said: Announcements
) -> None:
    phone = await new_phone()
    house = await with_code(phone)
    call = await calls(house, phone, said)
    call.press("1")
    await said.begins(Sound.TAKEN_OVER)
    taken = await kept(house)
    assert taken
    assert (taken.by, taken.override.person) == (phone.number, BACKUP)
    await said.heard(Sound.TAKEN_OVER)
    assert not (await call.ended()).by_us
    await the_backup_is_rung_as_the_primary(house, phone)

    call = phone.call(house.department.who)
    await call.answered()
    await said.begins(Sound.YOU_ARE_ON_DUTY)
    call.press("2")
    await said.begins(Sound.HANDED_BACK)
    call.hang_up()
    await the_primary_is_rung(house)


async def test_everything_is_heard_to_the_end_and_who_presses_nothing_changes_nothing(
    with_code: OpenWithCode,
    new_phone: NewPhone,
    said: Announcements,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(who, "KEY_SECONDS", 0.3)
    phone = await new_phone()
    house = await with_code(phone)
    call = await calls(house, phone, said)
    last = await said.heard(Sound.PRESS_1_TO_TAKE_OVER, seconds=40)
    assert (last.language, last.state) == ("ru", "done")
    assert not (await call.ended()).by_us
    sounds = [each.sound for each in said.ended]
    assert sounds[0] == Sound.ON_DUTY_NOW
    assert Sound.THE_BACKUP_IS in sounds
    assert sum(each.startswith(("quick-", "digit-")) for each in sounds) > 10
    assert await kept(house) is None


async def test_whoever_is_not_of_the_staff_may_listen(
    with_code: OpenWithCode, new_phone: NewPhone, said: Announcements
) -> None:
    phone, stranger = await new_phone(), await new_phone()
    house = await with_code(phone)
    call = await calls(house, stranger, said)
    call.press("1")
    await said.begins(Sound.THE_BACKUP_IS)
    call.hang_up()
    assert await kept(house) is None


async def test_a_name_that_has_been_recorded_is_heard_instead_of_the_number(
    with_code: OpenWithCode, new_phone: NewPhone, said: Announcements, pbx: Asterisk
) -> None:
    phone = await new_phone()
    name = pbx.sounds / "ru" / "custom" / f"{phone.number}.wav"
    name.parent.mkdir(exist_ok=True)
    shutil.copy(pbx.sounds / "ru" / "stasis-app" / "digit-1.wav", name)
    try:
        await pbx.cli("module reload sounds")
        house = await with_code(phone)
        call = await calls(house, phone, said)
        await said.begins(Sound.THE_BACKUP_IS)
        heard = await said.heard(f"sound:custom/{phone.number}", seconds=20)
        assert heard.state == "done"
        call.hang_up()
    finally:
        name.unlink()
        await pbx.cli("module reload sounds")


async def test_a_pin_is_asked_for_first(
    with_code: OpenWithCode, new_phone: NewPhone, said: Announcements
) -> None:
    phone = await new_phone()
    house = await with_code(phone, pin="0815")
    call = phone.call(house.department.who)
    await call.answered()
    await said.begins(Sound.ENTER_PIN)
    call.press("0815")
    await said.begins(Sound.ON_DUTY_NOW)
    call.press("1")
    await said.begins(Sound.TAKEN_OVER)
    call.hang_up()
    await the_backup_is_rung_as_the_primary(house, phone)


async def test_killed_in_the_middle_the_phone_is_let_go_and_nothing_is_half_done(
    with_code: OpenWithCode, new_phone: NewPhone, said: Announcements
) -> None:
    phone = await new_phone()
    house = await with_code(phone)
    async with running(house) as app:
        call = await calls(house, phone, said)
        await app.kill()
        await app.start()
        await call.ended(RELEASE_SECONDS)
        again = await calls(house, phone, said)
        again.press("1")
        await said.begins(Sound.TAKEN_OVER)
        await app.kill()
        await app.start()
        await again.ended(RELEASE_SECONDS)
        caller = house.call()
        rung = await phone.rings()
        rung.ring()
        await caller.rings()
        caller.hang_up()
        await rung.cancelled()
        (told,) = await app.told()
        assert [(leg.name, leg.role) for leg in told.legs] == [(BACKUP, "primary")]
        await app.stop()

"""A phone switches departments by a code; what it hears, what the lamps show, where calls go."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stasis_app.core import toggle
from stasis_app.core.mode import ModeSetting
from stasis_app.core.words import Mode, Sound

from .conftest import NewPhone, Opener
from .house import House, opened
from .rig import running_asterisk
from .rig.announcements import Announcements
from .rig.configuration import QUEUE_HZ
from .rig.numbers import Department, Numbers, Pool
from .rig.rest import ari
from .rig.sip import OFF, ON, OutgoingCall, Phone, Provider

TONE_HZ = 800


async def setting(house: House, department: Department | None = None) -> ModeSetting | None:
    """As the database has it."""
    return (await house.app.modes.modes()).get((department or house.department).name)


async def is_kept(
    house: House, mode: Mode, phone: Phone, department: Department | None = None
) -> None:
    kept = await setting(house, department)
    assert kept
    assert kept.since
    assert (kept.setting, kept.by) == (mode, phone.number)
    assert timedelta(0) < datetime.now(UTC) - kept.since < timedelta(seconds=20)


async def dial_until(said: Announcements, sound: Sound, phone: Phone, code: str) -> None:
    """The phone hears it, and hangs up."""
    call = phone.call(code)
    await said.begins(sound)
    call.hang_up()


async def goes_to_the_people_on_duty(house: House) -> None:
    caller = house.call()
    primary = await house.primary.rings()
    primary.reject(486)
    backup = await house.backup.rings()
    backup.reject(486)
    assert (await caller.refused()).status == 486
    told = await house.journal()
    assert (told.mode, told.outcome) == ("duty", "missed")


async def goes_to_the_queue(house: House) -> None:
    caller = house.call()
    await caller.hears_tone(QUEUE_HZ)
    caller.hang_up()
    assert await house.journal() == house.told("handed over", mode="secretary")


async def test_a_code_switches_says_so_and_holds_for_the_very_next_call(
    open_house: Opener, new_phone: NewPhone, said: Announcements
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    phone = await new_phone()
    call = phone.call(house.department.code)
    await call.answered()
    await call.audio.until_sound(2)
    announcement = await said.heard(Sound.MODE_DUTY)
    assert (announcement.state, announcement.language) == ("done", "ru")
    assert not (await call.ended()).by_us
    await is_kept(house, Mode.DUTY, phone)
    await goes_to_the_people_on_duty(house)
    call = phone.call(house.department.code)
    await call.answered()
    assert (await said.heard(Sound.MODE_SECRETARY)).state == "done"
    await is_kept(house, Mode.SECRETARY, phone)
    await goes_to_the_queue(house)
    assert house.rows.empty()


async def test_who_hangs_up_before_the_announcement_has_switched_all_the_same(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    phone = await new_phone()
    lamp = phone.watch(house.department.code)
    call = phone.call(house.department.code)
    await call.answered()
    call.hang_up()
    await lamp.shows(ON)
    await is_kept(house, Mode.DUTY, phone)


async def test_the_lamp_is_lit_in_duty_mode_and_never_blinks(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    watching, dialling = await new_phone(), await new_phone()
    lamp = watching.watch(house.department.code)
    await lamp.shows(OFF)
    call = dialling.call(house.department.code)
    lit = await lamp.shows(ON)
    assert lit.at - call.began_at < 1
    await call.ended()
    caller, primary = await house.rings()
    caller.hang_up()
    await primary.cancelled()
    await house.journal()
    call = dialling.call(house.department.code)
    await lamp.shows(OFF)
    await call.ended()
    assert {each.state for each in lamp.states} == {ON, OFF}


class Two:
    """A house with a second department, and all lamps of both."""

    def __init__(self, house: House, second: Department, phone: Phone) -> None:
        self.house = house
        self.second = second
        self.lamps = [phone.watch(code) for code in (house.department.code, second.code, "*5500")]

    async def show(self, *states: str) -> None:
        for lamp, state in zip(self.lamps, states, strict=True):
            await lamp.shows(state)

    async def kept(self) -> tuple[Mode | None, Mode | None]:
        own, other = await setting(self.house), await setting(self.house, self.second)
        return own.setting if own else None, other.setting if other else None


@pytest.fixture
async def two(open_house: Opener, new_phone: NewPhone, numbers: Numbers) -> Two:
    second = numbers.department()
    other = {
        "department": second.name,
        "dids": [second.did],
        "secretary": {"continue": "ext-queues,9999,1"},
        "toggle": {"code": second.code},
    }
    config = {"toggles": [{"code": "*5500", "departments": "all"}]}
    house = await open_house(mode=Mode.SECRETARY, others=[other], config=config)
    return Two(house, second, await new_phone())


async def test_one_code_for_all_departments(
    two: Two, new_phone: NewPhone, said: Announcements
) -> None:
    phone = await new_phone()
    await two.show(OFF, OFF, OFF)
    await dial_until(said, Sound.MODE_DUTY, phone, two.second.code)
    await two.show(OFF, ON, OFF)
    await dial_until(said, Sound.ALL_MODE_DUTY, phone, "*5500")
    await two.show(ON, ON, ON)
    assert await two.kept() == (Mode.DUTY, Mode.DUTY)
    await dial_until(said, Sound.ALL_MODE_SECRETARY, phone, "*5500")
    await two.show(OFF, OFF, OFF)
    assert await two.kept() == (Mode.SECRETARY, Mode.SECRETARY)
    await is_kept(two.house, Mode.SECRETARY, phone, two.second)


@pytest.fixture
async def with_pin(open_house: Opener, numbers: Numbers) -> House:
    which = numbers.department()
    own = {"toggle": {"code": which.code, "pin": "4711"}}
    return await open_house(mode=Mode.SECRETARY, which=which, department=own)


async def dial(phone: Phone, house: House) -> OutgoingCall:
    call = phone.call(house.department.code)
    await call.answered()
    return call


@pytest.mark.parametrize("by_info", [False, True], ids=["RFC 4733", "INFO"])
async def test_with_the_right_pin(
    with_pin: House, new_phone: NewPhone, said: Announcements, by_info: bool
) -> None:
    phone = await new_phone()
    call = await dial(phone, with_pin)
    await said.begins(Sound.ENTER_PIN)
    assert await setting(with_pin) is None
    if by_info:
        await call.press_by_info("4711")
    else:
        call.press("4711")
    assert (await said.heard(Sound.MODE_DUTY)).state == "done"
    await call.ended()
    await is_kept(with_pin, Mode.DUTY, phone)


async def test_the_second_pin_is_right(
    with_pin: House, new_phone: NewPhone, said: Announcements
) -> None:
    phone = await new_phone()
    call = await dial(phone, with_pin)
    call.press("12#")
    assert (await said.heard(Sound.WRONG_PIN)).state == "done"
    await said.begins(Sound.ENTER_PIN)
    call.press("4711")
    await said.heard(Sound.MODE_DUTY)
    await call.ended()
    await is_kept(with_pin, Mode.DUTY, phone)


async def test_three_wrong_pins_and_nothing_is_switched(
    with_pin: House, new_phone: NewPhone, said: Announcements
) -> None:
    phone = await new_phone()
    call = await dial(phone, with_pin)
    call.press("123412341234")
    assert not (await call.ended(15)).by_us
    assert [each.sound for each in said.begun].count(Sound.WRONG_PIN) == 3
    assert await setting(with_pin) is None
    await goes_to_the_queue(with_pin)


class TestWithinThirtySecondsOfAnotherPhone:
    @pytest.fixture
    async def house(self, open_house: Opener, new_phone: NewPhone) -> House:
        house = await open_house(mode=Mode.SECRETARY)
        self.first = await new_phone()
        call = self.first.call(house.department.code)
        await self.first.watch(house.department.code).shows(ON)
        call.hang_up()
        self.second = await new_phone()
        return house

    async def test_it_hears_who_has_switched(
        self, house: House, said: Announcements, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(toggle, "KEY_SECONDS", 0.5)
        call = self.second.call(house.department.code)
        await said.heard(Sound.JUST_SWITCHED_BY)
        for digit in self.first.number:
            assert (await said.heard(f"digit-{digit}")).state == "done"
        assert (await said.heard(Sound.PRESS_1_TO_SWITCH)).state == "done"
        await said.begins(Sound.NOTHING_CHANGED)
        call.hang_up()
        await is_kept(house, Mode.DUTY, self.first)

    async def test_pressing_1_switches_all_the_same(
        self, house: House, said: Announcements
    ) -> None:
        call = self.second.call(house.department.code)
        await said.begins(Sound.JUST_SWITCHED_BY)
        call.press("1")
        assert (await said.heard(Sound.MODE_SECRETARY)).state == "done"
        await call.ended()
        await is_kept(house, Mode.SECRETARY, self.second)

    async def test_the_phone_that_has_switched_may_switch_back_at_once(
        self, house: House, said: Announcements
    ) -> None:
        await dial_until(said, Sound.MODE_SECRETARY, self.first, house.department.code)
        await is_kept(house, Mode.SECRETARY, self.first)

    async def test_a_command_in_between_does_not_count(
        self, house: House, said: Announcements
    ) -> None:
        await house.switch(Mode.DUTY)
        await dial_until(said, Sound.JUST_SWITCHED_BY, self.second, house.department.code)
        kept = await setting(house)
        assert kept
        assert (kept.setting, kept.by) == (Mode.DUTY, "test")


async def test_what_a_command_has_set_may_be_switched_at_once(
    open_house: Opener, new_phone: NewPhone, said: Announcements
) -> None:
    house = await open_house(mode=Mode.DUTY)
    phone = await new_phone()
    await dial_until(said, Sound.MODE_SECRETARY, phone, house.department.code)
    await is_kept(house, Mode.SECRETARY, phone)


async def test_an_entry_that_sets_never_flips_and_is_not_guarded(
    open_house: Opener, new_phone: NewPhone, said: Announcements
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    name, number = house.department.name, house.department.number
    await house.pbx.add_dialplan(
        f"[from-internal-custom]\n"
        f"exten => 81{number:02},1,Stasis(duty,mode,{name},duty)\n"
        f"exten => 82{number:02},1,Stasis(duty,mode,{name},secretary)\n"
        f"exten => 83{number:02},1,Stasis(duty,mode,{name},auto)\n"
        f"exten => 84{number:02},1,Stasis(duty,mode,all,duty)\n"
    )
    first, second = await new_phone(), await new_phone()
    for phone, code, sound, mode in (
        (first, "81", Sound.MODE_DUTY, Mode.DUTY),
        (second, "81", Sound.MODE_DUTY, Mode.DUTY),
        (first, "82", Sound.MODE_SECRETARY, Mode.SECRETARY),
        (second, "84", Sound.ALL_MODE_DUTY, Mode.DUTY),
    ):
        await dial_until(said, sound, phone, f"{code}{number:02}")
        await is_kept(house, mode, phone)
    await dial_until(said, Sound.NOT_SWITCHED, first, f"83{number:02}")
    await is_kept(house, Mode.DUTY, second)


async def test_a_department_that_does_not_exist(
    open_house: Opener, new_phone: NewPhone, said: Announcements
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    code = f"85{house.department.number:02}"
    await house.pbx.add_dialplan(
        f"[from-internal-custom]\nexten => {code},1,Stasis(duty,toggle,nobody)"
    )
    await (await new_phone()).call(code).ended()
    assert (await said.heard(Sound.NO_SUCH_DEPARTMENT)).state == "done"
    assert await house.app.modes.modes() == {}


async def test_the_mode_outlives_the_application_and_the_lamp_is_right_again(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    phone = await new_phone()
    lamp = phone.watch(house.department.code)
    await (await dial(phone, house)).ended()
    await lamp.shows(ON)
    await house.stop()
    await lie_about_the_lamp(house)
    await lamp.shows(OFF)
    await house.start()
    await lamp.shows(ON)
    await is_kept(house, Mode.DUTY, phone)
    await goes_to_the_people_on_duty(house)


async def lie_about_the_lamp(house: House) -> None:
    path = f"/ari/deviceStates/Stasis:{house.department.name}?deviceState=NOT_INUSE"
    async with ari(house.pbx) as session, session.put(path) as response:
        assert response.status == 204


class TestWithoutPrompts:
    """An Asterisk into which nobody has put our prompts."""

    @pytest.fixture
    async def house(self, tmp_path: Path) -> AsyncIterator[House]:
        async with (
            running_asterisk(tmp_path / "pbx", prompts=False) as pbx,
            Provider(pbx.provider_address, pbx.sip_address) as provider,
            opened(pbx, provider, Numbers(Pool()), tmp_path, mode=Mode.SECRETARY) as house,
            Phone("101", pbx.sip_address) as self.phone,
        ):
            await self.phone.register()
            yield house

    async def test_two_tones_are_duty_and_one_is_secretary(self, house: House) -> None:
        for mode, tones in ((Mode.DUTY, 2), (Mode.SECRETARY, 1)):
            call = self.phone.call(house.department.code)
            assert not (await call.ended()).by_us
            bursts = call.audio.bursts(TONE_HZ)
            assert len(bursts) == tones
            assert all(0.2 < length < 0.3 for length in bursts)
            await is_kept(house, mode, self.phone)

"""The dialplan for FreePBX, under a skeleton of FreePBX's own (freepbx/): called through."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from stasis_app.core.words import Mode, Sound
from stasis_app.dialplan import Pbx

from .conftest import NewPhone, Opener
from .house import PRIMARY, House, Leg
from .printed import freepbx, load
from .rig import Asterisk
from .rig.announcements import Announcements
from .rig.configuration import QUEUE_HZ
from .rig.numbers import Department, Pool
from .rig.sip import OFF, ON, IncomingCall, OutgoingCall, Phone, Provider, relay

VOICEMAIL_HZ = 1700
OTDEL1 = Department(1)
SECRET = "Incognito Fellow"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asterisk]:
    async with freepbx(tmp_path_factory.mktemp("pbx")) as pbx:
        yield pbx


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool()


async def opened(
    open_house: Opener, mode: Mode = Mode.DUTY, backup: str | None = None, **department: Any
) -> House:
    """otdel1, with the dialplan that is printed for it."""
    house = await open_house(
        mode=mode,
        backup=backup,
        which=OTDEL1,
        config={
            "dial": {"endpoint": "Local/{local}@outbound-allroutes/n"},
            "toggles": [{"code": "*5500", "departments": "all"}],
        },
        department={
            "secretary": {"continue": "ext-queues,9002,1"},
            "fallback": {"duty": "ext-group,600,1"},
            **department,
        },
    )
    await load(house, Pbx.FREEPBX)
    return house


async def they_talk(caller: OutgoingCall, phone: IncomingCall) -> None:
    phone.ring()
    await caller.rings()
    phone.answer()
    await caller.hears(phone)
    await phone.hears(caller)
    caller.hang_up()
    await phone.ended()


async def published(house: House, text: str) -> None:
    """Asterisk has been told so."""
    async with asyncio.timeout(10):
        while text not in await house.pbx.cli("dialplan show globals"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


class TestTheApplicationIsThere:
    async def test_a_caller_reaches_the_people_on_duty(self, open_house: Opener) -> None:
        house = await opened(open_house)
        caller = house.call(name="Ivan")
        primary = await house.primary.rings()
        assert primary.caller.number == house.customer
        await they_talk(caller, primary)
        assert await house.journal() == house.told(
            "answered",
            Leg(PRIMARY, "primary", "answered", 16),
            answered_by=PRIMARY,
            caller_name="Ivan",
        )

    @pytest.mark.parametrize("how", ["private", "anonymous"])
    async def test_a_hidden_caller_stays_hidden(self, open_house: Opener, how: str) -> None:
        house = await opened(open_house)
        caller = house.call(name=SECRET, **{how: True})
        primary = await house.primary.rings()
        assert primary.caller.number == "anonymous"
        assert house.customer[-10:] not in primary.invite.encode().decode()
        await they_talk(caller, primary)
        told = await house.journal()
        assert (told.outcome, told.caller) == ("answered", None)

    async def test_a_phone_calls_the_people_on_duty(
        self, open_house: Opener, new_phone: NewPhone
    ) -> None:
        house = await opened(open_house, Mode.SECRETARY)
        desk = await new_phone()
        caller = desk.call(OTDEL1.inside)
        await they_talk(caller, await house.primary.rings())
        told = await house.journal()
        assert (told.outcome, told.did) == ("answered", OTDEL1.inside)

    async def test_a_code_switches_and_lights_the_lamps(
        self, open_house: Opener, new_phone: NewPhone, said: Announcements
    ) -> None:
        house = await opened(open_house, Mode.SECRETARY)
        desk = await new_phone()
        own, everybody = desk.watch(OTDEL1.code), desk.watch("*5500")
        await own.shows(OFF)
        await everybody.shows(OFF)
        await switched(desk, OTDEL1.code, said, Sound.MODE_DUTY)
        await own.shows(ON)
        await everybody.shows(ON)
        await switched(desk, "*5500", said, Sound.ALL_MODE_SECRETARY)
        await own.shows(OFF)
        await everybody.shows(OFF)
        assert house.rows.empty()

    async def test_a_code_takes_the_duty_over_and_asterisk_is_told_at_once(
        self, open_house: Opener, new_phone: NewPhone, said: Announcements
    ) -> None:
        desk = await new_phone()
        house = await opened(open_house, who={"code": OTDEL1.who}, backup=desk.number)
        call = desk.call(OTDEL1.who)
        await call.answered()
        await said.begins(Sound.ON_DUTY_NOW)
        call.press("1")
        await said.begins(Sound.TAKEN_OVER)
        call.hang_up()
        phone = f"Local/{desk.number}@stasis-app-phone/n"
        await published(house, f"STASIS_APP_DIAL_otdel1={phone}\n")
        await house.stop()
        call = desk.call(OTDEL1.who)
        await call.answered()
        await call.audio.until_sound(2)
        assert not (await call.ended()).by_us

    async def test_a_call_is_transferred_to_the_people_on_duty_but_not_to_a_code(
        self, open_house: Opener, new_phone: NewPhone
    ) -> None:
        desk, colleague = await new_phone(), await new_phone()
        house = await opened(open_house, Mode.SECRETARY)
        lamp = desk.watch(OTDEL1.code)
        caller = colleague.call(desk.number)
        phone = await desk.rings()
        phone.answer()
        await caller.hears(phone)
        assert await phone.transfer(OTDEL1.code).outcome() == 404
        phone.transfer(OTDEL1.inside)
        primary = await house.primary.rings()
        primary.answer()
        await caller.hears(primary)
        await phone.ended()
        caller.hang_up()
        await primary.ended()
        assert (await house.journal()).outcome == "answered"
        assert {each.state for each in lamp.states} == {OFF}

    async def test_handed_over_to_a_queue_and_back_to_the_people_on_duty(
        self, open_house: Opener
    ) -> None:
        """Nobody in the queue answers: its fail-over is the on-call destination."""
        house = await opened(
            open_house, Mode.SECRETARY, secretary={"continue": "ext-queues,9001,1"}
        )
        caller = house.call()
        await caller.hears_tone(QUEUE_HZ)
        primary = await house.primary.rings()
        assert primary.caller.number == house.customer
        primary.answer()
        await caller.hears(primary)
        primary.hang_up()
        await caller.ended()
        assert await house.pbx.reached(caller.call_id) == ["queue 9001"]
        first, second = await house.journal(), await house.journal()
        assert (first.outcome, first.mode) == ("handed over", "secretary")
        assert (second.outcome, second.mode) == ("answered", "duty")

    async def test_given_back_when_the_application_stops(self, open_house: Opener) -> None:
        house = await opened(open_house)
        caller, primary = await house.rings()
        await house.stop()
        await primary.cancelled()
        await caller.hears_tone(VOICEMAIL_HZ)
        assert await house.pbx.reached(caller.call_id) == ["group 600", "voicemail 102"]
        caller.hang_up()


async def switched(desk: Phone, code: str, said: Announcements, sound: Sound) -> None:
    call = desk.call(code)
    await said.begins(sound)
    call.hang_up()


class TestTheApplicationIsDown:
    async def down(self, open_house: Opener, mode: Mode = Mode.DUTY, **department: Any) -> House:
        house = await opened(open_house, mode, **department)
        await published(house, f"STASIS_APP_DIAL_otdel1=Local/8{house.primary.number[2:]}@")
        await house.stop()
        return house

    async def test_the_people_on_duty_are_rung_and_see_who_calls(self, open_house: Opener) -> None:
        house = await self.down(open_house)
        caller = house.call(name="Ivan")
        primary = await house.primary.rings()
        backup = await house.backup.rings()
        assert (primary.caller.number, backup.caller.number) == (house.customer, house.customer)
        await they_talk(caller, primary)
        assert "completed elsewhere" in (await backup.cancelled()).reasons[0]

    @pytest.mark.parametrize("how", ["private", "anonymous"])
    async def test_a_hidden_caller_stays_hidden(self, open_house: Opener, how: str) -> None:
        house = await self.down(open_house)
        caller = house.call(name=SECRET, **{how: True})
        for phone in (await house.primary.rings(), await house.backup.rings()):
            assert phone.caller.number == "anonymous"
            assert house.customer[-10:] not in phone.invite.encode().decode()
            assert SECRET not in phone.invite.encode().decode()
        caller.hang_up()

    async def test_nobody_takes_it_and_it_goes_to_the_fallback_of_duty(
        self, open_house: Opener
    ) -> None:
        house = await self.down(open_house)
        caller = house.call()
        (await house.primary.rings()).reject(486)
        (await house.backup.rings()).reject(603)
        await caller.hears_tone(VOICEMAIL_HZ, seconds=30)
        assert await house.pbx.reached(caller.call_id) == ["group 600", "voicemail 102"]
        caller.hang_up()

    async def test_a_phone_that_sends_its_calls_back_to_us_does_so_ten_times(
        self, open_house: Opener
    ) -> None:
        house = await self.down(open_house, backup="")
        went_round: list[asyncio.Task[None]] = []

        def send_on(phone: IncomingCall) -> None:
            went_round.append(asyncio.create_task(relay(phone, house.call())))

        house.primary.on_call = send_on
        caller = house.call()
        await caller.answered(30)
        assert await house.pbx.reached(caller.call_id) == []
        assert len(went_round) == 10
        caller.hang_up()
        await asyncio.gather(*went_round)

    async def test_the_group_after_a_group_uses_its_own_destination(
        self, open_house: Opener, provider: Provider
    ) -> None:
        house = await self.down(open_house)
        caller = provider.call("7770601", house.customer)
        (await house.primary.rings()).reject(486)
        (await house.backup.rings()).reject(486)
        await caller.hears_tone(VOICEMAIL_HZ, seconds=30)
        assert await house.pbx.reached(caller.call_id) == [
            "group 601",
            "group 600",
            "voicemail 102",
        ]
        caller.hang_up()

    async def test_in_secretary_mode_the_secretaries(self, open_house: Opener) -> None:
        house = await self.down(open_house, Mode.SECRETARY)
        caller = house.call()
        await caller.hears_tone(QUEUE_HZ)
        assert await house.pbx.reached(caller.call_id) == ["queue 9002"]
        caller.hang_up()

    async def test_a_fallback_of_secretary_mode_goes_first(self, open_house: Opener) -> None:
        house = await self.down(
            open_house, Mode.SECRETARY, fallback={"secretary": "ext-local,vmu103,1"}
        )
        caller = house.call()
        await caller.hears_tone(VOICEMAIL_HZ)
        assert await house.pbx.reached(caller.call_id) == ["voicemail 103"]
        caller.hang_up()

    async def test_the_phones_of_the_secretaries_ring_where_there_is_nothing_else(
        self, open_house: Opener, new_phone: NewPhone
    ) -> None:
        desk, second = await new_phone(), await new_phone()
        house = await self.down(
            open_house,
            Mode.SECRETARY,
            secretary={"ring": [f"PJSIP/{desk.number}", second.number]},
        )
        caller = house.call()
        phone, other = await desk.rings(), await second.rings()
        assert phone.caller.number == house.customer
        other.ring()
        await they_talk(caller, phone)
        await other.cancelled()

    async def test_the_queue_s_fail_over_and_a_phone_ring_the_people_on_duty_all_the_same(
        self, open_house: Opener, new_phone: NewPhone, provider: Provider
    ) -> None:
        house = await self.down(open_house, Mode.SECRETARY)
        desk = await new_phone()
        await they_talk(desk.call(OTDEL1.inside), await house.primary.rings())
        (await house.backup.rings()).ring()
        caller = provider.call("7779001", house.customer)
        primary = await house.primary.rings()
        primary.answer()
        await caller.hears(primary)
        caller.hang_up()
        await primary.ended()

    async def test_a_code_says_that_nothing_was_switched(
        self, open_house: Opener, new_phone: NewPhone, said: Announcements
    ) -> None:
        house = await self.down(open_house)
        desk = await new_phone()
        lamp = desk.watch(OTDEL1.code)
        await lamp.shows(ON)
        call = desk.call(OTDEL1.code)
        await call.answered()
        await call.audio.until_sound(1)
        assert not (await call.ended()).by_us
        assert {each.state for each in lamp.states} == {ON}
        assert house.rows.empty()

    async def test_after_a_restart_of_asterisk_the_lamp_is_known_but_nobody_s_number(
        self, open_house: Opener
    ) -> None:
        house = await self.down(open_house)
        await house.pbx.stop()
        await house.pbx.start()
        caller = house.call()
        await caller.hears_tone(VOICEMAIL_HZ)
        assert await house.pbx.reached(caller.call_id) == ["group 600", "voicemail 102"]
        caller.hang_up()

"""The dialplan for a plain Asterisk: called through, and above all without the application."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from stasis_app.core.overrides import Add
from stasis_app.core.words import CallId, Mode, Role
from stasis_app.dialplan import LOADED, Pbx, loaded_as_printed

from .conftest import NewPhone, Opener
from .house import BACKUP, House
from .printed import PRINTED, asterisk_with, load
from .rig import Asterisk
from .rig.configuration import QUEUE_HZ
from .rig.numbers import Department, Pool
from .rig.rest import ari
from .rig.sip import ON, IncomingCall, OutgoingCall, Provider

OTDEL1 = Department(1)
SECRET = "Incognito Fellow"
MOSCOW = ZoneInfo("Europe/Moscow")
INCLUDED = f"""
[from-internal-custom]
include => stasis-app-internal
include => stasis-app-codes

[transfers]
include => stasis-app-internal

#include {PRINTED}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asterisk]:
    files = {"extensions_added.conf": INCLUDED}
    async with asterisk_with(tmp_path_factory.mktemp("pbx"), files) as pbx:
        await pbx.cli("dialplan set global TRANSFER_CONTEXT transfers")
        yield pbx


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool()


async def opened(
    open_house: Opener, mode: Mode = Mode.DUTY, *, primary: str | None = None, **department: Any
) -> House:
    """otdel1, with the dialplan that is printed for it."""
    house = await open_house(mode=mode, which=OTDEL1, primary=primary, department=department)
    await load(house, Pbx.ASTERISK)
    return house


async def down(open_house: Opener, mode: Mode = Mode.DUTY, **settings: Any) -> House:
    house = await opened(open_house, mode, **settings)
    await published(house, house.backup.number)
    await house.stop()
    return house


def call(house: House, did: str = OTDEL1.did, **how: Any) -> OutgoingCall:
    return house.provider.call(did, house.customer, via="stasis-app-inbound", **how)


async def they_talk(caller: OutgoingCall, phone: IncomingCall) -> None:
    phone.answer()
    await caller.hears(phone)
    await phone.hears(caller)
    caller.hang_up()
    await phone.ended()


async def variable(pbx: Asterisk) -> str:
    async with (
        ari(pbx) as session,
        session.get("/ari/asterisk/variable?variable=STASIS_APP_DIAL_otdel1") as reply,
    ):
        told: dict[str, str] = await reply.json()
        return told["value"]


async def published(house: House, number: str) -> str:
    """Asterisk has been told of it; what it has been told."""
    async with asyncio.timeout(10):
        while number not in (told := await variable(house.pbx)):  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.02)
    return told


class TestTheApplicationIsThere:
    async def test_a_caller_a_phone_and_a_code(
        self, open_house: Opener, new_phone: NewPhone
    ) -> None:
        house = await opened(open_house, Mode.SECRETARY)
        desk = await new_phone()
        lamp = desk.watch(OTDEL1.code)
        await they_talk(desk.call(OTDEL1.inside), await house.primary.rings())
        desk.call(OTDEL1.code)
        await lamp.shows(ON)
        caller = call(house, name="Ivan")
        primary = await house.primary.rings()
        assert (primary.caller.number, primary.caller.name) == (house.customer, "Ivan")
        await they_talk(caller, primary)
        assert [(await house.journal()).did for _ in range(2)] == [OTDEL1.inside, OTDEL1.did]

    async def test_a_transferred_call_reaches_no_code(
        self, open_house: Opener, new_phone: NewPhone
    ) -> None:
        house = await opened(open_house, Mode.SECRETARY)
        desk, colleague = await new_phone(), await new_phone()
        caller = colleague.call(desk.number)
        phone = await desk.rings()
        phone.answer()
        await caller.hears(phone)
        assert await phone.transfer(OTDEL1.code).outcome() == 404
        phone.transfer(OTDEL1.inside)
        await they_talk(caller, await house.primary.rings())

    async def test_a_hidden_caller_stays_hidden(self, open_house: Opener) -> None:
        house = await opened(open_house)
        caller = call(house, name=SECRET, private=True)
        primary = await house.primary.rings()
        assert primary.caller.number == "anonymous"
        await they_talk(caller, primary)
        assert (await house.journal()).caller is None

    async def test_who_is_on_duty_is_published_at_every_change(self, open_house: Opener) -> None:
        house = await opened(open_house)
        both = f"PJSIP/{house.primary.number}@trunk&PJSIP/{house.backup.number}@trunk"
        assert await published(house, house.backup.number) == both
        now = datetime.now(MOSCOW).replace(tzinfo=None)
        wish = Add("otdel1", Role.PRIMARY, BACKUP, now, now + timedelta(hours=1))
        await house.app.orders.override(wish, "test")
        async with asyncio.timeout(5):
            while house.primary.number in await variable(house.pbx):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        staff = house.config_file.parent / "schedules" / "workbook" / "Staff.csv"
        other = house.numbers.mobile()
        staff.write_text(staff.read_text().replace(house.backup.number, other))
        await house.app.orders.sync(accept=True)
        assert await published(house, other) == f"PJSIP/{other}@trunk"

    async def test_a_changed_file_is_told_from_the_dialplan_that_is_loaded(
        self, open_house: Opener
    ) -> None:
        house = await opened(open_house)
        caller = call(house)
        await house.primary.rings()
        (channel,) = house.app.board.live

        async def told(*expressions: str) -> list[str | None]:
            return [await house.app.pbx.read(CallId(channel), each) for each in expressions]

        settings = house.app.config.settings
        assert await told(LOADED, *loaded_as_printed(settings, "duty")) == ["1", "0", "1"]
        assert await told(*loaded_as_printed(settings, "other")) == ["0", "0"]
        caller.hang_up()

    async def test_given_back_and_nowhere_else_to_go(self, open_house: Opener) -> None:
        """The people on duty are rung by the dialplan."""
        house = await opened(open_house)
        caller = call(house)
        first = await house.primary.rings()
        await house.stop()
        await first.cancelled()
        again = await house.primary.rings()
        assert again.caller.number == house.customer
        await they_talk(caller, again)


class TestTheApplicationIsDown:
    async def test_the_people_on_duty_are_rung_and_see_who_calls(self, open_house: Opener) -> None:
        house = await down(open_house)
        caller = call(house, name="Ivan")
        primary, backup = await house.primary.rings(), await house.backup.rings()
        for phone in (primary, backup):
            assert (phone.caller.number, phone.caller.name) == (house.customer, "Ivan")
        primary.ring()
        await caller.rings()
        await they_talk(caller, primary)
        assert "completed elsewhere" in (await backup.cancelled()).reasons[0]
        assert caller.shown == []

    @pytest.mark.parametrize("how", ["private", "anonymous"])
    async def test_a_hidden_caller_stays_hidden(self, open_house: Opener, how: str) -> None:
        house = await down(open_house)
        hidden: dict[str, Any] = {how: True}
        caller = call(house, name=SECRET, **hidden)
        for phone in (await house.primary.rings(), await house.backup.rings()):
            assert (phone.caller.number, phone.caller.name) == ("anonymous", "Anonymous")
            assert phone.asserted is None
            wire = phone.invite.encode().decode()
            assert house.customer[-10:] not in wire
            assert SECRET not in wire
        caller.hang_up()

    @pytest.mark.parametrize(
        ("number", "name"),
        [
            ("1234)&Local(s", "&Local/s@evil,1"),
            ('1"="1', '" "'),
            ("${EVIL}", "${SHELL(reboot)}"),
            ("$[1=1]?evil", "1?evil:evil"),
            ("1^evil^1;x", ")^,U(evil"),
        ],
    )
    async def test_a_hostile_number_and_name_are_a_number_and_a_name(
        self, open_house: Opener, provider: Provider, number: str, name: str
    ) -> None:
        house = await down(open_house)
        caller = provider.call(OTDEL1.did, quote(number), name=name, via="stasis-app-inbound")
        await they_talk(caller, await house.primary.rings())

    async def test_nobody_takes_it_and_there_is_no_fallback(self, open_house: Opener) -> None:
        house = await down(open_house, secretary=None)
        caller = call(house)
        (await house.primary.rings()).reject(486)
        (await house.backup.rings()).reject(486)
        assert (await caller.refused()).status == 480

    async def test_nobody_takes_it_and_it_goes_to_the_fallback(self, open_house: Opener) -> None:
        house = await down(open_house, fallback="ext-queues,9999,1")
        caller = call(house)
        (await house.primary.rings()).reject(486)
        (await house.backup.rings()).reject(486)
        await caller.hears_tone(QUEUE_HZ)
        caller.hang_up()

    async def test_all_phones_of_an_internal_number_are_rung(
        self, open_house: Opener, new_phone: NewPhone
    ) -> None:
        desk = await new_phone()
        second = await new_phone(desk.number)
        house = await down(open_house, primary=desk.number)
        caller = call(house, private=True)
        one, other = await desk.rings(), await second.rings()
        assert {one.caller.number, other.caller.number} == {"anonymous"}
        await they_talk(caller, one)
        await other.cancelled()

    @pytest.mark.parametrize("did", ["+74957770009", "84957770009", "74957770009"])
    async def test_a_number_in_whatever_writing_it_comes(
        self, open_house: Opener, did: str
    ) -> None:
        house = await down(open_house, dids=["+7 (495) 777-00-09"])
        caller = call(house, did)
        await they_talk(caller, await house.primary.rings())

"""Who calls: what the phones show of it, and what is kept; of a hidden caller nothing, anywhere."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg
from .rig import Asterisk
from .rig.sip import IncomingCall, OutgoingCall
from .rig.sip.message import Request

TRUNK_NUMBER = "+74957770000"  # TRUNK_CID in extensions.conf
FREEPBX = {"dial": {"endpoint": "Local/{local}@outbound-allroutes/n"}}
SECRET = "Incognito Fellow"


async def talk(caller: OutgoingCall, phone: IncomingCall) -> None:
    phone.ring()
    phone.answer()
    await caller.answered()
    await caller.hears(phone)
    await phone.hears(caller)
    caller.hang_up()
    await phone.ended()


def answered(house: House, **more: Any) -> object:
    leg = Leg(PRIMARY, "primary", "answered", 16)
    return house.told("answered", leg, answered_by=PRIMARY, **more)


def on_the_wire(phone: IncomingCall) -> str:
    """All that the phone has been sent."""
    messages: list[Request] = [phone.invite, *phone.requests]
    return "\n".join(message.encode().decode() for message in messages)


async def kept(house: House) -> str:
    """All that is in the database's files, call_events and outbox too, and in the mails."""
    mails = await house.mails()
    parts = [part for mail in mails for part in mail.walk() if not part.is_multipart()]
    texts = [str(mail) for mail in mails] + [part.get_content() for part in parts]
    database = house.app.config.database
    files = [file.read_bytes().decode(errors="replace") for file in database.parent.glob("*.db*")]
    return "\n".join([*texts, *files])


@pytest.mark.parametrize("name", ["Ivan Petrov", "Иван Петров", ""])
async def test_the_phone_shows_who_calls(open_house: Opener, name: str) -> None:
    house = await open_house()
    caller = house.call(name=name)
    primary = await house.primary.rings()
    assert primary.caller.number == house.customer
    assert primary.caller.name == name
    assert primary.asserted
    assert primary.asserted.number == house.customer
    assert primary.asserted.name == name
    assert not primary.private
    await talk(caller, primary)
    assert [request.method for request in primary.requests] == ["BYE"]
    assert await house.journal() == answered(house, caller_name=name or None)
    assert house.customer[-10:] in await kept(house)


HIDDEN: dict[str, dict[str, Any]] = {
    "Privacy: id": {"private": True},
    "Privacy: id, and the dialplan says nothing": {"private": True, "via": "inbound-without-pres"},
    "Privacy: id, and FreePBX overwrites it": {"private": True, "via": "inbound-freepbx"},
    "anonymous From": {"anonymous": True},
    "anonymous From, and the dialplan says nothing": {
        "anonymous": True,
        "via": "inbound-without-pres",
    },
}


@pytest.mark.parametrize("how", HIDDEN)
async def test_p8_a_hidden_caller_stays_hidden(
    open_house: Opener, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    caplog.set_level(logging.DEBUG, logger="stasis_app")
    house = await open_house()
    department = [("X-Department", house.department.name)]
    caller = house.call(name=SECRET, headers=department, **HIDDEN[how])
    primary = await house.primary.rings()
    assert primary.caller.number == "anonymous"
    assert primary.caller.name == "Anonymous"
    assert primary.asserted is None
    await talk(caller, primary)
    assert await house.journal() == answered(house, caller=None)
    (mail,) = await house.mails()
    assert (
        mail["Subject"]
        == f"Информация о звонке: принят, номер скрыт, Отдел №{house.department.number}"
    )
    found = {"wire": on_the_wire(primary), "kept": await kept(house), "logged": caplog.text}
    for where, text in found.items():
        assert house.customer[-10:] not in text, where
        assert SECRET not in text, where


@pytest.mark.parametrize("shown", ["number", "hidden"])
async def test_p8_hidden_or_not_the_backup_sees_the_same(open_house: Opener, shown: str) -> None:
    house = await open_house(duty={"strategy": "parallel"})
    caller = house.call(name=SECRET, private=shown == "hidden")
    primary = await house.primary.rings()
    backup = await house.backup.rings()
    assert primary.caller.number == backup.caller.number
    assert (primary.caller.number == "anonymous") == (shown == "hidden")
    caller.hang_up()
    await primary.cancelled()
    await backup.cancelled()
    await house.journal()


@pytest.mark.parametrize(
    ("template", "begins"),
    [("{number}", "+7"), ("{digits}", "7"), ("{national}", ""), ("{local}", "8")],
)
async def test_the_trunk_is_told_the_number_in_its_own_form(
    open_house: Opener, template: str, begins: str
) -> None:
    house = await open_house(config={"dial": {"endpoint": f"PJSIP/{template}@trunk"}})
    caller = house.call()
    dialled = house.provider.number(begins + house.primary.number.removeprefix("+7"))
    primary = await dialled.rings()
    assert primary.called == dialled.number
    await talk(caller, primary)
    assert await house.journal() == answered(house)


@pytest.fixture
async def keep_cid(asterisk: Asterisk) -> AsyncIterator[Callable[[str], Awaitable[None]]]:
    """The CID option of FreePBX's trunk; as it was, afterwards."""

    async def set_to(value: str) -> None:
        await asterisk.cli(f"dialplan set global TRUNK_KEEPCID {value}")

    yield set_to
    await set_to("off")


@pytest.mark.parametrize("option", ["off", "on", "all"])
async def test_p7_freepbx_s_outbound_route_shows_the_caller_where_the_trunk_allows_it(
    open_house: Opener, keep_cid: Callable[[str], Awaitable[None]], option: str
) -> None:
    await keep_cid(option)
    house = await open_house(config=FREEPBX)
    caller = house.call(name="Ivan")
    primary = await house.primary.rings()
    assert primary.caller.number == (house.customer if option == "off" else TRUNK_NUMBER)
    assert primary.called == house.primary.number
    await talk(caller, primary)
    assert await house.journal() == answered(house, caller_name="Ivan")


@pytest.mark.parametrize("option", ["off", "on", "all"])
@pytest.mark.parametrize("how", ["private", "anonymous"])
async def test_p8_a_hidden_caller_stays_hidden_on_freepbx_s_outbound_route(
    open_house: Opener,
    keep_cid: Callable[[str], Awaitable[None]],
    option: str,
    how: str,
) -> None:
    await keep_cid(option)
    house = await open_house(config=FREEPBX)
    caller = house.call(name=SECRET, **{how: True})
    primary = await house.primary.rings()
    assert primary.caller.number == "anonymous"
    assert primary.asserted is None or primary.asserted.number == TRUNK_NUMBER
    await talk(caller, primary)
    assert await house.journal() == answered(house, caller=None)
    assert house.customer[-10:] not in on_the_wire(primary) + await kept(house)


async def test_p7_busy_on_freepbx_s_outbound_route(open_house: Opener) -> None:
    """Its Busy() would play a tone to nobody for twenty seconds."""
    house = await open_house(config=FREEPBX, duty={"stagger": "3s"})
    caller = house.call()
    primary = await house.primary.rings()
    primary.reject(486)
    assert primary.ending
    backup = await house.backup.rings()
    assert backup.arrived_at - primary.ending.at < 1
    await talk(caller, backup)
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "busy", 17),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )

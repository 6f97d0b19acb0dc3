"""Callers whose names and numbers are traps: they reach those on duty like anybody else, and what
they have sent does nothing, anywhere."""

import asyncio
from email.message import EmailMessage

from .conftest import Opener
from .house import PRIMARY, PRIMARY_MAIL, House, Leg
from .rig.sip import IncomingCall
from .rig.sip.message import Request

NAMES = (
    'quoted " and \\ broken',
    "a%0d%0aX-Evil: yes",
    "Bcc: everybody@example.com",
    "<script>alert(1)</script>",
    "${SHELL(touch evil)}$[1/0]",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE calls; --",
    "\u202egnp.exe\u2066",
    "\x01\x07\x1b[2J",
    "{number}{local}%s%n",
    "Ё" * 200,
)
NUMBERS = (
    "%0d%0aX-Evil%3a%20yes",
    "x%22%3e%3cscript%3e",
    "101%26PJSIP%2f666",
    "$%7bSHELL(touch%20evil)%7d",
    "+7916abc",
    "+" + "9" * 120,
    "%e2%80%ae101",
    "..%2f..%2fetc%2fpasswd",
    "s",
)


async def served(house: House, number: str, name: str) -> None:
    caller = house.provider.call(house.department.did, number, name=name)
    phone = await house.primary.rings()
    phone.ring()
    phone.answer()
    await caller.answered()
    await caller.hears(phone)
    caller.hang_up()
    await phone.ended()
    harmless_on_the_wire(phone)
    told = await house.journal()
    leg = Leg(PRIMARY, "primary", "answered", 16)
    assert (told.outcome, told.legs, told.answered_by) == ("answered", (leg,), PRIMARY)
    if name.isprintable():  # nobody has evaluated it
        assert as_asterisk_has_it(name).startswith(told.caller_name or "nothing")


def as_asterisk_has_it(name: str) -> str:
    """Quoted pairs stay as they came; after some 79 bytes it ends."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


def harmless_on_the_wire(phone: IncomingCall) -> None:
    messages: list[Request] = [phone.invite, *phone.requests]
    for message in messages:
        names = {name.lower() for name, _ in message.headers}
        assert "x-evil" not in names
        assert len(message.all("From")) == len(message.all("Contact") or ["BYE has none"]) == 1


def harmless(mail: EmailMessage) -> None:
    assert mail["To"] == PRIMARY_MAIL
    assert {"bcc", "x-evil"}.isdisjoint(name.lower() for name in mail.keys())  # noqa: SIM118
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()


async def test_names_and_numbers_that_are_traps(open_house: Opener) -> None:
    house = await open_house()
    calls = [(house.customer, name) for name in NAMES]
    calls += [(number, "Ivan") for number in NUMBERS]
    for number, name in calls:
        await asyncio.wait_for(served(house, number, name), 20)
    mails = await house.mails()
    assert len(mails) == len(calls)
    for mail in mails:
        harmless(mail)

"""A trunk that refuses the callers' numbers: how it is found out, kept, and told; and how whoever
is rung hears of the number that he is not shown."""

import asyncio
from email.message import EmailMessage

import aiohttp

from .conftest import Opener
from .house import PRIMARY, PRIMARY_MAIL, SECONDS, House, Leg
from .program import running
from .rig.sip import IncomingCall, OutgoingCall

COMPANY = "+74957770001"
RUNG = "Вам звонят: +7 495 "
ENDPOINT = "PJSIP/{number}@trunk"
REFUSED = Leg(PRIMARY, "primary", "unreachable", 21, 403)
CANCELLED = Leg(PRIMARY, "primary", "cancelled", 16)


async def house_that(open_house: Opener) -> House:
    dial = {
        "endpoint": ENDPOINT,
        "caller_id": "original_then_company",
        "company_number": COMPANY,
    }
    mail = {"admins": ["admin@example.com"]}
    return await open_house(config={"dial": dial, "mail": mail}, duty={"timeout": "60s"}, backup="")


async def refused_and_rung(house: House) -> tuple[OutgoingCall, IncomingCall]:
    caller = house.call()
    first = await house.primary.rings()
    assert first.caller.number == house.customer
    first.reject(403)
    return caller, await rung_with_the_companys(house)


async def rung_with_the_companys(house: House) -> IncomingCall:
    rung = await house.primary.rings()
    assert rung.caller.number == COMPANY
    rung.ring()
    return rung


def mails_with_number(house: House) -> list[EmailMessage]:
    return [each for each in house.letters() if each["Subject"].startswith(RUNG)]


async def mail_with_number(house: House) -> EmailMessage:
    """While it rings."""
    async with asyncio.timeout(SECONDS):
        while not mails_with_number(house):  # noqa: ASYNC110 (nobody tells when a file is written)
            await asyncio.sleep(0.02)
    (mail,) = mails_with_number(house)
    return mail


async def test_p9_refused_once_the_company_is_shown_for_a_day_and_an_admin_told_once(
    open_house: Opener,
) -> None:
    house = await house_that(open_house)
    caller, rung = await refused_and_rung(house)
    await caller.rings()
    assert (await mail_with_number(house))["To"] == PRIMARY_MAIL
    caller.hang_up()
    await rung.cancelled()
    assert await house.journal() == house.told("abandoned", REFUSED, CANCELLED)
    caller = house.call()
    rung = await rung_with_the_companys(house)
    await caller.rings()
    caller.hang_up()
    await rung.cancelled()
    assert await house.journal() == house.told("abandoned", CANCELLED)
    told = [mail for mail in await house.mails() if "Транк" in mail["Subject"]]
    assert [mail["To"] for mail in told] == ["admin@example.com"]
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{house.app.web.port}/status"
        async with session.get(url) as response:
            trunks = (await response.json())["trunks"]
    assert [each["endpoint"] for each in trunks] == [ENDPOINT]


async def test_p9_what_was_found_out_outlives_a_kill(open_house: Opener) -> None:
    house = await house_that(open_house)
    async with running(house) as app:
        caller, rung = await refused_and_rung(house)
        await caller.rings()
        await app.has_kept_a_refusal()
        await app.kill()
        await app.start(until="goes on")
        caller.hang_up()
        await rung.cancelled()
        assert await app.told() == [house.told("abandoned", REFUSED, CANCELLED)]
        caller = house.call()
        rung = await rung_with_the_companys(house)
        await caller.rings()
        caller.hang_up()
        await rung.cancelled()
        assert (await app.told(2))[1] == house.told("abandoned", CANCELLED)
        second = (await app.rows())[1].visit.id
        await app.says(f"mail={second}:number:{PRIMARY_MAIL} sent")
        await app.stop()
    each_once = [each["To"] for each in mails_with_number(house)]
    assert each_once == [PRIMARY_MAIL, PRIMARY_MAIL]  # of two calls

"""The driver keeps which trunks refuse callers' numbers, and the next call knows; whoever does not
see the number is mailed it."""

import asyncio
from dataclasses import replace

from stasis_app.core.commands import Create
from stasis_app.core.events import LegGone
from stasis_app.core.trunk_refusals import TrunkRefusal
from stasis_app.core.words import CallerId, CallId, LegId

from . import company
from .fakes import FakePbx, arrival, now
from .test_taking_up import killed, started_again
from .virtual_time import virtual_time

TRUNK = "PJSIP/{number}@trunk"
COMPANY_NUMBER = "+74957770001"
DAY = 86_400


def telephone_system() -> FakePbx:
    pbx = FakePbx()
    dialling = replace(
        company.COMPANY.dialling,
        caller_id=CallerId.ORIGINAL_THEN_COMPANY,
        company_number=COMPANY_NUMBER,
    )
    pbx.office.settings = replace(company.COMPANY, dialling=dialling)
    return pbx


async def shown(pbx: FakePbx, call: str, *, refused: bool = False) -> list[str | None]:
    """To the primary, one after the other; the caller then leaves."""
    if refused:
        pbx.unrung.add(LegId(1))
    pbx.board.on_arrival(arrival(call, "oncall", "otdel1"))
    await asyncio.sleep(1)
    if refused:
        pbx.board.on_event(CallId(call), LegGone(LegId(1), 21, 403))
        await asyncio.sleep(1)
    pbx.unrung.clear()
    pbx.caller_leaves(call)
    await asyncio.sleep(1)
    created = [each for each in pbx.asked_for(call) if isinstance(each, Create)]
    return [each.shown.number for each in created]


@virtual_time
async def test_p9_the_next_call_of_the_day_shows_the_companys_number_at_once() -> None:
    pbx = telephone_system()
    own = "+79161234567"
    assert await shown(pbx, "c1", refused=True) == [own, COMPANY_NUMBER]
    assert await shown(pbx, "c2") == [COMPANY_NUMBER]
    (kept,) = pbx.journal.refusals
    assert kept.trunk == TRUNK
    assert [mail.to for mail in pbx.journal.mails if "trunk" in mail.key] == [
        ("admin@example.com",)
    ]
    await asyncio.sleep(DAY)
    assert await shown(pbx, "c3", refused=True) == [own, COMPANY_NUMBER]
    assert len(pbx.journal.refusals) == 2
    assert len([mail for mail in pbx.journal.mails if "trunk" in mail.key]) == 1


@virtual_time
async def test_p9_what_was_kept_holds_after_a_restart() -> None:
    pbx = telephone_system()
    pbx.board.refusals.remember([TrunkRefusal(TRUNK, now(), now())])
    assert await shown(pbx, "c1") == [COMPANY_NUMBER]
    assert not pbx.journal.refusals


@virtual_time
async def test_who_does_not_see_the_number_is_mailed_it_as_he_is_rung() -> None:
    pbx = telephone_system()
    pbx.board.refusals.remember([TrunkRefusal(TRUNK, now(), now())])
    pbx.board.on_arrival(arrival("c1", "oncall", "otdel1"))
    await asyncio.sleep(5)
    (told,) = pbx.journal.mails
    assert (told.key, told.to) == ("c1:number:m01@example.com", ("m01@example.com",))
    await asyncio.sleep(10)
    assert pbx.journal.mails == [told]
    kept = await killed(pbx)
    again = await started_again(kept)
    await asyncio.sleep(5)
    again.caller_leaves("c1")
    await asyncio.sleep(1)
    assert [mail.key for mail in again.journal.mails] == [told.key, "c1:m01@example.com"]

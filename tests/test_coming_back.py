"""A caller comes back from the secretaries' place in the dialplan: nobody was there."""

import asyncio
from dataclasses import replace

from stasis_app.core.call.call import Call
from stasis_app.core.commands import Continue
from stasis_app.core.events import LegGone
from stasis_app.core.handed_over import HandedOver
from stasis_app.core.limits import TOO_MANY_CALLS
from stasis_app.core.words import CALLER, CallId, CallOutcome, Mode

from . import company
from .fakes import FakePbx, arrival
from .virtual_time import virtual_time

QUEUE = Continue(CALLER, company.QUEUE)


def comes(pbx: FakePbx, call: str, department: str = "otdel2") -> None:
    """On the one channel there is."""
    pbx.board.on_arrival(replace(arrival(call, "inbound", department, "pres=allowed"), channel="c"))


def mode(pbx: FakePbx, call: str) -> Mode | None:
    live = pbx.board.live[CallId(call)]
    assert isinstance(live.conversation, Call)
    return live.conversation.plan.why.mode


@virtual_time
async def test_the_people_on_duty_are_rung_for_him() -> None:
    pbx = FakePbx()
    comes(pbx, "c")
    await asyncio.sleep(60)
    assert pbx.asked_for("c")[-1] == QUEUE
    assert pbx.journal.rows[0].outcome is CallOutcome.HANDED_OVER
    comes(pbx, "c-2")
    await asyncio.sleep(1)
    assert mode(pbx, "c-2") is Mode.DUTY
    pbx.caller_leaves("c-2")
    await asyncio.sleep(30)


@virtual_time
async def test_he_comes_back_in_the_same_moment() -> None:
    pbx = FakePbx()
    pbx.silent_about = QUEUE
    comes(pbx, "c")
    await asyncio.sleep(1)
    pbx.board.on_event(CallId("c"), LegGone(CALLER, None))
    comes(pbx, "c-2")
    await asyncio.sleep(1)
    assert mode(pbx, "c-2") is Mode.DUTY
    pbx.caller_leaves("c-2")
    await asyncio.sleep(30)


@virtual_time
async def test_the_secretaries_of_another_department_have_not_been_asked_yet() -> None:
    pbx = FakePbx()
    comes(pbx, "c")
    await asyncio.sleep(60)
    comes(pbx, "c-2", "otdel1")
    await asyncio.sleep(1)
    assert mode(pbx, "c-2") is Mode.SECRETARY
    pbx.caller_leaves("c-2")
    await asyncio.sleep(30)


@virtual_time
async def test_whoever_was_one_too_many_has_not_been_with_the_secretaries() -> None:
    pbx = FakePbx()
    comes(pbx, "c")
    await asyncio.sleep(60)
    (row,) = pbx.journal.rows
    book = HandedOver()
    book.remember([replace(row, why=replace(row.why, issues=(TOO_MANY_CALLS,)))])
    assert not book.knows("c", "otdel2")
    book.remember([row])
    assert book.knows("c", "otdel2")
    assert not book.knows("d", "otdel2")

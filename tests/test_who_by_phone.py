"""A phone asks who is on duty, takes the duty over: through the switchboard, on virtual time."""

import asyncio
from datetime import datetime

from stasis_app.core import events
from stasis_app.core.commands import Play, TakeOver
from stasis_app.core.keeping import NotKept
from stasis_app.core.numbers import groups
from stasis_app.core.overrides import Unacceptable
from stasis_app.core.question import said
from stasis_app.core.taking_over import Standing
from stasis_app.core.words import CALLER, CallId, Heard, Recording, Sound

from . import company
from .fakes import FakePbx, arrival
from .virtual_time import virtual_time

TAKE_OVER = TakeOver(
    department="otdel1",
    person="Сабитов Никита",
    until=datetime.fromisoformat("2026-11-21T10:00"),
    instead_of="Изюмов Флорентий",
    by="101",
)


def asked() -> FakePbx:
    """Phone 101 has dialled the code, and may take the duty over."""
    pbx = FakePbx()
    on_duty = company.on_duty(company.OTDEL1, company.NOW)
    pbx.duty.found = Standing(on_duty, None, None, TAKE_OVER, None)
    pbx.sounds.add("custom/79991234504")
    pbx.board.on_arrival(arrival("c1", "who", "otdel1", number="101"))
    return pbx


def plays(pbx: FakePbx) -> list[tuple[Heard, ...]]:
    return [each.sounds for each in pbx.asked_for("c1") if isinstance(each, Play)]


async def presses_1(pbx: FakePbx) -> None:
    await asyncio.sleep(1)
    pbx.board.on_event(CallId("c1"), events.KeyPressed(CALLER, "1"))
    await asyncio.sleep(1)


@virtual_time
async def test_a_phone_hears_who_is_on_duty_and_takes_the_duty_over() -> None:
    pbx = asked()
    changed: list[str] = []
    pbx.office.on_duty_changed = lambda: changed.append("told")
    await presses_1(pbx)
    assert pbx.duty.asked == [("otdel1", "101")]
    number = said(groups("+79991234501", "RU"))
    name = Recording("custom/79991234504")
    told = (Sound.ON_DUTY_NOW, *number, Sound.THE_BACKUP_IS, name, Sound.PRESS_1_TO_TAKE_OVER)
    assert plays(pbx) == [told, (Sound.TAKEN_OVER,)]
    assert pbx.duty.changed == [TAKE_OVER]
    assert changed == ["told"]
    assert not pbx.board.live
    assert not pbx.journal.rows


@virtual_time
async def test_a_duty_that_cannot_be_kept_stays_as_it_is_and_the_phone_hears_so() -> None:
    for why in (NotKept("the disk is full"), Unacceptable("somebody has been quicker")):
        pbx = asked()
        pbx.duty.refuses = why
        await presses_1(pbx)
        assert plays(pbx)[-1] == (Sound.DUTY_NOT_CHANGED,)
        assert not pbx.board.live


@virtual_time
async def test_whoever_hides_his_number_may_listen_and_no_more() -> None:
    pbx = FakePbx()
    pbx.told["CALLERID(num-pres)"] = "prohib"
    pbx.board.on_arrival(arrival("c1", "who", "otdel1"))
    await asyncio.sleep(1)
    assert pbx.duty.asked == [("otdel1", None)]
    assert plays(pbx)[0][0] is Sound.ON_DUTY_NOW


@virtual_time
async def test_an_asterisk_that_does_not_answer_is_not_waited_for() -> None:
    pbx = FakePbx()
    pbx.reading_seconds = 30.0
    pbx.board.on_arrival(arrival("c1", "who", "otdel1", number="101"))
    await asyncio.sleep(3)
    assert plays(pbx)[0][:2] == (Sound.ON_DUTY_NOW, *said(groups("+79991234501", "RU"))[:1])


@virtual_time
async def test_a_department_that_is_not_there_is_said_to_be_so() -> None:
    pbx = FakePbx()
    pbx.board.on_arrival(arrival("c1", "who", "otdel9", number="101"))
    await asyncio.sleep(1)
    assert plays(pbx) == [(Sound.NO_SUCH_DEPARTMENT,)]

"""Too many minutes dialled: no mobile is rung, callers go to the fallback, also after a restart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.journal import Journal
from stasis_app.adapters.store.writer import Writer
from stasis_app.core.plan import Visit, Why
from stasis_app.core.record import LegRow, Row
from stasis_app.core.words import CallId, CallOutcome, LegOutcome, Role

from .conftest import Opener
from .house import PRIMARY, House

FALLBACK = "ext-group,600,1"


async def wrote(house: House, number: str) -> None:
    """A talk of two minutes, ten minutes ago, as another process has journalled it."""
    ended = datetime.now(UTC) - timedelta(minutes=10)
    began = ended - timedelta(minutes=2)
    visit = replace(Visit.nobody(CallId("before")), department=house.department.name)
    answered = CallOutcome.ANSWERED
    leg = LegRow(
        PRIMARY, number, None, Role.PRIMARY, began, began, ended, LegOutcome.ANSWERED, None
    )
    row = Row(visit, Why(None), answered, began, began, ended, PRIMARY, (leg,))
    async with await Database.open(house.database, write=True) as database:
        writer = Writer(database)
        Journal(writer).closed(row, ())
        await writer.flush()


async def refused(house: House) -> None:
    caller = house.call()
    assert (await caller.refused()).status == 486
    assert await house.pbx.reached(caller.call_id) == ["group 600"]
    assert await house.journal() == house.told("handed over")


async def test_over_the_limit_nobody_outside_is_dialled_and_an_admin_is_told_once(
    open_house: Opener,
) -> None:
    limits = {"dialled_minutes_per_hour": 2}
    mail = {"admins": ["admin@example.com"]}
    house = await open_house(config={"limits": limits, "fallback": FALLBACK, "mail": mail})
    caller = house.call()
    primary = await house.primary.rings()
    caller.hang_up()
    await primary.cancelled()
    assert (await house.journal()).outcome == "abandoned"
    await house.stop()
    await wrote(house, house.primary.number)
    await house.start()
    await refused(house)
    await refused(house)
    assert "2 × too many dialled minutes" in str((await house.app.status()).problems)
    told = [each for each in await house.mails() if "больше не звоним" in each["Subject"]]
    assert [each["To"] for each in told] == ["admin@example.com"]
    await house.stop()
    await house.start()
    await refused(house)
    assert len([e for e in await house.mails() if "больше не звоним" in e["Subject"]]) == 1

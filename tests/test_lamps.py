"""The modes on the phones' lamps."""

import asyncio
from dataclasses import replace

from stasis_app.core.commands import Rejected, SwitchMode
from stasis_app.core.words import Mode
from stasis_app.lamps import EVERY_SECONDS, Lamps

from . import company
from .fakes import FakeDutyBook, FakeModeBook, now
from .virtual_time import virtual_time


class FakePanel:
    def __init__(self) -> None:
        self.lit: dict[str, bool] = {}
        self.times: list[float] = []
        self.away = False

    async def set_lamp(self, name: str, on: bool) -> None:
        if self.away:
            raise Rejected("503")
        self.lit[name] = on
        self.times.append(asyncio.get_running_loop().time())


def lamps_on(panel: FakePanel) -> Lamps:
    office = company.office(FakeModeBook(), FakeDutyBook())
    lamps = Lamps(office, panel, now)
    office.on_switched = lamps.publish
    lamps.publish()  # Asterisk has been reached
    return lamps


@virtual_time
async def test_at_the_start_at_a_switch_and_every_minute() -> None:
    panel = FakePanel()
    lamps = lamps_on(panel)
    task = asyncio.create_task(lamps.run())
    await asyncio.sleep(10)
    assert panel.lit == {"otdel1": False, "otdel2": False, "all": False}
    await lamps.office.switch(SwitchMode(("otdel1", "otdel2"), Mode.DUTY, "101", True), now())
    await asyncio.sleep(1)
    assert panel.lit == {"otdel1": True, "otdel2": True, "all": True}
    await asyncio.sleep(EVERY_SECONDS)
    assert sorted(set(panel.times)) == [0, 10, 10 + EVERY_SECONDS]
    task.cancel()


@virtual_time
async def test_the_lamp_of_a_department_that_is_no_more_goes_out() -> None:
    """Whether somebody has switched it, or business hours have lit it, before a restart or not."""
    panel = FakePanel()
    lamps = lamps_on(panel)
    task = asyncio.create_task(lamps.run())
    await lamps.office.switch(SwitchMode(("otdel2",), Mode.DUTY, "101", True), now())
    await asyncio.sleep(1)
    assert panel.lit["otdel2"]
    first, _ = lamps.office.settings.departments
    lamps.office.settings = replace(lamps.office.settings, departments=(first,))
    lamps.publish()
    await asyncio.sleep(1)
    assert panel.lit == {"otdel1": False, "otdel2": False, "all": False}
    task.cancel()

    afterwards = Lamps(lamps.office, FakePanel(), now)
    assert afterwards.office.lamps(now()) == panel.lit


@virtual_time
async def test_a_lamp_lit_by_business_hours_goes_out_too() -> None:
    panel = FakePanel()
    lamps = lamps_on(panel)
    lamps.lit = {"otdel3": True}
    await lamps.tell(now())
    assert panel.lit["otdel3"] is False


@virtual_time
async def test_an_asterisk_that_is_away_is_asked_again() -> None:
    panel = FakePanel()
    panel.away = True
    lamps = lamps_on(panel)
    task = asyncio.create_task(lamps.run())
    await asyncio.sleep(1)
    panel.away = False
    lamps.publish()
    await asyncio.sleep(1)
    assert panel.lit == {"otdel1": False, "otdel2": False, "all": False}
    task.cancel()


@virtual_time
async def test_nobody_is_told_before_asterisk_has_been_reached() -> None:
    panel = FakePanel()
    lamps = Lamps(company.office(FakeModeBook(), FakeDutyBook()), panel, now)
    task = asyncio.create_task(lamps.run())
    await asyncio.sleep(2 * EVERY_SECONDS)
    assert not panel.times
    task.cancel()

"""The schedule lies at Google, and Google is not there: no call waits for it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stasis_app.core.workbook import Cell
from tests.google import GoogleStandIn, Hang, Spreadsheet

from .conftest import Opener
from .house import BACKUP, BACKUP_MAIL, PRIMARY, PRIMARY_MAIL, SECONDS, Leg
from .rig.numbers import Numbers
from .rig.sip import Provider

KEY = "AIzaDemo"


class AtGoogle:
    """Two people on duty all day, as in an ordinary house."""

    def __init__(self, google: GoogleStandIn, numbers: Numbers) -> None:
        self.google = google
        self.phones = {"primary": numbers.mobile(), "backup": numbers.mobile()}
        roster: list[list[Cell]] = [["", "Сутки"], [], ["Число", "0:00-23:59", "0:00-23:59"]]
        roster += [[day, PRIMARY, BACKUP] for day in range(1, 32)]
        staff: list[list[Cell]] = [
            [PRIMARY, self.phones["primary"], PRIMARY_MAIL],
            [BACKUP, self.phones["backup"], BACKUP_MAIL],
        ]
        book = Spreadsheet.of("1AbC", {"Roster": roster, "Staff": staff})
        book.public = True
        google.books[book.id] = book
        google.access.api_keys.add(KEY)

    @property
    def settings(self) -> dict[str, Any]:
        workbook = {
            "source": "google",
            "spreadsheet_id": "1AbC",
            "api_key": KEY,
            "endpoint": self.google.url,
            "poll": "1s",
        }
        return {"config": {"workbook": workbook}, **self.phones}


@pytest.fixture
async def at_google(numbers: Numbers) -> AsyncIterator[AtGoogle]:
    async with GoogleStandIn() as google:
        yield AtGoogle(google, numbers)
        assert google.differences == []


async def test_a_first_start_without_google_goes_on_to_then(
    open_house: Opener, at_google: AtGoogle, numbers: Numbers, provider: Provider
) -> None:
    await at_google.google.stop()
    other = numbers.mobile()
    then = {"ring": [other], "timeout": "4s"}
    house = await open_house(**at_google.settings, duty={"then": then})
    caller = house.call()
    phone = await provider.number(other).rings()
    phone.answer()
    await caller.answered()
    await caller.hears(phone)
    caller.hang_up()
    await phone.ended()
    status = await house.app.status()
    assert "no mirror of the workbook yet: nobody is known to be on duty" in status.problems
    assert any("Connection refused" in each for each in status.problems)


async def test_a_restart_without_google_serves_the_mirror(
    open_house: Opener, at_google: AtGoogle, tmp_path: Path
) -> None:
    house = await open_house(**at_google.settings)
    await house.stop()
    await at_google.google.stop()
    await house.start()
    caller = house.call()
    phone = await house.primary.rings()
    phone.answer()
    await caller.answered()
    await caller.hears(phone)
    caller.hang_up()
    await phone.ended()
    answered = house.told("answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY)
    assert await house.journal() == answered


async def test_the_application_stops_while_google_is_silent(
    open_house: Opener, at_google: AtGoogle
) -> None:
    house = await open_house(**at_google.settings)
    at_google.google.faults.always = Hang()
    async with asyncio.timeout(SECONDS):
        await at_google.google.silent.wait()
        await house.stop()

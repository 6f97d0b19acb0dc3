"""Business hours on a real Asterisk: they decide by themselves, and a code overrides them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from stasis_app.core.words import Mode

from .conftest import NewPhone, Opener
from .house import House
from .rig.configuration import QUEUE_HZ
from .rig.sip import OFF, ON

MOSCOW = ZoneInfo("Europe/Moscow")
HOUR = timedelta(hours=1)


def open_from_until(start: timedelta, end: timedelta) -> dict[str, Any]:
    """From now; every day, also on holidays."""
    now = datetime.now(MOSCOW)
    days = [f"{now + number * timedelta(days=1):%Y-%m-%d}" for number in (-1, 0, 1)]
    hours = f"{now + start:%H:%M}-{now + end:%H:%M}"
    return {"mode": "auto", "business_hours": {"mon-sun": hours}, "working_days": days}


async def goes_to_the_queue(house: House) -> None:
    caller = house.call()
    await caller.hears_tone(QUEUE_HZ)
    caller.hang_up()
    assert await house.journal() == house.told("handed over", mode="secretary")


async def goes_to_the_people_on_duty(house: House) -> None:
    caller = house.call()
    primary = await house.primary.rings()
    caller.hang_up()
    await primary.cancelled()
    told = await house.journal()
    assert (told.mode, told.outcome) == ("duty", "abandoned")


async def test_in_business_hours_the_secretaries_until_a_code_overrides(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(mode=Mode.SECRETARY, department=open_from_until(-HOUR, HOUR))
    phone = await new_phone()
    lamp = phone.watch(house.department.code)
    await lamp.shows(OFF)
    await goes_to_the_queue(house)
    await phone.call(house.department.code).ended()
    await lamp.shows(ON)
    await goes_to_the_people_on_duty(house)
    await house.switch(Mode.AUTO)
    await lamp.shows(OFF)
    await goes_to_the_queue(house)


async def test_outside_business_hours_the_people_on_duty_until_a_code_overrides(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(mode=Mode.SECRETARY, department=open_from_until(HOUR, 2 * HOUR))
    phone = await new_phone()
    lamp = phone.watch(house.department.code)
    await lamp.shows(ON)
    await goes_to_the_people_on_duty(house)
    await phone.call(house.department.code).ended()
    await lamp.shows(OFF)
    await goes_to_the_queue(house)

"""The files change while people ring and talk: those calls go on as they began; the next is new."""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from stasis_app.core.commands import SwitchMode
from stasis_app.core.words import Mode

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, House, Leg
from .rig.configuration import QUEUE_HZ
from .rig.numbers import Department
from .rig.sip import ON

PROMISED = 5.0  # seconds within which a changed file is taken
SLOW = {"strategy": "staggered", "stagger": "30s", "timeout": "40s"}


def change(house: House, duty: Mapping[str, Any], **department: Any) -> None:
    file = house.config_file.parent / "schedules" / f"{house.department.name}.yaml"
    written = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump({**written, **department, "duty": dict(duty)}))


def spoil(house: House) -> Path:
    file = house.config_file.parent / "schedules" / "otdel99.yaml"
    file.write_text("department: [\n")
    return file


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PROMISED):
        while not holds():  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0.05)


async def taken(house: House) -> None:
    before = house.app.reloading.taken_at
    await until(lambda: house.app.reloading.taken_at != before)


async def test_a_call_that_rings_keeps_its_settings_and_the_next_has_the_new_ones(
    open_house: Opener,
) -> None:
    house = await open_house(duty=SLOW, department={"notify": {"rung": False}})
    first = house.call()
    primary = await house.primary.rings()
    primary.ring()
    parallel = {"strategy": "parallel", "timeout": "20s", "busy": "ring"}
    change(house, parallel, notify={"rung": True})
    await taken(house)
    second = house.provider.call(house.department.did, house.numbers.customer())
    also_primary = await house.primary.rings()
    backup = await house.backup.rings()
    primary.answer()
    await first.hears(primary)
    await primary.hears(first)
    backup.ring()
    also_primary.reject(486)
    await house.hears_of_the_end(PRIMARY)
    backup.answer()
    await second.hears(backup)
    first.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )
    second.hang_up()
    await backup.ended()
    told = await house.journal()
    assert (told.outcome, told.answered_by) == ("answered", BACKUP)
    assert [each.outcome for each in told.legs] == ["busy", "answered"]
    assert len(await house.mails()) == 2  # both of the second call; of the first nobody's


async def test_people_who_talk_go_on_talking_through_good_and_bad_files(
    open_house: Opener,
) -> None:
    house = await open_house(duty=SLOW)
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await caller.hears(primary)
    spoilt = spoil(house)
    await until(lambda: house.app.reloading.problems)
    assert house.app.config.settings.department("otdel99") is None
    assert (await house.app.status()).problems
    spoilt.unlink()
    change(house, {"strategy": "parallel"}, title="Другой")
    await taken(house)
    assert (await house.app.status()).problems == ()
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_a_department_that_is_added_has_its_people_and_its_lamp(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house()
    other = house.numbers.department()
    lamp = (await new_phone()).watch(other.code)
    file = house.config_file.parent / "schedules" / f"{other.name}.yaml"
    text = (file.parent / f"{house.department.name}.yaml").read_text()
    for old, new in (
        (f"department: {house.department.name}\n", f"department: {other.name}\n"),
        (house.department.did, other.did),
        (house.department.code, other.code),
        (house.department.inside, other.inside),
    ):
        alone = rf"(?<!\d){re.escape(old)}(?!\d)"  # 7770 is no part of 7770070
        text, found = re.subn(alone, new, text)
        assert found
    file.write_text(text)
    await taken(house)
    await until(lambda: house.app.clerk.mirror.active(other.name))
    await goes_to_the_queue(house, other)
    switched = SwitchMode((other.name,), Mode.DUTY, "test", toggled=False)
    await house.app.office.switch(switched, datetime.now(UTC))
    await lamp.shows(ON)
    caller = house.provider.call(other.did, house.customer)
    primary = await house.primary.rings()
    caller.hang_up()
    await primary.cancelled()
    assert (await house.journal()).department == other.name


async def goes_to_the_queue(house: House, department: Department) -> None:
    caller = house.provider.call(department.did, house.customer)
    await caller.hears_tone(QUEUE_HZ)
    caller.hang_up()
    assert (await house.journal()).outcome == "handed over"

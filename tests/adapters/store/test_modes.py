"""What was switched is kept, all of it or nothing."""

import pytest
from sqlalchemy import select, text

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.modes import Modes
from stasis_app.adapters.store.schema import mode_changes
from stasis_app.core.commands import SwitchMode
from stasis_app.core.keeping import NotKept
from stasis_app.core.mode import ModeSetting
from stasis_app.core.words import Mode

from .conftest import Store
from .nights import NIGHT, after

BOTH = SwitchMode(("otdel1", "otdel2"), Mode.DUTY, "101", toggled=True)
ONE = SwitchMode(("otdel1",), Mode.SECRETARY, "102", toggled=False)


async def test_nobody_has_switched(store: Store) -> None:
    assert await store.modes.modes() == {}


async def test_the_last_switch_of_each_department_counts(store: Store) -> None:
    await store.modes.switch(BOTH, NIGHT)
    await store.modes.switch(ONE, after(5))
    assert await store.modes.modes() == {
        "otdel1": ModeSetting("otdel1", Mode.SECRETARY, after(5), "102", toggled=False),
        "otdel2": ModeSetting("otdel2", Mode.DUTY, NIGHT, "101", toggled=True),
    }


async def test_no_departments_is_no_switch(store: Store) -> None:
    await store.modes.switch(SwitchMode((), Mode.DUTY, "101", toggled=True), NIGHT)
    assert await store.modes.modes() == {}


async def test_every_switch_is_remembered(database: Database) -> None:
    modes = Modes(database)
    await modes.switch(BOTH, NIGHT)
    await modes.switch(ONE, after(5))
    async with database.reading() as connection:
        found = (await connection.execute(select(mode_changes).order_by(mode_changes.c.id))).all()
    assert [(row.department, row.setting, row.at, row.switched_by) for row in found] == [
        ("otdel1", "duty", NIGHT, "101"),
        ("otdel2", "duty", NIGHT, "101"),
        ("otdel1", "secretary", after(5), "102"),
    ]


async def test_a_switch_that_cannot_be_kept_whole_is_not_kept_at_all(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(
            text(
                "CREATE TRIGGER broken BEFORE INSERT ON mode_changes"
                " WHEN new.department = 'otdel2' BEGIN SELECT RAISE(ABORT, 'no more'); END"
            )
        )
    modes = Modes(database)
    with pytest.raises(NotKept, match="no more"):
        await modes.switch(BOTH, NIGHT)
    assert await modes.modes() == {}

"""An exception from the schedule, made by a command, is known to the very next call."""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from .conftest import Opener
from .house import BACKUP, PRIMARY, House, Leg


async def command(house: House, *arguments: str) -> Any:
    """Beside the running application, which it asks."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "stasis_app", "-c", str(house.config_file)),
        *("override", *arguments, "--json"),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(out)


async def test_the_very_next_call_rings_whom_the_command_names(open_house: Opener) -> None:
    house = await open_house()
    hour = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    name = house.department.name
    (made,) = await command(house, "add", name, "primary", BACKUP, "--to", hour)
    await command(house, "add", name, "backup", "nobody", "--to", hour)
    caller = house.call()
    instead = await house.backup.rings()
    instead.ring()
    instead.answer()
    await caller.answered()
    await caller.hears(instead)
    caller.hang_up()
    await instead.ended()
    told = house.told("answered", Leg(BACKUP, "primary", "answered", 16), answered_by=BACKUP)
    assert await house.journal() == told

    await command(house, "end", str(made["id"]))
    caller = house.call()
    primary = await house.primary.rings()
    primary.reject(486)
    assert (await caller.refused()).status == 486
    told = house.told("missed", Leg(PRIMARY, "primary", "busy", 17, 486))
    assert await house.journal() == told

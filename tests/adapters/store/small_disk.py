"""python -m tests.adapters.store.small_disk FOLDER, in a mount namespace of its own.

A program for test_reserve.py: fills a small disk under a database, opens it again and writes.
"""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from stasis_app.adapters.store import reserve
from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.modes import Modes
from stasis_app.core.commands import SwitchMode
from stasis_app.core.words import Mode

SIZE = "100m"


def mount(folder: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)


def fill(folder: Path) -> None:
    with (folder / "logs").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


async def switch(path: Path, mode: Mode) -> None:
    async with await Database.open(path, write=True) as database:
        database.keep_reserve()
        wish = SwitchMode(("otdel1",), mode, "me", toggled=False)
        await Modes(database).switch(wish, datetime.now(UTC))


async def main(folder: Path) -> None:
    mount(folder)
    path = folder / "stasis_app.db"
    await switch(path, Mode.DUTY)
    print("kept", reserve.reserve_file(path).stat().st_blocks * 512 >= reserve.BYTES)
    fill(folder)
    await switch(path, Mode.SECRETARY)
    print("kept", reserve.reserve_file(path).exists())
    async with await Database.open(path, write=True) as database:
        [change] = (await Modes(database).modes()).values()
        print(change.setting)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

"""Asterisk, the application and the shipped example files, in a folder of their own."""

import asyncio
import csv
import json
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from tests.asterisk.rig import Asterisk
from tests.google import GoogleStandIn, Spreadsheet

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Europe/Moscow")  # of config.yaml.example
START_SECONDS = 20.0
QUICKER = {  # so that nobody has to watch for a minute
    "stagger: 20s": "stagger: 3s",
    "timeout: 60s": "timeout: 8s",
    "timeout: 30s": "timeout: 8s",
}
COLUMNS = ((1, 6), (2, 7), (3, 8))  # of Otdel1.csv: the primary of each shift, and his backup


INCLUDED = """
[from-internal-custom]
include => stasis-app-internal
include => stasis-app-codes
"""


class Failed(Exception):
    """What should have happened and did not."""


class Stage:
    """`google`: the schedule lies there, and is read every second; else in CSV files."""

    def __init__(
        self, folder: Path, pbx: Asterisk, web_port: int, google: GoogleStandIn | None = None
    ) -> None:
        self.folder = folder
        self.pbx = pbx
        self.web_port = web_port
        self.google = google
        self.book = Spreadsheet("demo")
        self.config = folder / "config.yaml"
        self.log = folder / "stasis-app.log"
        self.pid = 0  # of the running application

    def write_configuration(self) -> None:
        """The example files, with this Asterisk's address, and shorter times."""
        shutil.copytree(ROOT / "schedules", self.folder / "schedules")
        text = (ROOT / "config.yaml.example").read_text()
        text = _replaced(text, "url: http://127.0.0.1:8088", f"url: {self.pbx.ari_url}")
        text += f"\nweb: {{listen: 127.0.0.1:{self.web_port}}}\n"
        self.config.write_text(text)
        department = self.folder / "schedules" / "otdel1.yaml"
        text = department.read_text()
        for usual, quick in QUICKER.items():
            text = _replaced(text, usual, quick)
        department.write_text(text)
        _give_every_shift_a_backup(self.folder / "schedules" / "workbook")
        if self.google is not None:
            self._move_to(self.google)

    def _move_to(self, google: GoogleStandIn) -> None:
        """The CSV files as a spreadsheet, shared with an account."""
        for file in sorted((self.folder / "schedules" / "workbook").glob("*.csv")):
            with file.open(encoding="utf-8", newline="") as lines:
                self.book.add(file.stem).put_rows(list(csv.reader(lines)))
        google.books[self.book.id] = self.book
        account = google.account()
        self.book.readers.add(account.email)
        account.write(self.folder / "google-key.json", google.token_uri)
        workbook = (
            f"workbook: {{source: google, spreadsheet_id: {self.book.id}, poll: 1s, "
            f"service_account_file: google-key.json, endpoint: {google.url}}}\n"
        )
        with self.config.open("a") as config:
            config.write(workbook)

    async def load_dialplan(self) -> None:
        """What `stasis-app dialplan` prints, where phones and the trunk get to it."""
        printed = await self.command("dialplan", "--for", "asterisk")
        await self.pbx.add_dialplan(INCLUDED + printed)

    @asynccontextmanager
    async def application(self) -> AsyncIterator[None]:
        """`stasis-app run`, until it is told to stop."""
        with self.log.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *_command("run", "-c", str(self.config)),
                stdout=log,
                stderr=log,
                env=self._environment,
            )
        self.pid = process.pid
        try:
            await self._until_ready(process)
            yield
        finally:
            if process.returncode is None:
                process.terminate()
            code = await process.wait()
        if code != 0:
            raise Failed(f"stasis-app run ended with {code}:\n{self.log.read_text()}")

    async def command(self, *arguments: str) -> str:
        """A command beside the running application, as an administrator types it."""
        process = await asyncio.create_subprocess_exec(
            *_command(*arguments, "-c", str(self.config)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**self._environment, "COLUMNS": "150"},
        )
        output, _ = await process.communicate()
        if process.returncode:
            said = output.decode()
            raise Failed(f"stasis-app {' '.join(arguments)} ended so:\n{said}")
        return output.decode()

    async def json(self, *arguments: str) -> Any:
        return json.loads(await self.command(*arguments, "--json"))

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "ARI_PASSWORD": self.pbx.ari_password}

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        url = f"http://127.0.0.1:{self.web_port}/status"
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        async with aiohttp.ClientSession() as session:
            while asyncio.get_running_loop().time() < deadline and process.returncode is None:
                try:
                    async with session.get(url) as response:
                        status = await response.json()
                except aiohttp.ClientError:
                    status = {}
                if _is_ready(status):
                    return
                await asyncio.sleep(0.1)
        raise Failed(f"the application does not start:\n{self.log.read_text()}")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _is_ready(status: dict[str, Any]) -> bool:
    return bool(status.get("ari", {}).get("connected") and status.get("mirror", {}).get("version"))


def _command(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "stasis_app", *arguments)


def _replaced(text: str, old: str, new: str) -> str:
    if old not in text:
        raise Failed(f"{old!r} no longer stands in the example files")
    return text.replace(old, new)


def _give_every_shift_a_backup(workbook: Path) -> None:
    """Yesterday's, today's and tomorrow's: some are without in the example, and the demo may be
    watched on any day."""
    file = workbook / "Otdel1.csv"
    rows = list(csv.reader(file.read_text().splitlines()))
    staff = [row[0] for row in csv.reader((workbook / "Otdel1Staff.csv").read_text().splitlines())]
    today = datetime.now(ZONE)
    for day in {(today + timedelta(days=days)).day for days in (-1, 0, 1)}:
        row = rows[2 + day]
        for primary, backup in COLUMNS:
            if row[backup] in ("", row[primary]):
                row[backup] = next(name for name in staff if name != row[primary])
    with file.open("w", newline="") as written:
        csv.writer(written).writerows(rows)

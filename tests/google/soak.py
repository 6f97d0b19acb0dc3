"""python -m tests.google.soak [PULLS]: the clerk pulls on and on while Google fails at random.

Somebody edits the sheet all the time; a model that knows the truth says after each pull what must
be active.  At the end: threads, sockets and memory, compared with those after a warm-up.
"""

import asyncio
import gc
import logging
import random
import resource
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from time import monotonic

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.mirror import MirrorStore
from stasis_app.adapters.workbook.google import Access, GoogleWorkbook, Patience
from stasis_app.clerk import Clerk
from stasis_app.core.pull import PullResult
from stasis_app.core.reading import Reading, read_department
from stasis_app.core.workbook import Workbook
from tests.sheets import DEPARTMENT, LONG_AGO, PEOPLE, roster, settings_for, staff

from .faults import Cut, Fault, Garbage, Hang, Slow, Status
from .model import Spreadsheet
from .ranges import Box
from .server import GoogleStandIn

PULLS = 10_000
FAILING = 0.3  # of the answers
EDITED = 0.3  # of the pulls come after an edit
FAULTS: tuple[Fault, ...] = (
    *(Status(code) for code in (401, 403, 404, 429, 500, 502, 503)),
    Status(429, "0"),
    Status(403, reason="rateLimitExceeded"),
    *(Cut(), Cut(announced=False), Garbage(), Hang(), Slow(0.2)),
)
PATIENCE = Patience(in_all=5.0, connect=1.0, read=0.1, pause=0.001, attempts=3)
STEP = timedelta(minutes=10)  # so that the mirror soon remembers as much as it ever will
TITLES = ("Roster", "Staff")


@dataclass(frozen=True)
class Held:
    """What the process has."""

    threads: int
    files: int  # open ones, sockets among them
    kilobytes: int

    @classmethod
    def now(cls) -> "Held":
        status = Path("/proc/self/status").read_text()
        [size] = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
        files = len(list(Path("/proc/self/fd").iterdir()))
        return cls(threading.active_count(), files, int(size))

    def __str__(self) -> str:
        return f"{self.threads} threads, {self.files} files, {self.kilobytes / 1024:.1f} MB"


@dataclass
class Truth:
    """What must be active, by the rules of versions; no mass deletions happen here."""

    active: str | None = None
    waiting: str | None = None

    def pulled(self, reading: Reading) -> None:
        now = reading.fingerprint
        if reading.fatal or now == self.active:
            self.waiting = None
        elif self.active is None or now == self.waiting:
            self.active, self.waiting = now, None
        else:
            self.waiting = now


@dataclass
class Soak:
    google: GoogleStandIn
    book: Spreadsheet
    clerk: Clerk
    source: GoogleWorkbook
    chance: random.Random
    pulls: int = 0
    truth: Truth = field(default_factory=Truth)
    results: dict[PullResult, int] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)  # after each tenth

    async def run(self, pulls: int) -> None:
        for _ in range(pulls):
            await self._live()
            await self._pull()
            self.google.asked.clear()
            if self.pulls % max(1, pulls // 10) == 0:
                gc.collect()
                self.held.append(Held.now())

    async def _live(self) -> None:
        chance = self.chance.random()
        if chance < EDITED:
            edit(self.book, self.chance)
        if chance > 0.99:
            await self.google.stop()
        elif self.chance.random() < 0.5:
            await self.google.start()
        if 0.95 < chance < 0.97:
            await self._cancelled()

    async def _cancelled(self) -> None:
        """Somebody stops the application in the middle of a pull."""
        reading = asyncio.create_task(self.source.read(TITLES))
        await asyncio.sleep(self.chance.random() / 100)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)

    async def _pull(self) -> None:
        self.pulls += 1
        result = (await self.clerk.pull()).result
        self.results[result] = self.results.get(result, 0) + 1
        if result is not PullResult.FAILED:
            self.truth.pulled(read_department(DEPARTMENT, seen(self.book), settings_for()))
        active = self.clerk.mirror.active(DEPARTMENT.name)
        found = active.content.fingerprint if active else None
        assert found == self.truth.active, f"pull {self.pulls}: a wrong version is active"


def seen(book: Spreadsheet) -> Workbook:
    """As it is, without anybody in between."""
    sheets = {each.title: each.values(Box()) for each in book.sheets}
    wanted = {title: rows for title, rows in sheets.items() if title in TITLES}
    return Workbook(wanted, tuple(sorted(sheets)))


def edit(book: Spreadsheet, chance: random.Random) -> None:
    """What people do: names, half-typed ones, errors, a row inserted, a sheet renamed; and back."""
    if any(each.title == "Staff 2" for each in book.sheets):
        book.rename("Staff 2", "Staff")
        return
    if book["Roster"].value(33, 0) != 31:  # a row was inserted
        book["Roster"].put_rows(roster())
        return
    cell = f"{chance.choice('BCDGHI')}{chance.randint(4, 34)}"
    match chance.choice(("name", "name", "half", "error", "insert", "mend", "rename")):
        case "name":
            book["Roster"].put(cell, chance.choice(PEOPLE))
        case "half":
            book["Roster"].put(cell, chance.choice(PEOPLE)[:4])
        case "error":
            book["Roster"].put(cell, "#REF!")
        case "insert":
            book["Roster"].insert_row(chance.randint(4, 34))
        case "mend":
            book["Roster"].put_rows(roster())
        case "rename":
            book.rename("Staff", "Staff 2")


@asynccontextmanager
async def soak(folder: Path, seed: int = 1) -> AsyncIterator[Soak]:
    chance = random.Random(seed)
    book = Spreadsheet.of("1AbC", {"Roster": roster(), "Staff": staff()})
    async with (
        GoogleStandIn(book) as google,
        await Database.open(folder / "soak.db", write=True) as database,
    ):
        account = google.account()
        book.readers.add(account.email)
        file = account.write(folder / "key.json", google.token_uri)

        def fault() -> Fault | None:
            return chance.choice(FAULTS) if chance.random() < FAILING else None

        google.faults.by_chance = google.token_faults.by_chance = fault
        access = Access(book.id, service_account_file=file, endpoint=google.url)
        source = GoogleWorkbook(access, PATIENCE)

        pulls = count()

        def clock() -> datetime:
            return LONG_AGO + next(pulls) * STEP

        clerk = Clerk(settings_for(), source, MirrorStore(database), clock)
        yield Soak(google, book, clerk, source, chance)
        await source.close()
        assert google.differences == []


async def main(pulls: int) -> None:
    logging.disable()
    began = monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        async with soak(Path(folder)) as made:
            await made.run(pulls)
    told = ", ".join(f"{result} {count}" for result, count in sorted(made.results.items()))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = [
        f"{made.pulls} pulls in {monotonic() - began:.0f} s, never a wrong version: {told}",
        f"version {made.clerk.mirror.version} at the end",
        *(f"after {10 * number} %: {each}" for number, each in enumerate(made.held, start=1)),
        f"at most {most:.1f} MB",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else PULLS))

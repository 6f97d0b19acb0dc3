"""A company's folder with the shipped example files, and the commands run on it."""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.adapters.store.journal import Journal
from stasis_app.adapters.store.mirror import MirrorStore
from stasis_app.adapters.store.writer import Writer
from tests.command import Outcome, give, give_beside

CHECKOUT = Path(__file__).parents[2]


class CompanyFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "config.yaml"
        self.database = folder / "data" / "stasis_app.db"
        shutil.copy(CHECKOUT / "config.yaml.example", self.config)
        shutil.copytree(CHECKOUT / "schedules", folder / "schedules")

    def run(self, *arguments: object) -> Outcome:
        return give(self.config, *arguments)

    def json(self, *arguments: object) -> Any:
        """Of a command that ends well."""
        outcome = self.run(*arguments, "--json")
        assert (outcome.code, outcome.err) == (0, "")
        return outcome.document

    async def run_beside(self, *arguments: str, **environ: str) -> Outcome:
        """While something else goes on here."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            return await give_beside(self.config, *arguments)

    async def run_apart(self, *arguments: str, **environ: str) -> Outcome:
        """As a process of its own."""
        process = await self.start(*arguments, **environ)
        out, err = await process.communicate()
        return Outcome(process.returncode or 0, out.decode(), err.decode())

    async def start(self, *arguments: str, **environ: str) -> asyncio.subprocess.Process:
        return await self.start_in(asyncio.subprocess.PIPE, *arguments, **environ)

    async def start_in(
        self, output: int, *arguments: str, **environ: str
    ) -> asyncio.subprocess.Process:
        """`output`: the file it prints to; a terminal's, for instance."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "stasis_app", *arguments),
            cwd=self.folder,
            env={**os.environ, **environ},
            stdout=output,
            stderr=asyncio.subprocess.PIPE,
        )

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def write(self, store: Callable[["Stores"], Coroutine[None, None, None]]) -> None:
        """What the application has written before."""

        async def fill() -> None:
            async with await Database.open(self.database, write=True) as database:
                stores = Stores(database)
                await store(stores)
                await stores.writer.flush()

        asyncio.run(fill())


class Stores:
    def __init__(self, database: Database) -> None:
        self.writer = Writer(database)
        self.journal = Journal(self.writer)
        self.history = History(database)
        self.mirror = MirrorStore(database)

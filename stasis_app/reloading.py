"""Keeps the configuration up to date: looks whether a file has changed, has all of them read anew.

All files together or none.  What is right is handed to whoever takes it, and kept for the next
start; what is not is told, and the old one stays.  Decides nothing about a file: config/.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from .config import AppConfig, ConfigErrors, Look, Problem
from .core import status
from .core.keeping import NotKept

EVERY_SECONDS = 1.0  # a change is taken when it has stood so long: a file may be half written

log = logging.getLogger(__name__)


class Book(Protocol):
    async def keep(self, main: Path, texts: Mapping[Path, str], at: datetime) -> None:
        """Instead of the set before.  Raises core.keeping.NotKept."""


class Files(Protocol):
    async def look(self, config: AppConfig) -> Look: ...

    async def read(self, config: AppConfig) -> AppConfig:
        """All of them, as they are now, with all secrets.  Raises ConfigErrors."""


Take = Callable[[AppConfig], Awaitable[None]]


class Reloading:
    """`problems`: why the files were not taken at the start, and older ones are used instead."""

    def __init__(
        self,
        config: AppConfig,
        files: Files,
        book: Book,
        clock: Callable[[], datetime],
        problems: tuple[Problem, ...] = (),
    ) -> None:
        self.config = config  # what holds
        self.files = files
        self.book = book
        self.clock = clock
        self.problems = problems
        self.restart: tuple[str, ...] = ()  # keys that have changed, and hold from the next start
        self.taken_at = clock()
        self.asked = asyncio.Event()
        self._kept: Mapping[Path, str] | None = None  # as far as known

    def ask(self) -> None:
        """At once, whether a file has changed or not."""
        self.asked.set()

    async def run(self, take: Take) -> None:
        """Until cancelled.  The first look counts as a change: the start is some time ago."""
        if not self.problems:
            await self._keep(self.config)
        taken: Look | None = None
        before: Look | None = None
        while True:
            asked = await self._pause()
            now = await self.files.look(self.config)
            if asked or now == before != taken:
                await self.reload(take)
                taken = now
            before = now

    async def _pause(self) -> bool:
        """Whether somebody has asked."""
        try:
            async with asyncio.timeout(EVERY_SECONDS):
                await self.asked.wait()
        except TimeoutError:
            return False
        self.asked.clear()
        return True

    async def reload(self, take: Take) -> None:
        try:
            found = await self.files.read(self.config)
        except ConfigErrors as errors:
            self._refuse(errors.problems)
            return
        self._tell_restart(restart_for(self.config, found))
        now = as_far_as_running(self.config, found)
        if now != self.config:
            await take(now)
            log.info("the configuration has been read anew and holds for the next call")
        elif self.problems:
            log.info("the configuration is right again")
        if now != self.config or self.problems:
            self.taken_at = self.clock()
        self.config = now
        self.problems = ()
        await self._keep(found)

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        if problems == self.problems:
            return
        self.problems = problems
        log.error("the configuration has mistakes and is not taken; the old one stays")
        for each in problems:
            log.error("%s", each)

    def _tell_restart(self, keys: tuple[str, ...]) -> None:
        if keys and keys != self.restart:
            log.warning("%s: changed, and needs a restart to take effect", ", ".join(keys))
        self.restart = keys

    async def _keep(self, config: AppConfig) -> None:
        if config.kept.texts == self._kept:
            return
        try:
            await self.book.keep(config.kept.main, config.kept.texts, self.clock())
        except NotKept as error:
            log.error("the configuration cannot be kept for the next start: %s", error)
        else:
            self._kept = config.kept.texts

    def status(self) -> status.Configuration:
        return status.Configuration(
            taken_at=self.taken_at,
            problems=tuple(_place(each) for each in self.problems),
            restart=self.restart,
        )


def restart_for(running: AppConfig, found: AppConfig) -> tuple[str, ...]:
    """The keys that have changed and are read at the start only."""
    pairs = (
        ("ari", running.ari, found.ari),
        ("database", running.database, found.database),
        ("web.listen", running.web, found.web),
    )
    return tuple(key for key, old, new in pairs if old != new)


def as_far_as_running(running: AppConfig, found: AppConfig) -> AppConfig:
    """With those of the running application."""
    return replace(found, ari=running.ari, database=running.database, web=running.web)


def _place(problem: Problem) -> str:
    """Where it is, not what stands there: that may be somebody's number."""
    file = problem.file.name if problem.file else ""
    place = ":".join(str(each) for each in (file, problem.line, problem.column) if each)
    return " ".join(each for each in (place, problem.key) if each) or "no file"

"""Keeps the mirror: pulls the workbook, has the pull judged, keeps what has become of it.

Questions are answered from memory, so no call ever waits for a workbook or the database.  Decides
nothing about versions: core/pull.py.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from .core.keeping import NotKept
from .core.mail import OutboxMail
from .core.mail.alerts import Stale, mails_about_fresh, mails_about_pull, mails_about_stale
from .core.mirror import (
    MEMORY,
    Content,
    Edition,
    Mirror,
    PullRecord,
    Stored,
    by_department,
    editions_of,
)
from .core.problems import Code, Severity, severity_of
from .core.pull import Judge, Pull, PullResult, State, open_state
from .core.reading import wanted_sheets
from .core.roster import OnDuty, Override, resolve
from .core.settings import Department, Settings
from .core.staff import Employee
from .core.status import Mirror as MirrorFacts
from .core.status import SheetProblem
from .core.wording import message
from .core.workbook import Workbook, WorkbookUnreadable

SOONEST = 0.9  # of the time between two pulls

log = logging.getLogger(__name__)


class Source(Protocol):
    async def read(self, titles: Sequence[str]) -> Workbook:
        """One batch of all sheets with these titles, or titles that fit these patterns.

        Raises WorkbookUnreadable.
        """

    async def close(self) -> None:
        """Lets go of whatever it holds."""


class MirrorStore(Protocol):
    async def load_mirror(self, since: datetime) -> Stored:
        """Of each department its newest content, and those superseded at `since` or later."""

    async def keep_pull(self, record: PullRecord) -> None:
        """As a whole or not at all.  Raises NotKept."""

    async def keep_told_stale(self, at: datetime, mails: Sequence[OutboxMail]) -> None:
        """Until the next pull is kept; as a whole or not at all.  Raises NotKept."""


class Clerk:
    def __init__(
        self,
        settings: Settings,
        source: Source,
        store: MirrorStore,
        clock: Callable[[], datetime],
        poll: float = 60.0,
        stale_after: timedelta = timedelta(hours=24),
    ) -> None:
        self.settings = settings
        self.source = source
        self.store = store
        self.clock = clock
        self.poll = poll
        self.stale_after = stale_after
        self.state = State()
        self.on_changed: Callable[[], None] = lambda: None  # who is on duty may be another
        self.overrides: Sequence[Override] = ()  # overrides.py keeps them up to date
        self.on_mails: Callable[[], None] = lambda: None  # some have been queued
        self.failure: str | None = None
        self._contents: dict[str, tuple[Content, ...]] = {}  # also of departments without a file
        self._fresh_at = clock()  # nothing is stale before it could have been pulled
        self._told_stale = False
        self._one_at_a_time = asyncio.Lock()  # a `sync` may come while a poll is under way
        self._changing = asyncio.Lock()  # what is known; not held while the workbook is read
        self._due = asyncio.Event()
        self._retired: list[Source] = []  # to be closed when nobody reads them any more

    @property
    def mirror(self) -> Mirror:
        return self.state.mirror

    async def open(self) -> None:
        """Brings back what was active; before anything is asked or pulled."""
        stored = await self.store.load_mirror(self.clock() - MEMORY)
        self.state = open_state(stored, self.settings)
        self._contents = by_department(stored.contents)
        self._fresh_at = stored.last_pull or self._fresh_at
        self._told_stale = stored.told_stale

    async def close(self) -> None:
        await self._close_retired()
        await self.source.close()

    def on_duty(self, department: Department, at: datetime) -> OnDuty | None:
        """None: the department has never been pulled."""
        if self.mirror.active(department.name) is None:
            return None
        return resolve(department, at, self.mirror, self.overrides)

    def employee(self, department: Department, number: str) -> Employee | None:
        """Whose number it is by the present staff sheet."""
        edition = self.mirror.active(department.name)
        return edition.reading.staff.with_number(number) if edition else None

    def status(self) -> MirrorFacts:
        departments = self.settings.departments
        return MirrorFacts(
            version=self.mirror.version or None,
            pulled_at=self.mirror.pulled_at,
            stale_after=self.stale_after,
            problems=tuple(
                SheetProblem(each.department, each.code, severity_of(Code(each.code)), each.cell)
                for each in sorted(self.state.reported, key=lambda each: each.cell)
            ),
            error=self.failure,
            missing=tuple(each.name for each in departments if not self.mirror.active(each.name)),
        )

    async def run(self) -> None:
        """Pulls now and every `poll` seconds, or a little sooner, so that many machines do not ask
        at once; until it is cancelled."""
        while True:
            self._due.clear()
            await self.pull()
            await self._watch_age()
            with suppress(TimeoutError):
                async with asyncio.timeout(self.poll * random.uniform(SOONEST, 1.0)):
                    await self._due.wait()

    async def pull(self, accept: bool = False) -> Pull:
        async with self._one_at_a_time:
            await self._close_retired()
            try:
                result = await self._pull(accept)
            except WorkbookUnreadable as error:
                return self._failed(error.told(self.settings.language))
            except NotKept as error:
                return self._failed(str(error))
        self.failure = None
        self._fresh_at = result.at
        self._told_stale = False
        self._log(result)
        return result

    def _failed(self, why: str) -> Pull:
        if self.failure != why:
            log.error("the workbook was not pulled: %s", why)
        self.failure = why
        return Pull(self.clock(), PullResult.FAILED, self.mirror.version, failure=why)

    async def reconfigure(
        self, settings: Settings, source: Source, poll: float, stale_after: timedelta
    ) -> None:
        """The sheets are read anew, as the new settings say, before these hold; then the workbook
        is pulled soon.  A pull that is under way has no effect."""
        async with self._changing:
            for name, own in self.mirror.editions.items():
                self._contents[name] = tuple(each.content for each in own)
            editions: dict[str, tuple[Edition, ...]] = {}
            for department in settings.departments:
                contents = self._contents.get(department.name, ())
                if read := editions_of(department, contents, settings):
                    editions[department.name] = read
                await asyncio.sleep(0)  # some milliseconds each: calls go first
            self.state = replace(self.state, mirror=replace(self.mirror, editions=editions))
            if source is not self.source:
                self._retired.append(self.source)
            self.settings = settings
            self.source = source
            self.poll = poll
            self.stale_after = stale_after
        self._due.set()
        self.on_changed()

    async def _pull(self, accept: bool) -> Pull:
        while True:
            settings, source = self.settings, self.source
            try:
                workbook = await source.read(wanted_sheets(settings))
            except WorkbookUnreadable:
                if source is self.source:
                    raise
                continue
            async with self._changing:
                if settings is self.settings and source is self.source:
                    return await self._judge(workbook, accept)

    async def _close_retired(self) -> None:
        """While nothing is read."""
        while self._retired:
            await self._retired.pop().close()

    async def _judge(self, workbook: Workbook, accept: bool) -> Pull:
        judge = Judge(self.settings, workbook, self.state, self.clock(), accept)
        for department in self.settings.departments:
            judge.judge(department)
            await asyncio.sleep(0)  # some milliseconds each: calls go first
        result, state, record = judge.verdict()
        mails = mails_about_pull(result, self.settings)
        if self._told_stale:
            mails += mails_about_fresh(self._fresh_at, result.at, self.settings)
        await self.store.keep_pull(replace(record, mails=mails))
        self.state = state
        self.on_changed()
        if mails:
            self.on_mails()
        return result

    async def _watch_age(self) -> None:
        if self._told_stale or self.clock() - self._fresh_at <= self.stale_after:
            return
        stale = Stale(self._fresh_at, self.mirror.version, self.failure)
        try:
            mails = mails_about_stale(stale, self.settings)
            await self.store.keep_told_stale(self.clock(), mails)
        except NotKept as error:  # with the next pull again
            log.error("that the schedule is stale cannot be told: %s", error)
            return
        self._told_stale = True
        log.error("the schedule is stale: last pulled at %s", self.mirror.pulled_at)
        self.on_mails()

    def _log(self, result: Pull) -> None:
        for told in result.new_problems:
            level = logging.WARNING if told.problem.severity is Severity.WARNING else logging.ERROR
            text = message(told.problem, self.settings.language)
            log.log(level, "department=%s %s %s", told.department, told.problem.code, text)
        for mended in result.mended:
            log.info("department=%s %s mended: %s", mended.department, mended.code, mended.cell)
        if result.result is not PullResult.UNCHANGED:
            log.info("pull: %s, version %s", result.result, result.version)

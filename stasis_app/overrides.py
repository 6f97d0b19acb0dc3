"""Keeps the roster's exceptions: has wishes judged, keeps those granted, ends them.

They hold for the very next call: the clerk answers from the copy in memory, which this keeps up to
date.  Decides nothing about a wish: core/overrides.py, core/swap.py.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from .core.commands import DutyCommand, HandBack, TakeOver
from .core.mirror import Mirror
from .core.overrides import MEMORY, Add, End, Kept, Roster, Swap, Wish, ended, granted, in_force
from .core.roster import Override
from .core.settings import Department, Settings
from .core.swap import swapped
from .core.taking_over import Standing, standing, taken_over

log = logging.getLogger(__name__)


class OverrideBook(Protocol):
    async def overrides(self, after: datetime | None = None) -> tuple[Kept, ...]:
        """Those that end after a time of the wall clock, or all; the oldest first."""

    async def add(self, wanted: Sequence[Override], by: str) -> tuple[Kept, ...]:
        """All or none.  Raises core.keeping.NotKept."""

    async def end(self, ended: Kept, by: str, at: datetime) -> None:
        """Raises core.keeping.NotKept."""


class Answering(Protocol):
    """Who tells who is on duty: the clerk."""

    settings: Settings
    overrides: Sequence[Override]

    @property
    def mirror(self) -> Mirror: ...


class Overrides:
    def __init__(self, clerk: Answering, book: OverrideBook, clock: Callable[[], datetime]) -> None:
        self.clerk = clerk
        self.book = book
        self.clock = clock
        self.kept: tuple[Kept, ...] = ()
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        self._remember(await self.book.overrides(self._forgotten()))

    def standing(self, department: Department, number: str | None, at: datetime) -> Standing:
        """How the duty stands, for whoever asks by phone."""
        return standing(department, number, self.clerk.mirror, self.kept, at)

    async def change(self, command: DutyCommand) -> None:
        """As a phone wishes.  Raises Unacceptable, NotKept; then nothing has changed."""
        match command:
            case TakeOver(by=by):
                await self.carry_out(command, by)
            case HandBack(override, by):
                await self.carry_out(End(override), by)

    async def carry_out(self, wish: Wish | TakeOver, by: str) -> tuple[Kept, ...]:
        """What it has made, or ended.  Raises Unacceptable, NotKept; then nothing has changed."""
        async with self._one_at_a_time:  # each is judged by what the one before has made
            return await self._carry_out(wish, by)

    async def _carry_out(self, wish: Wish | TakeOver, by: str) -> tuple[Kept, ...]:
        at = self.clock()
        roster = Roster(self.clerk.settings, self.clerk.mirror, at)
        match wish:
            case Add():
                return await self._add((granted(wish, roster),), by)
            case TakeOver():
                return await self._add((taken_over(wish, self.clerk.overrides, roster),), by)
            case Swap():
                return await self._add(swapped(wish, self.clerk.overrides, roster), by)
            case End(id):
                kept = ended(id, self.kept, roster)
                await self.book.end(kept, by, at)
                self._remember(kept if each.id == id else each for each in self.kept)
                log.info("override %s ended by %s", id, by)
                return (kept,)

    async def _add(self, wanted: tuple[Override, ...], by: str) -> tuple[Kept, ...]:
        made = await self.book.add(wanted, by)
        self._remember((*self.kept, *made))
        for each in made:
            log.info("override %s by %s: department=%s", each.id, by, each.override.department)
        return made

    def _remember(self, every: Iterable[Kept]) -> None:
        forgotten = self._forgotten()
        self.kept = tuple(each for each in every if each.override.until > forgotten)
        self.clerk.overrides = in_force(self.kept)

    def _forgotten(self) -> datetime:
        return self.clock().astimezone(UTC).replace(tzinfo=None) - MEMORY

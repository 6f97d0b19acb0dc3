"""Tells whoever watches of the calls going on: all of them at first, then each as it changes.

Nobody who watches holds anything up: of a call he hears what it is like when he has time to hear,
and when he is far behind, all of them anew.  What is told of a call: core/notice.py.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from .core.call.call import Call
from .core.notice import Json, notice_of, notice_of_ended
from .core.record import Row
from .core.settings import Settings

VERSION = 1  # of the notices' form
ENDED_TOLD = 10  # calls that have ended, in a snapshot
FAR_BEHIND = 200  # calls of which somebody has not heard yet

ASTERISK = "asterisk"

About = Call | Row | None  # None: Asterisk


class Watcher:
    def __init__(self) -> None:
        self.news: dict[str, About] = {}  # what has changed, the first to do so in front
        self.snapshot_due = True
        self.something_new = asyncio.Event()
        self.something_new.set()

    def tell(self, name: str, about: About) -> None:
        if not self.snapshot_due:
            self.news.pop(name, None)
            self.news[name] = about
            self.snapshot_due = len(self.news) > FAR_BEHIND
        self.something_new.set()

    def take(self) -> list[About]:
        """All there is, unless a snapshot is due, which has it all."""
        news = [] if self.snapshot_due else list(self.news.values())
        self.news.clear()
        self.snapshot_due = False
        self.something_new.clear()
        return news


class Notices:
    def __init__(
        self,
        settings: Callable[[], Settings],
        live: Callable[[], Iterable[Call]],
        problem: Callable[[], str | None],
        clock: Callable[[], datetime],
    ) -> None:
        self.settings = settings
        self.live = live
        self.problem = problem  # why Asterisk is not connected; None: it is
        self.clock = clock
        self.ended: deque[Row] = deque(maxlen=ENDED_TOLD)
        self.watchers: set[Watcher] = set()

    def remember(self, rows: Iterable[Row]) -> None:
        """The calls that have ended before our start, the newest last."""
        self.ended.extend(row for row in rows if row.outcome is not None)

    def changed(self, call: Call | Row) -> None:
        """Only noted here: what is told of it is made when somebody listens."""
        visit = call.visit if isinstance(call, Row) else call.plan.visit
        if isinstance(call, Row):
            self.ended.append(call)
        for watcher in self.watchers:
            watcher.tell(f"call {visit.id}", call)

    def asterisk_changed(self) -> None:
        for watcher in self.watchers:
            watcher.tell(ASTERISK, None)

    async def follow(self) -> AsyncGenerator[Json, None]:
        """A snapshot, then what changes."""
        watcher = Watcher()
        self.watchers.add(watcher)
        try:
            while True:
                await watcher.something_new.wait()
                due = watcher.snapshot_due
                for about in watcher.take():
                    yield self._notice(about)
                if due:
                    yield self._snapshot()
        finally:
            self.watchers.discard(watcher)

    def _notice(self, about: About) -> Json:
        if about is None:
            return {"notice": "asterisk", **self._asterisk(), "at": self._now()}
        return {"notice": "call", "call": self._told(about), "at": self._now()}

    def _snapshot(self) -> Json:
        return {
            "notice": "snapshot",
            "version": VERSION,
            "at": self._now(),
            "asterisk": self._asterisk(),
            "calls": [self._told(call) for call in self.live() if call.result is None],
            "ended": [self._told(row) for row in self.ended],
        }

    def _told(self, call: Call | Row) -> Json:
        if isinstance(call, Row):
            return notice_of_ended(call, self._zone(call.visit.department))
        return notice_of(call, self._zone(call.plan.visit.department))

    def _asterisk(self) -> Json:
        problem = self.problem()
        return {"connected": problem is None, "problem": problem or None}

    def _zone(self, name: str | None) -> ZoneInfo:
        settings = self.settings()
        department = settings.department(name) if name else None
        return department.zone if department else settings.zone

    def _now(self) -> str:
        return self.clock().astimezone(self.settings().zone).isoformat(timespec="seconds")

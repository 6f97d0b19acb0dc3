"""The store in memory, for tests of those who use it.

What holds of the real one holds of these: tests/adapters/test_store_*.py run on both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from stasis_app.adapters.store.outbox import MAIL, OutboxCounts, OutboxRow
from stasis_app.core.commands import SwitchMode
from stasis_app.core.events import Event
from stasis_app.core.keeping import NotKept
from stasis_app.core.mail import OutboxMail, OutboxUnavailable
from stasis_app.core.mirror import Change, Content, PullRecord, Stored, VersionRow
from stasis_app.core.mode import ModeSetting
from stasis_app.core.overrides import Kept
from stasis_app.core.plan import Plan
from stasis_app.core.record import Row
from stasis_app.core.retelling import Noted, Story
from stasis_app.core.roster import Override
from stasis_app.core.words import CallId, CallOutcome


class FakeOutbox:
    def __init__(self) -> None:
        self.rows: dict[str, OutboxRow] = {}
        self.done_at: dict[int, datetime] = {}
        self.given_up_at: dict[int, datetime] = {}
        self.unavailable = False

    async def add(self, kind: str, key: str, payload: Mapping[str, Any], at: datetime) -> None:
        self._look()
        self.queue(kind, key, payload, at)

    def queue(self, kind: str, key: str, payload: Mapping[str, Any], at: datetime) -> None:
        row = OutboxRow(len(self.rows) + 1, kind, key, payload, at, 0, None, at)
        self.rows.setdefault(key, row)

    def queue_mail(self, mail: OutboxMail, at: datetime) -> None:
        payload = {
            "key": mail.key,
            "to": list(mail.to),
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
        }
        self.queue(MAIL, mail.key, payload, at)

    async def due(self, kind: str, at: datetime, limit: int) -> list[OutboxRow]:
        self._look()
        waiting = [row for row in self._waiting() if row.kind == kind]
        found = [row for row in waiting if row.due <= at or _set_back(row, at)]
        return sorted(found, key=lambda row: (row.due, row.id))[:limit]

    async def done(self, id: int, at: datetime) -> None:
        self._look()
        if any(row.id == id for row in self._waiting()):
            self.done_at[id] = at

    async def later(self, id: int, due: datetime, error: str) -> None:
        self._fail(id, error, due)

    async def given_up(self, id: int, at: datetime, error: str) -> None:
        if self._fail(id, error):
            self.given_up_at[id] = at

    async def counts(self, at: datetime) -> OutboxCounts:
        self._look()
        since = [row.created_at for row in self._waiting()]
        oldest = max(0.0, (at - min(since)) / timedelta(seconds=1)) if since else None
        return OutboxCounts(len(since), oldest, len(self.given_up_at))

    def _waiting(self) -> list[OutboxRow]:
        over = self.done_at.keys() | self.given_up_at.keys()
        return [row for row in self.rows.values() if row.id not in over]

    def _fail(self, id: int, error: str, due: datetime | None = None) -> bool:
        self._look()
        for row in self._waiting():
            if row.id == id:
                self.rows[row.key] = replace(
                    row, attempts=row.attempts + 1, last_error=error, due=due or row.due
                )
                return True
        return False

    def _look(self) -> None:
        if self.unavailable:
            raise OutboxUnavailable("the disk is full")


class FakeModes:
    def __init__(self) -> None:
        self.settings: dict[str, ModeSetting] = {}
        self.full = False

    async def modes(self) -> dict[str, ModeSetting]:
        return dict(self.settings)

    async def switch(self, command: SwitchMode, at: datetime) -> None:
        if self.full:
            raise NotKept("the disk is full")
        for name in command.departments:
            self.settings[name] = ModeSetting(name, command.mode, at, command.by, command.toggled)


class FakeOverrides:
    def __init__(self) -> None:
        self.kept: list[Kept] = []
        self.full = False

    async def overrides(self, after: datetime | None = None) -> tuple[Kept, ...]:
        every = tuple(self.kept)
        return every if after is None else tuple(e for e in every if e.override.until > after)

    async def add(self, wanted: Sequence[Override], by: str) -> tuple[Kept, ...]:
        self._look()
        first = len(self.kept) + 1
        made = tuple(Kept(id, by, each) for id, each in enumerate(wanted, start=first))
        self.kept += made
        return made

    async def end(self, ended: Kept, by: str, at: datetime) -> None:
        self._look()
        self.kept = [ended if each.id == ended.id else each for each in self.kept]

    def _look(self) -> None:
        if self.full:
            raise NotKept("the disk is full")


@dataclass
class FakeJournal:
    """Written at once, and read back; it is the history as well."""

    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    rows: dict[CallId, Row] = field(default_factory=dict)
    stories: dict[CallId, Story] = field(default_factory=dict)

    def opened(self, plan: Plan, row: Row) -> None:
        self.rows.setdefault(row.visit.id, row)
        self.stories.setdefault(row.visit.id, Story(plan, row.started_at, ()))

    def noted(self, call: CallId, number: int, at: datetime, event: Event) -> None:
        story = self.stories[call]
        if all(each.number != number for each in story.events):
            events = (*story.events, Noted(number, at, event))
            self.stories[call] = replace(story, events=events)

    def closed(self, row: Row, mails: tuple[OutboxMail, ...]) -> None:
        self.rows[row.visit.id] = row
        for mail in mails:
            self.outbox.queue_mail(mail, row.ended_at or row.started_at)

    async def calls(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        department: str | None = None,
        outcome: CallOutcome | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        found = [
            row
            for row in self.rows.values()
            if (since is None or row.started_at >= since)
            and (until is None or row.started_at < until)
            and (department is None or row.visit.department == department)
            and (outcome is None or row.outcome is outcome)
        ]
        found.sort(key=lambda row: (row.started_at, row.visit.id))
        return found if limit is None else found[len(found) - min(limit, len(found)) :]

    async def call(self, id: CallId) -> Row | None:
        return self.rows.get(id)

    async def unfinished(self) -> list[Row]:
        return [row for row in await self.calls() if row.outcome is None]

    async def recent_entries(self, since: datetime) -> list[CallId]:
        return [
            id
            for id, row in self.rows.items()
            if row.started_at >= since or row.ended_at is None or row.ended_at >= since
        ]

    async def events(self, call: CallId) -> Story | None:
        return self.stories.get(call)


class FakeMirrorStore:
    def __init__(self, outbox: FakeOutbox | None = None) -> None:
        self.outbox = outbox or FakeOutbox()
        self.contents: list[Content] = []
        self.last: PullRecord | None = None
        self.told_stale: datetime | None = None
        self.full = False

    async def load_mirror(self, since: datetime) -> Stored:
        kept = [
            each
            for each in self.contents
            if (follower := self._follower(each)) is None or follower.active_from >= since
        ]
        versions = (each.version for each in self.contents)
        return Stored(
            contents=tuple(sorted(kept, key=lambda each: (each.version, each.department))),
            last_version=max(versions, default=0),
            last_pull=self.last.at if self.last else None,
            candidates=self.last.candidates if self.last else (),
            reported=self.last.reported if self.last else frozenset(),
            told_stale=self.told_stale is not None,
        )

    async def keep_pull(self, record: PullRecord) -> None:
        if self.full:
            raise NotKept("the disk is full")
        self.contents += record.contents
        self.last = record
        self.told_stale = None
        self._queue(record.mails, record.at)

    async def keep_told_stale(self, at: datetime, mails: Sequence[OutboxMail]) -> None:
        if self.full:
            raise NotKept("the disk is full")
        self.told_stale = at
        self._queue(mails, at)

    def _queue(self, mails: Sequence[OutboxMail], at: datetime) -> None:
        for mail in mails:
            self.outbox.queue_mail(mail, at)

    async def versions(self) -> tuple[VersionRow, ...]:
        return tuple(map(self._version, sorted({each.version for each in self.contents})))

    async def changes_of(self, version: int) -> tuple[Change, ...] | None:
        own = self._of(version)
        return tuple(change for each in own for change in each.changes) if own else None

    def _follower(self, content: Content) -> Content | None:
        later = [
            each
            for each in self.contents
            if each.department == content.department and each.version > content.version
        ]
        return min(later, key=lambda each: each.version, default=None)

    def _of(self, version: int) -> list[Content]:
        own = (each for each in self.contents if each.version == version)
        return sorted(own, key=lambda each: each.department)

    def _version(self, version: int) -> VersionRow:
        own = self._of(version)
        departments = tuple(each.department for each in own)
        changes = sum(len(each.changes) for each in own)
        return VersionRow(version, own[0].pulled_at, own[0].active_from, departments, changes)


def _set_back(row: OutboxRow, at: datetime) -> bool:
    return row.created_at > at and row.attempts == 0

"""The mirror's versions with what they were made of, and what the last pull left to be decided.

Contents are never deleted.  Knows nothing of what the cells mean.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Table, delete, func, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from stasis_app.core.mail import OutboxMail
from stasis_app.core.mirror import (
    Candidate,
    Change,
    Content,
    PullRecord,
    Reported,
    Stored,
    VersionRow,
)
from stasis_app.core.workbook import Rows

from .database import Database
from .dialect import put
from .outbox import mail_change
from .schema import (
    mirror_candidates,
    mirror_changes,
    mirror_contents,
    mirror_reported,
    mirror_sheets,
    mirror_times,
)
from .writer import execute

LAST_PULL = "last_pull"
TOLD_STALE = "told_stale"

Key = tuple[str, int]  # of a content: department, version


class MirrorStore:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def load_mirror(self, since: datetime) -> Stored:
        """Of each department the newest content and those superseded since then, by version."""
        async with self.database.reading() as connection:
            last_pull = await connection.scalar(
                select(mirror_times.c.at).where(mirror_times.c.what == LAST_PULL)
            )
            told_stale = await connection.scalar(
                select(mirror_times.c.at).where(mirror_times.c.what == TOLD_STALE)
            )
            last_version = await connection.scalar(select(func.max(mirror_contents.c.version)))
            candidates = (await connection.execute(select(mirror_candidates))).mappings().all()
            reported = (await connection.execute(select(mirror_reported))).mappings().all()
            contents = await _contents(connection, since)
        return Stored(
            contents=contents,
            last_version=last_version or 0,
            last_pull=last_pull,
            candidates=tuple(Candidate(**row) for row in candidates),
            reported=frozenset(Reported(**row) for row in reported),
            told_stale=told_stale is not None,
        )

    async def keep_pull(self, record: PullRecord) -> None:
        """All of it or, with NotKept, nothing."""
        async with self.database.keeping() as connection:
            await connection.execute(put(mirror_times), {"what": LAST_PULL, "at": record.at})
            for content in record.contents:
                await _insert_content(connection, content)
            await _replace(connection, mirror_candidates, record.candidates)
            await _replace(connection, mirror_reported, sorted(record.reported, key=str))
            await connection.execute(delete(mirror_times).where(mirror_times.c.what == TOLD_STALE))
            await _queue(connection, record.mails, record.at)

    async def keep_told_stale(self, at: datetime, mails: Sequence[OutboxMail]) -> None:
        """Until the next pull.  All of it or, with NotKept, nothing."""
        async with self.database.keeping() as connection:
            await connection.execute(put(mirror_times), {"what": TOLD_STALE, "at": at})
            await _queue(connection, mails, at)

    async def versions(self) -> tuple[VersionRow, ...]:
        """The oldest first."""
        contents = select(mirror_contents).order_by(
            mirror_contents.c.version, mirror_contents.c.department
        )
        counts = select(mirror_changes.c.version, func.count()).group_by(mirror_changes.c.version)
        async with self.database.reading() as connection:
            found = (await connection.execute(contents)).all()
            changes = {version: n for version, n in await connection.execute(counts)}
        return tuple(
            _version(list(rows), changes.get(version, 0))
            for version, rows in groupby(found, lambda row: int(row.version))
        )

    async def changes_of(self, version: int) -> tuple[Change, ...] | None:
        """None: there is no such version."""
        known = select(mirror_contents.c.version).where(mirror_contents.c.version == version)
        query = (
            select(mirror_changes)
            .where(mirror_changes.c.version == version)
            .order_by(mirror_changes.c.department, mirror_changes.c.position)
        )
        async with self.database.reading() as connection:
            if (await connection.execute(known)).first() is None:
                return None
            found = (await connection.execute(query)).all()
        return tuple(Change(row.cell, row.was, row.now) for row in found)


async def _queue(connection: AsyncConnection, mails: Sequence[OutboxMail], at: datetime) -> None:
    await execute(connection, (mail_change(each, at) for each in mails))


async def _contents(connection: AsyncConnection, since: datetime) -> tuple[Content, ...]:
    query = select(mirror_contents).order_by(
        mirror_contents.c.version, mirror_contents.c.department
    )
    found = (await connection.execute(query)).mappings().all()
    newest_first = reversed(found)
    superseded: dict[str, datetime] = {}  # by the department's next one
    wanted: set[Key] = set()
    for row in newest_first:
        if superseded.get(row["department"], since) >= since:
            wanted.add((row["department"], row["version"]))
        superseded[row["department"]] = row["active_from"]
    sheets = await _sheets(connection, wanted)
    changes = await _changes(connection, wanted)
    return tuple(
        Content(**row, sheets=sheets[key], changes=tuple(changes[key]))
        for row in found
        if (key := (row["department"], row["version"])) in wanted
    )


async def _sheets(connection: AsyncConnection, wanted: set[Key]) -> dict[Key, dict[str, Rows]]:
    sheets: dict[Key, dict[str, Rows]] = defaultdict(dict)
    for row in await _of(connection, mirror_sheets, "title", wanted):
        sheets[row.department, row.version][row.title] = row.rows
    return sheets


async def _changes(connection: AsyncConnection, wanted: set[Key]) -> dict[Key, list[Change]]:
    changes: dict[Key, list[Change]] = defaultdict(list)
    for row in await _of(connection, mirror_changes, "position", wanted):
        changes[row.department, row.version].append(Change(row.cell, row.was, row.now))
    return changes


async def _of(
    connection: AsyncConnection, table: Table, order: str, wanted: set[Key]
) -> Sequence[Row[Any]]:
    key = tuple_(table.c.department, table.c.version)
    query = select(table).where(key.in_(sorted(wanted))).order_by(table.c[order])
    return (await connection.execute(query)).all()


async def _insert_content(connection: AsyncConnection, content: Content) -> None:
    key = {"department": content.department, "version": content.version}
    await connection.execute(
        insert(mirror_contents),
        {
            **key,
            "pulled_at": content.pulled_at,
            "active_from": content.active_from,
            "fingerprint": content.fingerprint,
        },
    )
    sheets = [
        {**key, "title": title, "rows": [list(row) for row in rows]}
        for title, rows in content.sheets.items()
    ]
    changes = [
        {**key, "position": position, **asdict(change)}
        for position, change in enumerate(content.changes)
    ]
    if sheets:
        await connection.execute(insert(mirror_sheets), sheets)
    if changes:
        await connection.execute(insert(mirror_changes), changes)


async def _replace(
    connection: AsyncConnection, table: Table, things: Sequence[Candidate | Reported]
) -> None:
    await connection.execute(delete(table))
    if things:
        await connection.execute(insert(table), [asdict(thing) for thing in things])


def _version(rows: Sequence[Row[Any]], changes: int) -> VersionRow:
    first = rows[0]
    departments = tuple(row.department for row in rows)
    return VersionRow(first.version, first.pulled_at, first.active_from, departments, changes)

"""The tables.  Times are UTC; words are what somebody outside may have chosen, so they are cleaned.

A change here needs a migration; a test compares the two.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware datetime; SQLite forgets the zone, so it is always UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value}: a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Words(TypeDecorator[str]):
    """Text from outside, such as a caller's name: what no database takes is replaced.

    Half a surrogate pair cannot be written as UTF-8, and PostgreSQL takes no NUL.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return value.replace("\0", "?").encode("utf-8", "replace").decode("utf-8")


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

calls = Table(
    "calls",
    metadata,
    Column("id", Words, primary_key=True),
    Column("department", Words),
    Column("title", Words, nullable=False),
    Column("did", Words),
    Column("caller", Words),
    Column("caller_name", Words),
    Column("shown", Words),  # the caller as the phones we rang showed him
    Column("shown_name", Words),
    Column("language", Words, nullable=False),
    Column("mode", Words),
    Column("shift", Words),
    Column("shift_date", Date),  # on which it started
    Column("source", Words),
    Column("version", Integer),  # of the mirror
    Column("cells", JSON, nullable=False),
    Column("issues", JSON, nullable=False),
    Column("outcome", Words),  # null: it goes on
    Column("started_at", Instant, nullable=False, index=True),
    Column("answered_at", Instant),
    Column("ended_at", Instant),
    Column("answered_by", Words),
    Column("transfers", JSON),
    Column("reason", Words),  # why it ended, when nobody in it has ended it
    Column("recording", Words),  # its file
    Column("recording_removed_at", Instant),  # it had been kept long enough
)

legs = Table(
    "legs",
    metadata,
    Column("call", Words, ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),  # in the order of the call's row
    Column("name", Words, nullable=False),
    Column("number", Words),
    Column("email", Words),
    Column("role", Words, nullable=False),
    Column("dialled_at", Instant),
    Column("answered_at", Instant),
    Column("ended_at", Instant),
    Column("outcome", Words),
    Column("q850", Integer),
    Column("sip", Integer),
    Column("forwarded_to", Words),
)

call_events = Table(
    "call_events",
    metadata,
    Column("call", Words, ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),  # 0 is the plan
    Column("at", Instant, nullable=False),
    Column("payload", JSON, nullable=False),
)

modes = Table(
    "modes",
    metadata,
    Column("department", Words, primary_key=True),
    Column("setting", Words, nullable=False),
    Column("since", Instant, nullable=False),
    Column("switched_by", Words),
    Column("toggled", Boolean, nullable=False),
)

mode_changes = Table(
    "mode_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("department", Words, nullable=False),
    Column("setting", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("switched_by", Words),
    Column("toggled", Boolean, nullable=False),
)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("department", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("person", Words),  # null: nobody
    Column("since", DateTime, nullable=False),  # by the department's clock, without a zone
    Column("until", DateTime, nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Words, nullable=False),
    Column("ended_at", Instant),  # not null: by a command; `until` tells since when
    Column("ended_by", Words),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("key", Words, nullable=False, unique=True),
    Column("payload", JSON, nullable=False),
    Column("due", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Words),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("given_up_at", Instant),  # null, and done_at too: it waits
    Index("ix_outbox_due", "kind", "due"),
)

trunk_refusals = Table(
    "trunk_refusals",
    metadata,
    Column("trunk", Words, primary_key=True),  # its endpoint as configured
    Column("at", Instant, nullable=False),
    Column("told_at", Instant, nullable=False),  # the administrators
)

mirror_contents = Table(
    "mirror_contents",
    metadata,
    Column("department", Words, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("pulled_at", Instant, nullable=False),
    Column("active_from", Instant, nullable=False),
    Column("fingerprint", Words, nullable=False),
)

_OF_CONTENT = ("mirror_contents.department", "mirror_contents.version")

mirror_sheets = Table(
    "mirror_sheets",
    metadata,
    Column("department", Words, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("title", Words, primary_key=True),
    Column("rows", JSON, nullable=False),  # as they came
    ForeignKeyConstraint(["department", "version"], _OF_CONTENT, ondelete="CASCADE"),
)

mirror_changes = Table(
    "mirror_changes",
    metadata,
    Column("department", Words, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("cell", Words, nullable=False),
    Column("was", Words),
    Column("now", Words),
    ForeignKeyConstraint(["department", "version"], _OF_CONTENT, ondelete="CASCADE"),
)

mirror_candidates = Table(
    "mirror_candidates",
    metadata,
    Column("department", Words, primary_key=True),
    Column("fingerprint", Words, nullable=False),
    Column("since", Instant, nullable=False),
)

mirror_reported = Table(
    "mirror_reported",
    metadata,
    Column("department", Words, primary_key=True),
    Column("code", Words, primary_key=True),
    Column("cell", Words, primary_key=True),
    Column("content", Words, primary_key=True),
)

mirror_times = Table(
    "mirror_times",
    metadata,
    Column("what", Words, primary_key=True),  # last_pull
    Column("at", Instant, nullable=False),
)

configuration = Table(
    "configuration",
    metadata,
    Column("file", Words, primary_key=True),  # absolute
    Column("text", Words, nullable=False),
    Column("main", Boolean, nullable=False),  # config.yaml itself
    Column("kept_at", Instant, nullable=False),
)

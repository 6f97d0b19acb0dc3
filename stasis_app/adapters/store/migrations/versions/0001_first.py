"""Calls, modes, outbox, mirror."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _calls()
    _modes()
    _outbox()
    _mirror()
    _mirror_pulls()


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("department", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("did", sa.Text),
        sa.Column("caller", sa.Text),
        sa.Column("caller_name", sa.Text),
        sa.Column("shown", sa.Text),
        sa.Column("shown_name", sa.Text),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("mode", sa.Text),
        sa.Column("shift", sa.Text),
        sa.Column("shift_date", sa.Date),
        sa.Column("source", sa.Text),
        sa.Column("version", sa.Integer),
        sa.Column("cells", sa.JSON, nullable=False),
        sa.Column("issues", sa.JSON, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("answered_at", Instant),
        sa.Column("ended_at", Instant),
        sa.Column("answered_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_started_at", "calls", ["started_at"])
    op.create_table(
        "legs",
        sa.Column("call", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("dialled_at", Instant),
        sa.Column("answered_at", Instant),
        sa.Column("ended_at", Instant),
        sa.Column("outcome", sa.Text),
        sa.Column("q850", sa.Integer),
        sa.Column("sip", sa.Integer),
        sa.PrimaryKeyConstraint("call", "position", name="pk_legs"),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_legs_call", ondelete="CASCADE"),
    )
    op.create_table(
        "call_events",
        sa.Column("call", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("call", "number", name="pk_call_events"),
        sa.ForeignKeyConstraint(
            ["call"], ["calls.id"], name="fk_call_events_call", ondelete="CASCADE"
        ),
    )


def _modes() -> None:
    op.create_table(
        "modes",
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("setting", sa.Text, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("switched_by", sa.Text),
        sa.Column("toggled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("department", name="pk_modes"),
    )
    op.create_table(
        "mode_changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("setting", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("switched_by", sa.Text),
        sa.Column("toggled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mode_changes"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("due", Instant, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.Text),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("done_at", Instant),
        sa.Column("given_up_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_due", "outbox", ["kind", "due"])


def _mirror() -> None:
    op.create_table(
        "mirror_contents",
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("pulled_at", Instant, nullable=False),
        sa.Column("active_from", Instant, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("department", "version", name="pk_mirror_contents"),
    )
    op.create_table(
        "mirror_sheets",
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("rows", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("department", "version", "title", name="pk_mirror_sheets"),
        _of_content("mirror_sheets"),
    )
    op.create_table(
        "mirror_changes",
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("cell", sa.Text, nullable=False),
        sa.Column("was", sa.Text),
        sa.Column("now", sa.Text),
        sa.PrimaryKeyConstraint("department", "version", "position", name="pk_mirror_changes"),
        _of_content("mirror_changes"),
    )


def _of_content(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["department", "version"],
        ["mirror_contents.department", "mirror_contents.version"],
        name=f"fk_{table}_department",
        ondelete="CASCADE",
    )


def _mirror_pulls() -> None:
    op.create_table(
        "mirror_candidates",
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.PrimaryKeyConstraint("department", name="pk_mirror_candidates"),
    )
    op.create_table(
        "mirror_reported",
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("cell", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("department", "code", "cell", "content", name="pk_mirror_reported"),
    )
    op.create_table(
        "mirror_times",
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_mirror_times"),
    )

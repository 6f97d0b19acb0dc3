"""A recording may have been removed, when it had been kept long enough."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("calls", sa.Column("recording_removed_at", sa.DateTime(timezone=True)))

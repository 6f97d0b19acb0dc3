"""The number that a phone has sent us on to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("legs", sa.Column("forwarded_to", sa.Text))

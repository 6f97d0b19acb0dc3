"""To whom somebody has handed on the one he talked with."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("calls", sa.Column("transfers", sa.JSON))

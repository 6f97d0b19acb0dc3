"""Why a call has ended, when nobody in it has ended it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("calls", sa.Column("reason", sa.Text))

"""Brings an older schema up to date; how is Alembic's matter, whether is asked without it."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

_HERE = Path(__file__).parent

# The numbers of the files in versions/, oldest first.
REVISIONS = tuple(sorted(file.stem[:4] for file in (_HERE / "versions").glob("[0-9]*.py")))
HEAD = REVISIONS[-1]


class Foreign(Exception):
    """A database, but none of ours."""


def revision(connection: Connection) -> str | None:
    """None: an empty database.  Raises Foreign."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
    if tables:
        raise Foreign(f"it holds tables of something else ({', '.join(sorted(tables)[:3])})")
    return None


def upgrade(connection: Connection) -> None:
    """Within the transaction the connection is in: all of it or nothing."""
    from alembic import command  # takes a quarter of a second to load, and is seldom needed
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    command.upgrade(config, "head")

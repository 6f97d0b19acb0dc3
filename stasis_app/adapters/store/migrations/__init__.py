"""Brings an older schema up to date; how is Alembic's matter, whether is asked without it."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

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


def load() -> None:
    """All files, now: for one who will not be allowed to read them when they are needed."""
    _scripts()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Within the transaction the connection is in: all of it or nothing."""
    from alembic.config import Config  # takes a quarter of a second to load, and is seldom needed
    from alembic.runtime.environment import EnvironmentContext

    scripts = _scripts()

    def newer(found: Any, _context: object) -> Any:
        return scripts._upgrade_revs(to, found)

    with EnvironmentContext(Config(), scripts, fn=newer) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        with environment.begin_transaction():
            environment.run_migrations()


@cache
def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_HERE))
    for _ in scripts.walk_revisions():
        pass  # each is read
    return scripts

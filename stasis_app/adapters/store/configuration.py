"""The last set of configuration files in which nothing was wrong; one set, no older ones."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, select

from .database import Database
from .schema import configuration


class Configurations:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def kept(self, main: Path) -> Mapping[Path, str] | None:
        """The set to which this main file belongs; None: there is none."""
        async with self.database.reading() as connection:
            found = (await connection.execute(select(configuration))).all()
        if not any(row.main and row.file == str(main) for row in found):
            return None
        return {Path(row.file): row.text for row in found}

    async def keep(self, main: Path, texts: Mapping[Path, str], at: datetime) -> None:
        """Instead of the set before.  Raises NotKept."""
        rows = [
            {"file": str(file), "text": text, "main": file == main, "kept_at": at}
            for file, text in texts.items()
        ]
        async with self.database.keeping() as connection:
            await connection.execute(delete(configuration))
            await connection.execute(insert(configuration), rows)

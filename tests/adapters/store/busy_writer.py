"""A process that keeps one call after another, and says which are in the database.

To be killed: `python -m tests.adapters.store.busy_writer DATABASE`.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.journal import Journal
from stasis_app.adapters.store.writer import Writer
from stasis_app.core.words import CallId

from .nights import EVENTS, NIGHT, after, going_on, mail, over, plan

AT_A_TIME = 20


async def main(path: Path) -> None:
    async with await Database.open(path, write=True) as database:
        writer = Writer(database)
        journal = Journal(writer)
        for turn in range(sys.maxsize):
            names = [f"{turn}-{one}" for one in range(AT_A_TIME)]
            for name in names:
                tell(journal, name, turn)
            await writer.flush()
            sys.stdout.write("".join(f"{name}\n" for name in names))
            sys.stdout.flush()


def tell(journal: Journal, name: str, turn: int) -> None:
    began = NIGHT + timedelta(seconds=turn)
    journal.opened(plan(name), going_on(plan(name), began))
    for number, event in enumerate(EVENTS, start=1):
        journal.noted(CallId(name), number, after(turn + number), event)
    journal.closed(over(plan(name), began), (mail(name),))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

"""There is one writer of a database; whoever comes second stands by until it has gone."""

import asyncio
import logging
from pathlib import Path

from .adapters.store.database import Database
from .adapters.store.errors import Locked
from .adapters.store.lock import Lock
from .adapters.systemd import Supervisor

log = logging.getLogger(__name__)


async def the_one_writer(path: Path, supervisor: Supervisor) -> Database:
    """Whoever writes now is waited for: a command, an application on its way down, or one that
    runs, whose standby we are.  Raises StoreError."""
    try:
        return await Database.open(path, write=True)
    except Locked as locked:
        log.warning("standby: %s; this one takes over when it ends", locked)
        supervisor.standing_by(str(locked))
    async with asyncio.TaskGroup() as group:
        alive = group.create_task(supervisor.run())
        lock = await Lock.wait(path)
        alive.cancel()
    log.info("the database is free: this application takes over")
    return await Database.open(path, write=True, lock=lock)

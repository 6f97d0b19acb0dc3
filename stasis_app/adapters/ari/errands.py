"""What is done beside the calls, for which nobody waits."""

import asyncio
import logging
from collections.abc import Coroutine

from ...core.commands import Rejected
from .errors import NotFound, Unreachable

log = logging.getLogger(__name__)


class Errands:
    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def soon(self, errand: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """They are broken off."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def quietly(request: Coroutine[None, None, None]) -> None:
    """Whoever asks cannot do anything about a failure.  Not there (any more) is none."""
    try:
        await request
    except NotFound:
        return
    except (Rejected, Unreachable) as error:
        log.warning("something may be left in Asterisk: %s", error)

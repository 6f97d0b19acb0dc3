"""Awaiting what happens, with a report of what did happen instead."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class NotSeen(AssertionError):
    """It did not happen in time."""


class Changes:
    """Something that changes, and whom it concerns."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        for one in self._waiting:
            if not one.done():
                one.set_result(None)

    async def until(
        self,
        look: Callable[[], T | None],
        seconds: float,
        what: str,
        instead: Callable[[], str] = str,
    ) -> T:
        """What `look` finds (not None), now or after a change. Raises NotSeen with `what` was
        awaited, and what there was `instead`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (found := look()) is None:
            change = loop.create_future()
            self._waiting.add(change)
            try:
                async with asyncio.timeout_at(deadline):
                    await change
            except TimeoutError:
                raise NotSeen(f"{what}: not within {seconds} s. {instead()}") from None
            finally:
                self._waiting.discard(change)
        return found

"""What a running application tells bit by bit, for fakes of it."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from stasis_app.core.trial_order import TrialWish


class FakeStreams:
    """Tells what it is given, at once; then `watch` waits, and a test call is over."""

    def __init__(self) -> None:
        self.notices: list[dict[str, Any]] = []
        self.steps: list[dict[str, Any]] = []
        self.tried: list[tuple[TrialWish, str]] = []
        self.stays = False  # the test call goes on, until nobody listens
        self.left: asyncio.Queue[str] = asyncio.Queue()  # nobody listens any more

    async def watch(self) -> AsyncGenerator[Any, None]:
        try:
            for notice in self.notices:
                yield notice
            await asyncio.Event().wait()
        finally:
            self.left.put_nowait("watch")

    async def test_call(self, wish: TrialWish, by: str) -> AsyncGenerator[Any, None]:
        self.tried.append((wish, by))
        try:
            for step in self.steps:
                yield step
            if self.stays:
                await asyncio.Event().wait()
        finally:
            self.left.put_nowait("test call")

"""One clock for everything that is compared: the wall's, as it was when chaos began, and going
evenly from there."""

import asyncio
from datetime import UTC, datetime, timedelta


class Clock:
    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._started = datetime.now(UTC) - timedelta(seconds=self._loop.time())

    def __call__(self) -> datetime:
        return self._started + timedelta(seconds=self._loop.time())

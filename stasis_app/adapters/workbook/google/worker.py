"""One thread for what blocks, one thing after another.

It ends with the process, whatever it waits for: the name of a host may take the system half a
minute to look up, and nothing can break that off.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


class Worker:
    def __init__(self, name: str) -> None:
        self.name = name
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None

    async def run(self, work: Callable[[], T]) -> T:
        """What it returns or raises.  Cancelled before its turn it is not begun."""
        if self._thread is None:
            self._thread = Thread(target=self._work, name=self.name, daemon=True)
            self._thread.start()
        future: Future[T] = Future()

        def job() -> None:
            if future.set_running_or_notify_cancel():
                _carry_out(work, future)

        self._jobs.put(job)
        return await asyncio.wrap_future(future)

    def put(self, job: Callable[[], None]) -> None:
        """Nobody waits for it.  Without a thread it is done at once."""
        if self._thread is None:
            job()
        else:
            self._jobs.put(job)

    def end(self) -> None:
        """After what is under way.  What comes later has a new thread."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread = None
            self._jobs = SimpleQueue()

    def _work(self) -> None:
        jobs = self._jobs
        while (job := jobs.get()) is not None:
            job()
            del job  # and what it holds, before the next one comes


def _carry_out(work: Callable[[], T], future: Future[T]) -> None:
    try:
        result = work()
    except BaseException as error:  # it is for whoever waits
        future.set_exception(error)
    else:
        future.set_result(result)

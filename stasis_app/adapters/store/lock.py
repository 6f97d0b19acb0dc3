"""Who is the one writer: whoever holds `<database>.lock`.

The kernel frees it when its holder dies, however it dies.  The file stays: removing it would let
two processes hold two files of one name.
"""

import asyncio
import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Self

from .errors import Locked, Unusable

WAIT_SECONDS = 0.2  # between two looks of one who waits


class Lock:
    """Held from the making of it until `release`."""

    def __init__(self, path: Path) -> None:
        """Of the database at `path`.  Raises Locked, Unusable."""
        self.path = path
        file = lock_file(path)
        try:
            self._file = os.open(file, os.O_RDWR | os.O_CREAT, 0o660)
        except OSError as error:
            raise Unusable(file, error.strerror) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pid = _pid(os.pread(self._file, 32, 0))
            os.close(self._file)
            raise Locked(path, pid) from None
        if os.fstat(self._file).st_uid == os.geteuid():
            os.fchmod(self._file, 0o660)
        os.ftruncate(self._file, 0)
        with suppress(OSError):  # the disk is full: held it is all the same
            os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    @classmethod
    async def wait(cls, path: Path) -> Self:
        """For a standby: until the holder lets go."""
        while True:
            try:
                return cls(path)
            except Locked:
                await asyncio.sleep(WAIT_SECONDS)

    def release(self) -> None:
        os.ftruncate(self._file, 0)
        os.close(self._file)


def lock_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")


def _pid(text: bytes) -> int | None:
    return int(text) if text.strip().isdigit() else None

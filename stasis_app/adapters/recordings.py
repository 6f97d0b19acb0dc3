"""The folder in which recordings are kept: whole files only, for our own eyes.

Names are ours (core/recording.py), and all the same nothing is written outside the folder.
"""

import asyncio
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from ..core.recording import began_in
from ..core.retention import KeptFile

NAME = re.compile(r"\d{4}-\d\d-\d\d/[A-Za-z0-9_][A-Za-z0-9._-]*\.wav", re.ASCII)
FILE_MODE = 0o600
FOLDER_MODE = 0o700


class Unfinished:
    """A file that is being written; it gets its name when it is whole and on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.beside = path.with_name(f".{path.name}.part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        self._file: BinaryIO = os.fdopen(os.open(self.beside, flags, FILE_MODE), "wb")

    def take(self, piece: bytes) -> None:
        self._file.write(piece)

    async def finish(self) -> None:
        await asyncio.to_thread(self._finish)

    def _finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self.beside, self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def discard(self) -> None:
        """Nothing, when it is finished."""
        self._file.close()
        self.beside.unlink(missing_ok=True)


class RecordingFolder:
    """All its methods raise OSError; and ValueError for a name that is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, file: str) -> Path:
        if NAME.fullmatch(file) is None:
            raise ValueError(f"{file!r} is no name of a recording")
        return self.folder / file

    def has(self, file: str) -> bool:
        return self.path(file).is_file()

    def read(self, file: str, most: int) -> bytes:
        """Raises FileNotFoundError; ValueError also when it has more bytes."""
        path = self.path(file)
        if path.stat().st_size > most:
            raise ValueError(f"{file} has more than {most} bytes")
        return path.read_bytes()

    async def all(self) -> list[KeptFile]:
        """Those whose names are ours."""
        return await asyncio.to_thread(self._all)

    def _all(self) -> list[KeptFile]:
        found = []
        for path in self.folder.glob("*/*.wav"):
            file = path.relative_to(self.folder).as_posix()
            began = began_in(file) if NAME.fullmatch(file) else None
            if began is not None:
                found.append(KeptFile(file, began, path.lstat().st_size))
        return found

    async def remove(self, file: str) -> None:
        """With the folder of its day, when that is empty now."""
        await asyncio.to_thread(self._remove, self.path(file))

    def _remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        with suppress(OSError):
            path.parent.rmdir()

    def begin(self, file: str) -> Unfinished:
        path = self.path(file)
        self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
        return Unfinished(path)

"""The socket as a file beside the database."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .asking import ControlError

LONGEST_NAME = 100  # bytes


def socket_file(database: Path) -> Path:
    return database.with_name("control.sock")


def leave_other_files_alone(path: Path) -> None:
    if path.exists() and not path.is_socket():
        raise ControlError(f"{path}: a file that is no socket stands here: move it away")


async def somebody_listens(path: Path) -> bool:
    try:
        with connectable(path) as name:
            _, writer = await asyncio.open_unix_connection(name)
    except OSError:
        return False
    writer.close()
    return True


def listen(path: Path) -> tuple[socket.socket, int]:
    """Under another name first, so that it never stands there with other rights than it should."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with connectable(fresh) as name:
            listening.bind(name)
        fresh.chmod(0o660)
        listening.listen()
        fresh.rename(path)
    except OSError:
        listening.close()
        fresh.unlink(missing_ok=True)
        raise
    return listening, path.stat().st_ino


def remove(path: Path, inode: int) -> None:
    """Unless somebody else has put another one there."""
    try:
        if path.stat().st_ino == inode:
            path.unlink()
    except FileNotFoundError:
        pass


@contextmanager
def connectable(path: Path) -> Iterator[str]:
    """A socket's name may have 107 bytes, no more; a longer one goes by way of its open folder."""
    if len(os.fsencode(path)) <= LONGEST_NAME:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)

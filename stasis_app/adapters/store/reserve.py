"""Room on the disk that is kept back, so that a start on a full disk knows what was going on.

SQLite needs some files beside the database even to read it; and what is decided while nobody has
made room yet is to be written.
"""

import os
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage

BYTES = 4 * 1024 * 1024  # SQLite's 32 KiB, and the rows of some thousand calls
PLENTY = 16 * BYTES  # free: nobody misses ours


def keep(path: Path) -> None:
    """For the database at `path`; nothing happens when it is there, or the disk nearly full."""
    file = reserve_file(path)
    with suppress(OSError):
        if disk_usage(path.parent).free < PLENTY:
            return
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660)
        try:
            os.posix_fallocate(handle, 0, BYTES)
        except OSError:
            file.unlink()
        finally:
            os.close(handle)


def give_up(path: Path) -> bool:
    """False: there is none any more."""
    try:
        reserve_file(path).unlink()
    except OSError:
        return False
    return True


def reserve_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.reserve")

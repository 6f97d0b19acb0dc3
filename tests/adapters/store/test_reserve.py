"""A start on a full disk: what was kept back for it is enough."""

import subprocess
import sys
from pathlib import Path

import pytest

from stasis_app.adapters.store import reserve
from stasis_app.adapters.store.database import Database

OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stasis_app.db"


def test_a_full_disk_is_opened_and_written(tmp_path: Path) -> None:
    """On a small disk that is really full."""
    command = [*OWN_MOUNTS, sys.executable, "-m", "tests.adapters.store.small_disk", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout.splitlines(), done.stderr) == (["kept True", "kept False", "secretary"], "")


async def test_it_is_kept_once_and_is_real_room(path: Path) -> None:
    async with await Database.open(path, write=True) as database:
        database.keep_reserve()
        database.keep_reserve()
    stat = reserve.reserve_file(path).stat()
    assert stat.st_size == reserve.BYTES
    assert stat.st_blocks * 512 >= reserve.BYTES


async def test_a_disk_that_is_nearly_full_is_left_what_it_has(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserve, "PLENTY", 1 << 60)
    async with await Database.open(path, write=True) as database:
        database.keep_reserve()
    assert not reserve.reserve_file(path).exists()


async def test_it_is_given_up_once(path: Path) -> None:
    reserve.keep(path)
    assert reserve.give_up(path)
    assert not reserve.give_up(path)
    assert not reserve.reserve_file(path).exists()

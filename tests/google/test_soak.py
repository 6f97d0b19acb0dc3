"""Some hundred pulls while Google fails at random; some thousand: python -m tests.google.soak."""

import threading
from pathlib import Path

import pytest

from stasis_app.core.pull import PullResult

from .soak import soak


@pytest.mark.parametrize("seed", [1, 2])
async def test_never_a_wrong_version_and_nothing_is_left(tmp_path: Path, seed: int) -> None:
    before = threading.active_count()
    async with soak(tmp_path, seed) as made:
        await made.run(150)
    first, last = made.held[0], made.held[-1]
    assert last.threads == first.threads == before + 2  # one asks Google, one has the database
    assert last.files <= first.files + 4  # a connection may just be going
    assert made.results[PullResult.ACTIVE] > 5
    assert made.results[PullResult.FAILED] > 5
    assert made.results[PullResult.REFUSED] > 5

"""The short chaos: each thing breaks once while people call."""

from pathlib import Path
from random import Random

import pytest

from .run import SHORT, Chaos
from .world import opened


@pytest.mark.timeout(480)
async def test_nothing_is_lost_whatever_breaks(tmp_path: Path) -> None:
    async with opened(tmp_path / "chaos") as world:
        counts = await Chaos(world, rate=5.0, random=Random(1)).run(*SHORT)
    assert {each.what: each.wrong for each in counts if each.broken} == {}

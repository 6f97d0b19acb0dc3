from pathlib import Path

import pytest

from .machine import Machine


@pytest.fixture
def machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Machine:
    monkeypatch.delenv("COLUMNS", raising=False)
    return Machine(tmp_path, capsys)

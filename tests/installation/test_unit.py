"""The unit of systemd, as systemd itself reads it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from stasis_app.installation.layout import Layout
from stasis_app.installation.service import unit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """With a command to start, because systemd looks whether it is there."""
    layout = Layout(tmp_path)
    layout.command.parent.mkdir(parents=True)
    shutil.copy("/bin/true", layout.command)
    layout.unit.parent.mkdir(parents=True)
    layout.unit.write_text(unit(layout))
    return layout.unit


def analyze(*arguments: object) -> tuple[int, str]:
    done = subprocess.run(
        ["systemd-analyze", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_systemd_finds_nothing_wrong(file: Path) -> None:
    assert analyze("verify", "--man=no", file) == (0, "")


def test_systemd_finds_what_is_spoilt(file: Path) -> None:
    file.write_text(file.read_text().replace("Type=notify", "Type=notified"))
    code, told = analyze("verify", "--man=no", file)
    assert "notified" in told


def test_it_may_do_little_else_than_serve_calls(file: Path) -> None:
    """systemd's own measure of exposure, from 0 to 10; a service without any of it has 9.6."""
    code, told = analyze("security", "--offline=yes", "--no-pager", file)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert found, told
    assert float(found[1]) < 3


def test_it_is_ready_when_it_says_so_and_watched(file: Path) -> None:
    lines = file.read_text().splitlines()
    for line in ("Type=notify", "WatchdogSec=30", "Restart=always", "NoNewPrivileges=yes"):
        assert line in lines

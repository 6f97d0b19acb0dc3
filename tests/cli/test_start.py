"""A command starts fast: it loads what it works with, and nothing else."""

import subprocess
import sys

import pytest

from .company_folder import CompanyFolder

# Runs a command as `python -m stasis_app` does, and tells what it has loaded by its end.
LISTED = """
import sys
from stasis_app.cli import main

try:
    main(sys.argv[1:])
finally:
    print("LOADED", *sys.modules, file=sys.stderr)
"""

LARGE = {"aiohttp", "aioari", "alembic", "googleapiclient", "jinja2", "openpyxl", "sqlalchemy"}


def loaded(company: CompanyFolder, *arguments: str) -> set[str]:
    started = [sys.executable, "-c", LISTED, *arguments]
    done = subprocess.run(started, cwd=company.folder, capture_output=True, text=True)
    return set(done.stderr.rpartition("LOADED")[2].split())


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("--version", set[str]()),
        ("schema", set[str]()),
        ("dialplan", {"jinja2"}),
        ("who", {"sqlalchemy"}),
        ("sync", {"sqlalchemy", "aiohttp"}),
    ],
)
def test_what_is_large_is_loaded_when_it_is_needed(
    synced: CompanyFolder, command: str, needed: set[str]
) -> None:
    assert loaded(synced, command) & LARGE == needed

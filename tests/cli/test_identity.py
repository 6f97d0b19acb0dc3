"""As whom a command works."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from stasis_app.cli import identity

from .company_folder import CompanyFolder

ROOT = os.geteuid() == 0
SOMEBODY = 65534 if ROOT else os.geteuid()  # only root can give a file away


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Iterator[CompanyFolder]:
    """Where everybody may look: pytest's own folders are for their owner only."""
    monkeypatch.delenv("ARI_PASSWORD", raising=False)
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield CompanyFolder(Path(folder))


def give_away(*paths: Path) -> None:
    for path in paths:
        shutil.chown(path, SOMEBODY, SOMEBODY if ROOT else None)


def owners(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_uid for file in folder.iterdir()}


async def test_a_command_works_as_the_owner_of_the_database(company: CompanyFolder) -> None:
    assert (await company.run_apart("mode")).code == 0
    data = company.database.parent
    give_away(data, company.database)
    (data / "stasis_app.db.lock").unlink(missing_ok=True)
    outcome = await company.run_apart("mode", "otdel1", "duty", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.document[0]["by"] == identity.login_name()
    for command in ("sync", "simulate otdel1", "journal"):
        outcome = await company.run_apart(*command.split())
        assert (outcome.code, outcome.err) == (0, "")
    assert set(owners(data).values()) == {SOMEBODY}


# Runs a command as `python -m stasis_app` does, and tells what it imports as somebody else.
WATCHED = """
import sys
from stasis_app.cli import identity, main

class Watch:
    @staticmethod
    def find_spec(name, path, target=None):
        if name not in sys.builtin_module_names:
            print("imported late:", name)

def become_owner(database):
    identity.import_everything()
    sys.meta_path.insert(0, Watch)

identity.become_owner = become_owner
main(sys.argv[1:])
"""


def test_the_owner_need_not_be_able_to_read_the_program(company: CompanyFolder) -> None:
    """It may be installed below /root."""
    auto = 'mode: auto\nbusiness_hours: {mon-fri: "09:00-17:59"}'
    company.edit("schedules/otdel1.yaml", "#mode: manual", auto)
    for command in ("sync", "simulate otdel1", "mode all duty", "versions 9"):
        started = [sys.executable, "-c", WATCHED, *command.split()]
        said = subprocess.run(started, cwd=company.folder, capture_output=True, text=True).stdout
        assert "imported late" not in said


async def test_a_new_database_belongs_to_the_owner_of_its_folder(company: CompanyFolder) -> None:
    company.database.parent.mkdir()
    give_away(company.database.parent)
    assert (await company.run_apart("sync")).code == 0
    assert owners(company.database.parent)["stasis_app.db"] == SOMEBODY


def test_under_sudo_the_person_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    own = identity.login_name()
    monkeypatch.setenv("SUDO_USER", "olga")
    assert identity.login_name() == ("olga" if os.getuid() == 0 else own)

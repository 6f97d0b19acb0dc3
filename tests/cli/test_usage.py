"""What all commands have in common: -c, exit codes, clear errors, one JSON document."""

import asyncio
import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from stasis_app.cli import main

from .company_folder import CompanyFolder


def test_the_version(company: CompanyFolder) -> None:
    outcome = company.run("--version")
    assert (outcome.code, outcome.out) == (0, f"stasis-app {version('stasis-app')}\n")


def test_the_configuration_is_named_before_or_after_the_command(company: CompanyFolder) -> None:
    company.run("sync")
    with pytest.raises(SystemExit) as before:
        main(["--config", str(company.config), "versions"])
    with pytest.raises(SystemExit) as after:
        main(["versions", "-c", str(company.config)])
    assert (before.value.code, after.value.code) == (0, 0)


def test_it_is_named_at_any_place_of_a_command_of_two_words(company: CompanyFolder) -> None:
    named = ["-c", str(company.config)]
    for words in (
        [*named, "override", "list"],
        ["override", *named, "list"],
        ["override", "list", *named],
    ):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0


def test_the_one_after_the_command_counts(company: CompanyFolder) -> None:
    outcome = company.run("who", "-c", "elsewhere.yaml")
    assert outcome.code == 2
    assert "elsewhere.yaml: there is no such file" in outcome.err


def test_the_configuration_is_found_in_the_environment(
    synced: CompanyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STASIS_APP_CONFIG", str(synced.config))
    with pytest.raises(SystemExit) as ended:
        main(["versions"])
    assert ended.value.code == 0


def test_every_mistake_in_the_configuration_is_told_at_once(company: CompanyFolder) -> None:
    company.edit("config.yaml", "username: stasis", "username: [stasis")
    company.edit("schedules/otdel2.yaml", "dids:", "didz:")
    outcome = company.run("who")
    assert outcome.code == 2
    assert "config.yaml:" in outcome.err
    company.edit("config.yaml", "username: [stasis", "usrname: stasis")
    outcome = company.run("who", "--json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "usrname" in outcome.err
    assert "didz" in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["sing"], "No such command 'sing'"),
        (["who", "--dep", "otdel1"], "No such option"),
        (["who", "--department", "otdel3"], "no department is called 'otdel3': otdel2?"),
        (["who", "--at", "tomorrow"], "'tomorrow' is not a time"),
        (["who", "--at", "2026-13-01T00:00"], "is not a time"),
        (["who", "--at", "20261123"], "is not a time"),
        (["who", "--at", "0001-01-01T00:00"], "is not a time"),
        (["simulate"], "Missing argument"),
        (["simulate", "sales"], "there is otdel1 or otdel2"),
        (["gaps", "--days", "0"], "greater than or equal to 1"),
        (["journal", "--outcome", "lost"], "'lost' is not one of"),
        (["journal", "--json", "--csv"], "either --json or --csv"),
        (["journal", "--department", "sales"], "no department is called 'sales'"),
        (["journal", "--since", "yesterday"], "is not a time"),
        (["mode", "otdel1", "night"], "'night' is not one of"),
        (["mode", "duty"], "mode all duty"),
        (["versions", "7"], "there is no version 7"),
        (["sounds"], "Put the prompts"),
        ([], "Missing command"),
    ],
)
def test_wrong_usage(company: CompanyFolder, arguments: list[str], told: str) -> None:
    outcome = company.run(*arguments)
    assert outcome.code == 2
    assert told in outcome.out + outcome.err
    assert "Traceback" not in outcome.err


def test_a_database_that_is_none_needs_a_person(company: CompanyFolder) -> None:
    company.database.parent.mkdir()
    company.database.write_text("notes of somebody's, long enough to be no empty database" * 20)
    for command in ("who", "mode", "journal", "versions", "sync"):
        outcome = company.run(command)
        assert outcome.code == 1
        assert f"{company.database}: cannot be used as the database" in outcome.err
        assert "Traceback" not in outcome.err


def test_a_folder_that_cannot_be_made_needs_a_person(company: CompanyFolder) -> None:
    company.database.parent.write_text("a file where the folder should be")
    outcome = company.run("sync")
    assert outcome.code == 1
    assert str(company.database.parent) in outcome.err


def test_the_schema_of_both_files(company: CompanyFolder) -> None:
    outcome = company.run("schema")
    assert outcome.code == 0
    assert set(outcome.document) == {"config", "department"}
    for kind in outcome.document:
        assert company.run("schema", kind).document == outcome.document[kind]


async def test_as_a_module_from_another_folder(company: CompanyFolder) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "stasis_app", "sync", "--json", "-c", str(company.config)),
        cwd="/",
        env={"PATH": "/usr/bin", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert "Изюмов" in out.decode("utf-8")
    assert json.loads(out)["result"] == "active"


@pytest.mark.parametrize("command", ["mode", "mode --json", "journal --csv", "versions"])
async def test_a_full_disk_behind_the_output(company: CompanyFolder, command: str) -> None:
    whole = f"exec {sys.executable} -m stasis_app {command} >/dev/full"
    process = await asyncio.create_subprocess_shell(
        whole, cwd=company.folder, stderr=asyncio.subprocess.PIPE
    )
    _, err = await process.communicate()
    assert process.returncode == 1
    assert err.decode().startswith("the output cannot be written: No space left on device")
    assert b"Traceback" not in err


def test_prompts_are_installed(company: CompanyFolder, tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    (folder / "en").mkdir(parents=True)
    assert company.run("sounds", "install", folder).code == 0
    assert (folder / "ru" / "stasis-app" / "mode-duty.wav").is_file()
    again = company.run("sounds", "install", folder)
    assert (again.code, again.out) == (0, f"{folder}: all there\n")


def test_prompts_go_nowhere_else(company: CompanyFolder, tmp_path: Path) -> None:
    outcome = company.run("sounds", "install", tmp_path / "nowhere")
    assert outcome.code == 2
    assert "no such folder" in outcome.err

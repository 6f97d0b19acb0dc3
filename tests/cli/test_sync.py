"""`sync` and `versions`: a pull, and what it has changed."""

from datetime import datetime
from typing import Any

from .company_folder import CompanyFolder


def results(document: Any) -> dict[str, str]:
    return {each["department"]: each["result"] for each in document["departments"]}


def test_the_first_pull_is_active_at_once(company: CompanyFolder) -> None:
    document = company.json("sync")
    assert (document["result"], document["version"]) == ("active", 1)
    assert results(document) == {"otdel1": "active", "otdel2": "active"}
    problem = document["departments"][0]["problems"][0]
    assert (problem["code"], problem["severity"]) == ("SAME_PERSON", "warning")
    assert (problem["cell"], problem["value"]) == ("Otdel1!G34", "Изюмов Флорентий")
    assert "Otdel1!G34" in problem["message"]
    assert results(company.json("sync")) == {"otdel1": "unchanged", "otdel2": "unchanged"}


def test_a_change_has_to_be_read_twice(synced: CompanyFolder) -> None:
    change_one_cell(synced)
    pending = synced.json("sync")
    assert (pending["result"], pending["version"]) == ("pending", 1)
    assert pending["departments"][0]["changes"] == ONE_CELL
    active = synced.json("sync")
    assert (active["result"], active["version"]) == ("active", 2)
    assert results(active) == {"otdel1": "active", "otdel2": "unchanged"}


def test_unless_it_is_accepted(synced: CompanyFolder) -> None:
    change_one_cell(synced)
    assert synced.json("sync", "--accept")["result"] == "active"


def test_a_mass_deletion_is_held_and_needs_a_person(synced: CompanyFolder) -> None:
    roster = synced.folder / "schedules/workbook/Otdel1.csv"
    lines = roster.read_text("utf-8").splitlines()
    emptied = [line if number < 10 else f"{number - 2}" for number, line in enumerate(lines)]
    roster.write_text("\n".join(emptied), "utf-8")
    outcome = synced.run("sync")
    assert outcome.code == 1
    assert "sync --accept" in outcome.out


def test_a_refused_pull_needs_a_person(synced: CompanyFolder) -> None:
    (synced.folder / "schedules/workbook/Otdel2Staff.csv").unlink()
    outcome = synced.run("sync", "--json")
    assert outcome.code == 1
    assert results(outcome.document) == {"otdel1": "unchanged", "otdel2": "refused"}
    assert [each["version"] for each in outcome.document["departments"]] == [1, 1]


def test_an_unreadable_workbook_needs_a_person(company: CompanyFolder) -> None:
    workbook = company.folder / "schedules/workbook"
    workbook.rename(company.folder / "elsewhere")
    outcome = company.run("sync", "--json")
    assert outcome.code == 1
    assert (outcome.document["result"], outcome.document["version"]) == ("failed", None)
    assert str(workbook) in outcome.document["failure"]
    people = company.run("sync")
    assert (people.code, people.out) == (1, "")
    assert "прочитать не удалось" in people.err


def test_for_people(synced: CompanyFolder) -> None:
    change_one_cell(synced)
    outcome = synced.run("sync")
    assert outcome.code == 0
    assert outcome.err == ""
    for told in ("есть изменения", "без изменений", "Otdel1!B8", "Сабитов Никита", "Волков"):
        assert told in outcome.out


def test_versions(synced: CompanyFolder) -> None:
    change_one_cell(synced)
    synced.json("sync", "--accept")
    first, second = synced.json("versions")
    assert (first["version"], first["departments"]) == (1, ["otdel1", "otdel2"])
    assert (second["version"], second["departments"], second["changes"]) == (2, ["otdel1"], 1)
    assert datetime.fromisoformat(second["pulled_at"]).utcoffset() is not None
    assert second["active_from"].endswith("+03:00")
    assert synced.json("versions", "2") == {**second, "changes": ONE_CELL}


def test_versions_for_people(company: CompanyFolder) -> None:
    assert "Версий ещё нет" in company.run("versions").out
    assert company.json("versions") == []
    company.run("sync")
    change_one_cell(company)
    company.run("sync", "--accept")
    assert "otdel1, otdel2" in company.run("versions").out
    assert "Otdel1!B8" in company.run("versions", "2").out


ONE_CELL = [{"cell": "Otdel1!B8", "was": "Сабитов Никита", "is": "Волков Геральд"}]


def change_one_cell(company: CompanyFolder) -> None:
    company.edit("schedules/workbook/Otdel1.csv", "\n5,Сабитов Никита", "\n5,Волков Геральд")

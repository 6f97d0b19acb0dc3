"""A schedule as people edit it over days: which version is active, what is told, and how often."""

import pytest

from .company_folder import CompanyFolder

ROSTER = "schedules/workbook/Otdel1.csv"
STAFF = "schedules/workbook/Otdel1Staff.csv"
GOOD, HALF_TYPED, TYPO = "\n5,Сабитов Никита", "\n5,Волк", "\n5,Волков Геральт"
MENDED = "\n5,Волков Геральд"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, synced: CompanyFolder) -> pytest.LogCaptureFixture:
    """What is told from now on."""
    caplog.set_level("INFO", "stasis_app.clerk")
    caplog.clear()
    return caplog


def told(log: pytest.LogCaptureFixture) -> list[str]:
    """Since it was last asked: problems and all-clears, without their words."""
    lines = [each.getMessage() for each in log.records if "department=" in each.getMessage()]
    log.clear()
    return [" ".join(each.split(": ")[0].split()[1:]) for each in lines]


def phones(told: list[str]) -> list[str]:
    """Without what comes of them in the rosters."""
    return [each for each in told if each.startswith("PHONE")]


def sync(company: CompanyFolder, *arguments: str) -> str:
    """What has become of otdel1."""
    result: str = company.run("sync", *arguments, "--json").document["departments"][0]["result"]
    return result


def test_a_half_typed_edit_passes_by(synced: CompanyFolder, log: pytest.LogCaptureFixture) -> None:
    synced.edit(ROSTER, GOOD, HALF_TYPED)
    assert sync(synced) == "pending"
    synced.edit(ROSTER, HALF_TYPED, MENDED)
    assert sync(synced) == "pending"
    assert sync(synced) == "active"
    assert told(log) == []
    assert synced.json("versions", "2")["changes"] == [
        {"cell": "Otdel1!B8", "was": "Сабитов Никита", "is": "Волков Геральд"}
    ]


def test_a_problem_is_told_once_and_taken_back(
    synced: CompanyFolder, log: pytest.LogCaptureFixture
) -> None:
    synced.edit(ROSTER, GOOD, TYPO)
    assert sync(synced) == "pending"
    assert told(log) == []
    assert sync(synced) == "active"
    assert told(log) == ["NAME_UNKNOWN Otdel1!B8"]
    assert sync(synced) == "unchanged"
    assert told(log) == []
    synced.edit(ROSTER, TYPO, HALF_TYPED)
    assert [sync(synced), sync(synced)] == ["pending", "active"]
    assert told(log) == ["NAME_UNKNOWN Otdel1!B8"]  # another content; nothing is mended yet
    synced.edit(ROSTER, HALF_TYPED, MENDED)
    assert [sync(synced), sync(synced)] == ["pending", "active"]
    assert told(log) == ["NAME_UNKNOWN mended"]
    synced.edit(ROSTER, MENDED, TYPO)
    assert sync(synced, "--accept") == "active"
    assert told(log) == ["NAME_UNKNOWN Otdel1!B8"]


def test_an_inserted_row_is_refused_and_told_until_it_is_gone(
    synced: CompanyFolder, log: pytest.LogCaptureFixture
) -> None:
    synced.edit(ROSTER, GOOD, "\nновая строка" + GOOD)
    assert [sync(synced), sync(synced)] == ["refused", "refused"]
    assert told(log) == ["DAYS_BAD Otdel1!A8"]
    [on_duty] = synced.json("who", "--department", "otdel1", "--at", "2026-11-05T12:00")
    assert (on_duty["primary"]["cell"], on_duty["version"]) == ("Otdel1!B8", 1)
    synced.edit(ROSTER, "\nновая строка", "")
    assert sync(synced) == "unchanged"
    assert told(log) == ["DAYS_BAD mended"]
    assert [each["version"] for each in synced.json("versions")] == [1]


def test_a_mass_deletion_waits_for_somebody_to_accept_it(
    synced: CompanyFolder, log: pytest.LogCaptureFixture
) -> None:
    roster = synced.folder / ROSTER
    good = roster.read_text("utf-8")
    lines = good.splitlines()
    roster.write_text("\n".join([*lines[:8], *(f"{day}" for day in range(6, 32))]), "utf-8")
    assert [sync(synced), sync(synced)] == ["held", "held"]
    assert told(log) == ["PULL_HELD Otdel1"]
    [on_duty] = synced.json("who", "--department", "otdel1", "--at", "2026-11-20T12:00")
    assert (on_duty["source"], on_duty["version"]) == ("sheet", 1)
    assert sync(synced, "--accept") == "active"
    assert told(log)[:2] == ["SHIFT_UNASSIGNED Otdel1!B9", "SHIFT_UNASSIGNED Otdel1!C9"]
    version = synced.json("versions", "2")
    emptied = [each for each in version["changes"] if each["is"] is None]
    assert len(emptied) == len(version["changes"]) > 26 * 5
    roster.write_text(good, "utf-8")
    assert [sync(synced), sync(synced)] == ["pending", "active"]
    assert set(told(log)) == {"SHIFT_UNASSIGNED mended", "SAME_PERSON Otdel1!G34"} | {
        f"SAME_PERSON Otdel1!{column}34" for column in "HI"
    }
    shown = synced.run("versions", "3").out
    assert "Otdel1!B9" in shown
    assert "Было" in shown
    assert "Коваленко Руслан" in shown


def test_a_renamed_employee_changes_roster_and_staff_in_one_version(
    synced: CompanyFolder, log: pytest.LogCaptureFixture
) -> None:
    synced.edit(STAFF, "Сабитов Никита", "Сабитова Ника")
    assert sync(synced, "--accept") == "active"
    assert "NAME_UNKNOWN Otdel1!B8" in told(log)
    synced.edit(ROSTER, "Сабитов Никита", "Сабитова Ника")
    assert sync(synced, "--accept") == "active"
    assert set(told(log)) == {"NAME_UNKNOWN mended"}
    assert [each["changes"] for each in synced.json("versions")][:2] == [0, 1]
    renamed = synced.json("versions", "3")["changes"]
    assert {each["was"] for each in renamed} == {"Сабитов Никита"}
    assert {each["is"] for each in renamed} == {"Сабитова Ника"}


def test_a_cosmetic_edit_is_no_version(synced: CompanyFolder) -> None:
    synced.edit(ROSTER, GOOD, "\n5, САБИТОВ  Никита ")
    synced.edit(STAFF, "89991234504", "+7 (999) 123-45-04")
    assert [sync(synced), sync(synced)] == ["unchanged", "unchanged"]
    assert len(synced.json("versions")) == 1


def test_a_staff_sheet_of_two_departments_is_told_of_once(
    synced: CompanyFolder, log: pytest.LogCaptureFixture
) -> None:
    file = synced.folder / STAFF
    other = (synced.folder / "schedules/workbook/Otdel2Staff.csv").read_text("utf-8")
    file.write_text(file.read_text("utf-8") + other, "utf-8")
    synced.edit("schedules/otdel2.yaml", "{sheet: Otdel2}", "{sheet: Otdel2, staff: Otdel1Staff}")
    synced.run("sync", "--accept")
    assert told(log) == []
    synced.edit(STAFF, "89991234511", "x999")
    synced.run("sync", "--accept")
    assert phones(told(log)) == ["PHONE_INVALID Otdel1Staff!B10"]
    synced.edit(STAFF, "x999,", "89991234511,")
    synced.run("sync", "--accept")
    assert phones(told(log)) == ["PHONE_INVALID mended"]


def test_people_see_the_gravest_first_and_in_their_language(company: CompanyFolder) -> None:
    company.edit(ROSTER, GOOD, TYPO)
    company.edit(STAFF, "89991234502", "")
    told = [each.split()[0] for each in company.run("sync").out.splitlines() if ": Otdel" in each]
    assert told[0] == "ошибка"
    assert told == sorted(told, reverse=True)
    company.edit("config.yaml", "#language: ru ", "language: en ")
    assert "\n  error   otdel1: NAME_UNKNOWN: Otdel1!B8: “Волков" in company.run("sync").out


def test_a_first_pull_that_is_refused_has_nothing_to_fall_back_on(company: CompanyFolder) -> None:
    (company.folder / "schedules/workbook/Otdel2.csv").unlink()
    assert "прежней версии нет" in company.run("sync").out
    assert "до этой версии у отделов не было никакой" in company.run("versions", "1").out

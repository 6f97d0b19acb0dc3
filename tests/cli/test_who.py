"""`who`: who is on duty, and which cell says so."""

import pytest

from .company_folder import CompanyFolder


def test_no_mirror_yet(company: CompanyFolder) -> None:
    for command in (["who"], ["who", "--json"], ["gaps"], ["simulate", "otdel1"]):
        outcome = company.run(*command)
        assert (outcome.code, outcome.out) == (1, "")
        assert outcome.err == "no mirror yet: run stasis-app sync\n"


def test_the_night_shift_belongs_to_the_day_it_started(synced: CompanyFolder) -> None:
    at = "2026-11-06T02:00"
    assert synced.json("who", "--department", "otdel1", "--at", at) == [
        {
            "department": "otdel1",
            "at": "2026-11-06T02:00:00+03:00",
            "shift": "Ночь",
            "date": "2026-11-05",
            "primary": {
                "name": "Первак Спартак",
                "number": "+79991234506",
                "email": "m06@homyaki.ru",
                "cell": "Otdel1!D8",
            },
            "backup": {
                "name": "Ханипов Остап",
                "number": "+79991234509",
                "email": "m09@homyaki.ru",
                "cell": "Otdel1!I8",
            },
            "dial": ["+79991234506", "+79991234509"],
            "source": "sheet",
            "issues": [],
            "version": 1,
        }
    ]


def test_a_time_with_an_offset_is_that_instant(synced: CompanyFolder) -> None:
    [there] = synced.json("who", "--department", "otdel1", "--at", "2026-11-05T23:00:00Z")
    assert there["at"] == "2026-11-06T02:00:00+03:00"
    assert there["shift"] == "Ночь"


def test_a_time_without_one_is_each_departments_own(synced: CompanyFolder) -> None:
    synced.edit("schedules/otdel2.yaml", "title:", "timezone: Asia/Yekaterinburg\ntitle:")
    found = synced.json("who", "--at", "2026-11-06T12:00")
    assert [each["at"] for each in found] == [
        "2026-11-06T12:00:00+03:00",
        "2026-11-06T12:00:00+05:00",
    ]


def test_a_time_that_the_clock_leaves_out_is_the_hour_after_it(synced: CompanyFolder) -> None:
    synced.edit("config.yaml", "timezone: Europe/Moscow", "timezone: Europe/Berlin")
    (answer,) = synced.json("who", "--department", "otdel1", "--at", "2026-03-29T02:30")
    assert answer["at"] == "2026-03-29T03:30:00+02:00"


def test_all_departments_now(synced: CompanyFolder) -> None:
    found = synced.json("who")
    assert [each["department"] for each in found] == ["otdel1", "otdel2"]
    assert all(each["at"].endswith("+03:00") for each in found)


def test_an_unknown_name_needs_a_person_although_the_backup_rings(company: CompanyFolder) -> None:
    company.edit("schedules/workbook/Otdel1.csv", "5,Сабитов Никита", "5,Сабитов Никитка")
    assert company.run("sync").code == 1
    outcome = company.run("who", "--department", "otdel1", "--at", "2026-11-05T12:00", "--json")
    assert outcome.code == 1
    [found] = outcome.document
    assert found["issues"] == ["NAME_UNKNOWN"]
    assert found["primary"]["cell"] == "Otdel1!G8"
    assert found["backup"] is None


def test_nobody_on_duty_needs_a_person(company: CompanyFolder) -> None:
    company.edit("schedules/otdel1.yaml", '"20:00-9:59"', '"21:00-9:59"')
    company.run("sync")
    outcome = company.run("who", "--department", "otdel1", "--at", "2026-11-05T20:30", "--json")
    assert outcome.code == 1
    [found] = outcome.document
    assert (found["shift"], found["date"], found["dial"]) == (None, None, [])
    assert found["source"] == "fallback"
    assert found["issues"] == ["SHIFT_GAP"]


def test_a_department_that_could_not_be_read_yet(company: CompanyFolder) -> None:
    (company.folder / "schedules/workbook/Otdel2.csv").unlink()
    assert company.run("sync").code == 1
    outcome = company.run("who", "--json", "--at", "2026-11-05T12:00")
    assert outcome.code == 1
    assert [each["issues"] for each in outcome.document] == [[], ["MIRROR_MISSING"]]
    assert outcome.document[1]["at"] == "2026-11-05T12:00:00+03:00"


def test_for_people(synced: CompanyFolder) -> None:
    outcome = synced.run("who", "--at", "2026-11-06T02:00")
    assert outcome.code == 0
    for told in ("Первак Спартак", "+7 999 123-45-06", "Otdel1!D8", "Ночь, 05.11.2026", "таблица"):
        assert told in outcome.out


def test_for_people_with_the_cell_that_is_to_blame(company: CompanyFolder) -> None:
    company.edit("schedules/workbook/Otdel1.csv", "5,Сабитов Никита", "5,Сабитов Никитка")
    company.run("sync")
    outcome = company.run("who", "--at", "2026-11-05T12:00")
    assert "Otdel1!B8 «Сабитов Никитка»: имени нет среди сотрудников" in outcome.out


def test_for_people_in_english(synced: CompanyFolder) -> None:
    synced.edit("config.yaml", "#language: ru ", "language: en ")
    outcome = synced.run("who", "--at", "2026-11-06T02:00")
    assert "on duty" in outcome.out
    assert "Otdel1!D8" in outcome.out


@pytest.mark.parametrize("name", ["Ива[red]нов", "Ива\x1b[31mнов", "Ива\u202eнов"])
def test_a_name_is_neither_markup_nor_a_command_for_the_terminal(
    company: CompanyFolder, name: str
) -> None:
    for sheet in ("Otdel1", "Otdel1Staff"):
        company.edit(f"schedules/workbook/{sheet}.csv", "Сабитов Никита", name)
    company.run("sync")
    outcome = company.run("who", "--department", "otdel1", "--at", "2026-11-05T12:00")
    assert "\x1b" not in outcome.out
    assert "\u202e" not in outcome.out
    assert "[red]" in outcome.out or "нов" in outcome.out


def test_gaps(company: CompanyFolder) -> None:
    assert company.run("sync").code == 0
    assert company.json("gaps") == []
    for file in ("Otdel1", "Otdel2"):
        company.edit(f"schedules/workbook/{file}Staff.csv", "8999", "x999")
    assert company.run("sync", "--accept").code == 1
    outcome = company.run("gaps", "--days", "1", "--json")
    assert outcome.code == 1
    assert {gap["code"] for gap in outcome.document} == {"PHONE_INVALID"}
    assert {gap["department"] for gap in outcome.document} == {"otdel1", "otdel2"}
    people = company.run("gaps", "--days", "1")
    assert people.code == 1
    assert "телефон неверен" in people.out


def test_no_gaps_for_people(synced: CompanyFolder) -> None:
    assert "Пробелов нет" in synced.run("gaps").out

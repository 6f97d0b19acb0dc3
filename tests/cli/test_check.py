"""`check --offline`: what is wrong with configuration and mirror, before a call finds it."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stasis_app.clock import clock
from stasis_app.core.mirror import PullRecord
from stasis_app.core.trunk_refusals import TrunkRefusal
from tests.command import Outcome

from .company_folder import CompanyFolder, Stores

ROSTER = "schedules/workbook/Otdel1.csv"
STAFF = "schedules/workbook/Otdel1Staff.csv"


def check(company: CompanyFolder, *arguments: str) -> Outcome:
    return company.run("check", "--offline", *arguments)


def found(company: CompanyFolder, **wanted: str) -> list[dict[str, Any]]:
    """The findings that have all of this."""
    findings = check(company, "--json").document["findings"]
    return [each for each in findings if wanted.items() <= each.items()]


def test_all_is_well(synced: CompanyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARI_PASSWORD", "secret")
    outcome = check(synced)
    assert (outcome.code, outcome.err) == (0, "")
    for told in (
        f"прочитан {synced.config}",
        "ari: http://127.0.0.1:8088, пользователь stasis, приложение duty\n",
        f"database: {synced.database} (по умолчанию)",
        "workbook: csv",
        "читается каждые 1m, устаревает через 24h (по умолчанию)",
        "файлы .eml в",
        "otdel1: прочитан schedules/otdel1.yaml: номера 7770001",
        "версия 1, таблица прочитана",
        "otdel2: действует версия 1",
        "внимание otdel1: SAME_PERSON: Otdel1!G34",
        "внимание otdel1: duty: мобильный может звонить 1m, а подтверждения нет",
        "ошибка: 0, внимание: 10",
    ):
        assert told in outcome.out
    assert "secret" not in outcome.out


def test_what_the_smallest_file_does_not_say(synced: CompanyFolder) -> None:
    synced.edit("schedules/otdel2.yaml", "title: Отдел №2\n", "")
    synced.edit("schedules/otdel2.yaml", 'secretary: {continue: "ext-queues,9999,1"}\n', "")
    [department, _] = found(synced, area="department", department="otdel2")
    assert department["text"] == (
        "прочитан schedules/otdel2.yaml: номера 7770002, лист «Otdel2»; в файле нет, и потому:"
        " title: otdel2; timezone: Europe/Moscow; schedule.staff: Otdel2Staff;"
        " schedule.first_row: 4; schedule.holdover: 15m; schedule.shifts: из шапки листа;"
        " secretary: нет, отдел всегда в режиме дежурных; duty.strategy: staggered;"
        " duty.then: hangup"
    )
    shifts = [each["text"] for each in found(synced, area="mirror", department="otdel2")][1:]
    assert shifts == [
        f"Otdel2: «{name}» (имя из Otdel2!{primary}2) {hours} (часы из шапки, Otdel2!{primary}3"
        f" «{written}»); основной: столбец {primary}; резервный: столбец {backup}, потому что в"
        f" Otdel2!{backup}3 те же часы"
        for name, hours, written, primary, backup in (
            ("Утро", "10:00-14:59", "10:00-14:59", "B", "G"),
            ("День", "15:00-19:59", "15:00-19:59", "C", "H"),
            ("Ночь", "20:00-09:59", "20:00-9:59", "D", "I"),
        )
    ]


def test_a_secret_that_is_not_set_does_not_stop_it(synced: CompanyFolder) -> None:
    outcome = check(synced)
    assert outcome.code == 0
    assert "внимание " in outcome.out
    assert "export ARI_PASSWORD" in outcome.out


def test_no_mirror_yet(company: CompanyFolder) -> None:
    outcome = check(company)
    assert outcome.code == 1
    assert "ошибка" in outcome.out
    assert "запустите stasis-app sync" in outcome.out


def test_a_problem_with_its_cell_what_stands_there_and_what_would_be_right(
    company: CompanyFolder,
) -> None:
    company.edit(ROSTER, "\n5,Сабитов Никита", "\n5,Сабитов Никитка")
    company.run("sync")
    assert check(company).code == 1
    [problem] = found(company, code="NAME_UNKNOWN", area="problem")
    assert (problem["level"], problem["department"]) == ("error", "otdel1")
    assert problem["cell"] == "Otdel1!B8"
    assert problem["text"] == (
        "Otdel1!B8: имени «Сабитов Никитка» нет на листе «Otdel1Staff»; впишите его туда или"
        " исправьте; ближайшее имя: «Сабитов Никита» (Otdel1Staff!A4)"
    )


def test_a_gap_needs_a_person_although_the_sheet_has_only_warnings(
    company: CompanyFolder,
) -> None:
    company.edit(
        ROSTER,
        "\n5,Сабитов Никита,Ювелев Федор,Первак Спартак,,5,Коваленко Руслан",
        "\n5,,Ювелев Федор,Первак Спартак,,5,",
    )
    assert company.run("sync").code == 0
    outcome = check(company)
    assert outcome.code == 1
    [gap, *_] = found(company, area="gap")
    assert (gap["level"], gap["code"], gap["cell"]) == ("error", "SHIFT_UNASSIGNED", "Otdel1!B8")
    assert "«Утро», дежурный: Otdel1!B8: звонить некому; впишите того" in outcome.out


def test_people_who_cannot_be_rung(company: CompanyFolder) -> None:
    staff = company.folder / STAFF
    staff.write_text(
        staff.read_text("utf-8").replace("89991234504", "звонить жене")
        + "Новый Человек,,n@example.com\nИзюмов Флорентий,89997654321,i@example.com\n",
        "utf-8",
    )
    company.run("sync")
    people = found(company, area="person")
    assert [(each["code"], each["cell"]) for each in people] == [
        ("STAFF_CONFLICT", "Otdel1Staff!A11"),
        ("PHONE_INVALID", "Otdel1Staff!B4"),
        ("PHONE_MISSING", "Otdel1Staff!B10"),
    ]
    assert people[1]["text"].startswith("Сабитов Никита: Otdel1Staff!B4: «звонить жене» не телефон")
    assert people[2]["text"].endswith("(ячеек с этим именем: 0)")
    assert not found(company, area="problem", code="PHONE_INVALID")


def test_a_refused_pull_while_the_version_before_serves_on(synced: CompanyFolder) -> None:
    synced.edit("schedules/workbook/Otdel2.csv", "\n7,", "\n7,new row\n7,")
    synced.run("sync")
    [refused] = found(synced, code="DAYS_BAD")
    assert (refused["level"], refused["department"]) == ("error", "otdel2")
    assert "последнее чтение не принято: Otdel2!A11 «7»" in refused["text"]
    assert check(synced).code == 1
    assert "otdel2: действует версия 1" in check(synced).out
    synced.edit("schedules/workbook/Otdel2.csv", "\n7,new row\n7,", "\n7,")
    synced.run("sync")
    assert not found(synced, code="DAYS_BAD")


def test_a_content_that_waits(synced: CompanyFolder) -> None:
    synced.edit(ROSTER, "\n5,Сабитов Никита", "\n5,Волков Геральд")
    synced.run("sync")
    outcome = check(synced)
    assert outcome.code == 0
    assert "в таблице другое содержимое, оно ещё не действует" in outcome.out
    synced.run("sync")
    assert "оно ещё не действует" not in check(synced).out


def test_a_file_that_no_longer_fits_what_was_read(synced: CompanyFolder) -> None:
    synced.edit("schedules/otdel2.yaml", "{sheet: Otdel2}", "{sheet: Otdel2, first_row: 5}")
    outcome = check(synced)
    assert outcome.code == 1
    assert "ошибка otdel2: то, что прочитано, не подходит к настройкам отдела" in outcome.out
    assert "DAYS_BAD: Otdel2!A5" in outcome.out


def test_a_department_that_has_never_been_read(company: CompanyFolder) -> None:
    (company.folder / "schedules/workbook/Otdel2.csv").unlink()
    company.run("sync")
    outcome = check(company)
    assert outcome.code == 1
    assert "otdel2: расписание ещё не прочитано; причину скажет stasis-app sync" in outcome.out


def test_a_stale_mirror(synced: CompanyFolder) -> None:
    three_days_ago = clock() - timedelta(days=3)

    async def age(stores: Stores) -> None:
        await stores.mirror.keep_pull(PullRecord(three_days_ago, (), (), frozenset()))

    synced.write(age)
    outcome = check(synced)
    assert outcome.code == 1
    assert "таблица не читалась с" in outcome.out
    assert "(72 часа" in outcome.out


def test_overrides(synced: CompanyFolder) -> None:
    synced.run("override", "add", "otdel1", "primary", "nobody", "--to", "2099-01-01")
    outcome = check(synced)
    assert outcome.code == 1
    assert "замен, которые действуют или начнутся: 1" in outcome.out
    assert found(synced, area="gap", department="otdel1")


def test_a_database_that_is_none(synced: CompanyFolder) -> None:
    synced.database.write_text("something else " * 100)
    for file in synced.database.parent.glob("*.db-*"):
        file.unlink()
    outcome = check(synced)
    assert outcome.code == 1
    assert f"{synced.database}: cannot be used" in outcome.out


def test_a_wrong_configuration_is_told_as_a_whole(company: CompanyFolder) -> None:
    company.edit("schedules/otdel1.yaml", "stagger: 20s", "stager: 20s")
    company.edit("schedules/otdel2.yaml", "sheet: Otdel2", "shet: Otdel2")
    outcome = check(company)
    assert (outcome.code, outcome.out) == (2, "")
    assert "schedules/otdel1.yaml:" in outcome.err
    assert "schedules/otdel2.yaml:" in outcome.err


def test_a_mail_is_not_sent_without_asking_anybody(company: CompanyFolder) -> None:
    outcome = check(company, "--mail", "admin@example.com")
    assert (outcome.code, outcome.out) == (2, "")
    assert "leave out --offline or --mail" in outcome.err


def test_people_are_asked_to_accept_or_do_not_ring_long(synced: CompanyFolder) -> None:
    synced.edit("schedules/otdel1.yaml", "leg_timeout: null", "leg_timeout: 25s")
    synced.edit("schedules/otdel2.yaml", "schedule:", "duty: {confirm: true}\nschedule:")
    assert found(synced, area="department", level="warning") == []


def test_files_that_the_application_cannot_read(
    synced: CompanyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = synced.folder / ".env"
    secret.write_text("ARI_PASSWORD=secret\n")
    secret.chmod(0o600)
    assert found(synced, area="configuration", level="error") == []
    monkeypatch.setattr(os, "access", lambda file, _: Path(file) != secret)  # we are root
    [error] = found(synced, area="configuration", level="error")
    assert error["text"].startswith(f"{secret} не прочитать владельцу базы")


def test_in_english(synced: CompanyFolder) -> None:
    synced.edit("config.yaml", "#language: ru ", "language: en ")
    outcome = check(synced)
    assert outcome.code == 0
    assert "version 1, the workbook was read" in outcome.out
    assert (
        "primary: column D; backup: column I, because Otdel2!I3 has the same hours" in outcome.out
    )
    assert "error: 0, warning: 11" in outcome.out


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://127.0.0.2:8088", False),
        ("http://localhost:8088", False),
        ("http://[::1]:8088", False),
        ("https://pbx.example.com:8089", False),
        ("http://pbx.example.com:8088", True),
        ("http://192.0.2.7:8088", True),
    ],
)
def test_a_password_in_clear(synced: CompanyFolder, url: str, told: bool) -> None:
    synced.edit("config.yaml", "http://127.0.0.1:8088", url)
    findings = found(synced, area="configuration", level="warning")
    assert [each["text"] for each in findings if url in each["text"]] == (
        [
            f"{url}: пароль ARI и номера звонящих идут по сети открыто;"
            " https://… и ari.ca_file закрывают их"
        ]
        if told
        else []
    )


def test_a_trunk_that_refuses_callers_numbers(synced: CompanyFolder) -> None:
    endpoint = "PJSIP/{number}@trunk"
    now = clock()

    async def note(stores: Stores) -> None:
        stores.journal.trunk_refused(TrunkRefusal(endpoint, now, now), ())

    synced.write(note)
    assert not found(synced, level="warning", area="phone")
    synced.edit(
        "config.yaml",
        "  #caller_id: original ",
        '  company_number: "+74957770001"\n  caller_id: original_then_company ',
    )
    [told] = found(synced, level="warning", area="phone")
    assert told["text"].startswith(f"{endpoint}: оператор отклоняет звонки с номерами звонящих; до")


def test_talks_that_are_recorded(synced: CompanyFolder) -> None:
    assert found(synced, area="recordings") == []
    synced.edit(
        "schedules/otdel2.yaml", "title: Отдел №2\n", "title: Отдел №2\nduty: {record: true}\n"
    )
    kept, untold = found(synced, area="recordings")
    assert (kept["level"], untold["level"]) == ("warning", "warning")
    assert "хранятся вечно" in kept["text"]
    assert (untold["department"], "announce_recording" in untold["text"]) == ("otdel2", True)


def test_the_folder_of_recordings_cannot_be_written(synced: CompanyFolder) -> None:
    synced.edit(
        "schedules/otdel2.yaml",
        "title: Отдел №2\n",
        "title: Отдел №2\nduty: {record: true, announce_recording: true}\n",
    )
    folder = synced.database.parent / "recordings"
    folder.write_text("where the folder should be")
    [finding] = found(synced, area="recordings")
    assert finding["level"] == "error"
    assert str(folder) in finding["text"]

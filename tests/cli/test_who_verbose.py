"""`who --verbose`: everything the answer was read from, and why it is what it is."""

from datetime import datetime

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stasis_app.cli.explanation import told as told_of
from stasis_app.core.explanation import explain
from stasis_app.core.pull import State, pull
from stasis_app.core.settings import Department
from stasis_app.core.workbook import Workbook
from tests.core.test_any_workbook import DEPARTMENTS, INSTANTS, books
from tests.sheets import LONG_AGO, settings_for

from .company_folder import CompanyFolder

ROSTER = "schedules/workbook/Otdel1.csv"
MORNING = "2026-11-05T12:00"


def explained(company: CompanyFolder, department: str, at: str) -> str:
    """One line a fact, as a program gets them; people get the same."""
    asked = ("who", "--verbose", "--department", department, "--at", at)
    [found] = company.run(*asked, "--json").document
    facts = [f"{each['about']}: {each['text']}" for each in found["explanation"]]
    people = company.run(*asked).out
    for each in found["explanation"]:
        assert each["about"] in people
        assert "".join(each["text"].split()) in "".join(people.split())
    return "\n".join(facts)


def test_a_shift_of_the_smallest_file_comes_from_the_header(synced: CompanyFolder) -> None:
    told = explained(synced, "otdel2", MORNING)
    assert (
        "как читается: «Ночь» (имя из Otdel2!D2) 20:00-09:59 (часы из шапки, Otdel2!D3"
        " «20:00-9:59»); основной: столбец D; резервный: столбец I, потому что в Otdel2!I3"
        " те же часы"
    ) in told
    assert "«Otdel2»: одна таблица на все месяцы, число 1 в строке 4" in told
    assert "сотрудники «Otdel2Staff»" in told
    assert "12:00 по часам отдела (Europe/Moscow, +03:00)" in told
    assert "версия: 1, прочитана и действует с" in told


def test_a_shift_that_the_file_gives(synced: CompanyFolder) -> None:
    told = explained(synced, "otdel1", MORNING)
    assert (
        "«Утро» 10:00-14:59 (часы из файла отдела; в шапке, Otdel1!B3, «10:00-14:59»); основной:"
        " столбец B; резервный: столбец G, так в файле отдела"
    ) in told


def test_a_backup_known_by_the_name_above_it(company: CompanyFolder) -> None:
    company.edit(
        "schedules/workbook/Otdel2.csv", "20:00-9:59,,Число,10:00", "20:00-9:59,,Число,10:30"
    )
    company.run("sync")
    told = explained(company, "otdel2", MORNING)
    assert "столбец G, потому что над Otdel2!G3 то же имя смены" in told


def test_the_cell_as_it_stands_and_the_staff_row_that_fits(company: CompanyFolder) -> None:
    company.edit(ROSTER, "\n5,Сабитов Никита", "\n5,  САБИТОВ  Ни\u00adкита")
    company.run("sync")
    told = explained(company, "otdel1", MORNING)
    assert (
        "дежурный: Otdel1!B8 «⟨U+0020⟩⟨U+0020⟩САБИТОВ ⟨U+0020⟩Ни⟨U+00AD⟩кита», читается как"
        " «сабитов никита» → Otdel1Staff!A4 Сабитов Никита, телефон Otdel1Staff!B4 «89991234504»"
        " = +79991234504, почта: m04@homyaki.ru"
    ) in told
    assert "звонят: Сабитов Никита +7 999 123-45-04, затем" in told


def test_why_the_backup_has_the_primarys_place(company: CompanyFolder) -> None:
    company.edit(ROSTER, "\n5,Сабитов Никита", "\n5,Сабитов Никитка")
    company.run("sync")
    told = explained(company, "otdel1", MORNING)
    assert "NAME_UNKNOWN: Otdel1!B8: имени «Сабитов Никитка» нет на листе «Otdel1Staff»" in told
    assert "звонят: Коваленко Руслан +7 999 123-45-07; это резервный" in told
    assert "(NAME_UNKNOWN: имени нет среди сотрудников)" in told


def test_an_unusable_phone_is_shown_where_it_stands(company: CompanyFolder) -> None:
    company.edit("schedules/workbook/Otdel1Staff.csv", "89991234504", "89991234504 доб. 2")
    company.run("sync")
    told = explained(company, "otdel1", MORNING)
    assert "PHONE_INVALID: Otdel1Staff!B4: «89991234504 доб. 2» не телефон" in told


def test_the_last_good_value_of_a_cell(synced: CompanyFolder) -> None:
    roster = synced.folder / ROSTER
    header = roster.read_text("utf-8").splitlines()[:3]
    days = (f"{day},Кто-то,Кто-то,Кто-то" for day in range(1, 32))
    roster.write_text("\n".join([*header, *days]), "utf-8")
    synced.run("sync", "--accept")
    [found] = synced.run("who", "--verbose", "--department", "otdel1", "--json").document
    assert found["source"] == "last_good"
    rung = next(each["text"] for each in found["explanation"] if each["about"] == "звонят")
    name = found["primary"]["name"]
    assert rung.startswith(name)
    assert f"служит имя, что стояло в ней прежде: {name}" in rung


def test_nobody(company: CompanyFolder) -> None:
    company.edit(
        ROSTER,
        "\n5,Сабитов Никита,Ювелев Федор,Первак Спартак,,5,Коваленко Руслан",
        "\n5,-,Ювелев Федор,Первак Спартак,,5,",
    )
    company.run("sync")
    told = explained(company, "otdel1", MORNING)
    assert "дежурный: Otdel1!B8 «-»: никого" in told
    assert "второй дежурный: Otdel1!G8: никого" in told
    assert "никому (SHIFT_UNASSIGNED: звонить некому); дальше duty.then: hangup" in told


def test_a_shift_that_is_over_and_stays_on(company: CompanyFolder) -> None:
    company.edit("schedules/otdel1.yaml", '"20:00-9:59"', '"21:00-9:59"')
    company.run("sync")
    told = explained(company, "otdel1", "2026-11-05T20:05")
    assert "«День» с 05.11.2026 15:00 до 05.11.2026 20:00" in told
    assert "ещё держится 15 мин (holdover)" in told
    told = explained(company, "otdel1", "2026-11-05T20:30")
    assert "смена: нет: в это время смены нет" in told


def test_a_shift_that_began_before_another(company: CompanyFolder) -> None:
    company.edit("schedules/workbook/Otdel2.csv", "15:00-19:59", "14:00-19:59")
    company.run("sync")
    told = explained(company, "otdel2", "2026-11-05T14:30")
    assert "«День» с 05.11.2026 14:00" in told
    assert "это же время держит и «Утро»" in told


def test_a_missing_month(company: CompanyFolder) -> None:
    workbook = company.folder / "schedules/workbook"
    (workbook / "Otdel2.csv").rename(workbook / "Otdel2 2026-11.csv")
    (workbook / "Otdel2Staff.csv").rename(workbook / "Staff.csv")
    company.edit(
        "schedules/otdel2.yaml",
        "{sheet: Otdel2}",
        '{layout: dated, sheet: "Otdel2 {yyyy}-{mm}", staff: Staff}',
    )
    november = (workbook / "Otdel2 2026-11.csv").read_text("utf-8").splitlines()
    (workbook / "Otdel2 2026-11.csv").write_text("\n".join(november[:33]), "utf-8")
    company.run("sync")
    told = explained(company, "otdel2", "2026-12-05T12:00")
    assert "«Otdel2 2026-11» по образцу «Otdel2 {yyyy}-{mm}»" in told
    assert "смена: нет: нет листа этого месяца" in told


def test_an_override_goes_before_the_cell(synced: CompanyFolder) -> None:
    synced.run(
        *("override", "add", "otdel1", "primary", "Ханипов Остап"),
        *("--from", "2099-11-05T10:00", "--to", "2099-11-05T15:00"),
    )
    told = explained(synced, "otdel1", "2099-11-05T12:00")
    assert "дежурный: замена: Otdel1Staff!A9 Ханипов Остап, телефон" in told
    assert "(в таблице Otdel1!B8 «Сабитов Никита»)" in told
    assert "замена: дежурный: «Ханипов Остап» с 05.11.2099 10:00 до 05.11.2099 15:00" in told


def test_a_department_that_could_not_be_read_yet(company: CompanyFolder) -> None:
    (company.folder / "schedules/workbook/Otdel2.csv").unlink()
    company.run("sync")
    assert "версия: расписание ещё не прочитано" in explained(company, "otdel2", MORNING)


def test_in_english(company: CompanyFolder) -> None:
    company.edit("config.yaml", "#language: ru ", "language: en ")
    company.edit("schedules/otdel1.yaml", '"20:00-9:59"', '"21:00-9:59"')
    company.run("sync")
    told = explained(company, "otdel1", "2026-11-05T20:05")
    assert "on duty: Otdel1!C8 “Ювелев Федор”, read as “ювелев федор” → Otdel1Staff!A5" in told
    assert "it is over, but no other has begun: it stays on for 15 min (holdover)" in told
    told = explained(company, "otdel2", MORNING)
    assert "backup: column G, because Otdel2!G3 has the same hours" in told
    assert "rung: Лясин Вилли +7 999 123-45-14, then" in told


@hypothesis_settings(max_examples=40)
@given(DEPARTMENTS.flatmap(lambda each: st.tuples(st.just(each), books(each))), INSTANTS)
def test_whatever_stands_in_the_cells(found: tuple[Department, Workbook], at: datetime) -> None:
    department, book = found
    settings = settings_for(department)
    _, state, _ = pull(settings, book, State(), LONG_AGO)
    explanation = explain(department, at.astimezone(department.zone), state.mirror)
    assert told_of(explanation, settings)

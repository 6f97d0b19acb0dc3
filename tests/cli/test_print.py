"""`print`: the week of a department, in the terminal and as a page."""

from .company_folder import CompanyFolder


def test_in_the_terminal(synced: CompanyFolder) -> None:
    outcome = synced.run("print", "otdel1", "--week", "2026-11-25")
    assert (outcome.code, outcome.err) == (0, "")
    first = outcome.out.splitlines()
    assert first[0] == "Дежурство: Отдел №1, 23.11.2026 – 29.11.2026"
    monday = next(line for line in first if line.startswith("23.11.2026"))
    assert "Сабитов Никита  +7-999-123-45-04" in monday
    assert first[first.index(monday) + 1].startswith("понедельник")
    assert "версия 1, прочитано" in first[-1]


def test_this_week_is_the_default(synced: CompanyFolder) -> None:
    assert synced.run("print", "otdel1").out.count("понедельник") == 1


def test_as_a_page(synced: CompanyFolder) -> None:
    file = synced.folder / "printed" / "week.html"
    outcome = synced.run("print", "otdel1", "--week", "2026-11-23", "--html", file)
    assert (outcome.code, outcome.out) == (0, f"{file}\n")
    page = file.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "Сабитов Никита" in page
    assert synced.run("print", "otdel1", "--week", "2026-11-23", "--html", "-").out == page


def test_a_page_that_cannot_be_written_is_told(synced: CompanyFolder) -> None:
    outcome = synced.run("print", "otdel1", "--html", synced.config / "week.html")
    assert outcome.code == 1
    assert outcome.err.startswith(f"{synced.config}/week.html: ")


def test_an_override_is_printed(synced: CompanyFolder) -> None:
    period = ("--from", "2030-01-07T10:00", "--to", "2030-01-07T15:00")
    assert synced.run("override", "add", "otdel1", "primary", "Первак Спартак", *period).code == 0
    outcome = synced.run("print", "otdel1", "--week", "2030-01-07")
    assert "Первак Спартак  +7-999-123-45-06  (замена)" in outcome.out


def test_a_shift_with_nobody_needs_a_person(company: CompanyFolder) -> None:
    company.edit("schedules/workbook/Otdel1.csv", ",24,Изюмов Флорентий,", ",24,,")
    company.edit("schedules/workbook/Otdel1.csv", "24,Коваленко Руслан,", "24,,")
    company.run("sync")
    outcome = company.run("print", "otdel1", "--week", "2026-11-23")
    assert outcome.code == 1
    assert "никто" in outcome.out


def test_no_mirror_yet(company: CompanyFolder) -> None:
    outcome = company.run("print", "otdel1")
    assert (outcome.code, outcome.err) == (1, "no mirror yet: run stasis-app sync\n")


def test_a_department_that_was_refused_has_no_week(company: CompanyFolder) -> None:
    company.edit("schedules/otdel2.yaml", "sheet: Otdel2", "sheet: Otdel22")
    company.run("sync")
    outcome = company.run("print", "otdel2")
    assert outcome.code == 1
    assert outcome.err.startswith("otdel2: расписание ещё ни разу не принято")


def test_wrong_usage(synced: CompanyFolder) -> None:
    assert synced.run("print", "otdel3").code == 2
    assert synced.run("print", "otdel1", "--week", "soon").code == 2

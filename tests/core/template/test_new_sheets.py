"""A new workbook is one that the product itself reads without a complaint."""

from dataclasses import replace
from datetime import date

import pytest

from stasis_app.core.problems import Code
from stasis_app.core.settings import Department, Schedule, Shift
from stasis_app.core.template.design import (
    Area,
    Check,
    Editors,
    Formula,
    Guard,
    Highlight,
    Mark,
    Must,
    Reference,
    by_text,
    quoted,
)
from stasis_app.core.template.print_sheet import print_title

from ...sheets import DATED, DEPARTMENT, SHIFTS
from .filled import (
    empty,
    filled,
    names_areas,
    problems,
    rows_of,
    sheet_called,
    template_for,
    with_schedule,
)

TWO = (Shift("Утро", "B", "C"), Shift("Вечер", "D", "E"))
COMPANIES = {
    "the smallest": [DEPARTMENT],
    "three shifts of the YAML": [with_schedule(*SHIFTS)],
    "hours left to the sheet": [with_schedule(*(replace(each, hours=None) for each in SHIFTS))],
    "some hours left to the sheet": [with_schedule(SHIFTS[0], replace(SHIFTS[2], hours=None))],
    "one shift, without a backup": [with_schedule(Shift("Сутки", "B"))],
    "backups beside their primaries": [with_schedule(*TWO)],
    "no room above the header": [with_schedule(*SHIFTS, first_row=2)],
    "no room above the names": [with_schedule(*SHIFTS, first_row=3)],
    "rows above the header": [with_schedule(first_row=9)],
    "a sheet a month": [DATED],
    "a sheet of two departments": [
        with_schedule(SHIFTS[0], SHIFTS[1]),
        replace(with_schedule(SHIFTS[2]), name="other", dids=("2",)),
    ],
    "a staff of two departments": [
        DEPARTMENT,
        replace(DEPARTMENT, name="other", dids=("2",), schedule=Schedule("Other", "Staff")),
    ],
}
every_company = pytest.mark.parametrize("company", COMPANIES.values(), ids=COMPANIES)


@every_company
def test_filled_in_it_has_no_problems(company: list[Department]) -> None:
    found = problems(filled(template_for(*company)), company)
    gaps = {Code.SHIFT_GAP} if len(company) == 2 and company[0].schedule.shifts else set()
    assert found == gaps


@every_company
def test_with_people_and_without_names_only_names_are_missing(company: list[Department]) -> None:
    template = template_for(*company)
    sheets = {**filled(template), **{t: r for t, r in empty(template).items() if t != "Staff"}}
    assert problems(sheets, company) - {Code.SHIFT_GAP} == {Code.SHIFT_UNASSIGNED}


@every_company
def test_empty_it_lacks_people_and_nothing_else(company: list[Department]) -> None:
    assert problems(empty(template_for(*company)), company) == {Code.STAFF_EMPTY}


@every_company
@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_two_sheets_have_one_title(company: list[Department], language: str) -> None:
    titles = [sheet.title for sheet in template_for(*company, language=language).sheets]
    assert len(titles) == len(set(titles))
    assert titles[-1].endswith("Print")


def test_the_roster_people_know() -> None:
    rows = rows_of(sheet_called(template_for(), "Roster"))
    assert [row[:9] for row in rows[:5]] == [
        [None, "Основной дежурный", None, None, None, None, "Резервный дежурный", None, None],
        [None, "Утро", "День", "Ночь", None, None, "Утро", "День", "Ночь"],
        ["Число", "10:00-14:59", "15:00-19:59", "20:00-9:59", None, "Число"]
        + ["10:00-14:59", "15:00-19:59", "20:00-9:59"],
        [1, None, None, None, None, 1, None, None, None],
        [2, None, None, None, None, 2, None, None, None],
    ]
    assert rows[33][0] == 31
    assert not any(map(any, rows[34:]))


def test_the_roster_in_english() -> None:
    rows = rows_of(sheet_called(template_for(language="en"), "Roster"))
    assert rows[0][1] == "Primary"
    assert rows[1][1:4] == ["Morning", "Afternoon", "Night"]
    assert rows[2][0] == "Day"


def test_columns_that_stand_together_have_one_title_above() -> None:
    roster = sheet_called(template_for(), "Roster")
    assert roster.merged == (Area(1, 2, 1, 4), Area(1, 7, 1, 9))
    beside = sheet_called(template_for(with_schedule(*TWO)), "Roster")
    assert beside.merged == ()
    assert rows_of(beside)[0][1:5] == ["Основной дежурный", "Резервный дежурный"] * 2


def test_hours_that_nobody_gives_share_the_day() -> None:
    rows = rows_of(sheet_called(template_for(with_schedule(*TWO)), "Roster"))
    assert rows[2][1:5] == ["08:00-19:59", "08:00-19:59", "20:00-07:59", "20:00-07:59"]
    given = replace(TWO[0], hours="09:00-17:59")
    rows = rows_of(sheet_called(template_for(with_schedule(given, TWO[1])), "Roster"))
    assert rows[2][1:5] == ["09:00-17:59", "09:00-17:59", "18:00-08:59", "18:00-08:59"]


def test_names_are_chosen_from_the_staff_sheet_and_unknown_ones_seen() -> None:
    roster = sheet_called(template_for(), "Roster")
    primaries, backups = Area(4, 2, 34, 4), Area(4, 7, 34, 9)
    staff = Reference("Staff", Area(1, 1, 200, 1))
    assert names_areas(roster) == [primaries, backups]
    assert all("«Staff»" in check.message for check in roster.checks)
    assert roster.highlights == (
        Highlight(primaries, Mark.UNKNOWN, staff),
        Highlight(backups, Mark.UNKNOWN, staff),
        Highlight(primaries, Mark.EMPTY),
    )


def test_phones_and_addresses_are_checked_and_namesakes_seen() -> None:
    staff = sheet_called(template_for(), "Staff")
    (phone, address) = staff.checks
    assert (phone.area, phone.must) == (Area(1, 2, 200, 2), Must.BE_A_PHONE)
    assert (address.area, address.must) == (Area(1, 3, 200, 3), Must.BE_AN_ADDRESS)
    assert "89991234567" in phone.message
    assert staff.highlights == (Highlight(Area(1, 1, 200, 1), Mark.TWICE),)


def test_who_may_change_what() -> None:
    sheets = template_for().sheets
    guards = {sheet.title: sheet.guards for sheet in sheets}
    names = (Area(4, 2, 34, 4), Area(4, 7, 34, 9))
    assert guards == {
        "Roster": (Guard(None, Editors.NOBODY, "Roster: шапка и числа", names),),
        "Staff": (Guard(None, Editors.ADMINS, "Staff: имена, телефоны, почта"),),
        "RosterPrint": (
            Guard(None, Editors.ADMINS, "RosterPrint: всё, кроме даты", (Area(1, 5, 1, 5),)),
        ),
    }


def test_the_responsible_alone_fill_in_the_roster() -> None:
    schedule = replace(DEPARTMENT.schedule, responsible=("head@example.com",))
    roster = sheet_called(template_for(replace(DEPARTMENT, schedule=schedule)), "Roster")
    header, primaries, backups = roster.guards
    assert header.editors is Editors.NOBODY
    assert (primaries.area, backups.area) == (Area(4, 2, 34, 4), Area(4, 7, 34, 9))
    assert {each.editors for each in (primaries, backups)} == {Editors.RESPONSIBLE}
    assert primaries.responsible == backups.responsible == ("head@example.com",)


def test_of_a_sheet_a_month_there_are_this_and_the_next() -> None:
    titles = [sheet.title for sheet in template_for(DATED).sheets]
    assert titles == ["Roster 2026-11", "Roster 2026-12", "Staff", "RosterPrint"]
    december = template_for(DATED, today=date(2026, 12, 31))
    assert [sheet.title for sheet in december.sheets][:2] == ["Roster 2026-12", "Roster 2027-01"]
    november = sheet_called(template_for(DATED), "Roster 2026-11")
    assert rows_of(november)[32][0] == 30
    assert rows_of(november)[33][0] is None


def test_a_page_that_would_be_called_as_a_roster_is_left_out() -> None:
    clash = replace(DEPARTMENT, name="b", dids=("2",), schedule=Schedule("RosterPrint", "Staff"))
    titles = [sheet.title for sheet in template_for(DEPARTMENT, clash).sheets]
    assert titles == ["Roster", "Staff", "RosterPrint", "RosterPrintPrint"]


def test_titles_of_pages_fit_into_a_file() -> None:
    assert print_title(Schedule("Отдел {yyyy}-{mm}", "Staff")) == "ОтделPrint"
    assert len(print_title(Schedule("О" * 31, "Staff"))) == 31


def test_a_formula_is_written_with_commas_but_for_what_stands_in_quotes() -> None:
    formula = Formula("""=IF('A;B'!A1="x;y";1;""" """2)""")
    assert formula.with_commas == """=IF('A;B'!A1="x;y",1,2)"""
    assert quoted("Кто's") == "'Кто''s'"
    assert by_text(Reference('5" дюймов', Area(1, 1, 2, 1))) == (
        """INDIRECT("'5"" дюймов'!$A$1:$A$2")"""
    )


def test_the_week_is_checked_to_be_a_date() -> None:
    page = sheet_called(template_for(), "RosterPrint")
    (check,) = page.checks
    assert check == Check(Area(1, 5, 1, 5), Must.BE_A_DATE, check.message)
    assert page.cells[1, 5] == date(2026, 11, 23)

"""New workbooks as a source would read them, and with names filled in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from stasis_app.core.problems import Code
from stasis_app.core.reading import read_department
from stasis_app.core.settings import Department, Schedule, Shift
from stasis_app.core.template import Sheet, Template, template_of
from stasis_app.core.template.design import Area, Formula, Kind, OneOf
from stasis_app.core.workbook import Cell, Workbook

from ...sheets import DEPARTMENT, PEOPLE, settings_for, staff

TODAY = date(2026, 11, 26)  # a Thursday


def with_schedule(*shifts: Shift, first_row: int = 4) -> Department:
    schedule = Schedule("Roster", "Staff", first_row=first_row, shifts=shifts or None)
    return replace(DEPARTMENT, schedule=schedule)


def template_for(*departments: Department, language: str = "ru", today: date = TODAY) -> Template:
    return template_of(replace(settings_for(*departments), language=language), today)


def sheet_called(template: Template, title: str) -> Sheet:
    (found,) = (sheet for sheet in template.sheets if sheet.title == title)
    return found


def rows_of(sheet: Sheet) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[None] * sheet.columns for _ in range(sheet.rows)]
    for (row, column), content in sheet.cells.items():
        assert not isinstance(content, Formula | date)
        rows[row - 1][column - 1] = content
    return rows


def names_areas(sheet: Sheet) -> list[Area]:
    return [check.area for check in sheet.checks if isinstance(check.must, OneOf)]


def empty(template: Template) -> dict[str, list[list[Cell]]]:
    tables = (sheet for sheet in template.sheets if sheet.kind is not Kind.PRINT)
    return {sheet.title: rows_of(sheet) for sheet in tables}


def filled(template: Template) -> dict[str, list[list[Cell]]]:
    """Everybody of the same staff, another one in each column."""
    sheets = empty(template)
    for sheet in template.sheets:
        if sheet.kind is Kind.STAFF:
            sheets[sheet.title][: len(PEOPLE)] = staff()
        for area in names_areas(sheet):
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    sheets[sheet.title][row - 1][column - 1] = PEOPLE[column % len(PEOPLE)]
    return sheets


def problems(sheets: dict[str, list[list[Cell]]], departments: Iterable[Department]) -> set[Code]:
    settings = settings_for(*departments)
    book = Workbook(sheets, tuple(sheets))
    return {
        problem.code
        for each in settings.departments
        for problem in read_department(each, book, settings).problems
    }

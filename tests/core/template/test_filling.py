"""What becomes of sheets that are there when a workbook is set up."""

from stasis_app.core.template.filling import (
    Fate,
    Filling,
    Present,
    filling,
    to_be_looked_into,
)
from stasis_app.core.workbook import Cell, Place

from .filled import template_for

ROSTER = Present(1, "Roster", "roster Roster", 40, 10)
STAFF = Present(2, "Staff", "staff Staff", 200, 3)
PRINT = Present(3, "RosterPrint", "print RosterPrint", 20, 7)
BLANK = Present(0, "Лист1", None, 1000, 26)


def by_somebody(title: str) -> Present:
    return Present(7, title, None, 1000, 26)


def fill(*present: Present, **contents: list[list[Cell]]) -> Filling:
    looked_into = {title: contents.get(title, []) for title in to_be_looked_into(present)}
    return filling(template_for(), present, looked_into)


def fates(found: Filling) -> list[Fate]:
    return [step.fate for step in found.steps]


def test_all_is_made_in_an_empty_spreadsheet() -> None:
    found = fill(BLANK)
    assert fates(found) == [Fate.MADE] * 3
    assert [step.sheet.title for step in found.wanted] == ["Roster", "Staff", "RosterPrint"]
    assert found.nothing_yet and not found.refused


def test_nothing_is_made_twice() -> None:
    found = fill(BLANK, ROSTER, STAFF, PRINT)
    assert fates(found) == [Fate.THERE] * 3
    assert found.wanted == ()
    assert not found.nothing_yet and not found.refused


def test_what_is_missing_is_made_beside_what_is_there() -> None:
    found = fill(ROSTER, STAFF)
    assert fates(found) == [Fate.THERE, Fate.THERE, Fate.MADE]
    assert [step.sheet.title for step in found.wanted] == ["RosterPrint"]


def test_an_empty_sheet_of_the_title_is_taken() -> None:
    found = fill(by_somebody("Roster"))
    assert fates(found) == [Fate.FILLED, Fate.MADE, Fate.MADE]
    assert found.steps[0].present == by_somebody("Roster")
    assert found.nothing_yet


def test_foreign_content_stops_everything_and_is_named() -> None:
    found = fill(BLANK, by_somebody("Staff"), Staff=[[], [None, "", 89991234501.0]])
    assert fates(found) == [Fate.MADE, Fate.FOREIGN, Fate.MADE]
    assert found.refused and found.wanted == ()
    assert (found.steps[1].place, found.steps[1].value) == (Place("Staff", 2, 3), "89991234501")


def test_other_sheets_of_the_spreadsheet_are_nobodys_business() -> None:
    found = fill(by_somebody("Отпуска"), Отпуска=[["Иванов"]])
    assert fates(found) == [Fate.MADE] * 3
    assert not found.refused
    assert not found.nothing_yet  # so its locale stays as it is


def test_a_sheet_that_was_renamed_is_not_made_again() -> None:
    renamed = Present(1, "Roster old", "roster Roster", 40, 10)
    found = fill(renamed, STAFF, PRINT)
    assert fates(found) == [Fate.RENAMED, Fate.THERE, Fate.THERE]
    assert found.refused and found.steps[0].present == renamed


def test_a_copy_of_a_sheet_is_nobodys_business() -> None:
    copy = Present(9, "Копия Roster", "roster Roster", 40, 10)
    assert fates(fill(copy, ROSTER, STAFF, PRINT)) == [Fate.THERE] * 3


def test_a_sheet_made_for_something_else_is_in_the_way() -> None:
    other = Present(1, "Roster", "staff Roster", 40, 10)
    assert fates(fill(other))[0] is Fate.FOREIGN


def test_a_title_in_other_letters_is_the_same_title() -> None:
    found = fill(by_somebody("ROSTER"), ROSTER=[["Иванов"]])
    assert fates(found)[0] is Fate.FOREIGN
    assert fates(fill(by_somebody("ROSTER")))[0] is Fate.FILLED


def test_a_chart_of_the_title_is_in_the_way() -> None:
    chart = Present(5, "Roster", None, 0, 0, is_table=False)
    found = fill(chart)
    assert fates(found)[0] is Fate.NO_TABLE
    assert found.refused and not found.nothing_yet

"""The page of a week: what it says, and that it fits on one sheet of A4."""

from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

import pytest

from stasis_app.core.roster import Override
from stasis_app.core.week import Week, week_of
from stasis_app.core.words import Role
from stasis_app.core.workbook import Workbook
from stasis_app.week_page import Said, View, as_html, view
from stasis_app.week_page.size import SIZES, size_for

from .core.test_week import FRIDAY
from .sheets import DATED, DEPARTMENT, LONG_AGO, mirror_of, roster, settings_for, workbook

SETTINGS = settings_for()
ENGLISH = replace(SETTINGS, language="en")


def week(book: Workbook, *overrides: Override) -> Week:
    found = week_of(DEPARTMENT, mirror_of(book), overrides, FRIDAY, FRIDAY)
    assert found is not None
    return found


class _Cells(HTMLParser):
    """The texts of all cells of tables, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]} {data}".split())


def cells(page: str) -> list[list[str]]:
    parser = _Cells()
    parser.feed(page)
    parser.close()
    return parser.rows


def test_two_lines_a_day() -> None:
    head, first, second, *_, last = cells(as_html(view(week(workbook()), SETTINGS)))
    assert head == ["Дата", "Утро 10:00-14:59", "День 15:00-19:59", "Ночь 20:00-09:59"]
    assert first == [
        "23.11.2026",
        "Иванов Иван +7 999 123-45-01",
        "Сидоров Олег +7 999 123-45-03",
        "Новиков Илья +7 999 123-45-05",
    ]
    assert second == [
        "понедельник",
        "Петров Пётр +7 999 123-45-02",
        "Кузнецов Марк +7 999 123-45-04",
        "Морозов Яков +7 999 123-45-06",
    ]
    assert last[0] == "воскресенье"


def test_in_english() -> None:
    shown = view(week(workbook()), ENGLISH)
    assert (shown.title, shown.period) == ("On duty: Дежурные", "2026-11-23 – 2026-11-29")
    assert shown.rows[0].weekday == "Monday"
    assert '<html lang="en">' in as_html(shown)
    assert shown.version == "Schedule: version 1, read 2026-01-01 00:00"


def test_the_page_tells_which_version_it_is() -> None:
    shown = view(week(workbook()), SETTINGS)
    assert shown.version == "Расписание: версия 1, прочитано 01.01.2026 00:00"
    assert shown.version in as_html(shown)
    assert (
        "версия 1, прочитано —" in view(replace(week(workbook()), pulled_at=None), SETTINGS).version
    )


def test_what_needs_somebody_is_seen() -> None:
    shown = view(week(workbook({"B26": "Некто", "C26": None, "G26": None})), SETTINGS)
    [unknown], [nobody], _ = shown.rows[0].primaries
    assert unknown == Said("", "Некто", "", "имени нет среди сотрудников", bad=True)
    assert nobody == Said("", "никто", "", "", bad=True)
    assert shown.rows[0].backups[0] == ()  # an empty cell is no fault
    page = cells(as_html(shown))
    assert page[1][1:3] == ["Некто имени нет среди сотрудников", "никто"]


def test_an_override_is_told_with_its_times() -> None:
    period = datetime.fromisoformat("2026-11-23T12:00"), datetime.fromisoformat("2026-11-24T00:00")
    change = Override("duty", Role.PRIMARY, "Новиков Илья", *period, created=LONG_AGO)
    first, second, _ = view(week(workbook(), change), SETTINGS).rows[0].primaries
    assert [each.times for each in first] == ["10:00–12:00", "12:00–15:00"]
    assert [each.remark for each in first] == ["", "замена"]
    assert [(each.times, each.remark) for each in second] == [("", "замена")]


def test_a_month_without_a_sheet_is_told_once_a_day() -> None:
    book = workbook(**{"Roster": None, "Roster 2026-11": roster(30)})
    found = week_of(DATED, mirror_of(book, DATED), (), FRIDAY.replace(day=30), FRIDAY)
    assert found is not None
    rows = cells(as_html(view(found, SETTINGS)))
    assert rows[3] == ["01.12.2026", "нет листа этого месяца"]
    assert rows[4] == ["вторник"]


def test_nothing_of_the_sheet_is_markup() -> None:
    name = "<b>Иван</b>\u202e & Co"
    shown = view(week(workbook({"B26": name})), replace(SETTINGS, departments=()))
    page = as_html(shown)
    assert "<b>" not in page
    assert "&lt;b&gt;Иван&lt;/b&gt; &amp; Co" in page


def test_the_legend_explains_backups_where_there_are_some() -> None:
    shown = view(week(workbook()), SETTINGS)
    assert shown.legend in as_html(shown)
    lonely = replace(shown, rows=tuple(replace(row, backups=((),) * 3) for row in shown.rows))
    assert shown.legend not in as_html(lonely)


def test_a_usual_week_has_letters_one_reads_from_afar() -> None:
    assert view(week(workbook()), SETTINGS).size >= 10


PERSON = ("Константинопольская Александра", "+7 999 123-45-04")


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5, 6])
def test_the_more_there_is_the_smaller_it_is(columns: int) -> None:
    once = size_for([[[PERSON]] * columns] * 14, columns)
    timed = size_for([[[("20:00–23:00", *PERSON)] * 2] * columns] * 14, columns)
    assert SIZES[0] >= once >= timed >= SIZES[-1]
    assert once >= size_for([[[PERSON]] * (columns + 1)] * 14, columns + 1)


def test_whatever_there_is_has_some_size() -> None:
    assert size_for([], 0) == SIZES[0]
    assert size_for([[[("x" * 5000,)]]] * 14, 8) == SIZES[-1]


def test_a_department_without_shifts_has_an_empty_page() -> None:
    empty = View("ru", "Дежурство", "–", "Дата", (), (), "", "")
    assert "Дежурство" in as_html(empty)

"""The same sheets are the same content, whether CSV files, a workbook or Google hold them."""

import asyncio
import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from stasis_app.adapters.workbook.csv import CsvWorkbook
from stasis_app.adapters.workbook.google import Access, GoogleWorkbook
from stasis_app.adapters.workbook.xlsx import XlsxWorkbook
from stasis_app.clerk import Source
from stasis_app.core.reading import Reading, read_department
from stasis_app.core.workbook import Cell, Workbook, cell_text
from tests.google import GoogleStandIn, Spreadsheet
from tests.sheets import DEPARTMENT, HOURS, PEOPLE, put, roster, settings_for, staff
from tests.xlsx import written

TITLES = ("Roster", "Staff")
Rows = list[list[Cell]]

# What XML has no place for, and a carriage return, which XML turns into a line feed.
text = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))
ordinary = st.sampled_from([*PEOPLE, *HOURS, "", " ", "-", "нет", "#REF!", "'89991234501", "5"])
number = st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9).map(lambda each: round(each, 3))
phone = st.integers(79990000000, 89999999999).flatmap(
    lambda each: st.sampled_from([each, each / 1])
)
cell = st.one_of(ordinary, text, number, phone, st.booleans(), st.none())
place = st.tuples(st.sampled_from(TITLES), st.integers(1, 40), st.sampled_from("ABCDGHIJ"))
edits = st.lists(st.tuples(place, cell), max_size=12)


def edited(edits: list[tuple[tuple[str, int, str], Cell]]) -> dict[str, Rows]:
    sheets: dict[str, Rows] = {"Roster": roster(), "Staff": staff()}
    for (title, row, column), value in edits:
        put(sheets[title], f"{column}{row}", value)
    return sheets


def as_csv(folder: Path, sheets: dict[str, Rows]) -> CsvWorkbook:
    for title, rows in sheets.items():
        with (folder / f"{title}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([cell_text(each) for each in row] for row in rows)
    return CsvWorkbook(folder)


def reading(source: Source) -> tuple[Workbook, Reading]:
    book = asyncio.run(source.read(TITLES))
    return book, read_department(DEPARTMENT, book, settings_for())


async def read_at_google(sheets: dict[str, Rows]) -> Workbook:
    book = Spreadsheet.of("1AbC", sheets)
    book.public = True
    async with GoogleStandIn(book) as google:
        google.access.api_keys.add("key")
        source = GoogleWorkbook(Access("1AbC", lambda: "key", endpoint=google.url))
        found = await source.read(TITLES)
        await source.close()
    assert google.differences == []
    return found


def shown(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Without what is empty at the ends."""
    texts = [[cell_text(each) for each in row] for row in rows]
    for row in texts:
        while row and not row[-1]:
            row.pop()
    while texts and not texts[-1]:
        texts.pop()
    return texts


@settings(max_examples=settings().max_examples // 6 + 1)  # each writes four sheets in three files
@given(edits)
@example([(("Staff", 1, "B"), 89991234501), (("Staff", 2, "B"), 89991234502.0)])
@example([(("Roster", 4, "A"), "01"), (("Roster", 5, "A"), 2.0)])
@example([(("Roster", 6, "B"), True), (("Roster", 40, "J"), "заметка")])
def test_any_table_is_read_alike(edits: list[tuple[tuple[str, int, str], Cell]]) -> None:
    sheets = edited(edits)
    with tempfile.TemporaryDirectory() as folder:
        from_csv, one = reading(as_csv(Path(folder), sheets))
        file = written(Path(folder) / "duty.xlsx", sheets)
        from_xlsx, other = reading(XlsxWorkbook(file))
    from_google = asyncio.run(read_at_google(sheets))
    third = read_department(DEPARTMENT, from_google, settings_for())
    for title in TITLES:
        assert shown(from_csv.sheets[title]) == shown(from_xlsx.sheets[title])
        assert shown(from_csv.sheets[title]) == shown(from_google.sheets[title])
    assert one.fingerprint == other.fingerprint == third.fingerprint
    assert one.problems == other.problems == third.problems
    assert one.tables == other.tables == third.tables

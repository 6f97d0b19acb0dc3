"""An empty spreadsheet at Google is filled: once, and over nothing that somebody has written."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stasis_app.adapters.workbook.google import Access, GoogleFiller, GoogleWorkbook, Patience
from stasis_app.core.problems import Code
from stasis_app.core.template.filling import Fate, Filling
from stasis_app.core.workbook import WorkbookUnreadable
from tests.google import Cut, GoogleStandIn, Spreadsheet, Status

from ..core.template.filled import problems, template_for
from ..sheets import DEPARTMENT

ID = "1AbC"
ADMINS = ("it@example.com",)
PATIENCE = Patience(in_all=20.0, connect=5.0, read=10.0, pause=0.01)


class Office:
    """A spreadsheet that is shared with a service account."""

    def __init__(self, google: GoogleStandIn, folder: Path) -> None:
        self.google = google
        self.book = google.books[ID]
        self.account = google.account()
        self.book.writers.add(self.account.email)
        file = self.account.write(folder / "key.json", google.token_uri)
        self.access = Access(ID, service_account_file=file, endpoint=google.url)

    async def fill(self) -> list[Fate]:
        return [step.fate for step in (await self.filling()).steps]

    async def filling(self) -> Filling:
        filler = GoogleFiller(self.access, ADMINS, PATIENCE)
        try:
            return await filler.fill(template_for())
        finally:
            await filler.close()

    async def refusal(self) -> WorkbookUnreadable:
        with pytest.raises(WorkbookUnreadable) as refused:
            await self.fill()
        return refused.value

    @property
    def titles(self) -> list[str]:
        return [sheet.title for sheet in self.book.sheets]

    @property
    def updates(self) -> int:
        return sum(":batchUpdate" in asked.url for asked in self.google.asked)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with GoogleStandIn(Spreadsheet.of(ID, {"Лист1": []})) as google:
        yield Office(google, tmp_path)
        assert google.differences == []


async def test_an_empty_one_is_filled_at_once(office: Office) -> None:
    assert await office.fill() == [Fate.MADE] * 3
    assert office.titles == ["Лист1", "Roster", "Staff", "RosterPrint"]
    assert office.updates == 1


async def test_the_product_reads_it(office: Office) -> None:
    await office.fill()
    source = GoogleWorkbook(office.access, PATIENCE)
    try:
        book = await source.read(("Roster", "Staff"))
    finally:
        await source.close()
    sheets = {title: [list(row) for row in rows] for title, rows in book.sheets.items()}
    assert problems(sheets, [DEPARTMENT]) == {Code.STAFF_EMPTY}


async def test_the_second_time_nothing_is_asked_of_google_but_what_is_there(office: Office) -> None:
    await office.fill()
    office.book["Staff"].put("A1", "Иванов Иван")
    before = [dict(sheet.cells) for sheet in office.book.sheets]
    assert await office.fill() == [Fate.THERE] * 3
    assert office.updates == 1
    assert [dict(sheet.cells) for sheet in office.book.sheets] == before


async def test_what_is_missing_is_added(office: Office) -> None:
    await office.fill()
    office.book.delete("RosterPrint")
    assert await office.fill() == [Fate.THERE, Fate.THERE, Fate.MADE]
    assert "RosterPrint" in office.titles


async def test_foreign_content_is_named_and_nothing_is_done(office: Office) -> None:
    office.book.add("Staff").put("C7", "мой список")
    found = await office.filling()
    assert found.refused
    assert [(str(step.place), step.value) for step in found.steps if step.place] == [
        ("Staff!C7", "мой список")
    ]
    assert office.titles == ["Лист1", "Staff"]
    assert office.updates == 0


async def test_a_formula_without_a_result_is_content_too(office: Office) -> None:
    office.book.add("Roster").put("B2", "=IMPORTRANGE(A1)")
    assert (await office.fill())[0] is Fate.FOREIGN


async def test_a_chart_is_in_the_way(office: Office) -> None:
    office.book.add("Roster", "OBJECT")
    assert (await office.fill())[0] is Fate.NO_TABLE


async def test_an_account_that_may_only_read_is_told_so(office: Office) -> None:
    office.book.writers.clear()
    for readers in ({office.account.email}, set[str]()):
        office.book.readers = readers
        error = await office.refusal()
        assert office.account.email in str(error) and "as Editor" in str(error)
        assert "«Редактор»" in error.told("ru")
    assert office.titles == ["Лист1"]


async def test_an_answer_that_was_lost_is_no_failure(office: Office) -> None:
    office.google.faults.coming.extend([None, None, Cut()])
    assert await office.fill() == [Fate.MADE] * 3
    assert office.titles == ["Лист1", "Roster", "Staff", "RosterPrint"]
    assert office.updates == 2  # the second one was refused, for all was there


async def test_what_google_refuses_is_told_in_its_words(office: Office) -> None:
    filler = GoogleFiller(office.access, ("boss",), PATIENCE)
    with pytest.raises(WorkbookUnreadable, match=r"Invalid requests\[\d+\].addProtectedRange"):
        await filler.fill(template_for())
    await filler.close()
    assert office.titles == ["Лист1"]


async def test_a_busy_google_is_asked_again(office: Office) -> None:
    office.google.faults.coming.extend([Status(503), None, Status(429, retry_after="0")])
    assert await office.fill() == [Fate.MADE] * 3


async def test_an_api_key_can_only_read(tmp_path: Path) -> None:
    filler = GoogleFiller(Access(ID, lambda: "AIza"), ADMINS, PATIENCE)
    with pytest.raises(WorkbookUnreadable, match="an API key can only read"):
        await filler.fill(template_for())
    await filler.close()

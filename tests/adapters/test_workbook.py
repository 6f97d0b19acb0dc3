"""Sources of workbooks: what every one does, and what is the CSV folder's own."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from stasis_app.adapters.workbook import source_of
from stasis_app.adapters.workbook.csv import CsvWorkbook
from stasis_app.adapters.workbook.google import Access, GoogleWorkbook
from stasis_app.adapters.workbook.xlsx import XlsxWorkbook
from stasis_app.clerk import Source
from stasis_app.config import Secret
from stasis_app.config import Workbook as WorkbookSettings
from stasis_app.core.mirror import Mirror
from stasis_app.core.workbook import Rows, Workbook, WorkbookUnreadable, cell_text
from tests.fake_workbook import FakeWorkbook
from tests.google import GoogleStandIn, Spreadsheet
from tests.sheets import pulled, roster, staff, workbook
from tests.xlsx import written

SHEETS: dict[str, Rows] = {
    "Roster": roster(),
    "Staff": staff(),
    "Roster 2026-11": roster(30),
    "Roster 2026-13": roster(30),
    "Notes": [["заметка"]],
}


def folder_with(folder: Path, sheets: dict[str, Rows]) -> CsvWorkbook:
    for title, rows in sheets.items():
        lines = [",".join(map(cell_text, row)) for row in rows]
        (folder / f"{title}.csv").write_text("\n".join(lines), encoding="utf-8")
    return CsvWorkbook(folder)


@pytest.fixture
async def at_google() -> AsyncIterator[GoogleWorkbook]:
    book = Spreadsheet.of("1AbC", SHEETS)
    book.add("Chart", "OBJECT")
    book.public = True
    async with GoogleStandIn(book) as google:
        google.access.api_keys.add("key")
        source = GoogleWorkbook(Access(book.id, lambda: "key", endpoint=google.url))
        yield source
        await source.close()
        assert google.differences == []


@pytest.fixture(params=["fake", "csv", "xlsx", "google"])
def source(request: pytest.FixtureRequest, tmp_path: Path, at_google: GoogleWorkbook) -> Source:
    make: dict[str, Callable[[], Source]] = {
        "fake": lambda: FakeWorkbook(Workbook(SHEETS, tuple(SHEETS))),
        "csv": lambda: folder_with(tmp_path, SHEETS),
        "xlsx": lambda: XlsxWorkbook(written(tmp_path / "duty.xlsx", SHEETS)),
        "google": lambda: at_google,
    }
    return make[request.param]()


class TestEverySource:
    async def test_reads_the_sheets_wanted_and_tells_of_all(self, source: Source) -> None:
        book = await source.read(["Roster", "Staff"])
        assert sorted(book.sheets) == ["Roster", "Staff"]
        assert sorted(set(book.titles) - {"Chart"}) == sorted(SHEETS)

    async def test_a_pattern_stands_for_every_month(self, source: Source) -> None:
        book = await source.read(["Roster {yyyy}-{mm}"])
        assert list(book.sheets) == ["Roster 2026-11"]

    async def test_a_sheet_that_is_not_there_is_missing(self, source: Source) -> None:
        assert (await source.read(["Nowhere"])).sheets == {}

    async def test_the_same_data_is_the_same_content(self, source: Source) -> None:
        book = await source.read(["Roster", "Staff"])
        result, mirror = pulled(book)
        assert result.version == 1
        assert _fingerprint(mirror) == _fingerprint(pulled(workbook())[1])


def test_the_source_is_what_the_configuration_names(tmp_path: Path) -> None:
    settings = WorkbookSettings(source="csv", path=tmp_path, poll=60.0, stale_after=3600.0)
    assert isinstance(source_of(settings), CsvWorkbook)
    assert isinstance(source_of(replace(settings, source="xlsx")), XlsxWorkbook)
    google = replace(settings, source="google", spreadsheet_id="1AbC", api_key=Secret("key"))
    assert isinstance(source_of(google), GoogleWorkbook)


def _fingerprint(mirror: Mirror) -> str:
    active = mirror.active("duty")
    assert active is not None
    return active.content.fingerprint


async def read_one(folder: Path, data: bytes) -> Rows:
    (folder / "Sheet.csv").write_bytes(data)
    return (await CsvWorkbook(folder).read(["Sheet"])).sheets["Sheet"]


class TestCsv:
    @pytest.mark.parametrize(
        ("data", "rows"),
        [
            (b"", ()),
            ("\ufeffИмя,1\n".encode(), (("Имя", "1"),)),
            ("Имя;1;a,b\nДва;2;\n".encode(), (("Имя", "1", "a,b"), ("Два", "2", ""))),
            (b"a\tb\r\nc\td\r\n", (("a", "b"), ("c", "d"))),
            (b'"a,b","c ""d""",\n', (("a,b", 'c "d"', ""),)),
            (b'"a\nb",c\n', (("a\nb", "c"),)),
            (b"a,b\n\nc\n", (("a", "b"), (), ("c",))),
            ("a\u2028b,c\n".encode(), (("a\u2028b", "c"),)),
        ],
    )
    async def test_cells(self, tmp_path: Path, data: bytes, rows: Rows) -> None:
        assert await read_one(tmp_path, data) == rows

    async def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(WorkbookUnreadable, match=r"nowhere: No such file"):
            await CsvWorkbook(tmp_path / "nowhere").read(["Roster"])

    async def test_another_encoding_is_not_guessed(self, tmp_path: Path) -> None:
        with pytest.raises(WorkbookUnreadable, match=r"Sheet\.csv, line 2: not UTF-8"):
            await read_one(tmp_path, b"a,b\n" + "Имя".encode("cp1251"))

    async def test_what_is_no_csv_says_where(self, tmp_path: Path) -> None:
        with pytest.raises(WorkbookUnreadable, match=r"Sheet\.csv, line 2: field larger"):
            await read_one(tmp_path, b"a,b\n" + b"x" * 200_000)

    async def test_a_folder_instead_of_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "Sheet.csv").mkdir()
        with pytest.raises(WorkbookUnreadable, match=r"Sheet\.csv: Is a directory"):
            await CsvWorkbook(tmp_path).read(["Sheet"])

    async def test_other_files_are_no_sheets(self, tmp_path: Path) -> None:
        (tmp_path / "Sheet.txt").write_text("a")
        (tmp_path / "~lock").write_bytes(b"\xff")
        assert (await CsvWorkbook(tmp_path).read(["Sheet"])).titles == ()

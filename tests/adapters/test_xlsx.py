"""What is a spreadsheet file's own: how its cells are read, and what may stand in its place."""

import asyncio
import os
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart

from stasis_app.adapters.workbook import xlsx
from stasis_app.adapters.workbook.xlsx import NOT_CALCULATED, XlsxWorkbook
from stasis_app.core.workbook import Cell, Rows, WorkbookUnreadable
from tests.xlsx import Written, edited, opened, put, written

SHEET_PART = "xl/worksheets/sheet1.xml"
DAY = date(2026, 11, 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "duty.xlsx"


async def read(file: Path) -> Rows:
    return (await XlsxWorkbook(file).read(["Sheet"])).sheets["Sheet"]


async def read_cell(file: Path, value: Written, number_format: str | None = None) -> Cell:
    book = opened({"Sheet": [[value]]})
    if number_format:
        book["Sheet"]["A1"].number_format = number_format
    book.save(file)
    ((cell,),) = await read(file)
    return cell


class TestCells:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("Иванов Иван", "Иванов Иван"),
            (5, 5),
            (89991234501, 89991234501),
            (89991234501.0, 89991234501),
            (1.5, 1.5),
            (True, True),
            ("#REF!", "#REF!"),
            ("#N/A", "#N/A"),
            (" a\nb ", " a\nb "),
            ("a_x000D_\nb", "a \nb"),
            (CellRichText("Иванов ", TextBlock(InlineFont(b=True), "Иван")), "Иванов Иван"),
            (time(10, 0), "10:00:00"),
            (DAY, "2026-11-01"),
            (datetime.combine(DAY, time(10)), "2026-11-01 10:00:00"),
            (timedelta(hours=30), "30:00:00"),
        ],
    )
    async def test_a_value(self, file: Path, written: Written, read: Cell) -> None:
        cell = await read_cell(file, written)
        assert (cell, type(cell)) == (read, type(read))

    async def test_a_number_written_with_an_exponent_is_that_number(self, file: Path) -> None:
        written(file, {"Sheet": [[89991234501]]})
        edited(file, SHEET_PART, b"89991234501", b"8.9991234501E10")
        assert await read(file) == ((89991234501.0,),)

    @pytest.mark.parametrize(
        ("value", "number_format", "shown"),
        [
            (time(10, 0), "h:mm", "10:00"),
            (date(2026, 11, 5), "d", "5"),
            (date(2026, 11, 5), "dd.mm.yyyy", "05.11.2026"),
            (89991234501, "0", 89991234501),
            (89991234501, "#,##0.00", 89991234501),
            (0.5, "0%", 0.5),
        ],
    )
    async def test_a_date_is_what_is_shown_and_a_number_is_not(
        self, file: Path, value: Written, number_format: str, shown: Cell
    ) -> None:
        assert await read_cell(file, value, number_format) == shown

    async def test_a_date_that_cannot_be_is_an_error(self, file: Path) -> None:
        written(file, {"Sheet": [[DAY]]})
        edited(file, SHEET_PART, b"<v>46327</v>", b"<v>99999999</v>")
        assert await read(file) == (("#VALUE!",),)

    @pytest.mark.parametrize(
        ("calculated", "row"),
        [
            (b'<c r="B1" t="str"><f>A1</f><v>Olga</v></c>', ("Иванов", "Olga")),
            (b'<c r="B1" t="str"><f>A1</f><v></v></c>', ("Иванов",)),
            (b'<c r="B1" t="e"><f>A1</f><v>#REF!</v></c>', ("Иванов", "#REF!")),
            (b'<c r="B1"><f>A1</f></c>', ("Иванов", NOT_CALCULATED)),
        ],
    )
    async def test_a_formula_is_its_result(
        self, file: Path, calculated: bytes, row: tuple[Cell, ...]
    ) -> None:
        written(file, {"Sheet": [["Иванов", "=A1"]]})
        edited(file, SHEET_PART, b'<c r="B1"><f>A1</f><v /></c>', calculated)
        assert await read(file) == (row,)

    async def test_a_formula_that_nobody_has_calculated_is_not_nobody(self, file: Path) -> None:
        written(file, {"Sheet": [["Иванов", "=A1", None, 5]]})
        assert await read(file) == (("Иванов", NOT_CALCULATED, None, 5),)


class TestSheets:
    async def test_what_is_empty_at_the_ends_is_not_there(self, file: Path) -> None:
        rows: list[list[Written]] = [[None, "a", None, ""], [], ["b"], [None, ""], []]
        book = opened({"Sheet": rows})
        book["Sheet"]["H40"].number_format = "0.00"
        book.save(file)
        assert await read(file) == ((None, "a"), (), ("b",))

    async def test_an_empty_sheet(self, file: Path) -> None:
        assert await read(written(file, {"Sheet": []})) == ()

    async def test_of_merged_cells_the_upper_left_one_counts(self, file: Path) -> None:
        book = opened({"Sheet": [["a", "b", "c"], ["d", "e", "f"]]})
        book["Sheet"].merge_cells("A1:B2")
        book.save(file)
        assert await read(file) == (("a", None, "c"), (None, None, "f"))

    async def test_hidden_sheets_and_charts(self, file: Path) -> None:
        book = opened({"Notes": [["a"]], "Sheet": [["b"]]})
        book["Sheet"].sheet_state = "veryHidden"
        book.create_chartsheet("Chart").add_chart(BarChart())
        book.save(file)
        assert await read(file) == (("b",),)
        found = await XlsxWorkbook(file).read(["Chart"])
        assert (found.sheets, found.titles) == ({}, ("Chart", "Notes", "Sheet"))

    async def test_a_size_that_is_told_wrong(self, file: Path) -> None:
        written(file, {"Sheet": [["a", "b"], ["c"]]})
        edited(file, SHEET_PART, b'ref="A1:B2"', b'ref="A1"')
        assert await read(file) == (("a", "b"), ("c",))

    async def test_more_rows_than_there_can_be(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(xlsx, "MOST_ROWS", 1000)
        written(file, {"Sheet": [["a"]]})
        edited(file, SHEET_PART, b'<row r="1"', b'<row r="4000000000"')
        with pytest.raises(WorkbookUnreadable, match="the sheet Sheet has more than 1000 rows"):
            await read(file)


def change_unseen(file: Path, old: bytes, new: bytes) -> None:
    """The file keeps its time and its size."""
    before = file.stat()
    edited(file, SHEET_PART, old, new)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = file.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


class TestAnew:
    async def test_what_is_new_is_read_although_time_and_size_are_the_same(
        self, file: Path
    ) -> None:
        written(file, {"Sheet": [[5]]})
        source = XlsxWorkbook(edited(file, SHEET_PART, b"<v>5</v>", b"<v>6</v>"))
        before = await source.read(["Sheet"])
        change_unseen(file, b"<v>6</v>", b"<v>7</v>")
        after = await source.read(["Sheet"])
        assert (before.sheets["Sheet"], after.sheets["Sheet"]) == (((6,),), ((7,),))

    async def test_what_is_not_new_is_not_taken_apart_again(self, file: Path) -> None:
        source = XlsxWorkbook(written(file, {"Sheet": [["Иванов"]]}))
        assert await source.read(["Sheet"]) is await source.read(["Sheet"])

    async def test_other_sheets_of_the_same_file(self, file: Path) -> None:
        source = XlsxWorkbook(written(file, {"Sheet": [["a"]], "Other": [["b"]]}))
        assert list((await source.read(["Sheet"])).sheets) == ["Sheet"]
        assert list((await source.read(["Other"])).sheets) == ["Other"]

    async def test_other_things_go_on_meanwhile(self, file: Path) -> None:
        rows: list[list[Written]] = [[f"Иванов {row}", row, row] for row in range(2000)]
        written(file, {"Sheet": rows})
        reading = asyncio.ensure_future(read(file))
        turns = 0
        while not reading.done():
            turns += 1
            await asyncio.sleep(0)
        assert turns > 10


PROTECTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
)


def shorten(file: Path, percent: int) -> None:
    os.truncate(file, max(4, file.stat().st_size * percent // 100))


class TestUnreadable:
    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"", r"duty\.xlsx: an empty file"),
            (b"name,phone\n", r"duty\.xlsx: not a workbook in the format \.xlsx$"),
            (PROTECTED, "protected by a password; save the workbook without one"),
            (PROTECTED[:200], r"in the old format \.xls; save the workbook as \.xlsx"),
        ],
    )
    async def test_something_else(self, file: Path, data: bytes, why: str) -> None:
        with pytest.raises(WorkbookUnreadable, match=why):
            await read(put(file, data))

    async def test_a_file_that_is_not_there(self, file: Path) -> None:
        with pytest.raises(WorkbookUnreadable, match=r"duty\.xlsx: No such file"):
            await read(file)

    async def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(WorkbookUnreadable, match="Is a directory"):
            await read(tmp_path)

    @pytest.mark.parametrize("part", [1, 10, 50, 99])
    async def test_a_half_copied_file(self, file: Path, part: int) -> None:
        whole = written(file, {"Sheet": [["Иванов"]]})
        shorten(whole, part)
        with pytest.raises(WorkbookUnreadable, match="not the whole file; perhaps it is being"):
            await read(whole)

    async def test_another_program_s_archive(self, file: Path) -> None:
        written(file, {"Sheet": [["Иванов"]]})
        edited(file, "[Content_Types].xml", b"spreadsheetml.sheet.main", b"wordprocessing")
        with pytest.raises(WorkbookUnreadable, match=r"not a workbook .*or damaged \(.+\)"):
            await read(file)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows: list[list[Written]] = [["Иванов", 5, DAY], ["=A1", True, 8.5]]
    return written(tmp_path_factory.mktemp("xlsx") / "whole.xlsx", {"Sheet": rows})


@given(
    part=st.integers(0, 100),
    damage=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1)), min_size=1),
)
def test_whatever_is_damaged_there_is_nothing_but_a_clear_word(
    whole: Path, part: int, damage: list[tuple[float, bytes]]
) -> None:
    file = put(whole.with_name("damaged.xlsx"), whole.read_bytes())
    spoil(file, part, damage)
    try:
        book = asyncio.run(XlsxWorkbook(file).read(["Sheet"]))
    except WorkbookUnreadable as error:
        assert str(error).startswith(f"{file}: ")
    else:
        assert set(book.sheets) <= {"Sheet"}


def spoil(file: Path, part: int, damage: list[tuple[float, bytes]]) -> None:
    """In one of its parts, so that the archive itself is whole."""
    with ZipFile(file) as archive:
        names = archive.namelist()
        name = names[part % len(names)]
        content = archive.read(name)
    spoilt = content
    for where, instead in damage:
        place = int(where * len(spoilt))
        spoilt = spoilt[:place] + instead + spoilt[place + len(instead) :]
    edited(file, name, content, spoilt)

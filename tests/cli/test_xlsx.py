"""The same company, once with CSV files and once with a workbook."""

import csv
from collections.abc import Iterator
from pathlib import Path

from ..xlsx import Written, written
from .company_folder import CompanyFolder


def a_workbook_of(folder: Path) -> Path:
    """As Excel has it: numbers are numbers, and nothing stands in empty cells."""
    sheets = {file.stem: list(cells_of(file)) for file in sorted(folder.glob("*.csv"))}
    return written(folder.with_name("duty.xlsx"), sheets)


def cells_of(file: Path) -> Iterator[list[Written]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            yield [int(cell) if cell.isdecimal() else cell or None for cell in row]


def take(company: CompanyFolder, source: str, path: str) -> None:
    company.edit("config.yaml", "#workbook:\n", "workbook:\n")
    company.edit("config.yaml", "  #source: csv", f"  source: {source}")
    company.edit("config.yaml", "  #path: schedules/workbook", f"  path: {path}")


def test_is_no_new_version(synced: CompanyFolder) -> None:
    before = synced.json("who", "--at", "2026-11-06T12:00")
    a_workbook_of(synced.folder / "schedules" / "workbook")
    take(synced, "xlsx", "schedules/duty.xlsx")
    pulled = synced.json("sync")
    assert (pulled["result"], pulled["version"]) == ("unchanged", 1)
    assert synced.json("who", "--at", "2026-11-06T12:00") == before


def test_an_edit_in_the_workbook_is_a_new_version(company: CompanyFolder) -> None:
    folder = company.folder / "schedules" / "workbook"
    a_workbook_of(folder)
    take(company, "xlsx", "schedules/duty.xlsx")
    assert company.json("sync")["version"] == 1
    company.edit("schedules/workbook/Otdel1.csv", "\n1,Изюмов Флорентий", "\n1,Первак Спартак")
    a_workbook_of(folder)
    assert company.json("sync", "--accept")["version"] == 2
    changes = company.json("versions", "2")["changes"]
    assert changes == [{"cell": "Otdel1!B4", "was": "Изюмов Флорентий", "is": "Первак Спартак"}]


def test_what_cannot_be_read_is_told(company: CompanyFolder) -> None:
    take(company, "xlsx", "schedules/duty.xlsx")
    outcome = company.run("sync")
    assert outcome.code == 1
    assert outcome.err.endswith("schedules/duty.xlsx: No such file or directory\n")
    (company.folder / "schedules" / "duty.xlsx").write_bytes(b"PK\x03\x04 half")
    assert "not the whole file; perhaps it is being copied" in company.run("sync").err

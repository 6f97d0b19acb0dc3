"""The same company, once with CSV files and once at Google."""

import csv
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stasis_app.core.workbook import Cell
from tests.command import Outcome
from tests.google import GoogleStandIn, Spreadsheet

from .company_folder import CompanyFolder

ID = "1AbC"
KEY = "AIzaDemo"


class AtGoogle:
    def __init__(self, company: CompanyFolder, google: GoogleStandIn, book: Spreadsheet) -> None:
        self.company = company
        self.google = google
        self.book = book
        account = google.account()
        book.readers.add(account.email)
        account.write(company.folder / "key.json", google.token_uri)
        self.take(f"spreadsheet_id: {ID}, service_account_file: key.json")

    def take(self, how: str) -> None:
        line = f"workbook: {{source: google, {how}, endpoint: {self.google.url}}}\n"
        text = self.company.config.read_text("utf-8")
        kept = [each for each in text.splitlines(True) if not each.startswith("workbook:")]
        self.company.config.write_text("".join(kept) + line, "utf-8")

    async def run(self, *arguments: str, **environ: str) -> Outcome:
        return await self.company.run_beside(*arguments, **environ)

    async def json(self, *arguments: str) -> Any:
        return json.loads((await self.run(*arguments, "--json")).out)


@pytest.fixture
async def at_google(company: CompanyFolder) -> AsyncIterator[AtGoogle]:
    folder = company.folder / "schedules" / "workbook"
    sheets = {file.stem: rows_of(file) for file in sorted(folder.glob("*.csv"))}
    book = Spreadsheet.of(ID, sheets)
    async with GoogleStandIn(book) as google:
        yield AtGoogle(company, google, book)
        assert google.differences == []


def rows_of(file: Path) -> list[list[Cell]]:
    """As a spreadsheet has them: numbers are numbers, and nothing stands in empty cells."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            [int(cell) if cell.isdecimal() else cell or None for cell in row]
            for row in csv.reader(lines)
        ]


async def test_is_no_new_version(at_google: AtGoogle) -> None:
    await at_google.json("sync")
    before = await at_google.json("who", "--at", "2026-11-06T12:00")
    config = at_google.company.config
    config.write_text(config.read_text("utf-8").replace("source: google", "source: csv"), "utf-8")
    pulled = await at_google.json("sync")
    assert (pulled["result"], pulled["version"]) == ("unchanged", 1)
    assert await at_google.json("who", "--at", "2026-11-06T12:00") == before


async def test_an_edit_is_a_new_version(at_google: AtGoogle) -> None:
    assert (await at_google.json("sync"))["version"] == 1
    at_google.book["Otdel1"].put("B4", "Первак Спартак")
    assert (await at_google.json("sync"))["result"] == "pending"
    assert (await at_google.json("sync"))["version"] == 2
    changes = (await at_google.json("versions", "2"))["changes"]
    assert changes == [{"cell": "Otdel1!B4", "was": "Изюмов Флорентий", "is": "Первак Спартак"}]


async def test_by_a_key_of_the_environment(at_google: AtGoogle) -> None:
    at_google.google.access.api_keys.add(KEY)
    at_google.book.public = True
    at_google.take(f'spreadsheet_id: {ID}, api_key: "${{GOOGLE_API_KEY}}"')
    assert (await at_google.run("sync", GOOGLE_API_KEY=KEY)).code == 0
    missing = await at_google.run("sync")
    assert missing.code == 2
    assert "the variable GOOGLE_API_KEY is not set" in missing.err
    assert (await at_google.run("who")).code == 0  # it needs none


async def test_what_is_wrong_is_told_in_the_configured_language(at_google: AtGoogle) -> None:
    at_google.book.readers.clear()
    outcome = await at_google.run("sync")
    assert outcome.code == 1
    assert "таблица не открыта для duty-mirror@duty-demo.iam.gserviceaccount.com" in outcome.err
    at_google.company.edit("config.yaml", "#language: ru", "language: en")
    assert "the spreadsheet is not shared with duty-mirror@" in (await at_google.run("sync")).err


async def test_check_tells_which_spreadsheet_and_how_it_is_read(at_google: AtGoogle) -> None:
    said = (await at_google.run("check", "--offline", COLUMNS="250")).out
    assert f"workbook: google, таблица {ID}, по ключу сервисного аккаунта" in said

"""`workbook init`: an empty spreadsheet becomes the company's workbook."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.google import GoogleStandIn, Spreadsheet

from .company_folder import CompanyFolder
from .test_google import ID, AtGoogle


@pytest.fixture
async def at_google(company: CompanyFolder) -> AsyncIterator[AtGoogle]:
    book = Spreadsheet.of(ID, {"Лист1": []})
    async with GoogleStandIn(book) as google:
        there = AtGoogle(company, google, book)
        book.writers |= book.readers
        yield there
        assert google.differences == []


def editors(at_google: AtGoogle, title: str) -> set[str]:
    [guard] = at_google.book[title].parts["protectedRanges"]
    return set(guard["editors"]["users"])


async def test_it_is_what_the_company_goes_on_with(at_google: AtGoogle) -> None:
    outcome = await at_google.run("workbook", "init")
    assert (outcome.code, outcome.err) == (0, "")
    assert "лист «Otdel1» создан" in outcome.out
    assert f"https://docs.google.com/spreadsheets/d/{ID}/edit" in outcome.out
    pulled = await at_google.json("sync")
    codes = [each["code"] for one in pulled["departments"] for each in one["problems"]]
    assert codes == ["STAFF_EMPTY", "STAFF_EMPTY"]


async def test_run_twice_nothing_is_doubled(at_google: AtGoogle) -> None:
    assert (await at_google.json("workbook", "init"))["result"] == "made"
    titles = [sheet.title for sheet in at_google.book.sheets]
    found = await at_google.json("workbook", "init")
    assert found["result"] == "unchanged"
    assert {each["fate"] for each in found["sheets"]} == {"there"}
    assert [sheet.title for sheet in at_google.book.sheets] == titles


async def test_what_stands_in_the_way_is_told_and_kept(at_google: AtGoogle) -> None:
    at_google.book.add("Otdel2").put("B4", "Иванов")
    outcome = await at_google.run("workbook", "init")
    assert outcome.code == 1
    assert "Otdel2!B4: здесь стоит «Иванов»" in outcome.out
    assert outcome.out.endswith("Ничего не сделано.\n")
    assert [sheet.title for sheet in at_google.book.sheets] == ["Лист1", "Otdel2"]
    document = json.loads((await at_google.run("workbook", "init", "--json")).out)
    assert document["result"] == "refused"
    assert {
        "title": "Otdel2",
        "kind": "roster",
        "fate": "foreign",
        "cell": "Otdel2!B4",
        "value": "Иванов",
    } in document["sheets"]


async def test_administrators_are_those_of_the_mails_or_of_the_command(
    at_google: AtGoogle,
) -> None:
    [account] = at_google.book.writers
    at_google.company.edit("config.yaml", "  #admins: []", "  admins: [it@example.com]")
    await at_google.run("workbook", "init")
    assert editors(at_google, "Otdel1Staff") == {account, "it@example.com"}
    for title in ("Otdel1Staff", "Otdel1Print"):
        at_google.book.delete(title)
    await at_google.run("workbook", "init", "--admin", "a@example.com", "--admin", "b@example.com")
    assert editors(at_google, "Otdel1Staff") == {account, "a@example.com", "b@example.com"}


async def test_who_may_only_read_is_told_what_to_do(at_google: AtGoogle) -> None:
    at_google.book.writers.clear()
    outcome = await at_google.run("workbook", "init")
    assert (outcome.code, outcome.out) == (1, "")
    assert "не может менять таблицу" in outcome.err and "«Редактор»" in outcome.err


async def test_wrong_usage(at_google: AtGoogle) -> None:
    outcome = await at_google.run("workbook", "init", "--admin", "boss")
    assert outcome.code == 2
    assert "no e-mail address" in outcome.err


def test_without_a_spreadsheet_there_is_a_file(company: CompanyFolder) -> None:
    outcome = company.run("workbook", "init")
    assert outcome.code == 1
    assert "workbook.spreadsheet_id" in outcome.err and "workbook xlsx" in outcome.err

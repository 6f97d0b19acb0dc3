"""The stand-in answers as Google's documentation says, and as the API's description allows."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from google.oauth2.service_account import Credentials

from stasis_app.core.workbook import Rows
from tests.google import (
    Account,
    Cut,
    Garbage,
    GoogleStandIn,
    Hang,
    Slow,
    Spreadsheet,
    Status,
    discovery,
)
from tests.google.access import READ, WRITE

ID = "1AbC"
KEY = "AIzaDemo"
CELLS: dict[str, Rows] = {
    "Отдел 1": [["Число", "10:00-14:59"], [1, "Иванов Иван", True], [], [2.5]],
    "Пусто": [],
}
UNFORMATTED = {
    "valueRenderOption": "UNFORMATTED_VALUE",
    "dateTimeRenderOption": "FORMATTED_STRING",
    "majorDimension": "ROWS",
}


@pytest.fixture
async def google() -> AsyncIterator[GoogleStandIn]:
    book = Spreadsheet.of(ID, CELLS)
    book.public = True
    async with GoogleStandIn(book) as stand_in:
        stand_in.access.api_keys.add(KEY)
        yield stand_in


@pytest.fixture
async def client(google: GoogleStandIn) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"X-Goog-Api-Key": KEY}
    async with httpx.AsyncClient(base_url=google.url, headers=headers, timeout=0.5) as client:
        yield client


async def values(client: httpx.AsyncClient, *ranges: str, **headers: str) -> httpx.Response:
    query = {"ranges": list(ranges), **UNFORMATTED}
    return await client.get(f"/v4/spreadsheets/{ID}/values:batchGet", params=query, headers=headers)


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    error = response.json()["error"]
    reason = next((each["reason"] for each in error.get("details", ())), "")
    assert error["code"] == response.status_code
    return error["code"], error["status"], reason


class TestValues:
    @pytest.mark.parametrize(
        ("text", "told", "rows"),
        [
            ("'Отдел 1'", "'Отдел 1'!A1:Z1000", CELLS["Отдел 1"]),
            ("'Отдел 1'!A2:B3", "'Отдел 1'!A2:B3", [[1, "Иванов Иван"]]),
            ("'Отдел 1'!B:B", "'Отдел 1'!B1:B1000", [["10:00-14:59"], ["Иванов Иван"]]),
            ("'Отдел 1'!C2", "'Отдел 1'!C2", [[True]]),
            ("A1:A1", "'Отдел 1'!A1", [["Число"]]),
            ("'Отдел 1'!2:2", "'Отдел 1'!A2:Z2", [[1, "Иванов Иван", True]]),
        ],
    )
    async def test_a_range(
        self, client: httpx.AsyncClient, text: str, told: str, rows: Sequence[object]
    ) -> None:
        [found] = (await values(client, text)).json()["valueRanges"]
        assert found == {"range": told, "majorDimension": "ROWS", "values": rows}

    async def test_nothing_is_no_values(self, client: httpx.AsyncClient) -> None:
        found = (await values(client, "'Пусто'", "'Отдел 1'!D1:D9")).json()["valueRanges"]
        assert ["values" in each for each in found] == [False, False]

    async def test_an_empty_cell_before_a_full_one_is_a_text_without_characters(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        google.books[ID]["Пусто"].put("C2", "x")
        [found] = (await values(client, "'Пусто'")).json()["valueRanges"]
        assert found["values"] == [[], ["", "", "x"]]

    async def test_edits(self, client: httpx.AsyncClient, google: GoogleStandIn) -> None:
        sheet = google.books[ID]["Отдел 1"]
        sheet.put("B2", "#REF!")
        sheet.insert_row(2)
        sheet.put("C3", None)
        [found] = (await values(client, "'Отдел 1'")).json()["valueRanges"]
        assert found["values"] == [["Число", "10:00-14:59"], [], [1, "#REF!"], [], [2.5]]

    async def test_a_sheet_that_is_not_there_spoils_them_all(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        google.books[ID].rename("Пусто", "Полно")
        response = await values(client, "'Отдел 1'", "'Пусто'")
        assert refusal(response) == (400, "INVALID_ARGUMENT", "")
        assert response.json()["error"]["message"] == "Unable to parse range: 'Пусто'"

    async def test_what_no_url_can_hold_is_posted(self, client: httpx.AsyncClient) -> None:
        response = await client.post(
            f"/v4/spreadsheets/{ID}/values:batchGet",
            headers={"X-HTTP-Method-Override": "GET"},
            data={"ranges": ["'Отдел 1'!A1", "'Пусто'"], **UNFORMATTED},
        )
        assert len(response.json()["valueRanges"]) == 2


class TestSpreadsheet:
    async def get(self, client: httpx.AsyncClient, **query: Any) -> Any:
        return (await client.get(f"/v4/spreadsheets/{ID}", params=query)).json()

    async def test_titles(self, client: httpx.AsyncClient) -> None:
        found = await self.get(client, fields="sheets.properties(title,sheetType)")
        titles = [{"title": title, "sheetType": "GRID"} for title in CELLS]
        assert found == {"sheets": [{"properties": each} for each in titles]}

    async def test_the_cells_of_a_range_with_all_they_have(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        mask = "properties(timeZone),sheets(properties.title,data.rowData.values.effectiveValue)"
        found = await self.get(client, fields=mask, ranges="'Отдел 1'!B1:B2")
        assert found["properties"] == {"timeZone": "Europe/Moscow"}
        [sheet] = found["sheets"]
        assert sheet["properties"] == {"title": "Отдел 1"}
        texts = [
            {"effectiveValue": {"stringValue": text}} for text in ("10:00-14:59", "Иванов Иван")
        ]
        assert sheet["data"] == [{"rowData": [{"values": [each]} for each in texts]}]
        await self.get(client, includeGridData="true")
        assert google.differences == []

    async def test_a_bad_mask(self, client: httpx.AsyncClient) -> None:
        found = await self.get(client, fields="sheets(properties")
        assert found["error"]["status"] == "INVALID_ARGUMENT"


class TestAccess:
    def signed(self, google: GoogleStandIn, account: Account, scope: str) -> dict[str, str]:
        """The form of a log-in, made by Google's own library."""
        info = {
            "client_email": account.email,
            "private_key": account.private_key,
            "token_uri": google.token_uri,
        }
        credentials = Credentials.from_service_account_info(info, scopes=[scope])  # type: ignore[no-untyped-call]
        assertion = credentials._make_authorization_grant_assertion()
        return {
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "assertion": assertion.decode(),
        }

    async def bearer(
        self, client: httpx.AsyncClient, google: GoogleStandIn, account: Account, scope: str = READ
    ) -> httpx.AsyncClient:
        answer = await client.post("/token", data=self.signed(google, account, scope))
        assert answer.status_code == 200
        del client.headers["X-Goog-Api-Key"]
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    async def test_an_account_it_is_shared_with(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        account = google.account()
        google.books[ID].public = False
        await self.bearer(client, google, account)
        assert refusal(await values(client, "A1")) == (403, "PERMISSION_DENIED", "")
        google.books[ID].readers.add(account.email)
        assert (await values(client, "A1")).status_code == 200

    async def test_a_token_that_is_not_valid_any_more(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        await self.bearer(client, google, google.account())
        google.access.revoke_all()
        assert refusal(await values(client, "A1"))[:2] == (401, "UNAUTHENTICATED")

    async def test_a_scope_for_something_else(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        await self.bearer(client, google, google.account(), "https://example.com/mail")
        assert refusal(await values(client, "A1"))[2] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"

    @pytest.mark.parametrize("scope", [READ, WRITE])
    async def test_writers_may_read(
        self, client: httpx.AsyncClient, google: GoogleStandIn, scope: str
    ) -> None:
        account = google.account()
        google.books[ID].public = False
        google.books[ID].writers.add(account.email)
        await self.bearer(client, google, account, scope)
        assert (await values(client, "A1")).status_code == 200

    async def test_an_account_nobody_knows(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        form = self.signed(google, Account.make("stranger"), READ)
        answer = await client.post("/token", data=form)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")

    async def test_keys(self, client: httpx.AsyncClient, google: GoogleStandIn) -> None:
        assert (
            refusal(await values(client, "A1", **{"X-Goog-Api-Key": "other"}))[2]
            == "API_KEY_INVALID"
        )
        google.books[ID].public = False
        assert refusal(await values(client, "A1"))[0] == 403
        del client.headers["X-Goog-Api-Key"]
        assert refusal(await values(client, "A1"))[0] == 403

    async def test_no_such_spreadsheet(self, client: httpx.AsyncClient) -> None:
        assert refusal(await client.get("/v4/spreadsheets/other"))[:2] == (404, "NOT_FOUND")

    async def test_the_api_is_not_enabled(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        google.enabled = False
        assert refusal(await values(client, "A1"))[2] == "SERVICE_DISABLED"


class TestFaults:
    async def test_one_after_another_and_then_none(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        google.faults.coming.extend([Status(429, "7"), Status(503), Garbage()])
        first, second, third, fourth = [await values(client, "A1") for _ in range(4)]
        assert (first.status_code, first.headers["Retry-After"]) == (429, "7")
        assert refusal(second) == (503, "UNAVAILABLE", "")
        assert third.headers["Content-Type"] == "text/html"
        assert fourth.status_code == 200

    @pytest.mark.parametrize("fault", [Hang(), Slow(0.1)])
    async def test_no_answer_in_time(
        self, client: httpx.AsyncClient, google: GoogleStandIn, fault: Hang | Slow
    ) -> None:
        google.faults.always = fault
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await values(client, "A1")

    async def test_cut_answers(self, client: httpx.AsyncClient, google: GoogleStandIn) -> None:
        google.faults.coming.extend([Cut(), Cut(announced=False)])
        with pytest.raises(httpx.RemoteProtocolError):
            await values(client, "A1")
        with pytest.raises(ValueError, match="Expecting|Unterminated"):
            (await values(client, "A1")).json()

    async def test_down_and_up_again_at_the_same_address(
        self, client: httpx.AsyncClient, google: GoogleStandIn
    ) -> None:
        await google.stop()
        with pytest.raises(httpx.ConnectError):
            await values(client, "A1")
        await google.start()
        assert (await values(client, "A1")).status_code == 200


def test_the_description_catches_what_does_not_fit() -> None:
    assert (
        discovery.problems("ValueRange", {"values": [["a", 1, None]], "majorDimension": "ROWS"})
        == []
    )
    assert discovery.problems("ValueRange", {"range": 5, "rows": [], "majorDimension": "X"}) == [
        "ValueRange.range: 5 is no string",
        "ValueRange.rows: no such field",
        "ValueRange.majorDimension: 'X' is none of DIMENSION_UNSPECIFIED, ROWS, COLUMNS",
    ]

"""What leaves for Google itself, request by request, and what its answers make us do: by respx."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from stasis_app.adapters.workbook.google import Access, GoogleWorkbook, Patience
from stasis_app.core.workbook import Workbook, WorkbookUnreadable
from tests.google import GoogleStandIn

KEY = "AIzaSyDemoDemoDemo"
BOOK = "https://sheets.googleapis.com/v4/spreadsheets/1AbC"
TOKEN = "https://oauth2.googleapis.com/token"
TITLES = {"sheets": [{"properties": {"title": each}} for each in ("Roster", "Staff", "Plan")]}
VALUES = {"valueRanges": [{"values": [["x"]]}, {"range": "Staff!A1:Z1000"}]}
READ = Workbook({"Roster": (("x",),), "Staff": ()}, ("Plan", "Roster", "Staff"))
QUICK = Patience(in_all=10.0, pause=0.001, attempts=3)


@pytest.fixture
def google() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        router.get(BOOK, name="titles").respond(json=TITLES)
        router.get(f"{BOOK}/values:batchGet", name="values").respond(json=VALUES)
        router.post(TOKEN, name="token").respond(json={"access_token": "t0", "expires_in": 3600})
        yield router


@asynccontextmanager
async def opened(access: Access) -> AsyncIterator[GoogleWorkbook]:
    source = GoogleWorkbook(access, QUICK)
    try:
        yield source
    finally:
        await source.close()


async def read(access: Access) -> Workbook:
    async with opened(access) as source:
        return await source.read(["Roster", "Staff"])


def by_key() -> Access:
    return Access("1AbC", lambda: KEY)


async def by_account(folder: Path) -> Access:
    async with GoogleStandIn() as stand_in:
        file = stand_in.account().write(folder / "key.json", TOKEN)
    return Access("1AbC", service_account_file=file)


def refused(code: int, **error: Any) -> httpx.Response:
    return httpx.Response(code, json={"error": {"code": code, **error}})


async def test_one_batch_with_all_ranges_as_they_are_meant(google: respx.MockRouter) -> None:
    assert await read(by_key()) == READ
    [call] = google["values"].calls
    assert call.request.url.params.get_list("ranges") == ["'Roster'", "'Staff'"]
    wanted = {"majorDimension": "ROWS", "valueRenderOption": "UNFORMATTED_VALUE"}
    assert {name: call.request.url.params[name] for name in wanted} == wanted
    assert google["titles"].calls[0].request.url.params["fields"].startswith("sheets.properties")


async def test_a_key_travels_in_a_header_and_in_no_address(google: respx.MockRouter) -> None:
    await read(by_key())
    for call in google.calls:
        assert call.request.headers["X-Goog-Api-Key"] == KEY
        assert KEY not in str(call.request.url)
        assert "Authorization" not in call.request.headers


async def test_an_account_logs_in_once(google: respx.MockRouter, tmp_path: Path) -> None:
    async with opened(await by_account(tmp_path)) as source:
        for _ in range(2):
            assert await source.read(["Roster", "Staff"]) == READ
    assert google["token"].call_count == 1
    assert google["titles"].call_count == 1
    for call in google["values"].calls:
        assert call.request.headers["Authorization"] == "Bearer t0"


async def test_a_token_that_was_taken_back_is_asked_for_anew(
    google: respx.MockRouter, tmp_path: Path
) -> None:
    access = await by_account(tmp_path)
    google["titles"].side_effect = [refused(401), httpx.Response(200, json=TITLES)]
    assert await read(access) == READ
    assert google["token"].call_count == 2


@pytest.mark.parametrize(
    "first", [refused(500), refused(503), refused(429), httpx.ConnectError("")]
)
async def test_what_may_go_better_is_tried_again(
    google: respx.MockRouter, first: httpx.Response | httpx.ConnectError
) -> None:
    google["values"].side_effect = [first, httpx.Response(200, json=VALUES)]
    assert await read(by_key()) == READ
    assert google["values"].call_count == 2


async def test_three_times_at_the_most(google: respx.MockRouter) -> None:
    google["values"].return_value = refused(503)
    with pytest.raises(WorkbookUnreadable, match="503"):
        await read(by_key())
    assert google["values"].call_count == 3


async def test_google_asks_for_a_rest_and_gets_it(google: respx.MockRouter) -> None:
    google["titles"].return_value = httpx.Response(429, headers={"Retry-After": "60"})
    async with opened(by_key()) as source:
        for _ in range(2):
            with pytest.raises(WorkbookUnreadable):
                await source.read(["Roster"])
    assert google["titles"].call_count == 1


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_what_will_be_refused_again_is_asked_for_once(
    google: respx.MockRouter, status: int
) -> None:
    google["titles"].return_value = refused(status, status="PERMISSION_DENIED", message="no")
    with pytest.raises(WorkbookUnreadable):
        await read(by_key())
    assert google["titles"].call_count == 1


async def test_a_web_page_is_no_answer(google: respx.MockRouter) -> None:
    google["titles"].return_value = httpx.Response(200, html="<html>Sign in</html>")
    with pytest.raises(WorkbookUnreadable):
        await read(by_key())


async def test_the_log_in_is_signed_by_the_account(
    google: respx.MockRouter, tmp_path: Path
) -> None:
    access = await by_account(tmp_path)
    await read(access)
    assert access.service_account_file is not None
    email = json.loads(access.service_account_file.read_text())["client_email"]
    [call] = google["token"].calls
    body = dict(httpx.QueryParams(call.request.content.decode()))
    assert body["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert email.endswith(".iam.gserviceaccount.com") and body["assertion"].count(".") == 2

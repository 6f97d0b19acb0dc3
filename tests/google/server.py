"""The stand-in behind HTTP: `async with GoogleStandIn() as google:`, then `google.url`.

Every request and every answer is compared with the API's description; what differs is kept in
`differences`, which a test expects to be empty.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, unquote

from aiohttp import web

from . import discovery, fields, refusals, updates
from .access import Access, Account, NotGranted
from .faults import Cut, Fault, Faults, Garbage, Hang, Slow, Status
from .model import Json, Spreadsheet
from .refusals import Refused

_LONGEST_REQUEST = 180.0  # seconds; after these Google itself ends a request

Query = Mapping[str, list[str]]


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    port: int  # the client's: tells connections apart


class GoogleStandIn:
    def __init__(self, *books: Spreadsheet) -> None:
        self.books = {each.id: each for each in books}
        self.access = Access()
        self.enabled = True  # the API, in the project
        self.faults = Faults()  # of the spreadsheets
        self.token_faults = Faults()
        self.asked: list[Asked] = []
        self.differences: list[str] = []
        self.port = 0  # before the first start: any
        self.silent = asyncio.Event()  # somebody has waited in vain, or does
        self._ending = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token_uri(self) -> str:
        return f"{self.url}/token"

    def account(self, name: str = "duty-mirror") -> Account:
        """A new service account of a project; nothing is shared with it yet."""
        account = Account.make(name)
        self.access.accounts[account.email] = account
        return account

    async def start(self) -> None:
        """At the address it had before, if it had one.  Nothing happens when it is up."""
        if self._runner is not None:
            return
        app = web.Application(client_max_size=16 * 1024**2)
        app.router.add_post("/token", self._token)
        app.router.add_route("*", "/v4/spreadsheets/{rest:.+}", self._spreadsheets)
        self._ending.clear()
        self._runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Who asks now finds nobody."""
        self._ending.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # ---------------------------------------------------------------- requests

    async def _token(self, request: web.Request) -> web.StreamResponse:
        await self._note(request)
        form = {name: str(value) for name, value in (await request.post()).items()}
        try:
            status, document = 200, self.access.grant(form)
        except NotGranted as refusal:
            status, document = 400, refusal.document
        return await self._answer(request, status, document, self.token_faults.next())

    async def _spreadsheets(self, request: web.Request) -> web.StreamResponse:
        body = await self._note(request)
        try:
            status, document = 200, self._result(request, body)
        except Refused as refusal:
            status, document = refusal.code, refusal.document
        return await self._answer(request, status, document, self.faults.next())

    async def _note(self, request: web.Request) -> bytes:
        body = await request.read()
        peer = request.transport.get_extra_info("peername") if request.transport else None
        self.asked.append(
            Asked(
                request.method, str(request.url), request.headers.copy(), body, (peer or [0, 0])[1]
            )
        )
        return body

    def _result(self, request: web.Request, body: bytes) -> Json:
        method, query = request.method, parse_qs(request.query_string, keep_blank_values=True)
        if request.headers.get("X-HTTP-Method-Override") == "GET":  # for what no URL can hold
            method, query = "GET", parse_qs(body.decode(), keep_blank_values=True)
        path = unquote(request.path.removeprefix("/v4/spreadsheets/"))
        if not self.enabled:
            raise refusals.not_enabled()
        match method, path.rpartition("/values:batchGet"):
            case "GET", (id, "/values:batchGet", ""):
                return self._batch_get(request, id, query)
            case "POST", _ if path.endswith(":batchUpdate") and "/" not in path:
                return self._batch_update(request, path.removesuffix(":batchUpdate"), body)
            case "GET", _ if "/" not in path and ":" not in path:
                return self._get(request, path, query)
            case _:
                raise refusals.not_found()

    def _batch_get(self, request: web.Request, id: str, query: Query) -> Json:
        self._compare_query("values", "batchGet", query)
        book = self.book(request, id)
        wanted = query.get("ranges", [])
        shown = query.get("valueRenderOption")
        if shown not in (["UNFORMATTED_VALUE"], ["FORMULA"]):
            raise Refused(400, "The stand-in knows unformatted values and formulas only.")
        found = {
            "spreadsheetId": book.id,
            "valueRanges": [book.value_range(each, shown == ["FORMULA"]) for each in wanted],
        }
        return self._compared("BatchGetValuesResponse", found)

    def _get(self, request: web.Request, id: str, query: Query) -> Json:
        self._compare_query(None, "get", query)
        book = self.book(request, id)
        try:
            mask = fields.read(query["fields"][0]) if "fields" in query else {}
        except fields.BadMask as error:
            raise refusals.bad_fields(str(error)) from error
        grid = query.get("includeGridData") == ["true"]
        return self._compared("Spreadsheet", book.resource(mask, query.get("ranges", []), grid))

    def _batch_update(self, request: web.Request, id: str, body: bytes) -> Json:
        book = self.book(request, id, write=True)
        document = json.loads(body)
        if unknown := discovery.problems("BatchUpdateSpreadsheetRequest", document):
            self.differences += unknown
            raise refusals.bad_body(unknown[0])
        replies = updates.apply(book, document.get("requests", []))
        found = {"spreadsheetId": book.id, "replies": replies}
        return self._compared("BatchUpdateSpreadsheetResponse", found)

    def book(self, request: web.Request, id: str, *, write: bool = False) -> Spreadsheet:
        """The spreadsheet, if whoever asks may have it; raises Refused."""
        book = self.books.get(id)
        self.access.check(request.headers, book, write)
        if book is None:
            raise refusals.not_found()
        return book

    def _compare_query(self, resource: str | None, method: str, query: Query) -> None:
        described = discovery.document()["resources"]["spreadsheets"]
        if resource is not None:
            described = described["resources"][resource]
        self.differences += discovery.parameter_problems(described["methods"][method], query)

    def _compared(self, schema: str, document: Json) -> Json:
        self.differences += discovery.problems(schema, document)
        return document

    # ---------------------------------------------------------------- answers

    async def _answer(
        self, request: web.Request, status: int, document: Json, fault: Fault | None
    ) -> web.StreamResponse:
        body = json.dumps(document, ensure_ascii=False).encode()
        match fault:
            case None:
                return _json(status, body)
            case Status():
                return _refusal(fault)
            case Garbage():
                return web.Response(body=fault.body, content_type="text/html")
            case Hang():
                self.silent.set()
                async with asyncio.timeout(_LONGEST_REQUEST):
                    await self._ending.wait()
                return _refusal(Status(504))
            case Slow():
                return await self._slowly(request, body, fault)
            case Cut():
                return await _cut(request, body, fault)

    async def _slowly(self, request: web.Request, body: bytes, fault: Slow) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        response.content_length = len(body)
        await response.prepare(request)
        with suppress(ConnectionResetError):  # who asked has gone
            for byte in range(len(body)):
                await response.write(body[byte : byte + 1])
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._ending.wait(), fault.seconds)
                    break
        return response


def _json(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        status=status, body=body, content_type="application/json", charset="UTF-8", headers=headers
    )


def _refusal(fault: Status) -> web.Response:
    usual = refusals.of_code(fault.code)
    message = fault.message or usual.message
    refusal = Refused(fault.code, message, fault.reason or usual.reason)
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else None
    return _json(fault.code, json.dumps(refusal.document).encode(), headers)


async def _cut(request: web.Request, body: bytes, fault: Cut) -> web.StreamResponse:
    half = body[: len(body) // 2]
    if not fault.announced:
        return _json(200, half)
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(half)
    if request.transport is not None:
        request.transport.close()
    return response

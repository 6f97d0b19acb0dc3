"""The workbook at Google: what is asked for, what is made of it, and what is said when it fails."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stasis_app.adapters.workbook.google import Access, GoogleWorkbook, Patience
from stasis_app.core.workbook import Rows, Workbook, WorkbookUnreadable
from tests.google import (
    Account,
    Cut,
    Fault,
    Garbage,
    GoogleStandIn,
    Hang,
    Slow,
    Spreadsheet,
    Status,
)
from tests.sheets import roster, staff

ID = "1AbC"
KEY = "AIzaSyDemoDemoDemo"
SHEETS: dict[str, Rows] = {"Roster": roster(), "Staff": staff(), "Отдел 'А'": [["x"]]}
WANTED = ["Roster", "Staff"]
QUICK = Patience(in_all=60.0, pause=0.001, attempts=5)
IMPATIENT = Patience(in_all=60.0, read=0.5, pause=0.001, attempts=3)


class World:
    """Google, a spreadsheet shared with an account, and the account's key file."""

    def __init__(self, google: GoogleStandIn, book: Spreadsheet, folder: Path) -> None:
        self.google = google
        self.book = book
        self.account = google.account()
        self.file = self.account.write(folder / "key.json", google.token_uri)
        book.readers.add(self.account.email)
        self.sources: list[GoogleWorkbook] = []

    def source(self, patience: Patience = QUICK, **how: str | Path) -> GoogleWorkbook:
        access = Access(
            str(how.get("id", ID)),
            service_account_file=Path(how.get("file", self.file)),
            endpoint=str(how.get("endpoint", self.google.url)),
        )
        return self._kept(GoogleWorkbook(access, patience))

    def with_key(self, key: str = KEY) -> GoogleWorkbook:
        access = Access(ID, lambda: key, endpoint=self.google.url)
        return self._kept(GoogleWorkbook(access, QUICK))

    def _kept(self, source: GoogleWorkbook) -> GoogleWorkbook:
        self.sources.append(source)
        return source

    @property
    def asked(self) -> list[str]:
        """The kinds of requests, in order."""
        kinds = {"/token": "token", ":batchGet": "values"}
        paths = [each.url.partition("?")[0] for each in self.google.asked]
        return [
            next((kind for end, kind in kinds.items() if path.endswith(end)), "titles")
            for path in paths
        ]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    book = Spreadsheet.of(ID, SHEETS)
    before = threading.active_count()
    async with GoogleStandIn(book) as google:
        google.access.api_keys.add(KEY)
        world = World(google, book, tmp_path)
        yield world
        for each in world.sources:
            await each.close()
        assert google.differences == []
    async with asyncio.timeout(2):
        while threading.active_count() > before:  # noqa: ASYNC110 (nobody tells when one has ended)
            await asyncio.sleep(0.01)


async def refusal(source: GoogleWorkbook) -> WorkbookUnreadable:
    with pytest.raises(WorkbookUnreadable) as caught:
        await source.read(WANTED)
    return caught.value


class TestReading:
    async def test_one_request_a_pull_once_the_titles_are_known(self, world: World) -> None:
        source = world.source()
        for _ in range(3):
            await source.read(WANTED)
        assert world.asked == ["token", "titles", "values", "values", "values"]

    async def test_titles_in_quotes(self, world: World) -> None:
        book = await world.source().read(["Отдел 'А'"])
        assert book == Workbook({"Отдел 'А'": (("x",),)}, tuple(sorted(SHEETS)))

    async def test_cells_come_unformatted(self, world: World) -> None:
        world.book["Staff"].put("B1", 89991234501.0)
        world.book["Roster"].put("B4", True)
        world.book["Roster"].put("C4", "#REF!")
        book = await world.source().read(WANTED)
        assert book.sheets["Staff"][0][1] == 89991234501
        assert book.sheets["Roster"][3][1:3] == (True, "#REF!")

    async def test_an_empty_sheet_has_no_rows(self, world: World) -> None:
        world.book["Staff"].put_rows([])
        assert (await world.source().read(WANTED)).sheets["Staff"] == ()

    async def test_a_renamed_sheet_is_missing_and_the_others_are_read(self, world: World) -> None:
        source = world.source()
        await source.read(WANTED)
        world.book.rename("Staff", "Staff 2")
        book = await source.read(WANTED)
        assert list(book.sheets) == ["Roster"]
        assert "Staff 2" in book.titles
        world.book.rename("Staff 2", "Staff")
        assert sorted((await source.read(WANTED)).sheets) == WANTED

    async def test_no_sheet_that_is_wanted(self, world: World) -> None:
        assert (await world.source().read(["Nowhere"])).sheets == {}
        assert "values" not in world.asked

    async def test_a_new_month_is_found(self, world: World) -> None:
        source = world.source()
        wanted = ["Roster {yyyy}-{mm}", "Staff"]
        assert list((await source.read(wanted)).sheets) == ["Staff"]
        world.book.add("Roster 2026-12").put_rows(roster(31))
        assert sorted((await source.read(wanted)).sheets) == ["Roster 2026-12", "Staff"]

    async def test_more_ranges_than_an_address_holds(self, world: World) -> None:
        titles = [f"Отдел номер {number}" for number in range(80)]
        for title in titles:
            world.book.add(title).put_rows([[title]])
        book = await world.source().read(titles)
        assert [book.sheets[each] for each in titles] == [((each,),) for each in titles]
        assert world.google.asked[-1].method == "POST"

    async def test_by_an_api_key(self, world: World) -> None:
        world.book.public = True
        assert sorted((await world.with_key().read(WANTED)).sheets) == WANTED


class TestAgain:
    @pytest.mark.parametrize(
        "fault",
        [Status(500), Status(503), Status(429), Cut(), Cut(announced=False), Garbage()]
        + [Status(403, reason="rateLimitExceeded"), Hang()],
    )
    async def test_what_may_go_better(self, world: World, fault: Fault) -> None:
        world.google.faults.coming.extend([fault, None, fault])
        assert sorted((await world.source(IMPATIENT).read(WANTED)).sheets) == WANTED
        assert world.asked == ["token", "titles", "titles", "values", "values"]

    async def test_the_log_in_too(self, world: World) -> None:
        world.google.token_faults.coming.extend([Status(503), Status(429, "0"), Cut()])
        assert sorted((await world.source().read(WANTED)).sheets) == WANTED
        assert world.asked == ["token"] * 4 + ["titles", "values"]

    async def test_a_token_that_was_taken_back(self, world: World) -> None:
        source = world.source()
        await source.read(WANTED)
        world.google.access.revoke_all()
        await source.read(WANTED)
        assert world.asked[3:] == ["values", "token", "values"]

    async def test_as_late_as_google_asks(self, world: World) -> None:
        world.google.faults.coming.append(Status(429, "1"))
        began = asyncio.get_running_loop().time()
        await world.source().read(WANTED)
        assert asyncio.get_running_loop().time() - began >= 1

    async def test_not_before_google_allows(self, world: World) -> None:
        """Longer than a pull may last: then the next ones do not ask either."""
        world.google.faults.coming.append(Status(429, "600"))
        source = world.source()
        assert "quota" in str(await refusal(source))
        assert "quota" in str(await refusal(source))
        assert world.asked == ["token", "titles"]

    async def test_what_will_be_refused_again_is_not_repeated(self, world: World) -> None:
        world.book.readers.clear()
        await refusal(world.source())
        assert world.asked == ["token", "titles"]


class TestTime:
    async def test_a_pull_lasts_so_long_in_all(self, world: World) -> None:
        world.google.faults.always = Slow(0.05)
        source = world.source(Patience(in_all=0.5, read=5.0))
        assert (await refusal(source)).told("ru") == "Google не ответил за 0.5 с"

    @pytest.mark.parametrize("fault", [Hang(), Slow(0.2)])
    async def test_cancelled_at_once_and_its_thread_is_free(
        self, world: World, fault: Hang | Slow
    ) -> None:
        source = world.source(Patience(in_all=60.0, read=60.0))
        await source.read(WANTED)
        world.google.faults.always = fault
        reading = asyncio.create_task(source.read(WANTED))
        async with asyncio.timeout(5):
            while len(world.asked) < 4:  # noqa: ASYNC110 (the stand-in has no event for it)
                await asyncio.sleep(0.01)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            world.google.faults.always = None
            await source.read(WANTED)


class TestWhatIsSaid:
    async def test_not_shared(self, world: World) -> None:
        world.book.readers.clear()
        told = await refusal(world.source())
        assert f"not shared with {world.account.email}; open it, press Share" in str(told)
        assert f"таблица не открыта для {world.account.email}" in told.told("ru")

    async def test_not_open_to_a_key(self, world: World) -> None:
        told = await refusal(world.with_key())
        assert "not open to anyone with the link" in str(told)
        assert "не открыта всем, у кого есть ссылка" in told.told("ru")

    async def test_the_api_is_not_enabled(self, world: World) -> None:
        world.google.enabled = False
        told = await refusal(world.source())
        assert "Google Sheets API is not enabled" in str(told)
        assert "https://console.cloud.google.com/apis/library/sheets.googleapis.com" in str(told)
        assert "не включён Google Sheets API" in told.told("ru")

    async def test_no_such_spreadsheet(self, world: World) -> None:
        told = await refusal(world.source(id="1Xyz"))
        assert "there is no spreadsheet 1Xyz" in str(told)
        assert "таблицы 1Xyz нет" in told.told("ru")

    async def test_an_excel_file_in_drive(self, world: World) -> None:
        said = "This operation is not supported for this document"
        world.google.faults.always = Status(400, message=said)
        assert "Save as Google Sheets" in str(await refusal(world.source()))

    async def test_a_wrong_key(self, world: World) -> None:
        told = await refusal(world.with_key("other"))
        assert "does not take workbook.api_key" in str(told)
        assert "не принимает workbook.api_key" in told.told("ru")

    async def test_a_restricted_key(self, world: World) -> None:
        world.google.faults.always = Status(403, reason="API_KEY_IP_ADDRESS_BLOCKED")
        assert "restrictions of workbook.api_key" in str(await refusal(world.with_key()))

    async def test_the_quota(self, world: World) -> None:
        world.google.faults.always = Status(429)
        told = await refusal(world.source())
        assert "quota is used up" in str(told)
        assert "квота запросов Google" in told.told("ru")

    async def test_google_has_a_fault(self, world: World) -> None:
        world.google.faults.always = Status(503)
        assert "a fault of its own (503)" in str(await refusal(world.source()))

    async def test_a_page_instead_of_google(self, world: World) -> None:
        world.google.faults.always = Garbage()
        told = await refusal(world.source())
        assert "is not Google Sheets" in str(told)
        assert "отвечает не Google Таблицы" in told.told("ru")

    @pytest.mark.parametrize("body", [b"[]", b"{}", b'{"sheets": 5}', b'{"sheets": [{"a": 1}]}'])
    async def test_an_answer_of_another_kind(self, world: World, body: bytes) -> None:
        world.google.faults.always = Garbage(body)
        assert "is not Google Sheets" in str(await refusal(world.source()))

    @pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"access_token": 5}', b'"x"'])
    async def test_a_page_instead_of_the_log_in(self, world: World, body: bytes) -> None:
        world.google.token_faults.always = Garbage(body)
        told = str(await refusal(world.source()))
        assert "is not Google Sheets" in told or "refuses the log-in" in told or "key" in told

    async def test_values_of_another_kind(self, world: World) -> None:
        source = world.source()
        await source.read(WANTED)
        for body in (b"{}", b'{"valueRanges": [{}]}', b'{"valueRanges": [{"values": [[{}]]}, {}]}'):
            world.google.faults.coming.append(Garbage(body))
            assert "is not Google Sheets" in str(await refusal(source))

    async def test_silence(self, world: World) -> None:
        world.google.faults.always = Hang()
        assert (await refusal(world.source(IMPATIENT))).told("ru") == "127.0.0.1 не отвечает"

    async def test_nobody_there(self, world: World) -> None:
        await world.google.stop()
        told = await refusal(world.source())
        assert "127.0.0.1 cannot be reached: [Errno 111] Connection refused" in str(told)
        assert "до 127.0.0.1 не добраться" in told.told("ru")

    async def test_no_such_host(self, world: World) -> None:
        told = await refusal(world.source(endpoint="http://google.invalid"))
        assert "the name google.invalid cannot be found" in str(told)
        assert "имя google.invalid не находится" in told.told("ru")

    async def test_anything_else(self, world: World) -> None:
        world.google.faults.always = Status(403, reason="NEWS", message="Ask\n your \u202eadmin")
        told = await refusal(world.source())
        assert str(told) == "Google refuses: 403 NEWS Ask your admin"


class TestKeyFile:
    async def test_not_there(self, world: World, tmp_path: Path) -> None:
        told = await refusal(world.source(file=tmp_path / "other.json"))
        assert "other.json cannot be read: No such file or directory" in str(told)
        assert "other.json не читается" in told.told("ru")

    async def test_read_by_others(self, world: World) -> None:
        world.file.chmod(0o644)
        told = await refusal(world.source())
        assert f"chmod 600 {world.file}" in str(told)
        assert "посторонние" in told.told("ru")

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"type": "authorized_user"}', "\udcff"])
    async def test_something_else(self, world: World, text: str) -> None:
        world.file.write_bytes(text.encode("utf-8", "surrogateescape"))
        told = await refusal(world.source())
        assert "no key of a service account" in str(told)
        assert "не ключ сервисного аккаунта" in told.told("ru")

    async def test_mended_without_a_restart(self, world: World) -> None:
        source = world.source()
        text = world.file.read_text()
        world.file.write_text("{}")
        await refusal(source)
        world.file.write_text(text)
        await source.read(WANTED)

    async def test_replaced_without_a_restart(self, world: World) -> None:
        source = world.source()
        await source.read(WANTED)
        del world.google.access.accounts[world.account.email]
        world.google.access.revoke_all()
        told = await refusal(source)
        assert f"does not know the service account {world.account.email}" in str(told)
        other = world.google.account("another")
        world.book.readers.add(other.email)
        other.write(world.file, world.google.token_uri)
        await source.read(WANTED)

    async def test_taken_back(self, world: World) -> None:
        said = {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        world.google.access.accounts[world.account.email] = Account(
            world.account.email, world.account.private_key, _other_public_key()
        )
        told = await refusal(world.source())
        assert said["error"] not in str(told)
        assert f"does not accept the key ({world.file}) of {world.account.email}" in str(told)
        assert "больше не принимает ключ" in told.told("ru")


class TestSecrets:
    async def test_a_key_is_in_no_address_no_log_and_no_error(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            told = [await refusal(world.with_key("AIzaWrong"))]
            world.google.faults.coming.extend([Status(503), Status(403), Garbage()])
            told += [await refusal(world.with_key()), await refusal(world.with_key())]
        texts = [each.told(language) for each in told for language in ("ru", "en")]
        chain = [repr(error) for each in told for error in (each.__cause__, each.__context__)]
        addresses = [each.url for each in world.google.asked]
        for text in (*texts, *chain, *addresses, caplog.text, repr(world.with_key())):
            assert KEY not in text
            assert "AIzaWrong" not in text

    async def test_neither_are_the_accounts(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            await world.source().read(WANTED)
        [token] = world.google.access.tokens
        assert token not in caplog.text
        assert "PRIVATE KEY" not in caplog.text


def _other_public_key() -> bytes:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

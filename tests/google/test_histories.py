"""What happens to a spreadsheet and to Google over days: what is active, and what people are told.

A clerk with a real database reads the stand-in; his clock is turned by hand.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.mirror import MirrorStore
from stasis_app.adapters.store.outbox import Outbox
from stasis_app.adapters.workbook.google import Access, GoogleWorkbook, Patience
from stasis_app.clerk import Clerk
from stasis_app.core.pull import Pull, PullResult
from stasis_app.core.wording import message
from tests.sheets import DEPARTMENT, IVANOV, SIDOROV, at, names, roster, settings_for, staff

from .model import Spreadsheet
from .server import GoogleStandIn

PATIENCE = Patience(in_all=30.0, pause=0.001, attempts=2)
NOON = at("2026-11-06T12:00")


class Office:
    """`language`: of what people are told."""

    def __init__(self, google: GoogleStandIn, book: Spreadsheet, database: Database) -> None:
        self.google = google
        self.book = book
        self.database = database
        self.now = NOON
        self.settings = replace(settings_for(), admins=("admin@example.com",))
        access = Access(book.id, lambda: "key", endpoint=google.url)
        self.source = GoogleWorkbook(access, PATIENCE)
        self.clerk = self.another_clerk()

    def another_clerk(self) -> Clerk:
        store = MirrorStore(self.database)
        return Clerk(self.settings, self.source, store, self.clock, poll=0.0)

    def clock(self) -> datetime:
        return self.now

    async def restarts(self, language: str = "ru") -> None:
        self.settings = replace(self.settings, language=language)
        self.clerk = self.another_clerk()
        await self.clerk.open()

    async def pulls(self, times: int = 1, apart: timedelta = timedelta(minutes=1)) -> Pull:
        """As the clerk does it when he works, with his look at the age."""
        for _ in range(times):
            self.now += apart
            result = await self.clerk.pull()
            await self.clerk._watch_age()
        return result

    @property
    def primary(self) -> str | None:
        answer = self.clerk.on_duty(DEPARTMENT, NOON)
        return names(answer)[0] if answer and answer.people else None

    async def mails(self) -> list[str]:
        """Their texts; they stay."""
        rows = await Outbox(self.database).due("mail", self.now, 100)
        return [str(row.payload["text"]) for row in rows]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    book = Spreadsheet.of("1AbC", {"Roster": roster(), "Staff": staff()})
    book.public = True
    async with (
        GoogleStandIn(book) as google,
        await Database.open(tmp_path / "duty.db", write=True) as database,
    ):
        google.access.api_keys.add("key")
        office = Office(google, book, database)
        yield office
        await office.source.close()
        assert google.differences == []


class TestWithoutGoogle:
    async def test_a_first_start(self, office: Office) -> None:
        await office.google.stop()
        await office.restarts()
        failed = await office.pulls()
        assert (failed.result, failed.version) == (PullResult.FAILED, 0)
        assert office.clerk.on_duty(DEPARTMENT, NOON) is None
        assert office.clerk.failure == ("до 127.0.0.1 не добраться: [Errno 111] Connection refused")

    async def test_days_and_one_alarm(self, office: Office) -> None:
        await office.pulls()
        await office.google.stop()
        await office.pulls(72, apart=timedelta(hours=1))
        assert office.primary == IVANOV
        [alarm] = await office.mails()
        assert "таблица не читается с 06.11.2026 12:01:00" in alarm
        assert "Connection refused" in alarm
        await office.google.start()
        await office.pulls(2)
        _, all_clear = await office.mails()
        assert "таблица снова читается" in all_clear

    async def test_a_restart_serves_the_mirror_at_once(self, office: Office) -> None:
        await office.pulls()
        await office.google.stop()
        office.google.asked.clear()
        await office.restarts()
        assert office.primary == IVANOV
        assert office.google.asked == []


class TestEdits:
    async def test_a_saved_change_is_active_after_two_pulls(self, office: Office) -> None:
        await office.pulls()
        office.book["Roster"].put("B9", SIDOROV)
        assert (await office.pulls()).result is PullResult.PENDING
        assert (await office.pulls()).result is PullResult.ACTIVE
        assert office.primary == SIDOROV

    async def test_half_typed(self, office: Office) -> None:
        await office.pulls()
        for text in ("Си", "Сидор", SIDOROV):
            office.book["Roster"].put("B9", text)
            assert (await office.pulls()).result is PullResult.PENDING
        await office.pulls()
        assert office.primary == SIDOROV
        assert await office.mails() == []

    async def test_a_phone_as_a_number_is_no_change(self, office: Office) -> None:
        await office.pulls()
        office.book["Staff"].put("B1", 89991234501)
        assert (await office.pulls()).result is PullResult.UNCHANGED


def rename_the_roster(book: Spreadsheet) -> None:
    book.rename("Roster", "Roster new")


def insert_a_row(book: Spreadsheet) -> None:
    book["Roster"].insert_row(9)


def delete_most(book: Spreadsheet) -> None:
    for row in range(4, 35):
        book["Roster"].put(f"B{row}", None)
        book["Roster"].put(f"C{row}", None)


def misspell(book: Spreadsheet) -> None:
    book["Roster"].put("B9", "Иваноф Иван")


def add_a_namesake(book: Spreadsheet) -> None:
    book["Staff"].put("A8", IVANOV)
    book["Staff"].put("B8", "89991234599")


def break_a_formula(book: Spreadsheet) -> None:
    book["Roster"].put("B9", "#REF!")


@dataclass(frozen=True)
class Case:
    edit: Callable[[Spreadsheet], None]
    result: PullResult
    pulls: int  # until it is told
    ru: str
    en: str


CASES = [
    Case(
        rename_the_roster,
        PullResult.REFUSED,
        1,
        "листа «Roster» в книге нет; верните его",
        "there is no sheet “Roster” in the workbook; bring it back",
    ),
    Case(
        insert_a_row,
        PullResult.REFUSED,
        1,
        "Roster!A9: пусто, а должно быть число 6; похоже, строку вставили",
        "Roster!A9: nothing where day 6 belongs; a row seems to have been inserted",
    ),
    Case(
        delete_most,
        PullResult.HELD,
        1,
        "Roster: основных дежурных было 93, осталось 31",
        "Roster: there were 93 primaries, 31 are left",
    ),
    Case(
        misspell,
        PullResult.ACTIVE,
        2,
        "Roster!B9: имени «Иваноф Иван» нет на листе «Staff»; впишите его туда или исправьте",
        "Roster!B9: “Иваноф Иван” is not on the sheet “Staff”; add the name there, or mend it",
    ),
    Case(
        add_a_namesake,
        PullResult.ACTIVE,
        2,
        "есть на листе сотрудников с разными телефонами (Staff!A1, Staff!A8); допишите отличие",
        "on the staff sheet with different phones (Staff!A1, Staff!A8); make the names differ",
    ),
    Case(
        break_a_formula,
        PullResult.ACTIVE,
        2,
        "Roster!B9: ошибка формулы «#REF!»; исправьте формулу или впишите имя",
        "Roster!B9: the formula has failed (“#REF!”); mend it, or write the name",
    ),
]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.edit.__name__)
async def test_told_once_by_cell_with_the_remedy_and_the_end(
    office: Office, case: Case, language: str
) -> None:
    await office.pulls()
    await office.restarts(language)
    case.edit(office.book)
    result = await office.pulls(case.pulls)
    assert result.result is case.result
    wanted = case.ru if language == "ru" else case.en
    told = [message(each, language) for each in result.departments[0].problems]
    assert any(wanted in each for each in told)
    [mail] = await office.mails()
    assert wanted in mail
    await office.pulls(3)
    assert await office.mails() == [mail]
    assert office.primary is not None  # somebody is rung all the time
    office.book.sheets.clear()
    for title, rows in (("Roster", roster()), ("Staff", staff())):
        office.book.add(title).put_rows(rows)
    await office.pulls(2)
    assert len(await office.mails()) == 2
    assert office.primary == IVANOV

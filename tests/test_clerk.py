"""The clerk: pulls in time, keeps what has become of them, answers from memory."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from stasis_app.clerk import Clerk
from stasis_app.core.pull import PullResult
from tests.fake_workbook import FakeWorkbook
from tests.fakes_store import FakeMirrorStore
from tests.sheets import (
    DEPARTMENT,
    IVANOV,
    MOROZOV,
    SIDOROV,
    at,
    names,
    settings_for,
    workbook,
)
from tests.virtual_time import virtual_time

NOON = at("2026-11-06T12:00")
EDIT = {"B9": SIDOROV}


def now() -> datetime:
    return NOON + timedelta(seconds=asyncio.get_running_loop().time())


class Office:
    """A clerk with everything he works with."""

    def __init__(self) -> None:
        self.source = FakeWorkbook(workbook())
        self.store = FakeMirrorStore()
        self.clerk = self.another_clerk()

    def another_clerk(self) -> Clerk:
        hour = timedelta(hours=1)
        settings = replace(settings_for(), admins=("admin@example.com",))
        return Clerk(settings, self.source, self.store, now, poll=60.0, stale_after=hour)

    @property
    def mails(self) -> list[str]:
        """The subjects, as they were queued."""
        return [str(row.payload["subject"]) for row in self.store.outbox.rows.values()]

    def primary(self, clerk: Clerk | None = None) -> str | None:
        answer = (clerk or self.clerk).on_duty(DEPARTMENT, now())
        return names(answer)[0] if answer else None

    async def works(self, seconds: float) -> None:
        """The clerk, for so long."""
        task = asyncio.create_task(self.clerk.run())
        await asyncio.sleep(seconds)
        task.cancel()


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.WARNING, logger="stasis_app.clerk"):
        yield caplog


@virtual_time
async def test_nothing_is_known_before_the_first_pull() -> None:
    office = Office()
    await office.clerk.open()
    assert office.primary() is None


@virtual_time
async def test_pulls_at_once_and_then_every_minute() -> None:
    office = Office()
    await office.works(150)
    assert office.source.reads == 3
    assert office.primary() == IVANOV


@virtual_time
async def test_an_edit_is_answered_by_the_second_pull_that_reads_it() -> None:
    office = Office()
    await office.works(30)
    office.source.book = workbook(EDIT)
    assert (await office.clerk.pull()).result is PullResult.PENDING
    assert office.primary() == IVANOV
    assert (await office.clerk.pull()).result is PullResult.ACTIVE
    assert office.primary() == SIDOROV


@virtual_time
async def test_whoever_tells_others_who_is_on_duty_is_told_of_every_pull() -> None:
    office = Office()
    told: list[str | None] = []
    office.clerk.on_changed = lambda: told.append(office.primary())
    await office.clerk.pull()
    office.source.book = workbook(EDIT)
    await office.clerk.pull(accept=True)
    office.source.broken = "no network"
    await office.clerk.pull()
    assert told == [IVANOV, SIDOROV]


@virtual_time
async def test_accepts_at_once() -> None:
    office = Office()
    await office.clerk.pull()
    office.source.book = workbook(EDIT)
    assert (await office.clerk.pull(accept=True)).result is PullResult.ACTIVE


@virtual_time
async def test_a_restarted_clerk_answers_before_it_pulls() -> None:
    office = Office()
    await office.clerk.pull()
    office.source.broken = "no network"
    clerk = office.another_clerk()
    await clerk.open()
    assert office.primary(clerk) == IVANOV
    assert clerk.mirror.pulled_at == NOON


@virtual_time
async def test_a_failed_pull_changes_nothing() -> None:
    office = Office()
    await office.clerk.pull()
    office.source.book = workbook(EDIT)
    await office.clerk.pull()
    office.source.broken = "no network"
    failed = await office.clerk.pull()
    assert (failed.result, failed.version, failed.failure) == (PullResult.FAILED, 1, "no network")
    assert office.clerk.failure == "no network"
    office.source.broken = None
    assert (await office.clerk.pull()).result is PullResult.ACTIVE
    assert office.clerk.failure is None


@virtual_time
async def test_what_cannot_be_kept_is_not_believed() -> None:
    office = Office()
    office.store.full = True
    failed = await office.clerk.pull()
    assert (failed.result, failed.failure) == (PullResult.FAILED, "the disk is full")
    assert office.primary() is None
    office.store.full = False
    assert (await office.clerk.pull()).version == 1


@virtual_time
async def test_a_slow_workbook_holds_no_answer_up() -> None:
    office = Office()
    await office.clerk.pull()
    office.source.takes = 300.0
    pull = asyncio.create_task(office.clerk.pull())
    await asyncio.sleep(1)
    assert office.primary() == IVANOV
    await pull


@virtual_time
async def test_pulls_go_one_after_another() -> None:
    """Two at once would count as two that read alike, though it is one reading of one moment."""
    office = Office()
    await office.clerk.pull()
    office.source.book = workbook(EDIT)
    office.source.takes = 5.0
    results = await asyncio.gather(office.clerk.pull(), office.clerk.pull())
    assert [each.result for each in results] == [PullResult.PENDING, PullResult.ACTIVE]
    assert results[1].at - results[0].at == timedelta(seconds=5)


@virtual_time
async def test_new_settings_read_the_mirror_anew() -> None:
    office = Office()
    await office.clerk.pull()
    await office.clerk.reconfigure(settings_for(), office.source, 60.0, timedelta(hours=1))
    assert office.primary() == IVANOV
    assert office.clerk.mirror.version == 1


def test_problems_are_logged_once(told: pytest.LogCaptureFixture) -> None:
    @virtual_time
    async def night() -> None:
        office = Office()
        office.source.book = workbook({"B9": "Иваноф Иван"})
        await office.works(600)

    night()
    assert [each.levelname for each in told.records] == ["ERROR"]
    assert "Roster!B9: имени «Иваноф Иван» нет" in told.text


def test_a_failure_is_logged_once_while_it_lasts(told: pytest.LogCaptureFixture) -> None:
    @virtual_time
    async def night() -> None:
        office = Office()
        office.source.broken = "no network"
        await office.works(600)

    night()
    assert [each.message for each in told.records] == ["the workbook was not pulled: no network"]


def test_a_stale_mirror_is_an_alert_and_serves_on(told: pytest.LogCaptureFixture) -> None:
    @virtual_time
    async def night() -> None:
        office = Office()
        await office.clerk.pull()
        office.source.broken = "no network"
        await office.works(2 * 3600)
        assert office.primary() == IVANOV
        office.source.broken = None
        await office.works(60)
        office.source.broken = "no network"
        await office.works(2 * 3600)

    night()
    stale = [each.message for each in told.records if "stale" in each.message]
    assert len(stale) == 2
    assert "2026-11-06" in stale[0]


@virtual_time
async def test_a_stale_mirror_is_told_once_and_taken_back() -> None:
    office = Office()
    woken: list[str] = []
    office.clerk.on_mails = lambda: woken.append("woken")
    await office.clerk.pull()
    office.source.broken = "no network"
    await office.works(3 * 3600)
    assert office.mails == ["Расписание дежурств: таблица не читается с 06.11.2026 12:00:00"]
    office.source.broken = None
    await office.works(300)
    assert office.mails[1:] == ["Расписание дежурств: таблица снова читается"]
    assert len(woken) == 2


@virtual_time
async def test_once_also_over_a_restart() -> None:
    office = Office()
    await office.clerk.pull()
    office.source.broken = "no network"
    await office.works(3 * 3600)
    office.clerk = office.another_clerk()
    await office.clerk.open()
    await office.works(3 * 3600)
    assert len(office.mails) == 1
    office.source.broken = None
    office.clerk = office.another_clerk()
    await office.clerk.open()
    await office.works(300)
    assert office.mails[1:] == ["Расписание дежурств: таблица снова читается"]


@virtual_time
async def test_what_never_was_pulled_is_told_too() -> None:
    office = Office()
    office.source.broken = "no network"
    await office.works(3 * 3600)
    [mail] = office.store.outbox.rows.values()
    assert "дежурные неизвестны" in mail.payload["text"]
    assert "no network" in mail.payload["text"]


@virtual_time
async def test_a_full_disk_keeps_it_for_later() -> None:
    office = Office()
    await office.clerk.pull()
    office.source.broken = "no network"
    office.store.full = True
    await office.works(2 * 3600)
    assert office.mails == []
    office.store.full = False
    await office.works(120)
    assert len(office.mails) == 1


@virtual_time
async def test_a_typing_error_and_that_it_is_mended() -> None:
    office = Office()
    await office.works(30)
    office.source.book = workbook({"B9": "Иваноф Иван"})
    await office.works(300)
    office.source.book = workbook()
    await office.works(300)
    assert office.mails == [
        "Расписание дежурств: новых замечаний: 1",
        "Расписание дежурств: исправлено замечаний: 1",
    ]


@virtual_time
async def test_a_closed_clerk_closes_its_source() -> None:
    office = Office()
    await office.clerk.close()
    assert office.source.closed


@virtual_time
async def test_the_night_is_another_person() -> None:
    office = Office()
    await office.clerk.pull()
    answer = office.clerk.on_duty(DEPARTMENT, at("2026-11-06T23:00"))
    assert answer is not None
    assert MOROZOV in names(answer)

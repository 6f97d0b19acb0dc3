"""`watch`: the calls going on, in the terminal; over restarts of the application."""

import asyncio
import os
import pty
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from stasis_app.adapters.control.place import socket_file
from stasis_app.adapters.control.server import Server
from stasis_app.adapters.store.database import Database
from stasis_app.cli.watched import Watched, screen
from stasis_app.core.settings import Settings

from ..company import COMPANY
from .company_folder import CompanyFolder
from .test_mode import RunningApplication

NOW = datetime(2026, 11, 21, 3, 0, 42, tzinfo=UTC)
LEG: dict[str, Any] = {
    "name": "Изюмов Флорентий",
    "number": "+79991234501",
    "role": "primary",
    "dialled_at": "2026-11-21T06:00:01+03:00",
    "answered_at": None,
    "ended_at": None,
    "outcome": None,
    "cause": {"q850": None, "sip": None},
    "forwarded_to": None,
    "state": "ringing",
}
CALL: dict[str, Any] = {
    "id": "1700000000.1",
    "department": "otdel1",
    "did": "7770001",
    "caller": "+79161234567",
    "caller_name": "Пётр",
    "mode": "duty",
    "outcome": None,
    "started_at": "2026-11-21T06:00:00+03:00",
    "answered_at": None,
    "ended_at": None,
    "dial_seconds": None,
    "talk_seconds": None,
    "answered_by": None,
    "version": 7,
    "recording": None,
    "transfers": [],
    "state": "ringing",
    "legs": [LEG],
}
TALKING = {
    **CALL,
    "state": "talking",
    "answered_at": "2026-11-21T06:00:12+03:00",
    "answered_by": "Изюмов Флорентий",
    "legs": [{**LEG, "state": "talking", "answered_at": "2026-11-21T06:00:12+03:00"}],
}
ENDED = {
    **TALKING,
    "id": "1700000000.0",
    "state": "ended",
    "outcome": "answered",
    "ended_at": "2026-11-21T06:01:17+03:00",
    "dial_seconds": 12.0,
    "talk_seconds": 65.0,
    "legs": [{**LEG, "state": "ended", "outcome": "answered"}],
}
CONNECTED = {"connected": True, "problem": None}
SNAPSHOT: dict[str, Any] = {
    "notice": "snapshot",
    "version": 1,
    "at": "2026-11-21T06:00:42+03:00",
    "asterisk": CONNECTED,
    "calls": [CALL],
    "ended": [ENDED],
}


def shown(*notices: dict[str, Any], settings: Settings = COMPANY) -> str:
    watched = Watched()
    for notice in notices:
        watched.hear(notice)
    console = Console(width=120, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(screen(watched, NOW, settings))
    console.file.close()
    return console.export_text()


def change(call: dict[str, Any]) -> dict[str, Any]:
    return {"notice": "call", "call": call, "at": "2026-11-21T06:00:42+03:00"}


def test_a_call_that_rings_and_one_that_is_over() -> None:
    text = shown(SNAPSHOT)
    assert "звонков сейчас: 1" in text
    ringing = next(line for line in text.splitlines() if "06:00:00" in line)
    assert "otdel1" in ringing
    assert "+7 916 123-45-67" in ringing
    assert "дежурные" in ringing
    assert "Изюмов Флорентий: звонит 0:41" in ringing
    assert "Пётр" in text
    assert "0:42" in text
    assert "принят" in text
    assert "1:05" in text


def test_as_it_goes_on() -> None:
    text = shown(SNAPSHOT, change(TALKING))
    assert "Изюмов Флорентий: говорит 0:30" in text
    assert "разговор" in text
    over = shown(SNAPSHOT, change(TALKING), change({**ENDED, "id": CALL["id"]}))
    assert "звонков сейчас: 0" in over
    assert "Звонков нет." in over
    assert over.count("принят") == 2


def test_news_of_a_call_s_end_may_come_twice() -> None:
    over = change({**ENDED, "id": CALL["id"]})
    assert shown(SNAPSHOT, over, over).count("принят") == 2


def test_how_the_other_phones_have_ended() -> None:
    busy = {**LEG, "name": "PJSIP/101", "state": "ended", "outcome": "busy"}
    assert "101: занято" in shown(SNAPSHOT, change({**CALL, "legs": [busy, LEG]}))


def test_a_hidden_caller_stays_hidden() -> None:
    text = shown(SNAPSHOT, change({**CALL, "caller": None, "caller_name": None}))
    assert "номер скрыт" in text


def test_a_number_that_no_department_has() -> None:
    text = shown(SNAPSHOT, change({**CALL, "department": None, "mode": None, "legs": []}))
    assert "звонков сейчас: 1" in text


def test_what_a_caller_calls_himself_is_not_taken_for_commands() -> None:
    text = shown(SNAPSHOT, change({**CALL, "caller_name": "[red]a\x1b[2J"}))
    assert "[red]a[2J" in text


def test_asterisk_or_the_application_has_gone() -> None:
    assert "ищу приложение" in shown()
    gone = shown(SNAPSHOT, {"notice": "gone"})
    assert "приложение не работает" in gone
    assert "звонит" not in gone
    lost = {"notice": "asterisk", "connected": False, "problem": "401 Unauthorized"}
    assert "нет связи с Asterisk: 401 Unauthorized" in shown(SNAPSHOT, lost)
    assert "звонков сейчас: 1" in shown(
        SNAPSHOT, lost, {"notice": "asterisk", "connected": True, "problem": None}
    )


@asynccontextmanager
async def running(company: CompanyFolder, *notices: dict[str, Any]) -> AsyncIterator[None]:
    async with await Database.open(company.database, write=True) as database:
        application = RunningApplication(database)
        application.notices = list(notices)
        async with await Server.open(socket_file(company.database), application):
            yield


async def test_once(company: CompanyFolder) -> None:
    async with running(company, SNAPSHOT):
        for arguments in (("watch", "--once"), ("watch",)):  # without a terminal too
            outcome = await company.run_beside(*arguments)
            assert (outcome.code, outcome.err) == (0, "")
            assert "Изюмов Флорентий: звонит" in outcome.out
        document = (await company.run_beside("watch", "--json")).document
    assert document == {key: SNAPSHOT[key] for key in SNAPSHOT if key != "notice"}


async def test_no_application_runs(company: CompanyFolder) -> None:
    outcome = await company.run_beside("watch", "--once")
    assert outcome.code == 1
    assert "start stasis-app run" in outcome.err


class Terminal:
    def __init__(self, company: CompanyFolder) -> None:
        self.company = company
        self.ours, self.theirs = pty.openpty()
        self.seen = ""
        self.process: asyncio.subprocess.Process

    async def start(self) -> None:
        self.process = await self.company.start_in(
            self.theirs, "watch", COLUMNS="120", LINES="40", TERM="xterm"
        )
        os.close(self.theirs)

    async def shows(self, text: str) -> None:
        """From now on."""
        async with asyncio.timeout(20):
            while text not in self.seen:
                try:
                    read = await asyncio.to_thread(os.read, self.ours, 65536)
                except OSError:  # the other end has been closed
                    raise AssertionError(f"{text!r} was not shown: {self.seen}") from None
                self.seen += read.decode(errors="replace")
        self.seen = ""


async def test_in_a_terminal_over_a_restart_until_ctrl_c(company: CompanyFolder) -> None:
    terminal = Terminal(company)
    async with running(company, SNAPSHOT, change(TALKING)):
        await terminal.start()
        await terminal.shows("говорит")
    await terminal.shows("приложение не работает")
    async with running(company, {**SNAPSHOT, "calls": []}):
        await terminal.shows("Звонков нет.")
        terminal.process.send_signal(signal.SIGINT)
        await terminal.shows("\x1b[?1049l")  # the screen as it was before
        async with asyncio.timeout(20):
            assert await terminal.process.wait() == 0
    os.close(terminal.ours)

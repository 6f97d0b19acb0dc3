"""`mode`: shows and sets; asks the application when one runs, else does it itself."""

import asyncio
import os
import signal
from datetime import datetime

import aiohttp

from stasis_app.adapters.control.place import socket_file
from stasis_app.adapters.control.server import Server
from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.modes import Modes
from stasis_app.cli import identity
from stasis_app.core.answers import Json
from stasis_app.core.commands import SwitchMode
from stasis_app.core.keeping import NotKept
from stasis_app.core.overrides import Wish
from stasis_app.core.words import Mode

from ..company import NOW
from ..fake_streams import FakeStreams
from .company_folder import CompanyFolder


def test_nobody_has_switched_yet(company: CompanyFolder) -> None:
    nothing = {"mode": "secretary", "setting": "secretary", "since": None, "by": None}
    assert company.json("mode") == [
        {"department": name, **nothing, "until": None} for name in ("otdel1", "otdel2")
    ]


def test_one_is_switched(company: CompanyFolder) -> None:
    [switched] = company.json("mode", "otdel1", "duty")
    assert (switched["mode"], switched["setting"]) == ("duty", "duty")
    assert switched["by"] == identity.login_name()
    since = datetime.fromisoformat(switched["since"])
    assert switched["since"].endswith("+03:00")
    modes = {each["department"]: each for each in company.json("mode")}
    assert modes["otdel1"] == switched
    assert datetime.fromisoformat(modes["otdel1"]["since"]) == since
    assert modes["otdel2"]["mode"] == "secretary"


def test_all_are_switched(company: CompanyFolder) -> None:
    company.json("mode", "otdel2", "duty")
    assert [each["mode"] for each in company.json("mode", "all", "duty")] == ["duty", "duty"]
    assert [each["mode"] for each in company.json("mode", "all")] == ["duty", "duty"]


def test_for_people(company: CompanyFolder) -> None:
    outcome = company.run("mode", "otdel1", "duty")
    assert outcome.code == 0
    assert "дежурные" in outcome.out
    assert identity.login_name() in outcome.out
    assert "ещё никто не переключал" in company.run("mode").out


def test_auto_is_refused_without_business_hours(company: CompanyFolder) -> None:
    outcome = company.run("mode", "otdel1", "auto")
    assert outcome.code == 2
    assert "business hours" in outcome.err


def test_a_department_without_secretaries_is_always_in_duty_mode(company: CompanyFolder) -> None:
    company.edit("schedules/otdel2.yaml", 'secretary: {continue: "ext-queues,9999,1"}', "")
    outcome = company.run("mode", "otdel2", "secretary")
    assert outcome.code == 2
    assert "always in duty mode" in outcome.err
    modes = {each["department"]: each for each in company.json("mode", "all", "secretary")}
    assert modes["otdel1"]["mode"] == "secretary"
    assert modes["otdel2"] == {
        "department": "otdel2",
        "mode": "duty",
        "setting": "duty",
        "since": None,
        "by": None,
        "until": None,
    }


class RunningApplication(FakeStreams):
    """It holds the lock and answers on the socket."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.modes = Modes(database)
        self.switched: list[SwitchMode] = []
        self.wishes: list[tuple[Wish, str]] = []
        self.refuses = False

    async def switch(self, departments: tuple[str, ...], mode: Mode, by: str) -> None:
        if self.refuses:
            raise NotKept("the disk is full")
        command = SwitchMode(departments, mode, by, toggled=False)
        self.switched.append(command)
        await self.modes.switch(command, NOW)

    async def sync(self, accept: bool) -> Json:
        return {"result": "held" if not accept else "active", "version": 4, "departments": []}

    async def drain(self) -> int:
        return 0

    async def override(self, wish: Wish, by: str) -> list[Json]:
        self.wishes.append((wish, by))
        return []


async def test_the_running_application_is_asked(company: CompanyFolder) -> None:
    async with await Database.open(company.database, write=True) as database:
        running = RunningApplication(database)
        async with await Server.open(socket_file(company.database), running):
            switched = await company.run_beside("mode", "otdel1", "duty", "--json")
            held = await company.run_beside("sync", "--json")
            active = await company.run_beside("sync", "--accept", "--json")
    by = identity.login_name()
    assert running.switched == [SwitchMode(("otdel1",), Mode.DUTY, by, toggled=False)]
    assert (switched.code, switched.err) == (0, "")
    assert switched.document[0]["since"] == "2026-11-21T06:00:00+03:00"
    assert (held.code, held.document["result"]) == (1, "held")
    assert (active.code, active.document["result"]) == (0, "active")


async def test_the_running_application_will_not(company: CompanyFolder) -> None:
    async with await Database.open(company.database, write=True) as database:
        running = RunningApplication(database)
        running.refuses = True
        async with await Server.open(socket_file(company.database), running):
            outcome = await company.run_beside("mode", "otdel1", "duty")
    assert (outcome.code, outcome.err) == (1, "the disk is full\n")


async def test_another_command_that_writes_is_waited_for(company: CompanyFolder) -> None:
    looks = asyncio.Semaphore(0)

    async def nobody(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        looks.release()
        writer.close()

    async with (
        await Database.open(company.database, write=True),
        await asyncio.start_unix_server(nobody, socket_file(company.database)),
    ):
        process = await company.start("mode", "otdel1", "duty", "--json")
        await looks.acquire()
        await looks.acquire()  # between the two it has found the lock taken
    _, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")


async def test_the_real_application_is_asked_though_asterisk_is_not_there(
    company: CompanyFolder, unused_tcp_port: int
) -> None:
    company.edit("config.yaml", "http://127.0.0.1:8088", "http://127.0.0.1:9")
    company.edit("config.yaml", "#web:", f"web: {{listen: 127.0.0.1:{unused_tcp_port}}}")
    process = await company.start("run", ARI_PASSWORD="x")
    try:
        await told(process, "no connection to Asterisk")
        switched = await company.run_beside("mode", "otdel1", "duty", "--json")
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{unused_tcp_port}/status") as response,
        ):
            status = await response.json()
    finally:
        process.send_signal(signal.SIGTERM)
        await process.communicate()
    assert (switched.code, switched.err) == (0, "")
    assert switched.document[0]["mode"] == "duty"
    assert (response.status, status["status"]) == (503, "failing")
    assert process.returncode == 0
    assert "control.sock" not in os.listdir(company.database.parent)


async def told(process: asyncio.subprocess.Process, words: str) -> None:
    assert process.stderr is not None
    while line := await process.stderr.readline():
        if words in line.decode():
            return
    raise AssertionError(f"it has ended without telling {words!r}")


async def test_the_application_needs_its_secrets(company: CompanyFolder) -> None:
    outcome = await company.run_apart("run")
    assert outcome.code == 2
    assert "the variable ARI_PASSWORD is not set" in outcome.err


async def test_what_keeps_the_application_from_running_is_told(company: CompanyFolder) -> None:
    company.edit("config.yaml", "#web:", "web: {listen: 192.0.2.1:8080}")
    outcome = await company.run_apart("run", ARI_PASSWORD="x")
    assert outcome.code == 1
    assert "web.listen" in outcome.err
    assert "Traceback" not in outcome.err

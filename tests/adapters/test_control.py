"""The control socket: a command asks, the running application answers."""

import asyncio
import json
import os
import socket
import stat
import subprocess
import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from stasis_app.adapters.control.asking import ControlError, NobodyAnswers, Refused
from stasis_app.adapters.control.client import Client
from stasis_app.adapters.control.place import socket_file
from stasis_app.adapters.control.server import Server
from stasis_app.core.keeping import NotKept
from stasis_app.core.overrides import Add, End, Swap, Wish
from stasis_app.core.trial_order import TrialWish
from stasis_app.core.words import Mode, Role

from ..fake_streams import FakeStreams


class Application(FakeStreams):
    """A running one, as far as it can be asked."""

    def __init__(self) -> None:
        super().__init__()
        self.switched: list[tuple[tuple[str, ...], Mode, str]] = []
        self.accepted: list[bool] = []
        self.wishes: list[tuple[Wish, str]] = []
        self.refuses: str | None = None

    async def switch(self, departments: tuple[str, ...], mode: Mode, by: str) -> None:
        if self.refuses:
            raise NotKept(self.refuses)
        self.switched.append((departments, mode, by))

    async def sync(self, accept: bool) -> dict[str, Any]:
        if self.refuses:
            raise NotKept(self.refuses)
        self.accepted.append(accept)
        return {"result": "unchanged", "version": 3, "departments": []}

    async def drain(self) -> int:
        return 3

    async def override(self, wish: Wish, by: str) -> list[dict[str, Any]]:
        if self.refuses:
            raise NotKept(self.refuses)
        self.wishes.append((wish, by))
        return [{"id": 7}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return socket_file(tmp_path / "stasis_app.db")


async def test_a_command_asks_the_running_application(path: Path) -> None:
    application = Application()
    async with await Server.open(path, application):
        client = Client(path)
        assert await client.ping() == os.getpid()
        await client.switch(("otdel1", "отдел2"), Mode.DUTY, "ольга")
        answer = await client.sync(accept=True)
    assert application.switched == [(("otdel1", "отдел2"), Mode.DUTY, "ольга")]
    assert application.accepted == [True]
    assert answer == {"result": "unchanged", "version": 3, "departments": []}


async def test_a_refusal_comes_back_in_words(path: Path) -> None:
    application = Application()
    application.refuses = "the disk is full"
    async with await Server.open(path, application):
        with pytest.raises(Refused, match="the disk is full"):
            await Client(path).switch(("otdel1",), Mode.DUTY, "olga")
        with pytest.raises(Refused, match="the disk is full"):
            await Client(path).sync(accept=False)
        with pytest.raises(Refused, match="the disk is full"):
            await Client(path).override(End(7), "olga")


TEN = datetime.fromisoformat("2026-11-23T10:00")
WISHES = [
    Add("отдел1", Role.PRIMARY, "Иванов Иван", TEN, TEN + timedelta(hours=5, microseconds=1)),
    Add("otdel1", Role.BACKUP, None, TEN, TEN + timedelta(hours=5)),
    Swap("otdel1", "Иванов Иван", "Петров Пётр", TEN, TEN + timedelta(days=1)),
    End(7),
]


@pytest.mark.parametrize("wish", WISHES)
async def test_a_wish_arrives_as_it_was(path: Path, wish: Wish) -> None:
    application = Application()
    async with await Server.open(path, application):
        assert await Client(path).override(wish, "ольга") == [{"id": 7}]
    assert application.wishes == [(wish, "ольга")]


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def may_connect(path: Path, who: int | None) -> bool:
    """Whoever connects to a socket has to have the right to write to it (unix(7))."""
    asked = subprocess.run(
        ["test", "-w", path], user=who, group=who, extra_groups=None if who is None else []
    )
    return asked.returncode == 0


async def test_a_stranger_is_refused_wherever_the_socket_lies() -> None:
    """As another user, which only root can be; as anybody else by the rights alone."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        path = socket_file(Path(folder) / "stasis_app.db")
        async with await Server.open(path, Application()):
            assert may_connect(path, None)
            assert rights(path) & 0o007 == 0
            if os.geteuid() == 0:
                assert not may_connect(path, 65534)
            path.chmod(0o666)
            if os.geteuid() == 0:
                assert may_connect(path, 65534)


async def test_only_the_owner_and_his_group_may_ask(path: Path) -> None:
    async with await Server.open(path, Application()):
        assert rights(path) == 0o660


async def test_nobody_runs(path: Path) -> None:
    with pytest.raises(NobodyAnswers):
        await Client(path).ping()


async def test_the_socket_goes_with_the_server(path: Path) -> None:
    async with await Server.open(path, Application()):
        pass
    assert os.listdir(path.parent) == []


def left_by_a_crash(path: Path) -> None:
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(path))
    dead.close()


async def test_nobody_answers_on_a_socket_that_a_crash_has_left(path: Path) -> None:
    left_by_a_crash(path)
    with pytest.raises(NobodyAnswers):
        await Client(path).ping()


async def test_a_socket_that_a_crash_has_left_is_replaced(path: Path) -> None:
    left_by_a_crash(path)
    async with await Server.open(path, Application()):
        assert await Client(path).ping() == os.getpid()


async def test_a_second_application_does_not_take_the_socket(path: Path) -> None:
    async with await Server.open(path, Application()):
        with pytest.raises(ControlError, match="another application answers here"):
            await Server.open(path, Application())
        assert await Client(path).ping() == os.getpid()


def put_another_there(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.touch()


async def test_a_socket_that_somebody_else_has_made_since_is_left_alone(path: Path) -> None:
    server = await Server.open(path, Application())
    put_another_there(path)
    await server.close()
    assert sorted(os.listdir(path.parent)) == ["control.sock", "elsewhere"]


def test_a_file_in_its_place_is_not_overwritten(path: Path) -> None:
    path.write_text("somebody's notes")
    with pytest.raises(ControlError, match="no socket"):
        asyncio.run(Server.open(path, Application()))
    assert path.read_text() == "somebody's notes"


async def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="cannot be made"):
        await Server.open(tmp_path / "nowhere" / "control.sock", Application())


async def test_a_path_longer_than_a_socket_may_have(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    async with await Server.open(folder / "control.sock", Application()):
        assert await Client(folder / "control.sock").ping() == os.getpid()
    assert os.listdir(folder) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"departments": "otdel1", "mode": "duty", "by": "olga"}',
        b'{"departments": [1], "mode": "duty", "by": "olga"}',
        b'{"departments": ["otdel1"], "mode": "night", "by": "olga"}',
        b'{"departments": ["otdel1"], "mode": ["duty"], "by": "olga"}',
        b'{"departments": ["otdel1"], "mode": "duty"}',
    ],
)
async def test_nonsense_switches_nothing(path: Path, body: bytes) -> None:
    application = Application()
    async with (
        await Server.open(path, application),
        aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path))) as session,
        session.post("http://control/mode", data=body) as response,
    ):
        assert response.status == 400
        assert "wanted" in (await response.json())["error"]
    assert application.switched == []


PERIOD = {"since": "2026-11-23T10:00:00", "until": "2026-11-23T15:00:00"}
IVANOV = {"department": "otdel1", "role": "primary", "person": "Иванов Иван"}


@pytest.mark.parametrize(
    "asked",
    [
        {"by": "olga"},
        {"wish": {"id": 7}},
        {"wish": {"id": "x"}, "by": "olga"},
        {"wish": IVANOV, "by": "olga"},
        {"wish": {**IVANOV, **PERIOD, "role": "secretary"}, "by": "olga"},
        {"wish": {**IVANOV, **PERIOD, "until": "2026-11-23T15:00:00Z"}, "by": "olga"},
    ],
)
async def test_a_wish_that_is_not_to_be_understood(path: Path, asked: dict[str, Any]) -> None:
    application = Application()
    async with await Server.open(path, application):
        with pytest.raises(ControlError, match="wanted: wish"):
            await Client(path)._ask("POST", "/override", asked, 5.0)
    assert application.wishes == []


async def test_somebody_else_listens_there(path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"220 mail.example.com ESMTP\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_unix_server(talk, path):
        with pytest.raises(ControlError, match="not to be understood"):
            await Client(path).ping()


async def test_an_older_application_that_does_not_know_the_wish(path: Path) -> None:
    async with await Server.open(path, Application()):
        with pytest.raises(ControlError, match="of another version"):
            await Client(path)._ask("POST", "/sing", None, 1.0)


def test_the_socket_stands_beside_the_database() -> None:
    assert socket_file(Path("data/stasis_app.db")) == Path("data/control.sock")
    assert json.dumps(Mode.DUTY) == '"duty"'


async def test_the_calls_are_told_until_nobody_listens(path: Path) -> None:
    application = Application()
    application.notices = [{"notice": "snapshot", "calls": []}, {"notice": "call"}]
    async with await Server.open(path, application):
        async with aclosing(Client(path).watch()) as notices:
            assert [await anext(notices), await anext(notices)] == application.notices
        assert await application.left.get() == "watch"


async def test_the_end_of_the_application_ends_what_is_told(path: Path) -> None:
    application = Application()
    application.notices = [{"notice": "snapshot"}]
    async with await Server.open(path, application):
        notices = Client(path).watch()
        assert await anext(notices) == {"notice": "snapshot"}
    assert [each async for each in notices] == []
    assert await application.left.get() == "watch"


async def test_a_test_call_is_told_to_its_end(path: Path) -> None:
    application = Application()
    application.steps = [{"step": "order"}, {"step": "ended", "outcome": "answered"}]
    wish = TrialWish("отдел1", "+7 999 123-45-01", "102")
    async with await Server.open(path, application):
        steps = [each async for each in Client(path).test_call(wish, "ольга")]
    assert steps == application.steps
    assert application.tried == [(wish, "ольга")]


async def test_a_test_call_is_broken_off_by_who_asked_for_it(path: Path) -> None:
    application = Application()
    application.steps = [{"step": "order"}]
    application.stays = True
    async with await Server.open(path, application):
        async with aclosing(Client(path).test_call(TrialWish("otdel1"), "olga")) as steps:
            await anext(steps)
        assert await application.left.get() == "test call"


async def test_a_test_call_that_is_refused(path: Path) -> None:
    application = Application()

    async def refused(wish: TrialWish, by: str) -> AsyncGenerator[Any, None]:
        raise NotKept("this number may not be rung")
        yield

    application.test_call = refused  # type: ignore[method-assign]
    async with await Server.open(path, application):
        with pytest.raises(Refused, match="may not be rung"):
            await anext(Client(path).test_call(TrialWish("otdel1"), "olga"))


async def test_nobody_runs_who_could_tell_anything(path: Path) -> None:
    with pytest.raises(NobodyAnswers):
        await anext(Client(path).watch())


async def test_a_stream_that_is_not_to_be_understood(path: Path) -> None:
    async with await Server.open(path, Application()):
        client = Client(path)
        with pytest.raises(ControlError, match="of another version"):
            await anext(client._follow("/recordings", {}))
        with pytest.raises(ControlError, match="400"):
            await anext(client._follow("/test-call", {}))

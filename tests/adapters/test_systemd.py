"""What systemd hears of the application (sd_notify(3)): the test is the one who listens."""

import asyncio
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from stasis_app.adapters.systemd import Supervisor

SECONDS = 5.0


class Systemd:
    """Listens like systemd: `address` is what it puts into NOTIFY_SOCKET."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self.socket.settimeout(SECONDS)

    def hears(self) -> list[str]:
        """The lines of the next datagram."""
        return self.socket.recv(4096).decode().split("\n")

    def nothing_more(self) -> bool:
        self.socket.setblocking(False)
        try:
            self.socket.recv(4096)
        except BlockingIOError:
            return True
        return False


@pytest.fixture(params=["path", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Systemd]:
    abstract = f"@stasis-app-{secrets.token_hex(8)}"
    systemd = Systemd(abstract if request.param == "abstract" else str(tmp_path / "notify"))
    yield systemd
    systemd.socket.close()


def supervisor(systemd: Systemd, **environ: str) -> Supervisor:
    return Supervisor({"NOTIFY_SOCKET": systemd.address, **environ})


def test_it_is_ready_once_and_its_state_is_shown(systemd: Systemd) -> None:
    app = supervisor(systemd)
    app.serving()
    app.waiting("no connection to Asterisk")
    app.serving()
    app.stopping()
    assert [systemd.hears() for _ in range(4)] == [
        ["READY=1", "STATUS=calls are served"],
        ["STATUS=no connection to Asterisk"],
        ["STATUS=calls are served"],
        ["STOPPING=1", "STATUS=stopping"],
    ]


async def test_signs_of_life_come_twice_in_the_time_of_the_watchdog(systemd: Systemd) -> None:
    app = supervisor(systemd, WATCHDOG_USEC="20000", WATCHDOG_PID=str(os.getpid()))
    assert app.watchdog == 0.02
    beating = asyncio.create_task(app.run())
    signs = [await asyncio.to_thread(systemd.hears) for _ in range(3)]
    beating.cancel()
    assert signs == [["WATCHDOG=1"]] * 3


async def test_a_loop_that_hangs_gives_no_sign_of_life(systemd: Systemd) -> None:
    app = supervisor(systemd, WATCHDOG_USEC="20000")
    beating = asyncio.create_task(app.run())
    await asyncio.sleep(0)
    assert systemd.hears() == ["WATCHDOG=1"]
    systemd.socket.settimeout(0.2)
    with pytest.raises(TimeoutError):  # this very thread waits, and with it the loop
        systemd.hears()
    beating.cancel()


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "soon"},
        {"WATCHDOG_USEC": "20000", "WATCHDOG_PID": "1"},
    ],
)
async def test_without_a_watchdog_of_its_own_it_gives_none(
    systemd: Systemd, environ: dict[str, str]
) -> None:
    app = supervisor(systemd, **environ)
    await app.run()
    assert systemd.nothing_more()


async def test_without_systemd_nobody_is_told() -> None:
    for environ in ({}, {"NOTIFY_SOCKET": "vsock:2:1234"}):
        app = Supervisor({"WATCHDOG_USEC": "20000", **environ})
        app.serving()
        app.stopping()
        await app.run()


def test_a_systemd_that_does_not_listen_holds_nothing_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")})
    app.serving()
    app.stopping()
    assert caplog.text.count("systemd could not be told") == 1
    assert "systemd could not be told READY=1" in caplog.text

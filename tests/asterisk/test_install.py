"""From nothing to answered calls on a bare Debian with only an Asterisk, and back to nothing."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .bare_pbx import BarePbx, Notified
from .rig.bare import OFFLINE, Debian, bare_debian
from .rig.ports import claim_ports
from .rig.sip import OFF, ON, Line, OutgoingCall

MOBILE = "+79991230001"
DID = "7770001"
DAYS = [f"{day},Peter Primary" for day in range(1, 32)]
ROSTER = "\n".join([",All day", ",", "Day,0:00-23:59", *DAYS])
STAFF = f"Peter Primary,{MOBILE},peter@example.com"
MADE = ("/opt/stasis-app", "/usr/local/bin/stasis-app", "/etc/systemd/system/stasis-app.service")
KEPT = ("/etc/stasis-app", "/var/lib/stasis-app")
SUMS = (
    "find /etc/asterisk /usr/share/asterisk/sounds /etc/passwd -type f -exec md5sum {} + |"
    " sort -k 2"
)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Others may enter it, the application's user among them."""
    folder = tmp_path / "outside"
    folder.mkdir(mode=0o755)
    tmp_path.chmod(0o755)
    return folder


@pytest.fixture
async def debian(outside: Path) -> AsyncIterator[Debian]:
    async with bare_debian(outside) as debian:
        yield debian


@pytest.fixture
async def pbx(debian: Debian) -> AsyncIterator[BarePbx]:
    ports = await asyncio.to_thread(claim_ports)
    try:
        pbx = BarePbx(debian, ports)
        await pbx.set_up()
        yield pbx
    finally:
        ports.give_back()


@pytest.mark.timeout(300, func_only=True)  # the first time a Debian is made
async def test_from_a_bare_debian_to_answered_calls_and_back(pbx: BarePbx) -> None:
    debian = pbx.debian
    before = await debian.run(SUMS)
    await debian.run(
        " && ".join(
            [
                *(f"export {name}={value}" for name, value in OFFLINE.items()),
                "python3 -m venv x",
                "x/bin/pip install --quiet ./checkout",
            ]
        )
    )
    start = await installed(debian, before)
    await configured(pbx)
    application = await started(pbx, start)
    assert "error: 0" in await debian.run("stasis-app check")
    await calls_are_answered(pbx)
    await stopped(debian, application)
    await uninstalled(debian, before)


async def installed(debian: Debian, before: str) -> str:
    """The command by which it is started where no systemd runs."""
    would = await debian.run("x/bin/stasis-app install --dry-run --language en")
    assert "made" not in would.split()
    assert await debian.run(SUMS) == before
    declined = await debian.run("x/bin/stasis-app install --language en")
    assert "systemd does not run here" in declined
    unchanged = (await debian.run(SUMS)).splitlines()
    assert [each for each in before.splitlines() if each not in unchanged] == [
        each for each in before.splitlines() if each.endswith(" /etc/passwd")
    ]
    await debian.run("x/bin/stasis-app install --yes --language en")
    after = await debian.run(f"{SUMS}; find {' '.join(KEPT + MADE)} | sort")
    again = await debian.run("x/bin/stasis-app install --yes --language en")
    assert await debian.run(f"{SUMS}; find {' '.join(KEPT + MADE)} | sort") == after
    assert not {"made", "renewed", "left"} & set(again.partition("What comes next")[0].split())
    return again.strip().splitlines()[-1].strip()


async def configured(pbx: BarePbx) -> None:
    """A department, its sheets, and the dialplan; with nothing but the program's own commands."""
    debian = pbx.debian
    numbers = f"--did {DID} --extension 7711 --code '*5501' --ring PJSIP/101"
    added = await debian.run(f"stasis-app add-department otdel1 {numbers}")
    assert "stasis-app dialplan --for asterisk" in added
    for name, text in (("Otdel1", ROSTER), ("Otdel1Staff", STAFF)):
        (debian.outside / f"{name}.csv").write_text(text + "\n")
    await debian.run("cp *.csv /etc/stasis-app/schedules/workbook/")
    await debian.run("printf 'web: {listen: \"127.0.0.1:0\"}\\n' >> /etc/stasis-app/config.yaml")
    await debian.run("stasis-app sync")
    printed = "/etc/asterisk/extensions_stasis_app.conf"
    await debian.run(f"stasis-app dialplan --for asterisk > {printed}")
    await pbx.include(
        "extensions_stasis_app.conf",
        trunk="include => stasis-app-inbound",
        phones="include => stasis-app-internal\ninclude => stasis-app-codes",
    )


async def started(pbx: BarePbx, start: str) -> asyncio.subprocess.Process:
    """Ready means that calls are served."""
    environment = "NOTIFY_SOCKET=/outside/notify WATCHDOG_USEC=1000000"
    with Notified(pbx.debian.outside / "notify") as notified:
        run = f"echo $$ > pid; export {environment}; exec {start} >log 2>&1"
        application = await pbx.debian.start(run)
        await asyncio.to_thread(notified.hears, "READY=1")
        await asyncio.to_thread(notified.hears, "WATCHDOG=1")
    return application


async def calls_are_answered(pbx: BarePbx) -> None:
    async with pbx.provider() as provider, pbx.phone("101") as phone:
        await phone.register()
        mobile = provider.number(MOBILE)
        lamp = phone.watch("*5501")
        await lamp.shows(OFF)
        code = phone.call("*5501")
        await code.answered()
        await lamp.shows(ON)
        code.hang_up()
        lamp.unsubscribe()
        await is_answered(provider.call(DID, "+79161234567"), mobile)
        await is_answered(phone.call("7711"), mobile)


async def is_answered(caller: OutgoingCall, mobile: Line) -> None:
    ringing = await mobile.rings()
    ringing.ring()
    await caller.rings()
    ringing.answer()
    await caller.answered()
    await caller.hears(ringing)
    await ringing.hears(caller)
    caller.hang_up()
    await ringing.ended()


async def stopped(debian: Debian, application: asyncio.subprocess.Process) -> None:
    told = await debian.run("stasis-app journal --json")
    assert told.count('"outcome": "answered"') == 4  # two calls, and in each the mobile
    assert len(await mails(debian)) == 2
    await debian.run(f"kill -{signal.SIGTERM.value} $(cat pid)")
    async with asyncio.timeout(30):
        await application.wait()
    assert application.returncode == 0


async def mails(debian: Debian) -> list[str]:
    return (await debian.run("ls /var/lib/stasis-app/mail")).split()


async def uninstalled(debian: Debian, before: str) -> None:
    told = await debian.run("stasis-app uninstall --yes --language en")
    assert "left      /var/lib/stasis-app" in told
    for gone in MADE:
        await debian.run(f"test ! -e {gone}")
    for kept in KEPT:
        await debian.run(f"test -d {kept}")
    await debian.run("x/bin/stasis-app uninstall --yes --purge --language en")
    for gone in KEPT:
        await debian.run(f"test ! -e {gone}")
    ours = ("extensions.conf", "extensions_stasis_app.conf")  # entered by hand
    after = [each for each in (await debian.run(SUMS)).splitlines() if not each.endswith(ours)]
    assert after == [each for each in before.splitlines() if not each.endswith(ours)]

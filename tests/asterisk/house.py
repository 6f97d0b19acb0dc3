"""A department on a real Asterisk, with the application running for it.

A test opens one with what matters to it; everything else is ordinary: two people on duty all day,
duty mode, the backup joins after a second, nobody is rung longer than four.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml

from stasis_app import config as configuration
from stasis_app.app import Application
from stasis_app.core.call.call import PATIENCE
from stasis_app.core.call.leg import LONGEST_FAREWELL
from stasis_app.core.commands import SwitchMode
from stasis_app.core.record import LegRow, Row, row_of
from stasis_app.core.retention import Retention
from stasis_app.core.words import Mode

from .rig import Asterisk
from .rig.leftovers import nothing_left
from .rig.numbers import Department, Numbers
from .rig.proxy import Proxy
from .rig.sip import IncomingCall, Line, OutgoingCall, Provider

PRIMARY = "Изюмов Флорентий"
BACKUP = "Сабитов Никита"
PRIMARY_MAIL = "primary@example.com"
BACKUP_MAIL = "backup@example.com"
SECONDS = 10.0
LONGEST = timedelta(seconds=PATIENCE + LONGEST_FAREWELL)  # somebody may be told who has called
SCHEDULE = {"sheet": "Roster", "staff": "Staff"}

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Leg:
    """A leg of the journal, without its times, which `House.journal` checks by themselves."""

    name: str
    role: str
    outcome: str
    q850: int | None = None
    sip: int | None = None
    forwarded_to: str | None = None


@dataclass(frozen=True)
class Told:
    """A whole row of the journal, without its times."""

    outcome: str
    legs: tuple[Leg, ...] = ()
    answered_by: str | None = None
    mode: str | None = "duty"
    caller: str | None = None
    caller_name: str | None = None
    did: str | None = None
    department: str | None = None
    transfers: tuple[tuple[str | None, str | None], ...] = ()  # by whom, to which number
    reason: str | None = None
    recording: str | None = None


class House:
    """`app` is the running application, from `start` until `stop`; it may be started again."""

    def __init__(
        self,
        pbx: Asterisk,
        provider: Provider,
        department: Department,
        numbers: Numbers,
        config_file: Path,
    ) -> None:
        self.pbx = pbx
        self.provider = provider
        self.department = department
        self.config_file = config_file
        self.numbers = numbers
        self.app: Application
        self.primary: Line
        self.backup: Line
        self.customer = numbers.customer()
        self.rows: asyncio.Queue[Row] = asyncio.Queue()
        self._open = AsyncExitStack()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        loaded = configuration.load(self.config_file, os.environ)
        self.app = await self._open.enter_async_context(Application.open(loaded))
        self.app.board.on_closed = self.rows.put_nowait
        self._running = asyncio.create_task(self.app.run(), name="application")
        async with asyncio.timeout(SECONDS):
            await self.app.connected.wait()
        await self.app.clerk.pull()

    async def stop(self) -> None:
        """In order.  Nothing happens when it is not running."""
        if self._running is None:
            return
        self.app.stop()
        try:
            await self._running
        finally:
            self._running = None
            await self._open.aclose()

    def call(self, **how: Any) -> OutgoingCall:
        """A customer calls the department; `how` as in Provider.call."""
        return self.provider.call(self.department.did, self.customer, **how)

    async def rings(self) -> tuple[OutgoingCall, IncomingCall]:
        """A customer calls, the primary's phone rings, and he hears it ring."""
        caller = self.call()
        phone = await self.primary.rings()
        phone.ring()
        await caller.rings()
        return caller, phone

    async def hears_of_the_end(self, name: str) -> None:
        """The application does, of whoever rings this person."""
        async with asyncio.timeout(SECONDS):
            while not any(leg.name == name and leg.ended_at for leg in self._live_legs()):  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.01)

    def _live_legs(self) -> list[LegRow]:
        calls = [each.call for each in self.app.board.live.values() if each.call]
        return [leg for call in calls for leg in row_of(call).legs]

    async def switch(self, mode: Mode) -> None:
        """As by a command: not guarded."""
        command = SwitchMode((self.department.name,), mode, "test", toggled=False)
        await self.app.office.switch(command, datetime.now(UTC))

    async def journal(self) -> Told:
        """The next call that has ended, as the database has it; its times are checked."""
        async with asyncio.timeout(LONGEST.total_seconds() + SECONDS):
            closed = await self.rows.get()
        await self.app.writer.flush()
        row = await self.app.history.call(closed.visit.id)
        assert row is not None
        return self.as_told(row)

    def as_told(self, row: Row) -> Told:
        check_times(row)
        return Told(
            outcome=str(row.outcome),
            legs=tuple(
                Leg(
                    leg.name,
                    leg.role,
                    str(leg.outcome),
                    leg.cause.q850 if leg.cause else None,
                    leg.cause.sip if leg.cause else None,
                    leg.forwarded_to,
                )
                for leg in row.legs
            ),
            answered_by=row.answered_by,
            mode=row.why.mode,
            caller=row.visit.caller.number,
            caller_name=row.visit.caller.name,
            did=row.visit.did,
            department=row.visit.department,
            transfers=tuple((each.by, each.to) for each in row.transfers),
            reason=row.reason,
            recording=row.recording,
        )

    def told(self, outcome: str, *legs: Leg, **more: Any) -> Told:
        """What the journal should say of an ordinary call of this test's customer."""
        known: dict[str, Any] = {
            "caller": self.customer,
            "did": self.department.did,
            "department": self.department.name,
        }
        return Told(outcome, legs, **{**known, **more})

    async def mails(self) -> list[EmailMessage]:
        """All that have been written until now, once the outbox is empty."""
        async with asyncio.timeout(SECONDS):
            while (await self.app.outbox.counts(datetime.now(UTC))).waiting:
                self.app.courier.wake()
                await asyncio.sleep(0.02)  # noqa: ASYNC110 (nobody tells when a file is written)
        return self.letters()

    def letters(self) -> list[EmailMessage]:
        """Those that have been written by now."""
        folder = self.app.config.mail.folder
        files = sorted(folder.glob("*.eml"))
        return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]

    async def recordings_are_tried_again(self) -> None:
        """Those that could not be fetched: at once."""
        now = datetime.now(UTC)
        for row in await self.app.outbox.due("recording", now + timedelta(hours=1), 10):
            await self.app.outbox.later(row.id, now, "")
        self.app.recordings.wake()

    async def recordings_are_kept_for_no_time(self) -> None:
        """From now on: those that are there are too old."""
        sweeper = self.app.sweeper
        sweeper.retention = lambda: Retention(days=0)
        sweeper.wake()

    async def mails_about_calls(self) -> list[EmailMessage]:
        """Without what the administrators are told of the schedule."""
        mails = await self.mails()
        return [each for each in mails if each["Subject"].startswith("Информация о звонке")]

    @property
    def database(self) -> Path:
        return self.app.config.database

    async def nothing_left(self) -> None:
        await nothing_left(self.pbx)


def check_times(row: Row) -> None:
    """In the order in which things can happen only."""
    assert row.ended_at is not None
    assert row.started_at <= (row.answered_at or row.started_at) <= row.ended_at
    for leg in row.legs:
        times = [leg.dialled_at, leg.answered_at, leg.ended_at]
        known = [row.started_at, *(each for each in times if each is not None)]
        assert known == sorted(known)
        assert leg.ended_at is not None
        assert leg.ended_at - row.ended_at < LONGEST


def through(proxy: Proxy) -> Settings:
    """A configuration: Asterisk is reached through the proxy."""
    ari = {"url": proxy.url, "username": Asterisk.ari_user, "password": Asterisk.ari_password}
    return {"ari": ari}


@asynccontextmanager
async def opened(
    pbx: Asterisk,
    provider: Provider,
    numbers: Numbers,
    folder: Path,
    *,
    mode: Mode = Mode.DUTY,
    config: Settings | None = None,
    department: Settings | None = None,
    duty: Settings | None = None,
    primary: str | None = None,
    backup: str | None = None,
    others: Sequence[Settings] = (),
    which: Department | None = None,
) -> AsyncIterator[House]:
    """`config`, `department`, `duty`: what differs from the ordinary, in the words of the YAML;
    `others`: further departments, each complete but for its schedule.

    `primary`, `backup`: their numbers; a mobile each when nothing is said, nobody when empty.
    """
    own = which or numbers.department()
    first = numbers.mobile() if primary is None else primary
    second = numbers.mobile() if backup is None else backup
    file = _write(pbx, folder, own, (first, second), config or {}, department or {}, duty or {})
    for other in others:
        _write_department(folder, {"schedule": SCHEDULE, **other})
    house = House(pbx, provider, own, numbers, file)
    house.primary = provider.number(first)
    house.backup = provider.number(second)
    try:
        await house.start()
        if mode is not Mode.SECRETARY:
            await house.switch(mode)
        yield house
        await house.nothing_left()
    finally:
        await house.stop()


def _write(
    pbx: Asterisk,
    folder: Path,
    own: Department,
    phones: tuple[str, str],
    config: Settings,
    department: Settings,
    duty: Settings,
) -> Path:
    schedules = folder / "schedules"
    workbook = schedules / "workbook"
    workbook.mkdir(parents=True)
    usual: dict[str, Any] = {
        "ari": {"url": pbx.ari_url, "username": pbx.ari_user, "password": pbx.ari_password},
        "dial": {"endpoint": "PJSIP/{number}@trunk"},
        "timezone": "Europe/Moscow",
        "country": "RU",
        "web": {"listen": "127.0.0.1:0"},
    }
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump({**usual, **config}, allow_unicode=True))
    ordinary: dict[str, Any] = {
        "department": own.name,
        "title": f"Отдел №{own.number}",
        "dids": [own.did],
        "extension": own.inside,
        "toggle": {"code": own.code},
        "secretary": {"continue": "ext-queues,9999,1"},
        "schedule": SCHEDULE,
        "duty": {"strategy": "staggered", "stagger": "1s", "timeout": "4s", **duty},
    }
    _write_department(folder, {**ordinary, **department})
    names = [name if phone else "" for name, phone in zip((PRIMARY, BACKUP), phones, strict=True)]
    header = [",Сутки,", ",,", "Число,0:00-23:59,0:00-23:59"]
    days = [f"{day},{names[0]},{names[1]}" for day in range(1, 32)]
    (workbook / "Roster.csv").write_text("\n".join([*header, *days]) + "\n")
    mails = (PRIMARY_MAIL, BACKUP_MAIL)
    staff = zip((PRIMARY, BACKUP), phones, mails, strict=True)
    (workbook / "Staff.csv").write_text("\n".join(",".join(each) for each in staff) + "\n")
    return file


def _write_department(folder: Path, department: Settings) -> None:
    file = folder / "schedules" / f"{department['department']}.yaml"
    file.write_text(yaml.safe_dump(dict(department), allow_unicode=True))

"""A telephone system and a journal for the driver: they behave, and keep what was asked when."""

import asyncio
from datetime import datetime, timedelta

from stasis_app.core import commands, events
from stasis_app.core.commands import ChannelCommand, DutyCommand, Rejected, SwitchMode
from stasis_app.core.entry import Arrival
from stasis_app.core.events import Event, LegEvent
from stasis_app.core.keeping import NotKept
from stasis_app.core.mail import OutboxMail
from stasis_app.core.overrides import Unacceptable
from stasis_app.core.plan import Plan
from stasis_app.core.record import Row
from stasis_app.core.retelling import Rebuilt
from stasis_app.core.settings import Department
from stasis_app.core.taking_over import Standing
from stasis_app.core.trunk_refusals import TrunkRefusal
from stasis_app.core.words import CALLER, CallId, LegId
from stasis_app.switchboard import Switchboard

from . import company


def now() -> datetime:
    """The loop's own clock, as an instant of the company's night."""
    return company.NOW + timedelta(seconds=asyncio.get_running_loop().time())


def arrival(call: str, *args: str, number: str | None = "+79161234567") -> Arrival:
    return Arrival(
        call=CallId(call),
        channel=call,
        channel_name=f"PJSIP/trunk-{call}",
        args=args,
        number=number,
        name=None,
        extension="7770001",
        context="from-trunk",
        up=False,
    )


class FakeModeBook:
    def __init__(self) -> None:
        self.kept: list[tuple[SwitchMode, datetime]] = []
        self.full = False

    async def switch(self, command: SwitchMode, at: datetime) -> None:
        if self.full:
            raise NotKept("the disk is full")
        self.kept.append((command, at))


class FakeDutyBook:
    """Nobody of the staff has asked, until `standing` is given."""

    def __init__(self) -> None:
        self.found: Standing | None = None
        self.asked: list[tuple[str, str | None]] = []
        self.changed: list[DutyCommand] = []
        self.refuses: NotKept | Unacceptable | None = None

    def standing(self, department: Department, number: str | None, at: datetime) -> Standing:
        self.asked.append((department.name, number))
        return self.found or Standing(company.on_duty(department, at), None, None, None, None)

    async def change(self, command: DutyCommand) -> None:
        if self.refuses:
            raise self.refuses
        self.changed.append(command)


class FakeJournal:
    def __init__(self) -> None:
        self.plans: list[Plan] = []
        self.opened_rows: list[Row] = []
        self.events: dict[CallId, list[tuple[int, datetime, Event]]] = {}
        self.rows: list[Row] = []
        self.mails: list[OutboxMail] = []
        self.refusals: list[TrunkRefusal] = []

    def opened(self, plan: Plan, row: Row) -> None:
        self.plans.append(plan)
        self.opened_rows.append(row)
        self.events[plan.visit.id] = []

    def noted(self, call: CallId, number: int, at: datetime, event: Event) -> None:
        self.events.setdefault(call, []).append((number, at, event))

    def closed(self, row: Row, mails: tuple[OutboxMail, ...]) -> None:
        self.rows.append(row)
        self.mails += mails

    def mailed(self, mails: tuple[OutboxMail, ...], at: datetime) -> None:
        known = {each.key for each in self.mails}
        self.mails += [each for each in mails if each.key not in known]

    def trunk_refused(self, refusal: TrunkRefusal, mails: tuple[OutboxMail, ...]) -> None:
        self.refusals.append(refusal)
        self.mails += mails


class FakePbx:
    def __init__(self) -> None:
        self.book = FakeModeBook()
        self.duty = FakeDutyBook()
        self.office = company.office(self.book, self.duty)
        self.journal = FakeJournal()
        self.board = Switchboard(self.office, self, self.journal, clock=now)
        self.seconds: dict[ChannelCommand, float] = {}  # that a command takes
        self.rejects: set[ChannelCommand] = set()
        self.unrung: set[LegId] = set()  # dialled, they do not ring
        self.bugs: set[ChannelCommand] = set()
        self.told: dict[str, str] = {"CALLERID(num-pres)": "allowed"}  # of the caller's channel
        self.reading_seconds = 0.0
        self.silent_about: ChannelCommand | None = None  # nothing comes of it
        self.sounds: set[str] = set()  # the administrator's own
        self.asked: list[tuple[str, float, ChannelCommand]] = []
        self.released: list[tuple[str, bool]] = []
        self.adopted: list[Rebuilt] = []

    def adopt(self, rebuilt: Rebuilt) -> None:
        self.adopted.append(rebuilt)

    def caller_leaves(self, call: str) -> None:
        self.board.on_event(CallId(call), events.LegGone(CALLER, q850=16))

    def asked_for(self, call: str) -> list[ChannelCommand]:
        return [command for asked, _, command in self.asked if asked == call]

    def asked_at(self, command: ChannelCommand) -> list[float]:
        return [at for _, at, asked in self.asked if asked == command]

    async def read(self, call: CallId, expression: str) -> str | None:
        await asyncio.sleep(self.reading_seconds)
        return self.told.get(expression)

    async def has_sound(self, name: str) -> bool:
        await asyncio.sleep(self.reading_seconds)
        return name in self.sounds

    async def contacts(self, phone: str) -> tuple[str, ...]:
        await asyncio.sleep(self.reading_seconds)
        told = self.told.get(f"PJSIP_DIAL_CONTACTS({phone})")
        return tuple(told.split("&")) if told else ()

    async def carry_out(self, call: CallId, command: ChannelCommand) -> None:
        self.asked.append((call, asyncio.get_running_loop().time(), command))
        await asyncio.sleep(self.seconds.get(command, 0))
        if command in self.bugs:
            raise RuntimeError("a bug in the adapter")
        if command in self.rejects:
            raise Rejected("404 Channel not found")
        unrung = isinstance(command, commands.Dial) and command.leg in self.unrung
        silent = unrung or command == self.silent_about
        if (fact := _fact(command)) and not silent:
            self.board.on_event(call, fact)

    async def release(self, call: CallId, but_the_caller: bool = False) -> None:
        self.released.append((call, but_the_caller))


def _fact(command: ChannelCommand) -> LegEvent | None:
    """What Asterisk tells of a command that it has carried out."""
    match command:
        case commands.Create(leg):
            return events.LegCreated(leg)
        case commands.Dial(leg):
            return events.LegRinging(leg)
        case commands.Play(leg, sounds):
            return events.PlayEnded(leg, sounds)
        case commands.Record(leg, seconds):
            return events.RecordingEnded(leg, int(seconds), int(seconds))
        case commands.Listen(leg, attempt=attempt):
            return events.ListenerCame(leg, attempt)
        case commands.RecordTalk(leg):
            return events.RecordingStarted(leg)
        case commands.EndListening(leg):
            return events.RecordingEnded(leg, 5)
        case commands.Connect(leg, bridge):
            return events.LegConnected(leg, bridge)
        case commands.AskDialplan(leg, destination):
            return events.DialplanAnswered(leg, destination, exists=True)
        case commands.HangUp(leg) | commands.Continue(leg):
            return events.LegGone(leg, q850=16)
        case commands.Indicate() | commands.Answer():
            return None
        case commands.Progress() | commands.StartMusic():
            return None

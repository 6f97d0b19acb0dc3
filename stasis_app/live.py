"""One conversation that goes on: its inbox, its timers, its lanes, and the task that decides.

What is kept of it, and who else is live, is the switchboard's.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from .core import retold
from .core.call.call import Call
from .core.commands import (
    ChannelCommand,
    Command,
    DutyCommand,
    FindWays,
    Finish,
    HandBack,
    NoteRefusing,
    StartTimer,
    SwitchMode,
    TakeOver,
    TapeCommand,
)
from .core.entry import Arrival, SetMode, Toggle, Who, entry_of
from .core.events import (
    DutyChanged,
    Event,
    LegLooped,
    ModeSwitched,
    NumberFreed,
    NumberTaken,
    PlayEnded,
    QueueMoved,
    Refusal,
    Refused,
    TimerFired,
    WaysFound,
)
from .core.keeping import NotKept
from .core.limits import TOO_MANY_CALLS, TOO_MANY_MINUTES, is_full
from .core.overrides import Unacceptable
from .core.plan import HandOver, Plan, Visit, Why
from .core.planning import fallback_of
from .core.record import Row, broken_off, row_of
from .core.toggle import Switch
from .core.trial import Step, Trial, TrialOrder
from .core.who import Enquiry
from .core.words import CallId, CallOutcome, LegId, Mode, TimerId
from .lane import Lane
from .reception import Conversation

if TYPE_CHECKING:
    from .switchboard import Switchboard

log = logging.getLogger(__name__)


class Live:
    """One conversation with its inbox, timers and lanes."""

    def __init__(
        self, id: CallId, board: "Switchboard", arrival: Arrival | TrialOrder | None = None
    ) -> None:
        self.id = id
        self.board = board
        self.arrival = arrival  # None: it is taken up
        self.settings = board.office.settings
        self.before = board.served  # calls
        self.one_too_many = arrival is not None and is_full(self.settings, self.before)
        self.inbox: asyncio.Queue[Event] = asyncio.Queue()
        self.timers: dict[TimerId, asyncio.TimerHandle] = {}
        self.lanes: dict[LegId | None, Lane] = {}  # None: of what the talk's recording takes
        self.conversation: Conversation | None = None
        self.call: Call | None = None
        self.noted = 0
        self.mailed: frozenset[str] = frozenset()  # addresses that have the caller's number
        self.steps_told = 0  # of a test call
        self.silent = False  # something could not be played
        self.tell_step: Callable[[Step], None] = lambda step: None

    async def run(self) -> None:
        assert self.arrival is not None
        arrived_at = self.board.clock()
        if isinstance(self.arrival, Arrival):
            log.info("call=%s %s", self.id, retold.arrived(self.arrival))
        conversation = await self.board.reception.receive(self.arrival, self.settings, arrived_at)
        if isinstance(conversation, Call) and self.board.draining:
            plan = conversation.plan
            conversation = Call(self.fallback_plan(plan.visit, plan.why.mode))
        self.conversation = conversation
        if isinstance(conversation, Call):
            self.call = conversation
            came_from = conversation.plan.came_from
            if came_from is not None and came_from.looped:
                self.board.on_event(came_from.call, LegLooped(came_from.leg))
            self.board.occupied.watch(self.id, conversation.plan.numbers)
        commands = conversation.start(arrived_at)
        if self.call is not None:
            self.board.journal.opened(self.call.plan, row_of(self.call))
        await self._converse(conversation, commands)
        self._end(conversation)

    async def go_on(self, timers: Mapping[TimerId, datetime]) -> None:
        """As it was taken up.  Timers that are overdue fire at once, in their order."""
        assert self.call is not None
        now = self.board.clock()
        for timer, due in sorted(timers.items(), key=lambda each: each[1]):
            self._start(timer, max(0.0, (due - now).total_seconds()))
        await self._converse(self.call, [])
        self._end(self.call)

    def _end(self, conversation: Conversation) -> None:
        match conversation:
            case Call():
                self._report(conversation)
                row = row_of(conversation)
                log.info("call=%s %s", self.id, retold.ended(row))
                self.board.close(row, self.settings)
            case Switch(wrong_pins=count) | Enquiry(wrong_pins=count):
                self.board.office.note_wrong_pins(count, self.board.clock())

    def fallback_plan(self, visit: Visit, mode: Mode | None) -> Plan:
        settings = self.settings
        department = settings.department(visit.department) if visit.department else None
        return Plan(visit, (fallback_of(settings, department, mode),), Why(mode))

    async def give_back(self) -> None:
        """A conversation of one step, with what is left of the call."""
        visit = self.call.plan.visit if self.call else Visit.nobody(self.id)
        plan = Plan(visit, (HandOver(()),), Why(mode=None))
        if self.is_call:
            plan = self.fallback_plan(visit, self.call.plan.why.mode if self.call else None)
        await self.board.pbx.release(self.id, but_the_caller=True)
        call = Call(plan)
        self.call = None  # it is journalled already
        await self._converse(call, call.start(self.board.clock()))

    async def _converse(self, conversation: Conversation, commands: list[Command]) -> None:
        async with asyncio.TaskGroup() as group:
            try:
                await self._decide(conversation, commands, group)
            finally:
                for timer in self.timers.values():
                    timer.cancel()
                for lane in self.lanes.values():
                    lane.close()
                self.lanes.clear()

    async def _decide(
        self, conversation: Conversation, commands: list[Command], group: asyncio.TaskGroup
    ) -> None:
        while True:
            log.debug("call=%s -> %s", self.id, commands)
            if self.call is not None:
                self.board.note_numbers(self.call)
                self.board.mail_number(self)
            self._tell(conversation)
            if self._carry_on(commands, group):
                return
            event = await self.inbox.get()
            at = self.board.clock()
            log.log(_level(event), "call=%s %s", self.id, retold.happened(event))
            if self.call is not None:
                self.noted += 1
                self.board.journal.noted(self.id, self.noted, at, event)
                self._mind_silence(event)
            commands = conversation.handle(event, at)

    def _carry_on(self, commands: list[Command], group: asyncio.TaskGroup) -> bool:
        """Nothing is sent before the loop awaits; so a batch's timers run before its commands.

        True: that was the end.
        """
        for command in commands:
            match command:
                case Finish():
                    return True
                case StartTimer(timer, seconds):
                    self._start(timer, seconds)
                case NoteRefusing(trunk):
                    self.board.refusals.note(trunk, self.board.clock(), self.settings)
                case SwitchMode():
                    group.create_task(self._switch(command))
                case FindWays():
                    group.create_task(self._find(command))
                case TakeOver() | HandBack():
                    group.create_task(self._change_duty(command))
                case _:
                    lane = None if isinstance(command, TapeCommand) else command.leg
                    if lane not in self.lanes:
                        self.lanes[lane] = Lane(group, self._send, self.inbox.put_nowait)
                    self.lanes[lane].put(command)
        return False

    def _tell(self, conversation: Conversation) -> None:
        """Whoever watches."""
        match conversation:
            case Call() if conversation is self.call:
                self.board.news.set()
                self.board.on_changed(conversation)
            case Trial(steps=steps):
                for step in steps[self.steps_told :]:
                    self.tell_step(step)
                self.steps_told = len(steps)

    def _start(self, timer: TimerId, seconds: float) -> None:
        def fire() -> None:
            del self.timers[timer]
            self.inbox.put_nowait(TimerFired(timer))

        self.timers[timer] = asyncio.get_running_loop().call_later(seconds, fire)

    async def _send(self, command: ChannelCommand) -> None:
        await self.board.pbx.carry_out(self.id, command)

    async def _switch(self, command: SwitchMode) -> None:
        try:
            await self.board.office.switch(command, self.board.clock())
        except NotKept as error:
            log.error("call=%s the switch could not be kept: %s", self.id, error)
            self.inbox.put_nowait(Refused(command, Refusal.REJECTED))
        else:
            self.inbox.put_nowait(ModeSwitched(command))

    def _mind_silence(self, event: Event) -> None:
        """Once a call."""
        match event:
            case PlayEnded(leg, sounds, failed=True) if not self.silent:
                self.silent = True
                self.board.errors.note("a prompt cannot be played", self.board.clock())
                told = "call=%s leg=%s cannot be played %s; see stasis-app sounds install"
                log.error(told, self.id, leg, ", ".join(map(str, sounds)))

    async def _find(self, command: FindWays) -> None:
        found = WaysFound(command.leg, command.number, ())
        if self.call is not None:
            came_by = self.arrival.channel_name if isinstance(self.arrival, Arrival) else ""
            visit = self.call.plan.visit
            at = self.board.clock()
            found = await self.board.reception.find(command, visit, came_by, self.settings, at)
        self.inbox.put_nowait(found)

    async def _change_duty(self, command: DutyCommand) -> None:
        try:
            await self.board.office.change_duty(command)
        except (NotKept, Unacceptable) as error:
            log.error("call=%s the duty stays as it is: %s", self.id, error)
            self.inbox.put_nowait(Refused(command, Refusal.REJECTED))
        else:
            self.inbox.put_nowait(DutyChanged(command))

    def _report(self, call: Call) -> None:
        if TOO_MANY_CALLS in call.plan.why.issues:
            self.board.errors.note("too many calls at once", self.board.clock())
            log.error("call=%s is one too many (limits.calls): handed to the fallback", self.id)
        if TOO_MANY_MINUTES in call.plan.why.issues:
            self.board.errors.note("too many dialled minutes", self.board.clock())
            log.error("call=%s dials nobody outside: limits.dialled_minutes_per_hour", self.id)
        if call.is_not_recorded:
            self.board.errors.note("a talk was not recorded", self.board.clock())
            why = "he could not be told that it would be" if call.untold else "Asterisk cannot"
            log.error("call=%s its talk was not recorded: %s; see stasis-app check", self.id, why)
        for missing in call.missing:
            self.board.errors.note("a destination is missing in the dialplan", self.board.clock())
            log.error(
                "call=%s the dialplan has no %s; mend the configuration or the dialplan",
                self.id,
                missing,
            )

    @property
    def is_call(self) -> bool:
        """Not a phone that switches or asks, and no test call."""
        match self.arrival:
            case None:
                return True
            case TrialOrder():
                return False
            case Arrival(args=args):
                return not isinstance(entry_of(args), Toggle | SetMode | Who)

    @property
    def talking(self) -> bool:
        """Or leaving a message: Asterisk goes on with it by itself."""
        if self.call is None or self.ended:
            return False
        return self.call.answered_at is not None or self.call.is_leaving_message

    @property
    def ended(self) -> bool:
        """Only news of the last channels is awaited, or not even that; nobody else is there."""
        if isinstance(self.arrival, TrialOrder):
            return True
        match self.conversation:
            case Call(outcome=outcome):
                return outcome is not None
            case Switch(result=result, hung_up=hung_up) | Enquiry(result=result, hung_up=hung_up):
                return hung_up or result is not None
            case _:
                return False

    def broken_off_row(self, outcome: CallOutcome) -> Row:
        now = self.board.clock()
        if self.call is not None:
            return broken_off(self.call, outcome, now)
        did = self.arrival.extension if isinstance(self.arrival, Arrival) else None
        visit = replace(Visit.nobody(self.id), did=did)
        return Row(visit, Why(mode=None), outcome, now, None, now, None, legs=())


def _level(event: Event) -> int:
    """What happens to a call, apart from what it hears of the clock and of all other calls."""
    aside = isinstance(event, TimerFired | NumberTaken | NumberFreed | QueueMoved)
    return logging.DEBUG if aside else logging.INFO

"""Keeps the live conversations: brings each event to its own, sees that its commands are done.

One inbox and one task per call.  The deciding task awaits nothing but its inbox: commands go to
lanes, one per channel, so neither a slow Asterisk nor another call can hold a decision up.

A call that was going on when we were killed is taken up, rebuilt, before Asterisk is reached: its
inbox gathers what Asterisk lists.  When all that is told it hears that it has been resumed, its
timers run for what is left of them, and it goes on.  (Which channel is whose, and what the lists
amount to: adapters/ari/catching_up.)
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Protocol

from .asking import Reader
from .core.call.call import Call
from .core.call.handover import HandingOver
from .core.call.leg import State
from .core.commands import ChannelCommand
from .core.dialling import came_by
from .core.entry import Arrival, channel_of
from .core.events import (
    Event,
    Interrupted,
    NumberFreed,
    NumberTaken,
    QueueMoved,
    Resumed,
)
from .core.figures import Figures
from .core.handed_over import HandedOver
from .core.limits import TOO_MANY_MINUTES
from .core.loops import RungLeg, rung_legs
from .core.mail import OutboxMail, mails_for, mails_with_number, see_no_number
from .core.mail.trunks import mails_about_minutes
from .core.plan import Plan, Visit
from .core.recent import RecentCalls
from .core.record import Row, row_of
from .core.retelling import Rebuilt
from .core.settings import Department, Settings
from .core.status import Calls, RecentErrors
from .core.trial import Step, Trial, TrialOrder
from .core.trunk_refusals import TrunkRefusal
from .core.words import CallId, CallOutcome, Mode, TimerId
from .dialled import Dialled
from .live import Live
from .occupied import Occupied
from .office import Office
from .queues import Queues
from .reception import Reception
from .refusals import Refusals

CONNECT_SECONDS = 0.5  # when we stop, for those whom somebody has just taken
STOP_SECONDS = 2.5  # for handing over the callers who do not talk yet

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Pbx(Reader, Protocol):
    async def carry_out(self, call: CallId, command: ChannelCommand) -> None:
        """Raises Rejected when Asterisk says no.  May take long, and may be cancelled."""

    async def release(self, call: CallId, but_the_caller: bool = False) -> None:
        """Lets go of whatever is left of a call: channels, bridges.  Never raises."""


class Journal(Protocol):
    """Takes notes at once and writes them down when it can; nothing here waits or fails."""

    def opened(self, plan: Plan, row: Row) -> None: ...

    def noted(self, call: CallId, number: int, at: datetime, event: Event) -> None: ...

    def closed(self, row: Row, mails: tuple[OutboxMail, ...]) -> None: ...

    def mailed(self, mails: tuple[OutboxMail, ...], at: datetime) -> None: ...

    def trunk_refused(self, refusal: TrunkRefusal, mails: tuple[OutboxMail, ...]) -> None: ...


class Switchboard:
    def __init__(self, office: Office, pbx: Pbx, journal: Journal, clock: Clock) -> None:
        self.office = office
        self.pbx = pbx
        self.journal = journal
        self.clock = clock
        self.occupied = Occupied()
        self.queues = Queues()
        self.recent = RecentCalls()
        self.refusals = Refusals(journal)
        self.dialled = Dialled()
        self.handed_over = HandedOver()
        self.reception = Reception(office, pbx, self)
        self.live: dict[CallId, Live] = {}
        self.taken_up: dict[CallId, Mapping[TimerId, datetime]] = {}  # of the live; not going on
        self.tasks: set[asyncio.Task[None]] = set()
        self.outcomes: Counter[str] = Counter()  # of calls since the start, for /status
        self.figures = Figures()
        self.errors = RecentErrors()
        self.on_closed: Callable[[Row], None] = lambda row: None  # a call is in the journal
        self.on_changed: Callable[[Call | Row], None] = lambda call: None  # for who watches
        self.on_drained: Callable[[], None] = lambda: None  # the last call is over
        self.draining = False  # new calls go to the fallback
        self.stopping = False
        self.news = asyncio.Event()  # of any call

    def calls(self) -> list[Call]:
        """Those going on, no test calls and no phones that switch."""
        return [live.call for live in self.live.values() if live.call is not None]

    def status(self, at: datetime) -> Calls:
        return Calls(
            len(self.live),
            self.outcomes,
            self.errors.in_last_hour(at),
            self.figures.until_answered.spread,
            self.figures.legs,
        )

    def rung(self) -> list[RungLeg]:
        """Whoever is being rung in any call, and has not answered."""
        settings = self.office.settings
        return [leg for call in self.calls() for leg in rung_legs(call, settings)]

    def visit(self, call: CallId) -> Visit | None:
        live = self.live.get(call)
        return live.call.plan.visit if live is not None and live.call is not None else None

    def before(self, call: CallId) -> int:
        """How many calls were served as this one came."""
        return self.live[call].before

    def busy(self) -> frozenset[str]:
        return self.occupied.numbers

    def queue_up(self, call: CallId, department: str) -> int:
        return self.queues.enter(call, department)

    def refusing(self, settings: Settings, at: datetime) -> frozenset[str]:
        """The trunks that refuse callers' numbers."""
        return frozenset(each.trunk for each in self.refusals.now(at, settings))

    def dialled_minutes(self, settings: Settings, at: datetime) -> float:
        """Of the last hour; nobody counts them where there is no limit."""
        if settings.most_dialled_minutes is None:
            return 0.0
        return self.dialled.minutes(self.calls(), settings, at)

    def came_back(self, arrival: Arrival, department: Department) -> bool:
        """Perhaps so soon that the visit before is not over yet."""
        if self.handed_over.knows(arrival.channel, department.name):
            return True
        return any(
            channel_of(call.plan.visit.id) == arrival.channel
            and call.plan.visit.department == department.name
            and call.plan.why.mode is Mode.SECRETARY
            and call.outcome is None
            and isinstance(call.part, HandingOver)
            for call in self.calls()
        )

    def channels(self) -> Mapping[str, int]:
        """In use, by trunk: phones that ring or talk, and callers who came in by one.  Nobody
        counts them where there are enough."""
        used: Counter[str] = Counter()
        trunks = self.office.settings.dialling.trunks
        if all(each.channels is None for each in trunks):
            return used
        for live in self.live.values():
            if isinstance(live.conversation, Call | Trial):
                here = (leg for leg in live.conversation.legs if leg.state is not State.GONE)
                used.update(leg.way.trunk for leg in here if leg.way.trunk is not None)
            if live.call is not None and live.call.caller_here:
                own = live.call.plan.came_by
                used.update(each.endpoint for each in trunks if came_by(each, own))
        return used

    def on_arrival(self, arrival: Arrival) -> None:
        self._begin(Live(arrival.call, self, arrival))

    def try_out(self, order: TrialOrder, tell: Callable[[Step | None], None]) -> None:
        """A test call; each of its steps is told, and None at the very end."""
        live = Live(order.call, self, order)
        live.tell_step = tell
        self._begin(live).add_done_callback(lambda _: tell(None))

    def take_up(self, rebuilt: Rebuilt, noted: int) -> None:
        """A call of before our start; it goes on with `on_caught_up`.  `noted`: its events."""
        call = rebuilt.call
        if call.result is not None:  # only its row is missing
            self.close(row_of(call), self.office.settings)
            return
        live = Live(call.plan.visit.id, self)
        live.call = live.conversation = call
        live.noted = noted
        self.live[live.id] = live
        self.on_event(live.id, Interrupted())
        self.taken_up[live.id] = rebuilt.timers
        self.occupied.watch(live.id, call.plan.numbers)
        if call.plan.visit.department is not None:
            self.queues.enter(live.id, call.plan.visit.department)
        self.note_numbers(call)

    def on_caught_up(self) -> None:
        """What Asterisk can still tell of the calls taken up is in their inboxes."""
        taken_up, self.taken_up = self.taken_up, {}
        for call, timers in taken_up.items():
            live = self.live[call]
            log.info("call=%s goes on", call)
            self._tell_of_numbers(live)
            self.on_event(call, Resumed())
            self._start(live, self._serve(live, partial(live.go_on, timers)))

    def _begin(self, live: Live) -> asyncio.Task[None]:
        self.live[live.id] = live
        serving = self._turn_away(live) if self.stopping else self._serve(live, live.run)
        return self._start(live, serving)

    def _start(self, live: Live, serving: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(serving, name=f"call {live.id}")
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    @property
    def served(self) -> int:
        """Calls, but those that were one too many."""
        return sum(live.is_call and not live.one_too_many for live in self.live.values())

    def _tell_of_numbers(self, live: Live) -> None:
        """What has changed without its having been written."""
        assert live.call is not None
        known, busy = live.call.elsewhere.busy, self.occupied.busy(live.id)
        for number in sorted(busy - known):
            self.on_event(live.id, NumberTaken(number))
        for number in sorted(known - busy):
            self.on_event(live.id, NumberFreed(number))
        ahead = self.queues.ahead(live.id)
        if ahead is not None and ahead != live.call.waiting.ahead:
            self._tell_of_place(live.id, QueueMoved(ahead))

    def note_numbers(self, call: Call) -> None:
        """Who is being rung, or talks, in it: others may have to know."""
        id = call.plan.visit.id
        for other, event in self.occupied.hold(id, call.numbers):
            self.on_event(other, event)
        if not call.waits:
            self._leave_queue(id)

    def _leave_queue(self, call: CallId) -> None:
        for other, moved in self.queues.leave(call):
            self._tell_of_place(other, moved)

    def _tell_of_place(self, call: CallId, moved: QueueMoved) -> None:
        """Who is not told of his place need not know it either."""
        live = self.live.get(call)
        if live is not None and live.call is not None and live.call.plan.comfort.position:
            self.on_event(call, moved)

    def mail_number(self, live: Live) -> None:
        """To those who have just been rung and do not see it; once a call, also after a restart,
        for the outbox takes no key twice."""
        if live.call is None or not (told := see_no_number(live.call) - live.mailed):
            return
        live.mailed |= told
        try:
            mails = mails_with_number(live.call, told, live.settings)
        except Exception:
            log.exception("call=%s those rung are not mailed who calls", live.id)
            self.errors.note("mails could not be written", self.clock())
            return
        self.journal.mailed(mails, self.clock())

    def on_event(self, call: CallId, event: Event) -> None:
        if live := self.live.get(call):  # else it is over: late news
            live.inbox.put_nowait(event)

    def drain(self) -> None:
        """Whoever is here is served; new calls are passed on."""
        self.draining = True
        self._look_whether_drained()

    def _look_whether_drained(self) -> None:
        if self.draining and not self.live:
            self.on_drained()

    async def stop(self) -> None:
        """Callers who do not talk yet go on in the dialplan; those who do are left talking, and so
        are those whom somebody has just taken."""
        self.stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._nobody_is_being_connected()
        waiting = [
            live
            for live in self.live.values()
            if not live.talking and live.id not in self.taken_up  # the next start has those again
        ]
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(*(self._turn_away(live) for live in waiting))

    async def _nobody_is_being_connected(self) -> None:
        while any(call.is_being_connected for call in self.calls()):
            self.news.clear()
            await self.news.wait()

    async def _turn_away(self, live: Live) -> None:
        await self._rescue(live, CallOutcome.HANDED_OVER)
        await self._forget(live)

    async def _forget(self, live: Live) -> None:
        del self.live[live.id]
        self.news.set()
        self._leave_queue(live.id)
        for other, event in self.occupied.leave(live.id):
            self.on_event(other, event)
        await self.pbx.release(live.id)
        self._look_whether_drained()

    async def _serve(self, live: Live, converse: Callable[[], Awaitable[None]]) -> None:
        """Not in a `finally`: when we are cancelled for a restart, people go on talking."""
        try:
            await converse()
        except Exception:
            log.exception("call=%s crashed; its caller goes on in the dialplan", live.id)
            self.errors.note("a call crashed", self.clock())
            await self._rescue(live, CallOutcome.FAILED)
        await self._forget(live)

    async def _rescue(self, live: Live, outcome: CallOutcome) -> None:
        """Everybody but the caller is let go, and he is handed to the fallback."""
        try:
            if live.is_call:
                self.close(live.broken_off_row(outcome), live.settings)
        except Exception:
            log.exception("call=%s cannot be journalled; the next start closes it", live.id)
        if live.ended:
            return
        try:
            await live.give_back()
        except Exception:
            log.exception("call=%s cannot be given back either", live.id)

    def close(self, row: Row, settings: Settings) -> None:
        """`settings`: those that the call began with."""
        self.outcomes[row.outcome or ""] += 1
        self.figures.note(row)
        self.recent.note(row)
        self.dialled.note(row, settings)
        self.handed_over.note(row)
        self.journal.closed(row, (*self._mails(row, settings), *self._alerts(row, settings)))
        self.on_closed(row)
        self.on_changed(row)

    def _alerts(self, row: Row, settings: Settings) -> tuple[OutboxMail, ...]:
        at = row.started_at
        if TOO_MANY_MINUTES not in row.why.issues or not self.dialled.note_refused(at):
            return ()
        return mails_about_minutes(settings, at)

    def _mails(self, row: Row, settings: Settings) -> tuple[OutboxMail, ...]:
        name = row.visit.department
        try:
            return mails_for(row, settings.department(name) if name else None, settings)
        except Exception:
            log.exception("call=%s has no mails; its row is kept", row.visit.id)
            self.errors.note("mails could not be written", self.clock())
            return ()

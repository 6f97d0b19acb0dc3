"""Finds out what has to be known of an arrival, and has it decided what is to be done.

Fetches everything first (what the dialplan said, whether the caller hides, which phones are
registered), within a second; then the core decides without looking anywhere.  The settings are
those of the call's beginning.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from .asking import Asking, Reader
from .core import loops, numbers
from .core.call.call import Call
from .core.commands import FindWays
from .core.dialling import Outgoing, endpoint_for, endpoint_of, phone_of, ways_to
from .core.entry import (
    Arrival,
    Inbound,
    OnCall,
    SetMode,
    Toggle,
    Unknown,
    Who,
    as_journalled,
    department_asked,
    department_called,
    department_on_call,
    departments_switched,
    entry_of,
    is_hidden,
    is_nobody,
)
from .core.events import WaysFound
from .core.forwarding import may_be_rung
from .core.handed_over import HandedOver
from .core.limits import is_full, is_outside, is_spent
from .core.loops import RungLeg
from .core.plan import Chosen, Identity, Plan, Visit
from .core.planning import Surroundings, endpoints_to_ask, plan
from .core.question import said
from .core.recent import RecentCalls
from .core.roster import OnDutyPerson
from .core.settings import Department, Settings
from .core.toggle import Switch, SwitchRequest, flipped
from .core.trial import Trial, TrialOrder
from .core.trial_order import TrialPlanner
from .core.who import Enquiry, Spoken, WhoRequest
from .core.words import CallId, Mode, ModeSource, PbxRecording, Recording
from .office import Office
from .tracing import Tracing

log = logging.getLogger(__name__)

Conversation = Call | Switch | Enquiry | Trial

NAMES = "custom"  # the folder of Asterisk's sounds with recorded names: where FreePBX keeps its own


class Around(Protocol):
    """What goes on besides the arrival."""

    @property
    def recent(self) -> RecentCalls: ...

    @property
    def handed_over(self) -> HandedOver: ...

    def visit(self, call: CallId) -> Visit | None:
        """Of a call that is going on."""

    def before(self, call: CallId) -> int:
        """How many calls were served as this one came."""

    def busy(self) -> frozenset[str]:
        """The numbers in calls of ours."""

    def rung(self) -> list[RungLeg]:
        """Who is being rung in any call, and has not answered."""

    def channels(self) -> Mapping[str, int]:
        """In use, by trunk."""

    def refusing(self, settings: Settings, at: datetime) -> frozenset[str]:
        """The trunks that refuse callers' numbers."""

    def dialled_minutes(self, settings: Settings, at: datetime) -> float:
        """Of the last hour."""

    def came_back(self, arrival: Arrival, department: Department) -> bool:
        """From the secretaries' place in the dialplan."""

    def queue_up(self, call: CallId, department: str) -> int:
        """Behind all who wait for it already.  Returns how many those are."""


class Reception:
    def __init__(self, office: Office, reader: Reader, around: Around) -> None:
        self.office = office
        self.asking = Asking(reader)
        self.tracing = Tracing(self.asking)
        self.around = around

    async def receive(
        self, arrival: Arrival | TrialOrder, settings: Settings, at: datetime
    ) -> Conversation:
        if isinstance(arrival, TrialOrder):
            return Trial(arrival)
        entry = entry_of(arrival.args)
        match entry:
            case Inbound():
                return Call(await self._inbound(arrival, entry, settings, at))
            case OnCall():
                return Call(await self._on_call(arrival, entry, settings, at))
            case Toggle() | SetMode():
                return Switch(self._switch_request(arrival, entry, settings, at))
            case Who():
                return Enquiry(await self._who_request(arrival, entry, settings, at))
            case Unknown(why):
                log.warning("call=%s %s", arrival.call, why)
                shown = await self._caller(arrival, None)
                return Call(await self._plan(arrival, None, None, shown, None, settings, at))

    async def trial_order(self, call: CallId, planner: TrialPlanner) -> TrialOrder:
        """Raises Untriable."""
        entry = planner.entry()
        endpoint = endpoint_for(entry, planner.settings)
        phone = phone_of(endpoint)
        contacts = await self.asking.registered(phone) if phone else ()
        return planner.order(call, entry, {endpoint: contacts})

    async def _inbound(
        self, arrival: Arrival, entry: Inbound, settings: Settings, at: datetime
    ) -> Plan:
        called, shown = await asyncio.gather(
            self._called(arrival, entry), self._caller(arrival, entry.presentation)
        )
        department = department_called(settings, called)
        did = (entry.did or None) if department and called == department.name else called
        mode, chosen = self._mode(arrival, department, at) if department else (None, None)
        made = await self._plan(arrival, department, did, shown, mode, settings, at)
        return replace(made, chosen=chosen)

    def _mode(self, arrival: Arrival, department: Department, at: datetime) -> tuple[Mode, Chosen]:
        """Whoever comes back from the secretaries is not sent to them again."""
        if self.around.came_back(arrival, department):
            return Mode.DUTY, Chosen(ModeSource.CAME_BACK)
        return self.office.mode(department, at), self.office.chosen(department, at)

    async def _on_call(
        self, arrival: Arrival, entry: OnCall, settings: Settings, at: datetime
    ) -> Plan:
        shown = await self._caller(arrival, None)
        department = department_on_call(settings, entry, arrival.extension)
        called = arrival.extension
        made = await self._plan(arrival, department, called, shown, Mode.DUTY, settings, at)
        return replace(made, chosen=Chosen(ModeSource.ON_CALL) if department else None)

    async def _plan(
        self,
        arrival: Arrival,
        department: Department | None,
        did: str | None,
        shown: Identity,
        mode: Mode | None,
        settings: Settings,
        at: datetime,
    ) -> Plan:
        visit = Visit(
            id=arrival.call,
            department=department.name if department else None,
            title=department.title if department else "",
            did=as_journalled(did, settings),
            caller=Identity(as_journalled(shown.number, settings), shown.name),
            shown=shown,
            language=settings.language,
        )
        live = self.around.before(arrival.call)
        if department is None or mode is None or is_full(settings, live):
            around = Surroundings(live=live)
            return plan(settings, department, visit, mode or Mode.SECRETARY, None, around)
        on_duty = self.office.on_duty(department, at)
        came_by = endpoint_of(arrival.channel_name)
        last = self.around.recent.last(department.name, visit.caller.number, at)
        talked = last.talked if last else None
        acquaintance = self.office.employee(department, talked.entry) if talked else None
        around = Surroundings(
            came_by=came_by,
            live=live,
            last_call=last,
            acquaintance=acquaintance,
            came_from=await self.tracing.came_from(
                arrival, department, visit, settings, self.around.rung()
            ),
            rung_for_caller=self._rung_for(visit, department, settings, at),
            goes_round=self.around.handed_over.goes_round(arrival.channel, department.name),
        )
        endpoints = endpoints_to_ask(settings, department, visit, mode, on_duty, around)
        contacts, recording = await asyncio.gather(
            self.asking.contacts(arrival.call, endpoints), self._recording(arrival, department)
        )
        around = replace(
            around,
            contacts=contacts,
            recording=recording,
            busy=self.around.busy(),
            refusing=self.around.refusing(settings, at),
            dialled_minutes=self.around.dialled_minutes(settings, at),
            channels=self.around.channels(),
            ahead=self.around.queue_up(arrival.call, department.name),
        )
        return plan(settings, department, visit, mode, on_duty, around)

    async def find(
        self,
        wanted: FindWays,
        visit: Visit,
        channel_name: str,
        settings: Settings,
        at: datetime,
    ) -> WaysFound:
        """`channel_name`: the caller's; empty when it is not known any more."""
        number = may_be_rung(wanted.number, visit, settings, self._in_staff)
        department = settings.department(visit.department) if visit.department else None
        spent = is_spent(settings, self.around.dialled_minutes(settings, at))
        if number is None or department is None or (spent and is_outside(number, settings)):
            return WaysFound(wanted.leg, wanted.number, ())
        contacts = await self.asking.contacts(visit.id, (endpoint_for(number, settings),))
        call = Outgoing(
            visit,
            department.company_number,
            department.name_prefix,
            department.pickup_group,
            contacts,
            endpoint_of(channel_name),
            self.around.refusing(settings, at),
            department.notify.number,
        )
        return WaysFound(wanted.leg, number, ways_to(number, call, settings))

    async def _recording(self, arrival: Arrival, department: Department) -> PbxRecording | None:
        """Nobody is asked where nothing is to be recorded."""
        return await self.asking.recording(arrival.call) if department.duty.record else None

    def _in_staff(self, number: str) -> bool:
        office = self.office
        return any(office.employee(each, number) for each in office.settings.departments)

    def _rung_for(
        self, visit: Visit, department: Department, settings: Settings, at: datetime
    ) -> frozenset[str]:
        own, rung = loops.own_numbers(settings), self.around.rung()
        return loops.rung_for(loops.showing(visit.caller.number, department.name, rung, own), at)

    async def _called(self, arrival: Arrival, entry: Inbound) -> str:
        if entry.called not in ("", "s"):
            return entry.called
        from_did = await self.asking.read(arrival.call, "FROM_DID")
        if from_did and from_did != "s":
            return from_did
        return "" if arrival.extension == "s" else arrival.extension

    async def _caller(self, arrival: Arrival, presentation: str | None) -> Identity:
        if arrival.from_stand_in is not None:
            visit = self.around.visit(arrival.from_stand_in)
            if visit is not None:
                return visit.shown
        if not arrival.number or is_nobody(arrival.number):
            return Identity(None)
        if presentation is None:
            before, now = await asyncio.gather(
                self.asking.read(arrival.call, "CALLINGNUMPRES_SV"),
                self.asking.read(arrival.call, "CALLERID(num-pres)"),
            )
            presentation = before or now or "unavailable"
        if is_hidden(presentation):
            return Identity(None)
        return Identity(arrival.number, arrival.name or None)

    async def _who_request(
        self, arrival: Arrival, entry: Who, settings: Settings, at: datetime
    ) -> WhoRequest:
        department = department_asked(settings, entry, arrival.extension)
        if department is None:
            return WhoRequest(None)
        shown = await self._caller(arrival, None)
        standing = self.office.duty.standing(department, as_journalled(shown.number, settings), at)
        now, following, caller = standing.now, standing.next, standing.caller
        people = (now.primary, now.backup, following.primary if following else None)
        primary, backup, next_one = await asyncio.gather(
            *(self._spoken(person, settings) for person in people)
        )
        return WhoRequest(
            department.name,
            primary,
            backup,
            next_one,
            himself=bool(caller and now.primary and now.primary.number == caller.number),
            take_over=standing.take_over,
            hand_back=standing.hand_back,
            pin=department.who.pin if department.who else None,
            pin_locked=self.office.pins_locked(at),
        )

    async def _spoken(self, person: OnDutyPerson | None, settings: Settings) -> Spoken:
        """By his name, if there is a recording of it."""
        if person is None:
            return ()
        recording = f"{NAMES}/{person.number.removeprefix('+')}"
        known = await self.asking.has_sound(recording)
        return (
            (Recording(recording),)
            if known
            else said(numbers.groups(person.number, settings.country))
        )

    def _switch_request(
        self, arrival: Arrival, entry: Toggle | SetMode, settings: Settings, at: datetime
    ) -> SwitchRequest:
        office = self.office
        switched = departments_switched(settings, entry, arrival.extension)
        able = tuple(each for each in switched.departments if each.secretary is not None)
        match entry:
            case Toggle():
                to: Mode | None = flipped(tuple(office.mode(each, at) for each in able))
            case SetMode(mode=Mode.AUTO):
                with_hours = tuple(each for each in able if each.business_hours is not None)
                able, to = with_hours or able, Mode.AUTO if with_hours else None
            case SetMode(mode=mode):
                to = mode
        if not able:
            to = None
        names = tuple(each.name for each in able or switched.departments)
        return SwitchRequest(
            departments=names,
            all=switched.all,
            to=to,
            toggled=isinstance(entry, Toggle),
            by=arrival.number or "",
            pin=switched.pin,
            pin_locked=office.pins_locked(at),
            guard=office.last_toggle(names),
        )

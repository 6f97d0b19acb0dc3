"""What is to be done about a caller: fetch everything, then decide, without looking anywhere.

The same decision serves the call, `simulate` and the journal's question why.  Has no state.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .channels import room_of, sparing
from .comfort import comfort_of
from .dialling import Contacts, Outgoing, endpoint_for, ways_to
from .limits import TOO_MANY_CALLS, inside_only, is_full, is_spent
from .plan import (
    CameFrom,
    HandOver,
    Person,
    Plan,
    Refuse,
    Ring,
    Step,
    TakeMessage,
    Taping,
    Visit,
    Why,
    people_of,
)
from .question import question_of
from .recent import LastCall, Talked
from .roster import OnDuty, OnDutyPerson
from .settings import (
    ContinueThen,
    Department,
    Duty,
    DutyThen,
    HangUpThen,
    RingThen,
    Secretary,
    Settings,
    Then,
    VoicemailThen,
)
from .staff import Employee
from .words import CallOutcome, Mode, PbxRecording, Recording, Role, Sound, Strategy

BLOCKED = "blocked"  # the issue of a call whose caller is on the block list
VIP = "vip"  # … for whom others are rung than for everybody
SAME_PERSON = "same_person"  # … who has just talked, and rings that person first
ALL_AT_ONCE = "all_at_once"  # … whom nobody has taken a moment ago
RECORDED_ALREADY = "recorded_by_pbx"  # … that the exchange records, so that we need not
NOT_TO_BE_RECORDED = "recording_forbidden"  # … of which the exchange says: never
LOOPED = "looped"  # … that has come back to us, or has been round before
ALONE_SECONDS = 20.0  # that somebody rings first where the settings do not say


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is going on around the call, in one frozen picture."""

    contacts: Contacts = field(default_factory=dict)
    busy: frozenset[str] = frozenset()  # numbers in other calls of ours
    came_by: str | None = None  # the endpoint of the caller's channel
    refusing: frozenset[str] = frozenset()  # trunks that refuse the numbers of others
    live: int = 0  # calls that were being served as it came
    last_call: LastCall | None = None  # the caller's, to this department
    acquaintance: Employee | None = None  # with whom he talked then, by the present staff sheet
    dialled_minutes: float = 0.0  # of the last hour
    came_from: CameFrom | None = None  # which phone of ours has sent the call on
    rung_for_caller: frozenset[str] = frozenset()  # numbers outside, in calls of his, that may loop
    goes_round: bool = False  # those on duty have handed him to the dialplan before
    channels: Mapping[str, int] = field(default_factory=dict)  # other calls use, by trunk
    ahead: int = 0  # callers who wait for the department already
    recording: PbxRecording | None = None  # what the exchange says of it; None: nothing


@dataclass(frozen=True, slots=True)
class Planner:
    """The pieces of one decision; `plan` is what everybody calls."""

    settings: Settings
    department: Department
    visit: Visit
    mode: Mode
    on_duty: OnDuty | None
    surroundings: Surroundings

    def steps(self) -> tuple[Step, ...]:
        steps = self._but_for_acquaintances()
        acquaintance = self._acquaintance(steps)
        return self._first(acquaintance, steps) if acquaintance else steps

    def special(self) -> tuple[str, ...]:
        """What makes this caller's plan another one than everybody's."""
        found = {
            VIP: self.is_vip,
            SAME_PERSON: self._acquaintance(self._but_for_acquaintances()) is not None,
            ALL_AT_ONCE: self._nobody_took_it,
            LOOPED: self.surroundings.goes_round,
            RECORDED_ALREADY: self._pbx_says(PbxRecording.GOES_ON),
            NOT_TO_BE_RECORDED: self._pbx_says(PbxRecording.FORBIDDEN),
        }
        return tuple(issue for issue, holds in found.items() if holds)

    def taping(self) -> Taping | None:
        duty = self.department.duty
        if not duty.record or self.surroundings.recording is not None:
            return None
        if duty.announcement is None:
            return Taping()
        own = duty.announcement
        return Taping((Recording(own) if own else Sound.CALL_IS_RECORDED,))

    def _pbx_says(self, recording: PbxRecording) -> bool:
        return self.department.duty.record and self.surroundings.recording is recording

    def refusal(self) -> Refuse | None:
        """Of a caller on the block list."""
        blocked = self.department.blocked
        if self.is_vip or not blocked.callers.has(self.visit.caller.number):
            return None
        return Refuse(CallOutcome.BLOCKED, (Sound.CALL_REFUSED,) if blocked.announced else ())

    @property
    def is_vip(self) -> bool:
        return self.department.vip.callers.has(self.visit.caller.number)

    def _but_for_acquaintances(self) -> tuple[Step, ...]:
        return self._vips_first(self._ordinary()) if self.is_vip else self._ordinary()

    def _ordinary(self) -> tuple[Step, ...]:
        secretary = self._secretaries_now
        return self._secretary(secretary) if secretary else self._duty(self.department.duty)

    @property
    def _secretaries_now(self) -> Secretary | None:
        return self.department.secretary if self.mode is Mode.SECRETARY else None

    @property
    def _nobody_took_it(self) -> bool:
        last, within = self.surroundings.last_call, self.department.repeat_callers.all_at_once
        if last is None or within is None:
            return False
        return not last.taken and last.ago <= within

    def _acquaintance(self, steps: tuple[Step, ...]) -> Person | None:
        """With whom he has talked, if that person may still be rung, and is free."""
        last, within = self.surroundings.last_call, self.department.repeat_callers.same_person
        if last is None or within is None or last.talked is None or last.ago > within:
            return None
        person = self._known(last.talked, steps)
        busy = person is not None and person.number in self.surroundings.busy
        return None if busy and self.department.duty.skip_busy else person

    def _known(self, talked: Talked, steps: tuple[Step, ...]) -> Person | None:
        """Of those who are rung anyway, the staff sheet, the department's secretaries."""
        phone = endpoint_for(talked.entry, self.settings)
        for person in (each for step in steps for each in people_of(step)):
            if self._phone(person) == phone:
                return person
        employee, secretary = self.surroundings.acquaintance, self.department.secretary
        if employee is not None and employee.number is not None:
            own = OnDutyPerson(employee.name, employee.number, employee.email, None)
            return self._on_duty(own, talked.role, self.department.duty.confirm)
        if secretary is not None and talked.role is Role.SECRETARY:
            known = self._secretaries(secretary)
            return next((each for each in known if self._phone(each) == phone), None)
        return None

    def _first(self, person: Person, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """He rings before all others; and goes on ringing, unless they all ring at once."""
        match steps[:1]:
            case (Ring(people=people, strategy=strategy) as ring,) if (
                strategy is not Strategy.PARALLEL or people == (person,)
            ):
                others = (each for each in people if each != person)
                return (replace(ring, people=(person, *others)), *steps[1:])
        duty = self.department.duty
        seconds = duty.stagger or ALONE_SECONDS
        alone = Ring((person,), Strategy.SEQUENTIAL, 0.0, seconds, duty.leg_timeout)
        return (alone, *steps)

    def _vips_first(self, ordinary: tuple[Step, ...]) -> tuple[Step, ...]:
        """Before whatever is done for everybody, and nobody is rung twice."""
        duty = self.department.duty
        everybody = self.department.vip.everybody
        if self._secretaries_now is None and not everybody:
            return ordinary
        people = self._people_on_duty(duty)
        if everybody and self._secretaries_now is not None:
            people += self._secretaries(self._secretaries_now)
        if not people:
            return ordinary
        ring = self._ring(people, duty)
        ring = replace(ring, strategy=Strategy.PARALLEL) if everybody else ring
        rest = (without(people, step) for step in ordinary)
        return (ring, *(step for step in rest if not isinstance(step, Ring) or step.people))

    def callers_own(self) -> tuple[Person, ...]:
        """Whose phone it is that calls."""
        number = self.visit.caller.number
        if number is None:
            return ()
        own = endpoint_for(number, self.settings)
        people = (person for step in self.steps() for person in people_of(step))
        return tuple(dict.fromkeys(each for each in people if self._phone(each) == own))

    def _secretary(self, secretary: Secretary) -> tuple[Step, ...]:
        if secretary.continue_at is not None:
            return self._then(ContinueThen(secretary.continue_at), ())
        people = self._secretaries(secretary)
        ring = Ring(people, Strategy.PARALLEL, stagger=0.0, timeout=secretary.timeout)
        return (ring, *self._then(secretary.then, people))

    def _duty(self, duty: Duty, rung: tuple[Person, ...] = ()) -> tuple[Step, ...]:
        people = self._but(rung, self._people_on_duty(duty))
        if not people:
            return self._then(duty.then, rung)
        return (self._ring(people, duty), *self._then(duty.then, (*rung, *people)))

    def _ring(self, people: tuple[Person, ...], duty: Duty) -> Ring:
        return Ring(
            people,
            Strategy.PARALLEL if self._nobody_took_it else duty.strategy,
            duty.stagger,
            duty.timeout,
            duty.leg_timeout,
            duty.rounds,
            duty.skip_busy,
        )

    def _secretaries(self, secretary: Secretary) -> tuple[Person, ...]:
        return tuple(self._other(entry, Role.SECRETARY) for entry in secretary.ring)

    def _people_on_duty(self, duty: Duty) -> tuple[Person, ...]:
        if self.on_duty is None:
            return ()
        roles = ((self.on_duty.primary, Role.PRIMARY), (self.on_duty.backup, Role.BACKUP))
        return tuple(self._on_duty(person, role, duty.confirm) for person, role in roles if person)

    def _on_duty(self, person: OnDutyPerson, role: Role, confirm: bool) -> Person:
        ways = ways_to(person.number, self._outgoing, self.settings)
        return Person(person.name, person.number, person.email, role, ways, confirm)

    def _other(self, entry: str, role: Role) -> Person:
        ways = ways_to(entry, self._outgoing, self.settings)
        name = endpoint_for(entry, self.settings) if role is Role.SECRETARY else entry
        number = None if "/" in entry else entry
        return Person(name, number, email=None, role=role, ways=ways, confirm=False)

    @property
    def _outgoing(self) -> Outgoing:
        around = self.surroundings
        return Outgoing(
            self.visit,
            self.department.company_number,
            self.department.name_prefix,
            self.department.pickup_group,
            around.contacts,
            around.came_by,
            around.refusing,
            self.department.notify.number,
        )

    def _phone(self, person: Person) -> str:
        return endpoint_for(person.number or person.name, self.settings)

    def _but(self, rung: tuple[Person, ...], people: tuple[Person, ...]) -> tuple[Person, ...]:
        """Nobody's phone rings twice."""
        phones = {self._phone(person) for person in rung}
        return tuple(person for person in people if self._phone(person) not in phones)

    def _then(self, then: Then, rung: tuple[Person, ...]) -> tuple[Step, ...]:
        """`rung`: in vain, before it comes to this."""
        match then:
            case HangUpThen():
                return ()
            case DutyThen():
                return self._duty(self.department.duty, rung)
            case ContinueThen(destination):
                fallback = fallback_of(self.settings, self.department, self.mode)
                return (HandOver((destination, *fallback.destinations)),)
            case RingThen(ring, timeout, after, again):
                people = tuple(self._other(entry, Role.ESCALATION) for entry in ring)
                people = people if again else self._but(rung, people)
                step = Ring(people, Strategy.PARALLEL, stagger=0.0, timeout=timeout)
                return (step, *self._then(after, (*rung, *people)))
            case VoicemailThen():
                voicemail = self.department.voicemail
                return (TakeMessage(voicemail.longest, voicemail.silence, self._addresses()),)

    def _addresses(self) -> tuple[str, ...]:
        """Of the people on duty, whether they are rung or not."""
        on_duty = self.on_duty
        people = (on_duty.primary, on_duty.backup) if on_duty else ()
        return tuple(person.email for person in people if person and person.email)


def without(people: tuple[Person, ...], step: Step) -> Step:
    if not isinstance(step, Ring):
        return step
    return replace(step, people=tuple(each for each in step.people if each not in people))


def fallback_of(settings: Settings, department: Department | None, mode: Mode | None) -> HandOver:
    """Where a call is given back to."""
    place = settings.fallback
    if department is not None:
        own = department.fallback
        place = (own.secretary if mode is Mode.SECRETARY else own.duty) or place
    return HandOver((place,) if place else ())


def plan(
    settings: Settings,
    department: Department | None,
    visit: Visit,
    mode: Mode,
    on_duty: OnDuty | None,
    surroundings: Surroundings,
) -> Plan:
    """`mode`: what the call meets, on an on-call number always duty.  `on_duty` None: no mirror."""
    if is_full(settings, surroundings.live):
        why = Why(mode if department else None, issues=(TOO_MANY_CALLS,))
        return Plan(visit, (fallback_of(settings, department, why.mode),), why)
    if department is None:
        return Plan(visit, (fallback_of(settings, None, None),), Why(mode=None))
    came_from = surroundings.came_from
    if came_from is not None and came_from.looped:
        why = Why(mode, issues=(LOOPED,))
        return Plan(visit, (Refuse(CallOutcome.LOOPED),), why, came_from=came_from)
    planner = Planner(settings, department, visit, mode, on_duty, surroundings)
    refusal = planner.refusal()
    if refusal is not None:
        return Plan(visit, (refusal,), Why(mode, issues=(BLOCKED,)))
    own = planner.callers_own()
    steps = tuple(without(own, step) for step in planner.steps())
    if surroundings.goes_round:  # he is not sent there again
        steps = tuple(step for step in steps if not isinstance(step, HandOver))
    why, limit = _why(mode, on_duty, planner), settings.dialling.timeout
    question = question_of(visit, department, settings)
    comfort = comfort_of(department.waiting)
    made = Plan(
        visit,
        steps,
        why,
        own,
        limit=limit,
        question=question,
        comfort=comfort,
        shows_name=department.show_name,
        taping=planner.taping(),
    )
    if is_spent(settings, surroundings.dialled_minutes):
        made = inside_only(made, fallback_of(settings, department, mode))
    made = sparing(made, room_of(settings, surroundings.channels, surroundings.came_by))
    return replace(
        made,
        came_from=came_from,
        came_by=surroundings.came_by,
        ahead=surroundings.ahead,
        busy=tuple(sorted(made.numbers & surroundings.busy)),
        rung_for_caller=tuple(sorted(made.numbers & surroundings.rung_for_caller)),
    )


def endpoints_to_ask(
    settings: Settings,
    department: Department,
    visit: Visit,
    mode: Mode,
    on_duty: OnDuty | None,
    surroundings: Surroundings,
) -> tuple[str, ...]:
    """Every endpoint that the plan would ring, in order, each once."""
    planner = Planner(settings, department, visit, mode, on_duty, surroundings)
    steps = planner.steps() if planner.refusal() is None else ()
    rings = [step for step in steps if isinstance(step, Ring)]
    ways = [way for ring in rings for person in ring.people for way in person.ways]
    return tuple(dict.fromkeys(endpoint for way in ways for endpoint in way.endpoints))


def _why(mode: Mode, on_duty: OnDuty | None, planner: Planner) -> Why:
    special = planner.special()
    if on_duty is None:
        return Why(mode, issues=special)
    return Why(
        mode=mode,
        shift=on_duty.shift,
        date=on_duty.date,
        source=on_duty.source,
        version=on_duty.version,
        cells=on_duty.cells,
        issues=(*on_duty.issues, *special),
    )

"""What is to be done about a caller: fetch everything, then decide, without looking anywhere.

The same decision serves the call, `simulate` and the journal's question why.  Has no state.
"""

from dataclasses import dataclass, field, replace

from .dialling import Contacts, Outgoing, endpoint_for, ways_to
from .plan import HandOver, Person, Plan, Refuse, Ring, Step, Visit, Why, people_of
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
)
from .words import CallOutcome, Mode, Role, Sound, Strategy

TOO_MANY_CALLS = "too_many_calls"  # the issue of a call that is not served for their sake
BLOCKED = "blocked"  # … whose caller is on the block list
VIP = "vip"  # … for whom others are rung than for everybody


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is going on around the call, in one frozen picture."""

    contacts: Contacts = field(default_factory=dict)
    busy: frozenset[str] = frozenset()  # numbers in other calls of ours
    came_by: str | None = None  # the endpoint of the caller's channel
    refusing: frozenset[str] = frozenset()  # trunks that refuse the numbers of others
    live: int = 0  # calls that were being served as it came


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
        return self._vips_first(self._ordinary()) if self.is_vip else self._ordinary()

    def refusal(self) -> Refuse | None:
        """Of a caller on the block list."""
        blocked = self.department.blocked
        if self.is_vip or not blocked.callers.has(self.visit.caller.number):
            return None
        return Refuse(CallOutcome.BLOCKED, (Sound.CALL_REFUSED,) if blocked.announced else ())

    @property
    def is_vip(self) -> bool:
        return self.department.vip.callers.has(self.visit.caller.number)

    def _ordinary(self) -> tuple[Step, ...]:
        secretary = self._secretaries_now
        return self._secretary(secretary) if secretary else self._duty(self.department.duty)

    @property
    def _secretaries_now(self) -> Secretary | None:
        return self.department.secretary if self.mode is Mode.SECRETARY else None

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
            duty.strategy,
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
            around.contacts,
            around.came_by,
            around.refusing,
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


def is_full(settings: Settings, live: int) -> bool:
    """Whether no call is served besides so many."""
    return settings.most_calls is not None and live >= settings.most_calls


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
    planner = Planner(settings, department, visit, mode, on_duty, surroundings)
    refusal = planner.refusal()
    if refusal is not None:
        return Plan(visit, (refusal,), Why(mode, issues=(BLOCKED,)))
    own = planner.callers_own()
    steps = tuple(without(own, step) for step in planner.steps())
    why, limit = _why(mode, on_duty, planner), settings.dialling.timeout
    made = Plan(visit, steps, why, callers_own=own, limit=limit)
    return replace(made, busy=tuple(sorted(made.numbers & surroundings.busy)))


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
    special = (VIP,) if planner.is_vip else ()
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

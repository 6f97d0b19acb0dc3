"""The configuration as the core needs it: already checked, with every default filled in.

Times are seconds.  How the files are read and what is refused: config.py.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from .callers import CallerList
from .hours import Hours
from .plan import Destination
from .words import CallerId, Hears, NumberForm, NumberMail, Strategy


@dataclass(frozen=True, slots=True)
class HangUpThen:
    pass


@dataclass(frozen=True, slots=True)
class DutyThen:  # only after the secretaries
    pass


@dataclass(frozen=True, slots=True)
class ContinueThen:
    destination: Destination


@dataclass(frozen=True, slots=True)
class RingThen:
    ring: tuple[str, ...]  # numbers or endpoints; all at once
    timeout: float
    then: "Then"
    again: bool = False  # also those who have been rung in vain before


@dataclass(frozen=True, slots=True)
class VoicemailThen:
    pass


Then = HangUpThen | DutyThen | ContinueThen | RingThen | VoicemailThen


@dataclass(frozen=True, slots=True)
class Toggle:
    code: str  # a feature code: *5501
    pin: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class WhoCode:
    """The code that tells who is on duty."""

    code: str
    pin: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SharedToggle:
    """One code for several departments."""

    code: str
    departments: tuple[str, ...]  # `all` is written out
    pin: str | None = field(default=None, repr=False)
    all: bool = False


@dataclass(frozen=True, slots=True)
class Secretary:
    ring: tuple[str, ...]  # endpoints or internal numbers; all at once
    continue_at: Destination | None
    timeout: float
    then: Then


@dataclass(frozen=True, slots=True)
class Duty:
    strategy: Strategy
    stagger: float
    timeout: float
    confirm: bool
    then: Then
    leg_timeout: float | None = None  # no phone rings longer; None: as long as `timeout`
    rounds: int = 1
    skip_busy: bool = True
    record: bool = False  # the talks
    announcement: str | None = None  # of that, to both; "": ours; None: they are not told


@dataclass(frozen=True, slots=True)
class Voicemail:
    longest: float = 180.0  # seconds
    silence: float = 5.0  # seconds of it end a message


@dataclass(frozen=True, slots=True)
class Notify:
    rung: bool = True
    always: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    secretary: bool = True
    number: NumberMail = NumberMail.REFUSED


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as the YAML gives it; columns are letters."""

    name: str
    primary: str
    backup: str | None = None
    hours: str | None = None  # None: the header's


@dataclass(frozen=True, slots=True)
class Schedule:
    sheet: str
    staff: str
    layout: str = "cyclic"  # or `dated`: the sheet's title is a pattern with {yyyy}, {mm}
    first_row: int = 4  # row of day 1, counted from 1; the header is the row above
    holdover: timedelta = timedelta(minutes=15)
    backup_required: bool = False
    shifts: tuple[Shift, ...] | None = None  # None: read from the header row
    responsible: tuple[str, ...] = ()  # mail addresses: who fills in a new sheet, but for admins


@dataclass(frozen=True, slots=True)
class Fallback:
    """Where a call goes that is given back, by mode; None: on after Stasis()."""

    secretary: Destination | None = None
    duty: Destination | None = None


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When the secretaries are there; otherwise the people on duty are called."""

    week: tuple[tuple[Hours, ...], ...]  # of seven weekdays, from Monday on
    country: str  # ISO 3166, for its holidays
    days_off: frozenset[date] = frozenset()  # besides the country's
    working_days: frozenset[date] = frozenset()
    short_day: timedelta = timedelta(0)  # so much earlier the eve of a public holiday ends


@dataclass(frozen=True, slots=True)
class Blocked:
    """Whose calls reach nobody."""

    callers: CallerList = CallerList()
    announced: bool = False  # they are told so; else it is just busy


@dataclass(frozen=True, slots=True)
class Vip:
    """Who need not wait for the secretaries.  None of them is blocked."""

    callers: CallerList = CallerList()
    everybody: bool = False  # rings at once, the secretaries too; else those on duty, as ever


@dataclass(frozen=True, slots=True)
class RepeatCallers:
    """Seconds since the end of a caller's last call; None: it makes no difference."""

    same_person: float | None = None  # he has talked: the same person rings first
    all_at_once: float | None = None  # nobody took it: primary and backup ring at once


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a caller hears; recordings by their names among Asterisk's sounds."""

    hears: Hears = Hears.RINGING
    music: str | None = None  # a class of Asterisk's; None: the channel's
    announcement: str | None = None  # None: ours
    every: float = 30.0
    greeting: str | None = None
    answer: bool = False
    nobody: str | None = None  # "": ours; None: he is told nothing
    position: bool = False


@dataclass(frozen=True, slots=True)
class Department:
    name: str
    title: str
    zone: ZoneInfo
    dids: tuple[str, ...]
    schedule: Schedule
    duty: Duty
    secretary: Secretary | None = None  # None: always in duty mode
    extension: str | None = None
    toggle: Toggle | None = None
    who: WhoCode | None = None
    fallback: Fallback = Fallback()
    company_number: str | None = None
    name_prefix: str | None = None  # before the caller's name, on the phones that are rung
    spoken: str | None = None  # its name, recorded: by which Asterisk plays it
    waiting: Waiting = Waiting()
    pickup_group: str | None = None  # Asterisk's named call group of the phones that are rung
    show_name: bool = False  # the caller's display shows who of those on duty has answered
    notify: Notify = Notify()
    voicemail: Voicemail = Voicemail()
    business_hours: BusinessHours | None = None
    auto: bool = False  # the business hours decide until somebody switches
    switch_forever: bool = False  # … and not only until they next begin or end
    blocked: Blocked = Blocked()
    vip: Vip = Vip()
    repeat_callers: RepeatCallers = RepeatCallers()


@dataclass(frozen=True, slots=True)
class Trunk:
    """A way out, and how callers are shown on it."""

    endpoint: str  # a template: PJSIP/{number}@trunk
    caller_id: CallerId = CallerId.ORIGINAL
    company_number: str | None = None
    caller_format: NumberForm | None = None  # None: as the caller's number came
    diversion: bool | None = None  # None: when the caller's number is shown
    ringing_within: float | None = None  # seconds after 183, or nobody can be reached there
    channels: int | None = None  # that it can carry, callers' own among them; None: enough

    @property
    def diverts(self) -> bool:
        """Whether it is told which number of ours was called."""
        original = self.caller_id is not CallerId.COMPANY
        return original if self.diversion is None else self.diversion


@dataclass(frozen=True, slots=True)
class Dialling:
    endpoint: str  # of the first trunk
    internal: str = "PJSIP/{number}"
    company_number: str | None = None
    timeout: float = 600.0  # nobody new is rung for a call that has waited so long
    caller_id: CallerId = CallerId.ORIGINAL
    caller_format: NumberForm | None = None
    diversion: bool | None = None
    ringing_within: float | None = None
    others: tuple[Trunk, ...] = ()  # when the one before is congested
    channels: int | None = None

    @property
    def trunks(self) -> tuple[Trunk, ...]:
        first = Trunk(
            self.endpoint,
            self.caller_id,
            self.company_number,
            self.caller_format,
            self.diversion,
            self.ringing_within,
            self.channels,
        )
        return (first, *self.others)


@dataclass(frozen=True, slots=True)
class Settings:
    zone: ZoneInfo
    language: str  # ru | en
    country: str  # ISO 3166: RU
    extensions: str  # a regular expression for internal numbers
    dialling: Dialling
    departments: tuple[Department, ...]
    fallback: Destination | None = None
    toggles: tuple[SharedToggle, ...] = ()
    admins: tuple[str, ...] = ()  # mail addresses
    most_calls: int | None = None  # that are served at once; None: all
    most_dialled_minutes: int | None = None  # of an hour, on phones outside; None: any

    @property
    def callers_remembered(self) -> float:
        """Seconds for which a call makes a difference to the caller's next one."""
        rules = [each.repeat_callers for each in self.departments]
        return max((s for r in rules for s in (r.same_person, r.all_at_once) if s), default=0.0)

    def department(self, name: str) -> Department | None:
        return next((each for each in self.departments if each.name == name), None)

"""The keys of schedules/<department>.yaml."""

from typing import Annotated, Literal

from annotated_types import MinLen
from pydantic import ConfigDict

from . import fields as f
from .caller_lists import Blocked, Vip
from .shapes import Model, Section, by_shape, key, mapping, word
from .waiting import WAITING, WaitingKey


class OwnToggle(Model):
    """The department's own feature code."""

    code: f.Code = key(description='the code that is dialled, such as "*5501"')
    pin: f.Pin | None = key(default=None, description="digits that are asked for; null: none")


class WhoCode(Model):
    """The feature code that tells who is on duty."""

    code: f.Code = key(description='the code that is dialled, such as "*5601"')
    pin: f.Pin | None = key(default=None, description="digits that are asked for; null: none")


class Fallbacks(Model):
    """Where calls that are given back go, by mode."""

    secretary: f.Place | None = key(default=None, description="in secretary mode")
    duty: f.Place | None = key(default=None, description="in duty mode")


class Continue(Model):
    """The call goes on in the dialplan."""

    continue_: f.Place = key(alias="continue", description="context,extension,priority")


class RingOthers(Model):
    """Others are rung, all at once."""

    ring: list[f.RingEntry] = key(
        min_length=1, description="numbers, or endpoints such as PJSIP/101"
    )
    timeout: f.SomeSeconds = key(default="30s", description="for how long")
    then: "AfterDuty" = key(default="hangup", description="when nobody has taken the call")
    again: f.Flag = key(
        default="false", description="true: also those of them who have been rung in vain before"
    )


AfterDuty = Annotated[
    Annotated[f.AfterDuty, word]
    | Annotated[Continue, mapping("continue")]
    | Annotated[RingOthers, mapping("ring")],
    by_shape("continue", "ring"),
]
AfterSecretary = Annotated[
    Annotated[f.AfterSecretary, word] | Annotated[Continue, mapping("continue")],
    by_shape("continue"),
]
RingOthers.model_rebuild()


class Secretary(Model):
    """Who answers in secretary mode: phones that are rung here, or a place in the dialplan."""

    ring: list[f.RingEntry] = key(
        default=[], description="endpoints such as PJSIP/101, or numbers; all ring at once"
    )
    continue_: f.Place | None = key(
        default=None, alias="continue", description="or context,extension,priority in the dialplan"
    )
    timeout: f.SomeSeconds = key(default="30s", description="how long they ring")
    then: AfterSecretary = key(
        default="duty",
        description="when no secretary answers: duty, voicemail, hangup or {continue: …}",
    )


class Duty(Model):
    """How the people on duty are rung."""

    strategy: Literal["parallel", "staggered", "sequential"] = key(
        default="staggered",
        description="both at once; the backup joins after `stagger`; "
        "or the backup when the primary has not answered",
    )
    stagger: f.Seconds = key(
        default="20s",
        description="staggered: the backup joins after it; "
        "sequential: how long the primary rings alone",
    )
    timeout: f.SomeSeconds = key(
        default="60s", description="the whole duty step, from its first ring"
    )
    leg_timeout: f.SomeSeconds | None = key(
        default=None,
        description="such as 25s: no mobile rings longer, so that its own forwarding or robot "
        "cannot take the call",
    )
    rounds: Annotated[int, f.whole_number(1, 100)] = key(
        default="1", description="how often primary and backup are tried, within `timeout`"
    )
    busy: Literal["skip", "ring"] = key(
        default="skip",
        description="skip: somebody already in, or being rung for, another call of ours is "
        "passed over while somebody else is left",
    )
    confirm: f.Flag = key(
        default="false", description="true: press 1 to accept, so that no voicemail takes the call"
    )
    record: f.Flag = key(
        default="false",
        description="true: talks are recorded, from their first moment; not those with "
        "secretaries, and not when the exchange records the call already (FreePBX: the inbound "
        "route's Call Recording) or is told never to",
    )
    announce_recording: f.SoundOrFlag = key(
        default="false",
        description="record: what both hear before they are connected: true: that the talk is "
        "recorded, or a recording: custom/recorded",
    )
    then: AfterDuty = key(
        default="hangup",
        description="when nobody takes the call: voicemail, hangup, {continue: …} or "
        "{ring: […], timeout: 30s, then: …}",
    )


class RepeatCallers(Model):
    """What is different for somebody who calls again."""

    same_person: f.SomeSeconds | None = key(
        default=None,
        description="such as 30m: for so long after a talk the person he talked to rings first",
    )
    all_at_once: f.SomeSeconds | None = key(
        default=None,
        description="such as 3m: for so long after a call that nobody took primary and backup "
        "ring at once",
    )


class Voicemail(Model):
    """The messages that callers leave, where `then` says voicemail."""

    longest: f.SomeSeconds = key(default="3m", description="how long a message may be")
    silence: f.SomeSeconds = key(
        default="5s", description="so much silence ends a message, as the # key does"
    )


class Notify(Model):
    """Who gets mails about calls."""

    rung: f.Flag = key(default="true", description="those who were rung")
    always: list[f.Address] = key(default=[], description="addresses, for every call")
    missed: list[f.Address] = key(default=[], description="addresses, for calls nobody took")
    secretary: f.Flag = key(default="true", description="secretary-mode calls too")
    number: Literal["refused", "always", "never"] = key(
        default="refused",
        description="a mail with the caller's number, at once, to whoever is rung with the "
        "company's: refused (when the trunk refuses the caller's), always (with caller_id: company "
        "too), never",
    )


class Shift(Model):
    """Named hours of a day, with a column for each role."""

    name: f.Text = key(description="such as Ночь")
    hours: f.Hours | None = key(
        default=None, description="such as 20:00-9:59, both ends inclusive; default: the sheet's"
    )
    primary: f.Column = key(description="the primary's column: a letter")
    backup: f.Column | None = key(default=None, description="the backup's column; default: none")


class Schedule(Model):
    """Where in the workbook the department's roster and staff are."""

    layout: Literal["cyclic", "dated"] = key(
        default="cyclic",
        description="one table for every month, or a sheet a month: Otdel1 {yyyy}-{mm}",
    )
    sheet: f.Text = key(description="the roster's sheet")
    staff: f.Text | None = key(default=None, description="default: <sheet>Staff")
    first_row: Annotated[int, f.whole_number(2, 100_000)] = key(
        default="4", description="the row of day 1; the header with the hours is the row above"
    )
    holdover: f.Seconds = key(
        default="15m", description="how long a shift stays on when no other has begun"
    )
    backup: Literal["optional", "required"] = key(
        default="optional", description="whether an empty backup cell is a gap"
    )
    shifts: Annotated[list[Shift], MinLen(1)] | None = key(
        default=None, description="default: from the header row"
    )
    responsible: list[f.Address] = key(
        default=[],
        description="Google addresses of those who fill in the roster; "
        "`workbook init` lets nobody else but the admins; none: whoever may edit the spreadsheet",
    )


class DepartmentFile(Model):
    """One department of stasis-app."""

    model_config = ConfigDict(json_schema_extra={"required": ["department", "dids", "schedule"]})

    department: f.Name = key(description="its name: small Latin letters, digits, _ and -")
    title: f.Text | None = key(default=None, description="for people; default: the name")
    timezone: f.Zone | None = key(default=None, description="default: the global one")
    dids: list[f.Did] = key(min_length=1, description="the numbers it is called on, as they arrive")
    extension: f.Extension | None = key(
        default=None, description="rings the people on duty from inside, whatever the mode"
    )
    mode: Literal["manual", "auto"] = key(
        default="manual",
        description="manual: secretary mode until somebody switches; "
        "auto: the business hours decide until somebody switches",
    )
    business_hours: Annotated[dict[str, f.DayHours], MinLen(1)] | None = key(
        default=None,
        description='when calls go to the secretaries: {mon-fri: "09:00-17:59"}, both ends '
        'inclusive; a day may have several: "09:00-12:59, 14:00-17:59"; needed for mode: auto',
        json_schema_extra={"propertyNames": {"pattern": f.SOME_WEEKDAYS}},
    )
    days_off: list[f.Day] = key(
        default=[], description='besides the days off of the country\'s calendar: ["2026-12-31"]'
    )
    working_days: list[f.Day] = key(
        default=[],
        description="worked whatever the calendar says; "
        "a day without hours of its own has those of the weekday before: a Saturday Friday's",
    )
    short_day: f.Seconds = key(
        default="0m",
        description="so much earlier the business hours end on the eve of a public holiday",
    )
    switch_until: Literal["next_change", "forever"] = key(
        default="next_change",
        description="how long a person's switch holds in mode auto: "
        "until the business hours next begin or end, or for ever",
    )
    toggle: OwnToggle | None = key(default=None, description="its feature code; default: none")
    who: WhoCode | None = key(
        default=None,
        description="a code that says who is on duty, and from a phone of the staff sheet takes "
        "the duty over until the shift ends; default: none",
    )
    fallback: (
        Annotated[Annotated[f.Place, word] | Annotated[Fallbacks, mapping()], by_shape()] | None
    ) = key(
        default=None,
        description="context,extension,priority, or {secretary: …, duty: …}; "
        "default: the global one",
    )
    company_number: f.Phone | None = key(
        default=None, description="the company's number for this department"
    )
    name_prefix: f.Text | None = key(
        default=None,
        description="stands before the caller's name on the phones that are rung; default: nothing",
    )
    spoken: f.SoundName | None = key(
        default=None,
        description="confirm: how the department is called, in the company's own recording: its "
        "name among Asterisk's sounds, such as custom/otdel1; default: with several departments "
        "the last digits of the number that was called, as the whole of it would take too long",
    )
    pickup_group: f.Name | None = key(
        default=None,
        description="named call group of the phones that are rung, mobiles too: a phone whose "
        "endpoint has the same named_pickup_group picks them up with *8; "
        "default: the endpoint's own",
    )
    show_name: f.Flag = key(
        default="false",
        description="true: the caller's display shows the name of whoever on duty has answered; "
        "else what he has dialled",
    )
    secretary: Secretary | None = key(
        default=None, description="default: none, then the department is always in duty mode"
    )
    duty: Annotated[Duty, Section] = key(
        default_factory=dict, description="how the people on duty are rung"
    )
    waiting: WaitingKey | None = key(
        default=None, description=f"{WAITING}; default: what config.yaml says"
    )
    blocked: Annotated[Blocked, Section] = key(
        default_factory=dict,
        description="whose calls reach nobody, besides those of config.yaml",
    )
    vip: Annotated[Vip, Section] = key(
        default_factory=dict,
        description="who need not wait, besides those of config.yaml; none of them is blocked",
    )
    repeat_callers: Annotated[RepeatCallers, Section] = key(
        default_factory=dict, description="what is different for somebody who calls again"
    )
    voicemail: Annotated[Voicemail, Section] = key(
        default_factory=dict,
        description="the messages that callers leave, where `then` says voicemail",
    )
    notify: Annotated[Notify, Section] = key(
        default_factory=dict, description="who gets mails about calls"
    )
    schedule: Annotated[Schedule, Section] = key(
        default_factory=dict, description="where the roster is in the workbook"
    )

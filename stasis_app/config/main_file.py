"""The keys of config.yaml."""

from typing import Annotated, Literal

from pydantic import ConfigDict

from . import fields as f
from .caller_lists import Blocked, Vip
from .shapes import Model, Section, by_shape, key, mapping, word
from .waiting import WAITING, WaitingKey

CallerId = Literal["original", "company", "original_then_company"]
Format = Literal["number", "digits", "national", "local"]


class Ari(Model):
    """How to reach Asterisk's REST interface."""

    model_config = ConfigDict(json_schema_extra={"required": ["url", "username", "password"]})

    url: f.AriUrl = key(description="Asterisk's HTTP server (http.conf), without /ari")
    username: f.User = key(description="the user in ari.conf")
    password: f.Password = key(description="its password, best as ${ARI_PASSWORD}")
    app: f.App = key(default="duty", description="the application's name, as in Stasis(duty,…)")
    ca_file: f.File | None = key(
        default=None,
        description="https: a PEM file with the authority that vouches for Asterisk's "
        "certificate, or with the certificate itself; default: the system's authorities",
    )


class SharedToggle(Model):
    """One feature code for several departments."""

    code: f.Code = key(description='the code that is dialled, such as "*5500"')
    departments: f.Departments = key(description="all, or a list of departments' names")
    pin: f.Pin | None = key(default=None, description="digits that are asked for; null: none")


CALLER_ID = "the number that staff see: original (the caller's), company, or \
original_then_company (the company's, should the trunk refuse the caller's)"
FORMAT = "how the caller's number is written on it: number (+79161234567), digits, national, \
local; default: as it came"
DIVERSION = "whether it is told which number was called (SIP's Diversion); default: it is, \
where the caller's number is shown"
CHANNELS = "how many channels it has, callers' own among them: near that, people are rung one \
after another instead of at once, and by another trunk first; default: enough"
RINGING = "such as 10s: a mobile that is announced (SIP 183) and does not ring so long after it \
cannot be reached; default: it may"


class Trunk(Model):
    """A further way out, when those before it are congested."""

    endpoint: f.Template = key(description="such as PJSIP/{number}@trunk2")
    caller_id: CallerId | None = key(default=None, description=f"{CALLER_ID}; default: dial's")
    company_number: f.Phone | None = key(default=None, description="default: dial's")
    caller_format: Format | None = key(default=None, description=FORMAT)
    diversion: f.Flag | None = key(default=None, description=DIVERSION)
    ringing_within: f.SomeSeconds | None = key(default=None, description=RINGING)
    channels: Annotated[int, f.whole_number(1, 100_000)] | None = key(
        default=None, description=CHANNELS
    )


class Dial(Model):
    """How phones are rung."""

    endpoint: f.Template = key(
        description="for outside numbers: PJSIP/{number}@trunk; "
        "FreePBX: Local/{local}@outbound-allroutes/n. {number} is E.164, {digits} without +, "
        "{national} without the country, {local} as one dials inside the country"
    )
    internal: f.Template = key(
        default="PJSIP/{number}", description="for numbers that match `extensions`"
    )
    caller_id: CallerId = key(default="original", description=CALLER_ID)
    company_number: f.Phone | None = key(
        default=None, description="the company's number, such as +74957770001"
    )
    caller_format: Format | None = key(default=None, description=FORMAT)
    diversion: f.Flag | None = key(default=None, description=DIVERSION)
    ringing_within: f.SomeSeconds | None = key(default=None, description=RINGING)
    channels: Annotated[int, f.whole_number(1, 100_000)] | None = key(
        default=None, description=CHANNELS
    )
    trunks: list[Trunk] = key(
        default=[],
        description="further ways out, tried when the one before is congested; the one on which "
        "the call came in goes first",
    )
    timeout: f.SomeSeconds = key(
        default="10m",
        description="nobody new is rung for a call that has waited so long, whatever the "
        "departments say",
    )


class Limits(Model):
    """What is taken on at most."""

    calls: Annotated[int, f.whole_number(1, 100_000)] | None = key(
        default=None,
        description="so many calls are served at once; whoever comes besides goes to the fallback; "
        "null: all are served",
    )
    dialled_minutes_per_hour: Annotated[int, f.whole_number(1, 100_000)] | None = key(
        default=None,
        description="a guard against toll fraud: when phones outside were on the line for so many "
        "minutes of the last hour, nobody new is dialled there, and whoever calls goes to the "
        "fallback; null: no guard",
    )


class Workbook(Model):
    """Where the duty schedule is read from."""

    source: Literal["csv", "xlsx", "google"] = key(default="csv", description="csv, xlsx or google")
    path: f.File = key(
        default="schedules/workbook",
        description="csv: a folder with a <sheet>.csv for each sheet; xlsx: the file",
    )
    spreadsheet_id: f.SpreadsheetId | None = key(
        default=None, description="google: what stands in its address between /d/ and /edit"
    )
    api_key: f.ApiKey | None = key(
        default=None, description="google: for a sheet that anyone with the link can read"
    )
    service_account_file: f.File | None = key(
        default=None, description="google: the JSON key of an account it is shared with"
    )
    poll: f.SomeSeconds = key(default="60s", description="how often it is read")
    stale_after: f.SomeSeconds = key(
        default="24h", description="an alert when it could not be read for so long"
    )
    endpoint: f.BaseUrl | None = key(
        default=None, description="google, for tests: another base URL"
    )


class SmtpServer(Model):
    """The mail server, spelt out."""

    host: f.Host = key(description="its name or address")
    port: Annotated[int, f.whole_number(1, 65535)] | None = key(
        default=None, description="default: 587, implicit TLS 465, without TLS 25"
    )
    tls: Literal["starttls", "implicit", "none"] = key(
        default="starttls", description="how the connection is encrypted"
    )
    username: f.Text | None = key(default=None, description="null: without logging in")
    password: f.Password | None = key(default=None, description="best as ${SMTP_PASSWORD}")
    verify: f.Flag = key(default="true", description="whether its certificate is checked")


class Mail(Model):
    """Mails about calls."""

    smtp: (
        Annotated[Annotated[f.SmtpUrl, word] | Annotated[SmtpServer, mapping()], by_shape()] | None
    ) = key(
        default=None,
        description="smtp://user:password@host:587, or host, port, tls …; "
        "null: .eml files under data/mail",
    )
    from_: f.Sender | None = key(
        default=None, alias="from", description="default: stasis-app@<host name>"
    )
    admins: list[f.Address] = key(
        default=[], description="addresses that hear of problems, and of calls nobody else does"
    )


class Recordings(Model):
    """How long recordings are kept: talks, and the messages that callers leave."""

    keep_days: Annotated[int, f.whole_number(1, 100_000)] | None = key(
        default=None, description="so many days after its call one is removed; null: never"
    )
    keep_mb: Annotated[int, f.whole_number(1, 100_000_000)] | None = key(
        default=None,
        description="the oldest are removed while all together are larger, in millions of bytes "
        "(an hour's talk is 58); null: however large",
    )


class Web(Model):
    """The status page."""

    listen: f.Listen = key(default="127.0.0.1:8080", description="host:port")


class MainFile(Model):
    """config.yaml of stasis-app."""

    model_config = ConfigDict(json_schema_extra={"required": ["ari", "dial"]})

    ari: Annotated[Ari, Section] = key(
        default_factory=dict, description="how to reach Asterisk's REST interface"
    )
    timezone: f.Zone | None = key(
        default=None, description="such as Europe/Moscow; default: the machine's"
    )
    language: Literal["ru", "en"] = key(default="ru", description="of prompts and mails")
    country: f.Country = key(default="RU", description="of phone numbers and holidays")
    extensions: f.Expression = key(
        default=r"^\d{3,4}$", description="a regular expression: what internal numbers look like"
    )
    fallback: f.Place | None = key(
        default=None,
        description="context,extension,priority for a number that no department has; "
        "null: the dialplan goes on after Stasis()",
    )
    database: f.File = key(default="data/stasis_app.db", description="the SQLite file")
    schedules: f.File = key(
        default="schedules", description="the folder with one YAML file per department"
    )
    toggles: list[SharedToggle] = key(
        default=[], description="feature codes that switch several departments at once"
    )
    dial: Annotated[Dial, Section] = key(default_factory=dict, description="how phones are rung")
    limits: Annotated[Limits, Section] = key(
        default_factory=dict, description="what is taken on at most"
    )
    waiting: WaitingKey = key(default="ringing", description=f"{WAITING}; for every department")
    blocked: Annotated[Blocked, Section] = key(
        default_factory=dict, description="whose calls reach nobody, in any department"
    )
    vip: Annotated[Vip, Section] = key(
        default_factory=dict,
        description="who need not wait, in any department; none of them is blocked",
    )
    workbook: Annotated[Workbook, Section] = key(
        default_factory=dict, description="where the duty schedule is read from"
    )
    mail: Annotated[Mail, Section] = key(default_factory=dict, description="mails about calls")
    recordings: Annotated[Recordings, Section] = key(
        default_factory=dict, description="how long recordings are kept"
    )
    web: Annotated[Web, Section] = key(default_factory=dict, description="the status page")

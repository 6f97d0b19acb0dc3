"""The types of the keys: read by readers.py, and described to an editor."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from ..core import hours
from ..core.plan import Destination
from . import readers, smtp

T = TypeVar("T")

STRING: dict[str, Any] = {"type": "string"}
DIGITS: dict[str, Any] = {"type": ["string", "integer"]}  # may stand without quotes


@dataclass(frozen=True, eq=False)
class Written:
    """In `Annotated`: how a value that is text in the file is read."""

    reader: Callable[[str], object]
    wanted: str
    schema: dict[str, Any] = field(default_factory=lambda: STRING)
    strip: bool = True

    def validated(self, value: object) -> object:
        if not isinstance(value, str):
            raise ValueError(f"write {self.wanted}")
        return self.reader(value.strip() if self.strip else value)

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.validated)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.schema)


def not_yet(*supported: object, written: str) -> AfterValidator:
    """Refuses what the contract has and the program has not."""

    def validated(value: T) -> T:
        if value not in supported:
            raise ValueError(f"not supported yet: leave it out or write {written}")
        return value

    return AfterValidator(validated)


def shape(pattern: str, wanted: str, *, digits: bool = False) -> Written:
    schema = DIGITS if digits else {**STRING, "pattern": f"^(?:{pattern})$"}
    return Written(readers.matching(pattern, wanted), wanted, schema)


def whole_number(least: int, most: int) -> Written:
    schema = {"type": "integer", "minimum": least, "maximum": most}
    return Written(readers.whole_number(least, most), "a whole number", schema)


DURATION = {**STRING, "pattern": r"^\d+[smh]$"}

Seconds = Annotated[float, Written(readers.seconds, "a duration such as 20s or 5m", DURATION)]
SomeSeconds = Annotated[
    float, Written(readers.some_seconds, "a duration such as 20s or 5m", DURATION)
]
Flag = Annotated[bool, Written(readers.flag, "true or false", {"type": "boolean"})]
Place = Annotated[Destination, Written(readers.destination, "context,extension,priority")]
Zone = Annotated[ZoneInfo, Written(readers.zone, "a time zone such as Europe/Moscow")]
Country = Annotated[str, Written(readers.country, "a country such as RU")]
Expression = Annotated[str, Written(readers.expression, r"a regular expression: '^\d{3,4}$'")]
Template = Annotated[str, Written(readers.template, "a template such as PJSIP/{number}@trunk")]
RingEntry = Annotated[
    str, Written(readers.ring_entry, "an endpoint such as PJSIP/101, or a number", DIGITS)
]
CallerEntry = Annotated[
    str,
    Written(readers.caller_entry, "a number, the beginning of one: +7800*, or anonymous", DIGITS),
]
Address = Annotated[str, Written(readers.mail_address, "a mail address")]
Sender = Annotated[str, Written(readers.sender, "a sender such as Duty <duty@example.com>")]
Column = Annotated[str, Written(readers.column, "a column's letters, such as B")]
AriUrl = Annotated[str, Written(readers.ari_url, "a URL such as http://127.0.0.1:8088")]
Listen = Annotated[tuple[str, int], Written(readers.listen, "host:port, such as 127.0.0.1:8080")]
Day = Annotated[date, Written(readers.day, "a date", {**STRING, "format": "date"})]
Text = Annotated[str, Written(readers.one_line, "some text")]
File = Annotated[str, Written(readers.file_name, "the name of a file or folder")]
Password = Annotated[str, Written(readers.password, "a password, best as ${NAME}", strip=False)]
ApiKey = Annotated[str, Written(readers.api_key, "an API key, best as ${NAME}")]
SpreadsheetId = Annotated[str, Written(readers.spreadsheet_id, "a spreadsheet's id")]
BaseUrl = Annotated[str, Written(readers.base_url, "a URL such as http://127.0.0.1:8090")]
SmtpUrl = Annotated[str, Written(smtp.checked_url, smtp.EXAMPLE, strip=False)]
Name = Annotated[str, shape(r"[a-z0-9_-]+", "small Latin letters, digits, _ and -: otdel1")]
App = Annotated[str, shape(r"[A-Za-z0-9_.-]+", "Latin letters, digits, dots, _ and -: duty")]
User = Annotated[str, shape(r"[^:\s]+", "a name without blanks and colons")]
SoundName = Annotated[
    str,
    shape(
        readers.SOUND_NAME,
        "a sound's name among Asterisk's, without its ending: custom/otdel1",
    ),
]
SoundOrFlag = Annotated[
    str | None,
    Written(
        readers.sound_or_flag,
        "true, false or a sound's name such as custom/nobody",
        {"type": ["boolean", "string"]},
    ),
]
HearsWord = Annotated[
    Literal["ringing", "moh", "announce"],
    Written(
        readers.what_callers_hear,
        "ringing, moh, announce or a mapping",
        {"enum": ["ringing", "moh", "announce"]},
    ),
]
MusicClass = Annotated[str, shape(r"[A-Za-z0-9_.-]+", "the name of a class of musiconhold.conf")]
Host = Annotated[str, shape(r"[^\s/@]+", "a host's name or address")]
Code = Annotated[str, shape(r"[*#\d]+", 'a code one can dial, such as "*5501"', digits=True)]
Extension = Annotated[str, shape(r"\d{1,15}", 'an extension such as "7711"', digits=True)]
Did = Annotated[str, Written(readers.number, 'a number such as "7770001"', DIGITS)]
Phone = Annotated[str, Written(readers.number, 'a number such as "+74957770001"', DIGITS)]
# With ${…} in it its variable is not set; no keys can spell that.
Pin = Annotated[str, shape(r"\d{1,20}|.*\$\{.*", "digits", digits=True)]
Hours = Annotated[str, Written(readers.hours, 'hours such as "10:00-14:59"')]
SOME_WEEKDAYS = f"^(?:{readers.SOME_WEEKDAYS})$"
DayHours = Annotated[
    tuple[hours.Hours, ...], Written(readers.business_hours, 'hours such as "09:00-17:59"')
]
AfterDuty = Annotated[
    Literal["voicemail", "hangup"],
    Written(
        readers.after_duty,
        "voicemail, hangup, {continue: …} or {ring: […]}",
        {"enum": ["voicemail", "hangup"]},
    ),
]
AfterSecretary = Annotated[
    Literal["duty", "voicemail", "hangup"],
    Written(
        readers.after_secretary,
        "duty, voicemail, hangup or {continue: …}",
        {"enum": ["duty", "voicemail", "hangup"]},
    ),
]
Departments = Annotated[
    tuple[str, ...] | Literal["all"],
    PlainValidator(readers.departments),
    WithJsonSchema({"oneOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}}]}),
]

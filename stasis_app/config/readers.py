"""How each kind of value is written in the files: text to value.

A reader raises ValueError with what to write instead; what stands there is told by whoever
reports it.  Knows no keys.
"""

import re
from collections.abc import Callable
from datetime import date
from email.utils import parseaddr
from typing import Literal, TypeVar
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers

from ..core.callers import ANONYMOUS
from ..core.hours import Hours, read_hours
from ..core.plan import Destination
from .problems import nearest, one_of

T = TypeVar("T")

MAX_SECONDS = 366 * 24 * 3600
UNITS = {"s": 1, "m": 60, "h": 3600}
PLACEHOLDERS = ("number", "digits", "national", "local")
DESTINATION = r"([^\s,]+)\s*,\s*([^\s,]+)\s*,\s*([1-9]\d*|[A-Za-z][\w-]*)"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_FROM_TO = rf"{_WEEKDAY}(?:\s*-\s*{_WEEKDAY})?"
SOUND_NAME = r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*"  # among Asterisk's
SOME_WEEKDAYS = rf"{_FROM_TO}(?:\s*,\s*{_FROM_TO})*"
SAME_LOOK = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")  # Cyrillic to Latin


def readable(value: object, reader: Callable[[str], T]) -> T | None:
    """What is read there; None: nothing, or not what it should be."""
    try:
        return reader(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None


def matching(pattern: str, wanted: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.ASCII)

    def reader(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise ValueError(f"write {wanted}")
        return text

    return reader


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def reader(text: str) -> int:
        if re.fullmatch(r"\d{1,9}", text, re.ASCII) is None or not least <= int(text) <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(text)

    return reader


def one_line(text: str) -> str:
    if not text:
        raise ValueError("write some text, or leave the line out")
    if any(ord(each) < 32 for each in text):
        raise ValueError("write it in one line")
    return text


def file_name(text: str) -> str:
    if "\0" in one_line(text):
        raise ValueError("write the name of a file or folder")
    return text


def password(text: str) -> str:
    if not text:
        raise ValueError("write a password, best as ${NAME}")
    return text


def seconds(text: str) -> float:
    match = re.fullmatch(r"(\d{1,9})([smh])", text, re.ASCII)
    if match is None:
        also = f": {text}s?" if text.isdecimal() else ""
        raise ValueError(f"write a duration such as 20s, 5m or 24h{also}")
    number = int(match[1]) * UNITS[match[2]]
    if number > MAX_SECONDS:
        raise ValueError("write a duration of a year at most")
    return float(number)


def some_seconds(text: str) -> float:
    number = seconds(text)
    if number == 0:
        raise ValueError("write a duration of more than 0s")
    return number


def flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("write true or false")
    return text == "true"


def destination(text: str) -> Destination:
    match = re.fullmatch(DESTINATION, text, re.ASCII)
    if match is None:
        raise ValueError("write context,extension,priority, such as ext-queues,9999,1")
    return Destination(match[1], match[2], match[3])


def zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # OSError: Europe is a directory
        meant = nearest(text, available_timezones()) or "Europe/Moscow"
        raise ValueError(f"write the IANA name of a time zone, such as {meant}") from None


def country(text: str) -> str:
    if text not in phonenumbers.SUPPORTED_REGIONS:
        meant = text.upper() if text.upper() in phonenumbers.SUPPORTED_REGIONS else "RU"
        raise ValueError(f"write a country's two letters, such as {meant}")
    return text


def expression(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"write a regular expression such as ^\\d{{3,4}}$ ({error})") from None
    return text


def template(text: str) -> str:
    found = re.findall(r"\{(.*?)\}", text)
    known = one_of(f"{{{name}}}" for name in PLACEHOLDERS)
    for name in found:
        if name not in PLACEHOLDERS:
            meant = nearest(name, PLACEHOLDERS)
            raise ValueError(f"write {{{meant}}}" if meant else f"{{{name}}} is none of {known}")
    if not found or re.fullmatch(r"\w+/[^\s&{}]+", re.sub(r"\{\w+\}", "0", text)) is None:
        raise ValueError(f"write technology/resource with {known}, such as PJSIP/{{number}}@trunk")
    return text


def number(text: str) -> str:
    """Its digits, with what people write between them."""
    if re.fullmatch(r"\+?[\s().-]*\d[\d\s().-]*", text, re.ASCII) is None:
        raise ValueError('write a number such as "7770001" or "+74957770001"')
    return text


def ring_entry(text: str) -> str:
    """A number is looked at later, when the country is known."""
    endpoint = "/" in text and re.fullmatch(r"\w+/[^\s&{},]+", text)
    if not endpoint and re.fullmatch(r"\+?[\d\s().-]*\d", text, re.ASCII) is None:
        raise ValueError('write an endpoint such as PJSIP/101, or a number such as "+79991234501"')
    return text


def caller_entry(text: str) -> str:
    """What country a number belongs to is looked at later."""
    known = text == ANONYMOUS or re.fullmatch(r"\+?[\s().-]*\d[\d\s().-]*\*?", text, re.ASCII)
    if not known:
        meant = f"write {ANONYMOUS}" if nearest(text, [ANONYMOUS]) else ""
        example = 'write a number such as "+74951112233", a beginning: "+7800*", or anonymous'
        raise ValueError(meant or example)
    return text


def after_duty(text: str) -> str:
    known = "voicemail, hangup, {continue: …} or {ring: […], timeout: 30s, then: …}"
    if text == "duty":
        raise ValueError(f"the people on duty have been rung already: write {known}")
    return _after(text, ("voicemail", "hangup"), known)


def after_secretary(text: str) -> str:
    known = "duty, voicemail, hangup or {continue: …}"
    return _after(text, ("duty", "voicemail", "hangup"), known)


def sound_or_flag(text: str) -> str | None:
    """None: false; "": true, and none in particular."""
    if text in ("true", "false"):
        return "" if text == "true" else None
    if re.fullmatch(SOUND_NAME, text, re.ASCII) is None:
        raise ValueError("write true, false or a sound's name such as custom/nobody")
    return text


def what_callers_hear(text: str) -> str:
    known = ("ringing", "moh", "announce")
    if text not in known:
        raise ValueError(f"write {', '.join(known)}, or a mapping such as {{hear: moh, music: …}}")
    return text


def _after(text: str, words: tuple[str, ...], known: str) -> str:
    if text not in words:
        raise ValueError(f"write {known}")
    return text


def hours(text: str) -> str:
    if read_hours(text) is None:
        raise ValueError('write hours such as "10:00-14:59" or "20:00-9:59"')
    return text


def business_hours(text: str) -> tuple[Hours, ...]:
    """Of one day; several have commas between them."""
    found = tuple(read_hours(each) for each in text.split(","))
    known = tuple(each for each in found if each is not None)
    if len(known) < len(found):
        raise ValueError('write hours such as "09:00-17:59" or "09:00-12:59, 14:00-17:59"')
    return known


def weekdays(text: str) -> tuple[int, ...]:
    """`mon-fri`, `sat`, `mon,wed`: counted from Monday, 0; each once."""
    if re.fullmatch(SOME_WEEKDAYS, text) is None:
        meant = re.sub(r"[a-z]+", lambda word: word[0][:3], text.lower())
        known = re.fullmatch(SOME_WEEKDAYS, meant)
        names = f"{', '.join(WEEKDAYS)}, or several: mon-fri"
        raise ValueError(f"write {meant if known else names}")
    found: list[int] = []
    for part in text.split(","):
        first, _, last = (each.strip() for each in part.partition("-"))
        days = WEEKDAYS.index(last or first) - WEEKDAYS.index(first)
        found += [(WEEKDAYS.index(first) + further) % 7 for further in range(days % 7 + 1)]
    return tuple(dict.fromkeys(found))


def mail_address(text: str) -> str:
    if re.fullmatch(r"[^\s@,;:<>()\"]+@[^\W_][\w.-]*", text) is None or ".." in text:
        raise ValueError("write a mail address, such as duty@example.com")
    return text


def sender(text: str) -> str:
    _, address = parseaddr(text)
    try:
        mail_address(address)
    except ValueError:
        raise ValueError("write a sender, such as Duty <duty@example.com>") from None
    if any(not each.isprintable() for each in text):
        raise ValueError("write it in one line")
    return text


def column(text: str) -> str:
    letters = text.upper()
    if re.fullmatch(r"[A-Z]{1,3}", letters) is None:
        latin = letters.translate(SAME_LOOK)
        if re.fullmatch(r"[A-Z]{1,3}", latin):
            raise ValueError(f"write {latin} in Latin letters: these are Cyrillic")
        raise ValueError("write a column's letters, such as B or AA")
    if letters == "A":
        raise ValueError("write another column: A has the day numbers")
    return letters


def url_parts(text: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    """A URL that has a host and a port that can be; raises ValueError."""
    try:
        parts = urlsplit(text)
        sound = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"\s", text):
        raise ValueError(f"write {example}")
    return parts


def ari_url(text: str) -> str:
    parts = url_parts(text, ("http", "https"), "a URL such as http://127.0.0.1:8088")
    if "@" in parts.netloc:
        raise ValueError("write user and password as ari.username and ari.password")
    if parts.query or parts.fragment or parts.path.rstrip("/").endswith("/ari"):
        raise ValueError("write it without what comes after the port, /ari is added")
    return text.rstrip("/")


def base_url(text: str) -> str:
    parts = url_parts(text, ("http", "https"), "a URL such as http://127.0.0.1:8090")
    if parts.query or parts.fragment or parts.path.strip("/"):
        raise ValueError("write it without what comes after the port")
    return text.rstrip("/")


def api_key(text: str) -> str:
    """With ${…} in it its variable is not set."""
    if re.fullmatch(r"[\w-]+|.*\$\{.*", text, re.ASCII) is None:
        raise ValueError("write an API key, best as ${NAME}: Latin letters, digits, _ and -")
    return text


def spreadsheet_id(text: str) -> str:
    """People copy the whole address."""
    address = re.search(r"/d/([\w-]+)", text, re.ASCII)
    if address is not None:
        raise ValueError(f"write {address[1]}, without the rest of the address")
    if re.fullmatch(r"[\w-]+", text, re.ASCII) is None:
        raise ValueError("write what stands in its address between /d/ and /edit")
    return text


def listen(text: str) -> tuple[str, int]:
    match = re.fullmatch(r"(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})", text, re.ASCII)
    if match is None or int(match[3]) > 65535:
        raise ValueError("write host:port, such as 127.0.0.1:8080 or [::1]:8080")
    return match[1] or match[2], int(match[3])


def departments(value: object) -> tuple[str, ...] | Literal["all"]:
    if value == "all":
        return "all"
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ValueError("write all, or a list of departments such as [otdel1, otdel2]")


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError('write a date such as "2026-12-31"') from None

"""The company that is called: a department for each thing that may become of a call.

Its schedule lies at Google (a stand-in), its mails go to a mail server, and it reaches Asterisk
through a proxy.  Its mobiles do what their numbers say (scenarios/mobile.xml).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from stasis_app.core.workbook import Cell
from tests.asterisk.rig import Asterisk
from tests.google import GoogleStandIn, Spreadsheet

KEY = "AIzaChaos"
BOOK = "chaos"
PRIMARY = "Изюмов Флорентий"
BACKUP = "Сабитов Никита"
MAILS = ("primary@example.com", "backup@example.com")

ANSWERS, RINGS, BUSY, DECLINES, OFF, LEAVES, ACCEPTS = "1234567"


@dataclass(frozen=True)
class Department:
    name: str
    did: str
    people: tuple[str, str]  # the numbers of the primary and of the backup
    duty: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)  # of the department

    @property
    def leaves(self) -> bool:
        """Whoever answers hangs up himself."""
        return any(each.startswith(f"+7999{LEAVES}") for each in self.people)

    @property
    def takes_messages(self) -> bool:
        return self.duty.get("then") == "voicemail"


def mobile(kind: str, number: int) -> str:
    return f"+7999{kind}{number:06}"


def _crowds(
    number: int, name: str, primary: str, backup: str, waiting: str = "ringing", **duty: Any
) -> Department:
    people = (mobile(primary, 2 * number), mobile(backup, 2 * number + 1))
    return Department(name, f"77710{number:02}", people, duty, {"waiting": {"hear": waiting}})


CROWDS = (
    _crowds(1, "answered", ANSWERS, RINGS),
    _crowds(2, "backup", RINGS, ANSWERS),
    _crowds(3, "busy", BUSY, ANSWERS),
    _crowds(4, "nobody", DECLINES, OFF),
    _crowds(5, "missed", RINGS, RINGS, timeout="5s"),
    _crowds(6, "both", ANSWERS, ANSWERS, strategy="parallel", record=True),
    _crowds(7, "leaves", LEAVES, OFF),
    _crowds(8, "confirm", ACCEPTS, RINGS, confirm=True),
    _crowds(9, "music", RINGS, ANSWERS, waiting="moh"),
    _crowds(10, "voicemail", DECLINES, OFF, then="voicemail"),
)


def write(
    folder: Path, pbx: Asterisk, ari_url: str, smtp_port: int, web_port: int, google_url: str
) -> Path:
    """The configuration; its file."""
    schedules = folder / "schedules"
    schedules.mkdir()
    config: dict[str, Any] = {
        "ari": {"url": ari_url, "username": pbx.ari_user, "password": pbx.ari_password},
        "dial": {"endpoint": "PJSIP/{number}@trunk"},
        "timezone": "Europe/Moscow",
        "country": "RU",
        "web": {"listen": f"127.0.0.1:{web_port}"},
        "mail": {"smtp": {"host": "127.0.0.1", "port": smtp_port, "tls": "none"}},
        "workbook": {
            "source": "google",
            "spreadsheet_id": BOOK,
            "api_key": KEY,
            "endpoint": google_url,
            "poll": "1s",
        },
    }
    file = folder / "config.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True))
    for each in CROWDS:
        department = {
            "department": each.name,
            "dids": [each.did],
            "schedule": {"sheet": each.name, "staff": f"{each.name}Staff"},
            "duty": {"stagger": "2s", "timeout": "8s", "busy": "ring", **each.duty},
            **each.more,
        }
        text = yaml.safe_dump(department, allow_unicode=True)
        (schedules / f"{each.name}.yaml").write_text(text)
    return file


def put_schedule(google: GoogleStandIn) -> None:
    sheets: dict[str, list[list[Cell]]] = {}
    for each in CROWDS:
        days: list[list[Cell]] = [[day, PRIMARY, BACKUP] for day in range(1, 32)]
        header: list[list[Cell]] = [["", "Сутки"], [], ["Число", "0:00-23:59", "0:00-23:59"]]
        sheets[each.name] = [*header, *days]
        people = zip((PRIMARY, BACKUP), each.people, MAILS, strict=True)
        sheets[f"{each.name}Staff"] = [list(one) for one in people]
    book = Spreadsheet.of(BOOK, sheets)
    book.public = True
    google.books[book.id] = book
    google.access.api_keys.add(KEY)

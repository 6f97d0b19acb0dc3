"""A company of two departments, for tests that need settings and people on duty."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from stasis_app.core.plan import Destination
from stasis_app.core.roles import Source
from stasis_app.core.roster import OnDuty, OnDutyPerson
from stasis_app.core.settings import (
    Department,
    Dialling,
    Duty,
    HangUpThen,
    Schedule,
    Secretary,
    Settings,
    SharedToggle,
    Toggle,
)
from stasis_app.core.words import Strategy
from stasis_app.office import DutyBook, ModeBook, Office

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
QUEUE = Destination("ext-queues", "9999", "1")
RECEPTION = Destination("reception", "s", "1")

OTDEL1 = Department(
    name="otdel1",
    title="Отдел №1",
    zone=MOSCOW,
    dids=("7770001",),
    schedule=Schedule("Otdel1", "Otdel1Staff"),
    duty=Duty(Strategy.STAGGERED, stagger=20.0, timeout=60.0, confirm=False, then=HangUpThen()),
    secretary=Secretary(("PJSIP/101", "PJSIP/102"), None, timeout=30.0, then=HangUpThen()),
    extension="7711",
    toggle=Toggle("*5501"),
)
OTDEL2 = replace(
    OTDEL1,
    name="otdel2",
    title="Отдел №2",
    dids=("+7 (495) 777-00-02",),
    schedule=Schedule("Otdel2", "Otdel2Staff"),
    secretary=Secretary((), QUEUE, timeout=30.0, then=HangUpThen()),
    extension="7712",
    toggle=Toggle("*5502", pin="0815"),
)
COMPANY = Settings(
    zone=MOSCOW,
    language="ru",
    country="RU",
    extensions=r"^\d{3,4}$",
    dialling=Dialling("PJSIP/{number}@trunk"),
    departments=(OTDEL1, OTDEL2),
    fallback=RECEPTION,
    toggles=(SharedToggle("*5500", ("otdel1", "otdel2"), all=True),),
    admins=("admin@example.com",),
)

IVAN = OnDutyPerson("Изюмов Флорентий", "+79991234501", "m01@example.com", "Otdel1!B24")
OLGA = OnDutyPerson("Сабитов Никита", "+79991234504", None, "Otdel1!G24")


def on_duty(department: Department, at: datetime) -> OnDuty:
    return OnDuty(
        department=department.name,
        at=at,
        shift="Утро",
        date=at.date(),
        primary=IVAN,
        backup=OLGA,
        source=Source.SHEET,
        issues=(),
        version=7,
    )


def office(book: ModeBook, duty: DutyBook) -> Office:
    return Office(COMPANY, {}, book, on_duty, duty)

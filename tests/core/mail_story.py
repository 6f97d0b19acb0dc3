"""A call as the journal has it, to be told in a mail: one night at Отдел №1."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from stasis_app.core.plan import Identity, Visit, Why
from stasis_app.core.record import LegRow, Row
from stasis_app.core.settings import (
    Department,
    Dialling,
    Duty,
    HangUpThen,
    Notify,
    Schedule,
    Settings,
)
from stasis_app.core.words import CallId, CallOutcome, LegOutcome, Mode, Role, Strategy

MOSCOW = ZoneInfo("Europe/Moscow")
BEGAN = datetime(2026, 11, 21, 20, 15, 3, 400_000, tzinfo=MOSCOW)

IVAN = "ivan@example.com"
ANNA = "anna@example.com"
SERGEY = Identity("+79161234567", "Сергей")
BOSS = "boss@example.com"
ADMIN = "admin@example.com"

OTDEL1 = Department(
    name="otdel1",
    title="Отдел №1",
    zone=MOSCOW,
    dids=("7770001",),
    schedule=Schedule("Otdel1", "Otdel1Staff"),
    duty=Duty(Strategy.STAGGERED, stagger=20, timeout=60, confirm=False, then=HangUpThen()),
)
SETTINGS = Settings(
    zone=ZoneInfo("UTC"),
    language="ru",
    country="RU",
    extensions=r"^\d{3,4}$",
    dialling=Dialling("PJSIP/{number}@trunk"),
    departments=(OTDEL1,),
    admins=(ADMIN,),
)
ENGLISH = replace(SETTINGS, language="en")


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def notifying(notify: Notify) -> Department:
    return replace(OTDEL1, notify=notify)


def leg(
    name: str,
    outcome: LegOutcome | None,
    *,
    begin: float | None = 0,
    end: float | None = 60,
    picked_up: float | None = None,
    role: Role = Role.PRIMARY,
    number: str | None = "+79991234501",
    email: str | None = None,
) -> LegRow:
    return LegRow(
        name=name,
        number=number,
        email=email,
        role=role,
        dialled_at=None if begin is None else after(begin),
        answered_at=None if picked_up is None else after(picked_up),
        ended_at=None if end is None else after(end),
        outcome=outcome,
        cause=None,
    )


IVAN_SILENT = leg("Иванов Иван Иванович", LegOutcome.NO_ANSWER, email=IVAN)
ANNA_SILENT = leg(
    "Петрова Анна",
    LegOutcome.NO_ANSWER,
    begin=20,
    role=Role.BACKUP,
    number="+79991234502",
    email=ANNA,
)
SECRETARY_SILENT = leg("PJSIP/101", LegOutcome.NO_ANSWER, role=Role.SECRETARY, number=None)


def call(
    outcome: CallOutcome | None,
    legs: Sequence[LegRow] = (IVAN_SILENT, ANNA_SILENT),
    *,
    caller: Identity = SERGEY,
    mode: Mode | None = Mode.DUTY,
    did: str | None = "7770001",
    title: str = "Отдел №1",
    answered: float | None = None,
    end: float | None = 60,
    answered_by: str | None = None,
) -> Row:
    return Row(
        visit=Visit(CallId("1795281303.7"), "otdel1", title, did, caller, caller, "ru"),
        why=Why(mode),
        outcome=outcome,
        started_at=BEGAN,
        answered_at=None if answered is None else after(answered),
        ended_at=None if end is None else after(end),
        answered_by=answered_by,
        legs=tuple(legs),
    )


def answered_by_anna() -> Row:
    """Ivan has two phones, one of them off; Anna joins after 20 s and takes the call."""
    ivan = replace(IVAN_SILENT, outcome=LegOutcome.ANSWERED_ELSEWHERE, ended_at=after(31))
    ivans_other = replace(ivan, outcome=LegOutcome.UNREACHABLE, ended_at=after(1))
    anna = replace(
        ANNA_SILENT, outcome=LegOutcome.ANSWERED, answered_at=after(30.5), ended_at=after(152)
    )
    return call(
        CallOutcome.ANSWERED,
        (ivan, ivans_other, anna),
        answered=31,
        end=152,
        answered_by="Петрова Анна",
    )

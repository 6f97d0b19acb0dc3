"""Calls to be kept: one told in full, others by their number."""

from datetime import UTC, date, datetime, timedelta

from stasis_app.core.commands import Connect
from stasis_app.core.events import (
    Event,
    LegAnswered,
    LegCreated,
    LegGone,
    LegRinging,
    Refusal,
    Refused,
    TimerFired,
)
from stasis_app.core.mail import OutboxMail
from stasis_app.core.plan import (
    Destination,
    HandOver,
    Identity,
    Person,
    Plan,
    Ring,
    Visit,
    Way,
    Why,
)
from stasis_app.core.record import Cause, LegRow, Row
from stasis_app.core.words import (
    CALLER,
    CallId,
    CallOutcome,
    LegId,
    LegOutcome,
    Mode,
    Role,
    Strategy,
    TimerId,
)

NIGHT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
IVAN = Person(
    "Изюмов Флорентий",
    "+79991234501",
    "m01@example.com",
    Role.PRIMARY,
    (Way(("PJSIP/+79991234501@trunk",), Identity("89161234567", "Пётр"), (("X", "1"),)),),
    confirm=False,
)
EVENTS: tuple[Event, ...] = (
    LegCreated(LegId(1)),
    LegRinging(LegId(1)),
    Refused(Connect(CALLER, LegId(1)), Refusal.TIMED_OUT),
    TimerFired(TimerId(3)),
    LegAnswered(LegId(1)),
    LegGone(LegId(1), 16, None),
)


def after(seconds: float) -> datetime:
    return NIGHT + timedelta(seconds=seconds)


def plan(call: str = "1700000000.1", department: str = "otdel1") -> Plan:
    return Plan(
        visit=Visit(
            id=CallId(call),
            department=department,
            title="Отдел №1",
            did="7770001",
            caller=Identity("+79161234567", "Пётр"),
            shown=Identity("89161234567", "Пётр"),
            language="ru",
        ),
        steps=(
            Ring((IVAN,), Strategy.STAGGERED, stagger=20.0, timeout=60.0),
            HandOver((Destination("ext-queues", "9999", "1"),)),
        ),
        why=Why(
            Mode.DUTY,
            shift="Ночь",
            date=date(2026, 11, 20),
            source="sheet",
            version=7,
            cells=("Otdel1!D23", "Otdel1!I23"),
            issues=("EMAIL_MISSING",),
        ),
    )


def going_on(plan: Plan, at: datetime = NIGHT) -> Row:
    return Row(plan.visit, plan.why, None, at, None, None, None, ())


def over(plan: Plan, at: datetime = NIGHT, outcome: CallOutcome = CallOutcome.ANSWERED) -> Row:
    ended = at + timedelta(seconds=75)
    leg = LegRow(
        name=IVAN.name,
        number=IVAN.number,
        email=IVAN.email,
        role=IVAN.role,
        dialled_at=at + timedelta(milliseconds=1),
        answered_at=at + timedelta(seconds=15),
        ended_at=ended,
        outcome=LegOutcome.ANSWERED,
        cause=Cause(16, None),
    )
    backup = LegRow(
        "Сабитов Никита", None, None, Role.BACKUP, None, None, None, LegOutcome.SKIPPED, None
    )
    answered_at = at + timedelta(seconds=16)
    return Row(plan.visit, plan.why, outcome, at, answered_at, ended, IVAN.name, (leg, backup))


def mail(key: str = "1700000000.1:m01@example.com") -> OutboxMail:
    return OutboxMail(key, ("m01@example.com",), "Информация о звонке", "text", "<p>text</p>")

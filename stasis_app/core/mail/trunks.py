"""What the administrators are told of the trunks, and of what is dialled on them."""

from datetime import datetime
from typing import NamedTuple

from ..settings import Settings
from ..trunk_refusals import TrunkRefusal
from .alerts import moment, to_admins
from .outbox import OutboxMail
from .page import Alert


def mails_about_refusal(refusal: TrunkRefusal, settings: Settings) -> tuple[OutboxMail, ...]:
    words = _RUSSIAN if settings.language == "ru" else _ENGLISH
    facts = {"trunk": refusal.trunk, "until": moment(refusal.until, settings)}
    subject = words.refuses.format(**facts)
    told = tuple(text.format(**facts) for text in (words.what, words.until, words.do))
    key = f"trunk-refuses:{refusal.trunk}:{refusal.at.isoformat()}"
    return to_admins(key, Alert(subject, False, told, ()), settings)


def mails_about_minutes(settings: Settings, at: datetime) -> tuple[OutboxMail, ...]:
    """Nobody outside is dialled any more; `at`: of the first call for which it is so."""
    words = _RUSSIAN if settings.language == "ru" else _ENGLISH
    facts = {"most": settings.most_dialled_minutes, "at": moment(at, settings)}
    told = tuple(text.format(**facts) for text in (words.spent_since, words.spent_do))
    key = f"dialled-minutes:{at.isoformat()}"
    return to_admins(key, Alert(words.spent.format(**facts), False, told, ()), settings)


class _Words(NamedTuple):
    refuses: str
    what: str
    until: str
    do: str
    spent: str
    spent_since: str
    spent_do: str


_RUSSIAN = _Words(
    refuses="Транк {trunk} не пропускает номера звонящих",
    what="Звонок с номером звонящего оператор отклонил, а с номером компании пропустил.",
    until="До {until} телефоны за этим транком видят номер компании, потом номер звонящего будет"
    " испробован снова.",
    do="Попросите оператора пропускать чужие номера или напишите caller_id: company. Пока отказ"
    " повторяется изо дня в день, такого письма больше не будет: см. stasis-app check и /status.",
    spent="На внешние телефоны больше не звоним: {most} минут за час",
    spent_since="С {at} новые звонки идут на fallback: за час до этого внешние телефоны проговорили"
    " {most} минут или больше (limits.dialled_minutes_per_hour). Разговоры, которые идут, не"
    " прерваны. Когда минут станет меньше, звонить снова начнём сами.",
    spent_do="Посмотрите, кто и кому звонил: stasis-app journal. Если так и должно быть, увеличьте"
    " предел.",
)
_ENGLISH = _Words(
    refuses="The trunk {trunk} refuses the numbers of callers",
    what="A call with the caller's number was refused there, and went through with the company's.",
    until="Until {until} the phones behind this trunk see the company's number; then the caller's"
    " is tried again.",
    do="Ask the operator to let the numbers of others pass, or write caller_id: company. While they"
    " are refused day after day no such mail comes again: see stasis-app check and /status.",
    spent="No phone outside is dialled any more: {most} minutes an hour",
    spent_since="Since {at} new calls go to the fallback: in the hour before phones outside were on"
    " the line for {most} minutes or more (limits.dialled_minutes_per_hour). Talks that go on are"
    " left alone. When the minutes are fewer, phones are dialled again.",
    spent_do="See who has called whom: stasis-app journal. If that is as it should be, raise the"
    " limit.",
)

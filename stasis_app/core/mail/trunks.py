"""What the administrators are told of the trunks."""

from typing import NamedTuple

from ..refusing import Refusal
from ..settings import Settings
from .alerts import moment, to_admins
from .outbox import OutboxMail
from .page import Alert


def mails_about_refusal(refusal: Refusal, settings: Settings) -> tuple[OutboxMail, ...]:
    words = _RUSSIAN if settings.language == "ru" else _ENGLISH
    facts = {"trunk": refusal.trunk, "until": moment(refusal.until, settings)}
    subject = words.refuses.format(**facts)
    told = tuple(text.format(**facts) for text in (words.what, words.until, words.do))
    key = f"trunk-refuses:{refusal.trunk}:{refusal.at.isoformat()}"
    return to_admins(key, Alert(subject, False, told, ()), settings)


class _Words(NamedTuple):
    refuses: str
    what: str
    until: str
    do: str


_RUSSIAN = _Words(
    refuses="Транк {trunk} не пропускает номера звонящих",
    what="Звонок с номером звонящего оператор отклонил, а с номером компании пропустил.",
    until="До {until} телефоны за этим транком видят номер компании, потом номер звонящего будет"
    " испробован снова.",
    do="Попросите оператора пропускать чужие номера или напишите caller_id: company. Пока отказ"
    " повторяется изо дня в день, такого письма больше не будет: см. stasis-app check и /status.",
)
_ENGLISH = _Words(
    refuses="The trunk {trunk} refuses the numbers of callers",
    what="A call with the caller's number was refused there, and went through with the company's.",
    until="Until {until} the phones behind this trunk see the company's number; then the caller's"
    " is tried again.",
    do="Ask the operator to let the numbers of others pass, or write caller_id: company. While they"
    " are refused day after day no such mail comes again: see stasis-app check and /status.",
)

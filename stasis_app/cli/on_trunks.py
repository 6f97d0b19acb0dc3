"""What `check` tells of the trunks that have turned out to refuse callers' numbers."""

from collections.abc import Iterable, Iterator

from ..config import AppConfig
from ..core.trunk_refusals import TrunkRefusal
from .findings import Finding, Level
from .sentences import Sentence


def about_trunks(refusals: Iterable[TrunkRefusal], loaded: AppConfig) -> Iterator[Finding]:
    for refusal in refusals:
        until = f"{refusal.until.astimezone(loaded.settings.zone):%d.%m.%Y %H:%M:%S}"
        text = _REFUSES.say(loaded.settings.language, trunk=refusal.trunk, until=until)
        yield Finding(Level.WARNING, "phone", text)


_REFUSES = Sentence(
    "{trunk}: оператор отклоняет звонки с номерами звонящих; до {until} телефоны за этим транком"
    " видят номер компании; попросите оператора пропускать чужие номера или напишите"
    " caller_id: company",
    "{trunk}: calls with the numbers of callers are refused there; until {until} the phones behind"
    " it see the company's number; ask the operator to let the numbers of others pass, or write"
    " caller_id: company",
)

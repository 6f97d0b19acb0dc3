"""A trunk that refuses the numbers of others is remembered for a day, and told of once."""

from dataclasses import replace
from datetime import timedelta

from stasis_app.core.mail.trunks import mails_about_refusal
from stasis_app.core.settings import Dialling, Settings, Trunk
from stasis_app.core.trunk_refusals import REMEMBERED, TrunkRefusal, holding, noted
from stasis_app.core.words import CallerId

from ..company import COMPANY, NOW

TRUNK = "PJSIP/{number}@trunk"
SPARE = Trunk("PJSIP/{number}@spare", CallerId.COMPANY)
RED = "#b3261e"  # of what is no good news
MOMENT = timedelta(seconds=1)


def settings(language: str = "ru") -> Settings:
    dialling = Dialling(TRUNK, caller_id=CallerId.ORIGINAL_THEN_COMPANY, others=(SPARE,))
    admins = ("admin@example.com", "Boss@example.com")
    return replace(COMPANY, dialling=dialling, admins=admins, language=language)


def first() -> TrunkRefusal:
    refusal = noted(None, TRUNK, NOW)
    assert refusal is not None
    return refusal


def test_it_holds_for_a_day_and_then_the_callers_number_is_tried_again() -> None:
    refusal = first()
    assert refusal.is_news
    assert holding([refusal], settings(), NOW + REMEMBERED - MOMENT) == (refusal,)
    assert holding([refusal], settings(), NOW + REMEMBERED) == ()


def test_of_a_second_call_that_was_under_way_nothing_is_noted() -> None:
    assert noted(first(), TRUNK, NOW + REMEMBERED - MOMENT) is None


def test_a_day_later_it_is_no_news_and_after_a_quiet_week_it_is() -> None:
    again = noted(first(), TRUNK, NOW + REMEMBERED)
    assert again == TrunkRefusal(TRUNK, NOW + REMEMBERED, told_at=NOW)
    assert not again.is_news
    much_later = again.until + timedelta(days=7)
    assert noted(again, TRUNK, much_later - MOMENT) == TrunkRefusal(TRUNK, much_later - MOMENT, NOW)
    for news in (much_later, much_later + MOMENT):
        assert noted(again, TRUNK, news) == TrunkRefusal(TRUNK, news, news)


def test_a_trunk_that_shows_the_companys_number_anyway_does_not_matter() -> None:
    other = TrunkRefusal(SPARE.endpoint, NOW, NOW)
    gone = TrunkRefusal("PJSIP/{number}@gone", NOW, NOW)
    assert holding([other, gone, first()], settings(), NOW) == (first(),)


def test_each_administrator_is_told_what_to_do() -> None:
    one, two = mails_about_refusal(first(), settings())
    assert (one.to, two.to) == (("admin@example.com",), ("Boss@example.com",))
    assert one.key == f"trunk-refuses:{TRUNK}:{NOW.isoformat()}:admin@example.com"
    assert one.key != two.key
    assert RED in one.html
    assert one.subject == f"Транк {TRUNK} не пропускает номера звонящих"
    assert "До 22.11.2026 06:00:00 телефоны за этим транком видят номер компании" in one.text
    assert "caller_id: company" in one.text
    english, _ = mails_about_refusal(first(), settings("en"))
    assert english.subject == f"The trunk {TRUNK} refuses the numbers of callers"
    assert "Until 2026-11-22 06:00:00" in english.text

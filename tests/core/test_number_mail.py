"""Whoever is rung without being shown who calls is mailed the number at once, and once only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stasis_app.core.call.call import Call
from stasis_app.core.mail import OutboxMail, mails_with_number, see_no_number
from stasis_app.core.plan import Identity, Person, Visit
from stasis_app.core.settings import Settings

from ..people import ANNA, RITA, VISIT, parallel, plan, sequential
from ..scenario import Scenario
from .mail_story import BEGAN, ENGLISH, SETTINGS


def mailed(person: Person) -> Person:
    """Where the company's number is shown, he is mailed the caller's."""
    ways = tuple(replace(way, mailed=way.company) for way in person.ways)
    return replace(person, ways=ways)


TOLD = mailed(RITA)


def addresses(night: Scenario) -> set[str]:
    return set(see_no_number(night.world.call))


def test_not_before_it_rings_with_the_companys_number() -> None:
    night = Scenario(parallel(TOLD))
    assert not addresses(night)
    night.phone(TOLD).goes(21, 403)
    assert not addresses(night)
    night.phone(TOLD).rings()
    assert addresses(night) == {"rita@example.com"}


def test_who_answers_at_once_or_is_only_promised_too() -> None:
    night = Scenario(parallel(TOLD))
    night.phone(TOLD).goes(21, 403)
    night.phone(TOLD).promises()
    assert addresses(night) == {"rita@example.com"}
    night = Scenario(parallel(TOLD))
    night.phone(TOLD).goes(21, 403)
    night.phone(TOLD).answers()
    assert addresses(night) == {"rita@example.com"}


def test_not_whose_phone_shows_the_number_or_never_rang() -> None:
    night = Scenario(sequential(TOLD, ANNA))
    night.phone(TOLD).goes(21, 403)
    night.phone(TOLD).goes(21, 403)
    night.phone(ANNA).rings()
    assert not addresses(night)
    night = Scenario(parallel(TOLD))
    night.phone(TOLD).rings()
    assert not addresses(night)


def test_who_has_no_address_cannot_be_told() -> None:
    nobody = replace(TOLD, email=None)
    night = Scenario(parallel(nobody))
    night.phone(nobody).goes(21, 403)
    night.phone(nobody).rings()
    assert not addresses(night)


def mail(visit: Visit = VISIT, settings: Settings = SETTINGS) -> OutboxMail:
    call = Call(replace(plan(parallel(TOLD)), visit=visit))
    call.start(BEGAN + timedelta(seconds=1))
    (written,) = mails_with_number(call, frozenset({"Rita@example.com"}), settings)
    return written


def test_what_it_says() -> None:
    told = mail()
    assert (told.key, told.to) == ("1700000000.1:number:rita@example.com", ("Rita@example.com",))
    assert told.subject == "Вам звонят: +7 916 123-45-67, Отдел №1"
    assert told.text == (
        "Сейчас: Вам звонят; телефон показывает номер компании\n"
        "Кто звонит: +7 916 123-45-67, Пётр\n"
        "На какой номер: 7770001\n"
        "Отдел: Отдел №1\n"
        "Начало: 21.11.2026 20:15:04 (UTC+3)\n"
        "\n"
        "Номер звонка в журнале: 1700000000.1\n"
    )
    assert '<a href="tel:+79161234567">+7 916 123-45-67</a>, Пётр' in told.html
    assert "<b>Вам звонят; телефон показывает номер компании</b>" in told.html


def test_in_english() -> None:
    told = mail(settings=ENGLISH)
    assert told.subject == "You are being called: +7 916 123-45-67, Отдел №1"
    assert "Caller: +7 916 123-45-67, Пётр\n" in told.text
    assert '<html lang="en">' in told.html


@pytest.mark.parametrize("name", ["Пётр\r\nBcc: all@example.com", "<b>x</b>\u202e", "a\ud800"])
def test_a_hostile_name_does_no_harm(name: str) -> None:
    told = mail(replace(VISIT, caller=Identity("+79161234567", name)))
    assert "\n" not in told.subject and "\r" not in told.text
    assert "<b>x" not in told.html and "\u202e" not in told.text
    told.text.encode()

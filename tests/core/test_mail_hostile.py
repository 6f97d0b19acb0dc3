"""What callers and sheets send must neither break a header nor become part of a page."""

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stasis_app.core.mail import OutboxMail, mails_for
from stasis_app.core.mail.hostile import LONGEST, LONGEST_NUMBER, clean
from stasis_app.core.plan import Identity
from stasis_app.core.words import CallOutcome, LegOutcome

from .mail_story import IVAN, OTDEL1, SETTINGS, call, leg

NAMES = [
    ("line break", "Пётр\r\nBcc: all@example.com", "Пётр Bcc: all@example.com"),
    ("lone line feed", "Пётр\nX: y", "Пётр X: y"),
    ("other line breaks", "a\x0bb\x0cc\x85d\u2028e\u2029f", "abcd e f"),
    ("null and escape", "a\x00b\x1b[31mc", "ab[31mc"),
    ("right to left", "\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x"),
    ("invisible", "a\u200bb\u200dc\ufeffd\u00ade", "abcde"),
    ("half a surrogate", "a\ud800b", "ab"),
    ("private use", "a\ue000b\U000f0000c", "abc"),
    ("white space", "  a \t\u00a0\u3000 b  ", "a b"),
    ("nothing visible", "\u200b\r\n", ""),
    ("too long", "Я" * 5000, "Я" * (LONGEST - 1) + "…"),
]
TAGS = {"html", "head", "meta", "title", "body", "p", "b", "table", "tr", "th", "td", "a", "br"}


@pytest.mark.parametrize(
    ("text", "left"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES]
)
def test_names_are_made_harmless(text: str, left: str) -> None:
    assert clean(text) == left
    mail = hostile_mail(Identity("+79161234567", text))
    assert mail.text.splitlines()[1] == f"Кто звонил: +7 916 123-45-67{', ' if left else ''}{left}"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+79161234567\r\nBcc: all@example.com", "+79161234567 Bcc: all@example.com"),
        ("+7916123\u202e4567", "+7 916 123-45-67"),
        ("9" * 5000, "9" * (LONGEST_NUMBER - 1) + "…"),
        ("+79161234567;ext=1", "+79161234567;ext=1"),
        ("1-800-FLOWERS", "1-800-FLOWERS"),
    ],
)
def test_numbers_are_made_harmless(number: str, shown: str) -> None:
    mail = hostile_mail(Identity(number))
    assert mail.subject == f"Информация о звонке: пропущен, {shown}, Отдел №1"


def test_html_is_shown_and_not_obeyed() -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;'
    mail = hostile_mail(Identity(attack, attack))
    assert "<script>" in mail.text
    assert tags(mail.html) <= TAGS | {"span"}


@settings(deadline=None)  # the first number loads what is known of a country
@given(st.text(), st.text(), st.text())
def test_whatever_is_sent(number: str, name: str, sheet: str) -> None:
    mail = hostile_mail(Identity(number, name), sheet)
    assert mail.subject.isprintable()
    assert len(mail.subject) < 200
    for text in (mail.text, mail.html):
        text.encode()
        assert not {unicodedata.category(each) for each in text} & {"Cf", "Cs", "Co", "Cn"}
        assert set(filter(lambda each: not each.isprintable(), text)) <= {"\n"}
    assert len(mail.text.splitlines()) == 15
    assert tags(mail.html) <= TAGS | {"span"}


def hostile_mail(caller: Identity, sheet: str = "Иванов") -> OutboxMail:
    legs = [leg(sheet, LegOutcome.BUSY, number=sheet, email=IVAN)]
    return mails_for(call(CallOutcome.MISSED, legs, caller=caller), OTDEL1, SETTINGS)[0]


def tags(html: str) -> set[str]:
    found = set()

    class Collector(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            found.add(tag)

    Collector().feed(html)
    return found

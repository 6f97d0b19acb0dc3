"""What the administrators are told of the schedule, in both languages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stasis_app.core.mail import OutboxMail
from stasis_app.core.mail.alerts import (
    MOST_LINES,
    Stale,
    mails_about_fresh,
    mails_about_pull,
    mails_about_stale,
)
from stasis_app.core.settings import Settings
from stasis_app.core.workbook import Workbook
from tests.history import History
from tests.sheets import Edits, at, settings_for, workbook

ADMINS = ("admin@example.com", "Boss@example.com", "admin@example.com")
EMPTIED: Edits = {f"{column}{row}": None for column in "BC" for row in range(4, 35)}


def settings(language: str = "ru") -> Settings:
    return replace(settings_for(), language=language, admins=ADMINS)


class Told:
    """A history of pulls, and the mail about each."""

    def __init__(self, language: str = "ru") -> None:
        self.history = History()
        self.settings = settings(language)

    def of(self, book: Workbook, *, accept: bool = False) -> OutboxMail | None:
        mails = mails_about_pull(self.history.pulls(book, accept), self.settings)
        return mails[0] if mails else None

    def must(self, edits: Edits | None = None, *, accept: bool = False) -> OutboxMail:
        mail = self.of(workbook(edits), accept=accept)
        assert mail is not None
        return mail


def test_no_news_is_no_mail() -> None:
    told = Told()
    assert [told.of(workbook()) for _ in range(3)] == [None] * 3


def test_each_admin_gets_one() -> None:
    history = History()
    mails = mails_about_pull(history.pulls(workbook({"B9": "Сидор"})), settings())
    assert [mail.to for mail in mails] == [("admin@example.com",), ("Boss@example.com",)]
    assert len({mail.key for mail in mails}) == 2


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        (
            "ru",
            "Расписание дежурств: новых замечаний: 1",
            "- ошибка: Roster!B9: имени «Сидор» нет на листе «Staff»;",
        ),
        (
            "en",
            "Duty schedule: new problems: 1",
            "- error: Roster!B9: “Сидор” is not on the sheet “Staff”;",
        ),
    ],
)
def test_a_cell_with_what_is_wrong_and_what_would_be_right(
    language: str, subject: str, line: str
) -> None:
    mail = Told(language).must({"B9": "Сидор"})
    assert mail.subject == subject
    assert "\n\nДежурные:\n" in mail.text
    assert line in mail.text
    assert f'<html lang="{language}">' in mail.html


@pytest.mark.parametrize(
    ("language", "subject", "texts"),
    [
        (
            "ru",
            "Расписание дежурств: таблица не принята",
            [
                "duty: Звонки идут по прежнему расписанию, версия 1.",
                "таблица не принята: Roster!A9: пусто, а должно быть число 6",
                "stasis-app sync --accept",
            ],
        ),
        (
            "en",
            "Duty schedule: the sheets were refused",
            [
                "duty: Calls go on by the schedule before it, version 1.",
                "refused: Roster!A9: nothing where day 6 belongs",
                "stasis-app sync --accept",
            ],
        ),
    ],
)
def test_refused_and_what_serves_on(language: str, subject: str, texts: list[str]) -> None:
    told = Told(language)
    told.of(workbook())
    mail = told.must({"A9": None})
    assert mail.subject == subject
    for text in texts:
        assert text in mail.text
    assert told.of(workbook({"A9": None})) is None
    good = told.must()
    assert "Roster!A9" in good.text


def test_refused_at_first() -> None:
    assert "Прежнего расписания нет" in Told().must({"A9": None}).text


@pytest.mark.parametrize(
    ("language", "subject", "over"),
    [
        (
            "ru",
            "Расписание дежурств: таблица ждёт подтверждения",
            "- Roster: больше не ждёт подтверждения, действует версия 2",
        ),
        (
            "en",
            "Duty schedule: the sheets wait for a confirmation",
            "- Roster: waits no more, version 2 is active",
        ),
    ],
)
def test_held_until_somebody_says_so(language: str, subject: str, over: str) -> None:
    told = Told(language)
    told.of(workbook())
    mail = told.must(EMPTIED)
    assert mail.subject == subject
    assert "stasis-app sync --accept" in mail.text
    assert told.of(workbook(EMPTIED)) is None
    assert over in told.must(EMPTIED, accept=True).text


def test_what_people_write_is_made_harmless() -> None:
    mail = Told().must({"B9": "<script>\u202e"})
    assert "«<script>»" in mail.text
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html


def test_a_first_pull_may_find_more_than_anybody_reads() -> None:
    edits: Edits = {f"{c}{row}": f"X {c}{row}" for c in "BCDGHI" for row in range(4, 38)}
    mail = Told().must({**edits, **{f"Staff!C{row}": "@" for row in range(1, 7)}})
    assert len(mail.text.splitlines()) < MOST_LINES + 20
    assert (
        "… и ещё" in Told().must({**edits, **{f"Staff!A{r}": f"Y{r}" for r in range(7, 60)}}).text
    )


class TestStale:
    stale = Stale(at("2026-11-05T12:00"), 5, "таблица не открыта для x@y.z")

    def test_since_when_why_and_what_to_do(self) -> None:
        mail, _ = mails_about_stale(self.stale, settings())
        assert mail.subject == "Расписание дежурств: таблица не читается с 05.11.2026 12:00:00"
        assert "Причина последней неудачи: таблица не открыта для x@y.z" in mail.text
        assert "версия 5" in mail.text
        assert "stasis-app check" in mail.text

    def test_in_english(self) -> None:
        mail, _ = mails_about_stale(self.stale._replace(version=0), settings("en"))
        assert mail.subject.endswith("the sheets have not been read since 2026-11-05 12:00:00")
        assert "nobody is known to be on duty" in mail.text

    def test_the_all_clear(self) -> None:
        later = self.stale.since + timedelta(days=2)
        mail, _ = mails_about_fresh(self.stale.since, later, settings())
        assert mail.subject == "Расписание дежурств: таблица снова читается"
        assert "не читалась с 05.11.2026 12:00:00; в 07.11.2026 12:00:00 прочитана" in mail.text

    def test_twice_the_same_is_once(self) -> None:
        first, again = mails_about_stale(self.stale, settings()), self.stale._replace(failure="x")
        keys = [mail.key for mail in mails_about_stale(again, settings())]
        assert keys == [mail.key for mail in first]

"""`explain`: one call, from its first moment to its last, for whoever does not know SIP."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.outbox import Outbox
from stasis_app.adapters.store.schema import call_events
from stasis_app.cli import chronicle_words
from stasis_app.core.chronicle import chronicle
from stasis_app.core.dossier import Dossier
from stasis_app.core.events import KeyPressed
from stasis_app.core.mail import OutboxMail
from stasis_app.core.plan import Identity
from stasis_app.core.record import row_of
from stasis_app.core.retelling import Noted, Story, retold
from stasis_app.core.settings import Settings
from stasis_app.core.told import What
from stasis_app.core.words import CallId, LegId

from .company_folder import CompanyFolder, Stores
from .explained import file_of, text_of
from .explained.calls import (
    CALLS,
    LANGUAGES,
    a_hidden_caller,
    it_goes_on,
    nobody_answers,
    the_backup_accepts_and_hangs_up,
    the_primary_answers,
)

in_both_languages = pytest.mark.parametrize("settings", LANGUAGES, ids=lambda s: s.language)


@in_both_languages
@pytest.mark.parametrize("name", CALLS)
def test_it_reads_as_it_was_kept(name: str, settings: Settings) -> None:
    """`python -m tests.cli.explained` writes the texts anew."""
    assert text_of(CALLS[name](), settings) == file_of(name, settings.language).read_text("utf-8")


def test_no_text_is_kept_of_what_is_not_told() -> None:
    kept = {path.name for path in file_of("", "ru").parent.glob("*.txt")}
    assert kept == {file_of(name, s.language).name for name in CALLS for s in LANGUAGES}


def test_whatever_can_be_told_is_told_by_one_of_them() -> None:
    stories = [story for play in CALLS.values() if (story := play().story)]
    told = {each.what for story in stories for each in chronicle(story)}
    rare = {What.NO_REPLY, What.NOT_CONNECTED, What.SEARCH_OVER}
    rare |= {What.HANDED_ON, What.CALLER_REPLACED}  # mostly it is told to whom
    assert told | rare == set(What)
    assert set(chronicle_words.SENTENCES) == set(What)


def id_of(call: CallId) -> Callable[[Dossier], Dossier]:
    def renamed(dossier: Dossier) -> Dossier:
        row = replace(dossier.row, visit=replace(dossier.row.visit, id=call))
        assert dossier.story is not None
        plan = replace(dossier.story.plan, visit=row.visit)
        return replace(dossier, row=row, story=replace(dossier.story, plan=plan))

    return renamed


FIRST = id_of(CallId("1772481600.41"))(the_backup_accepts_and_hangs_up())
SECOND = id_of(CallId("1772481600.52"))(nobody_answers())


async def keep(stores: Stores, dossier: Dossier, *mails: OutboxMail) -> None:
    story, row = dossier.story, dossier.row
    assert story is not None
    opened = replace(row, outcome=None, answered_at=None, ended_at=None, answered_by=None, legs=())
    stores.journal.opened(story.plan, opened)
    for each in story.events:
        stores.journal.noted(row.visit.id, each.number, each.at, each.event)
    if row.outcome is not None:
        stores.journal.closed(row, mails)


@pytest.fixture
def two_calls(company: CompanyFolder) -> CompanyFolder:
    async def both(stores: Stores) -> None:
        await keep(stores, FIRST)
        await keep(stores, later(SECOND))

    company.write(both)
    return company


def later(dossier: Dossier) -> Dossier:
    row = replace(dossier.row, started_at=dossier.row.started_at + timedelta(seconds=1))
    return replace(dossier, row=row)


def test_what_is_kept_is_told_as_it_happened(two_calls: CompanyFolder) -> None:
    outcome = two_calls.run("explain", "1772481600.41")
    assert outcome.code == 0
    shown = [line.strip() for line in outcome.out.splitlines()]
    for line in (
        "23:00:28 Сабитов Никита: нажата 1, звонок принят",
        "23:01:30 Сабитов Никита: трубка положена; разговор длился 1 мин 2 с",
        "Ожидание ответа 28 с",
    ):
        assert line in shown


@pytest.mark.parametrize("pasted", ["1772481600.5", " 1772481600.52\n", "last"])
def test_a_part_of_the_id_will_do(two_calls: CompanyFolder, pasted: str) -> None:
    assert two_calls.json("explain", pasted)["call"]["id"] == "1772481600.52"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("17", "several calls begin with '17': 1772481600.52, 1772481600.41"),
        ("9", "no call in the journal has the id '9': see stasis-app journal"),
        ("1772481600.41-2", "no call in the journal has the id"),
        ("%", "no call in the journal has the id '%'"),
        ("", "no call in the journal has the id ''"),
    ],
)
def test_which_call_has_to_be_clear(two_calls: CompanyFolder, wanted: str, said: str) -> None:
    outcome = two_calls.run("explain", wanted)
    assert (outcome.code, outcome.out) == (1, "")
    assert said in outcome.err


def test_before_the_first_call(company: CompanyFolder) -> None:
    outcome = company.run("explain", "last")
    assert (outcome.code, outcome.err) == (1, "there is no call in the journal yet\n")


def test_for_programs(two_calls: CompanyFolder) -> None:
    told = two_calls.json("explain", "1772481600.41")
    assert told["call"] == two_calls.json("journal")[0]
    why = {key: told[key] for key in ("mode", "shift", "date", "source", "version", "cells")}
    assert why == {
        "mode": "duty",
        "shift": "Ночь",
        "date": "2026-03-02",
        "source": "sheet",
        "version": 7,
        "cells": ["Otdel1!D5", "Otdel1!I5"],
    }
    assert told["mode_by"] == {"how": "switched", "by": "101", "since": "2026-03-02T20:00:00+03:00"}
    accepted = next(each for each in told["events"] if each["what"] == "accepted")
    assert accepted == {
        "at": "2026-03-02T23:00:28+03:00",
        "what": "accepted",
        "name": "Сабитов Никита",
        "number": "+79991234504",
        "role": "backup",
        "phone": None,
        "facts": {"key": "1"},
        "text": "Сабитов Никита: нажата 1, звонок принят",
    }


def test_a_call_that_goes_on_is_told_until_now(company: CompanyFolder) -> None:
    company.write(lambda stores: keep(stores, it_goes_on()))
    out = company.run("explain", "last").out
    assert "Изюмов Флорентий: телефон звонит" in out
    assert "звонок ещё идёт" in out


def change_events(company: CompanyFolder, payload: object | None) -> None:
    async def change() -> None:
        async with (
            await Database.open(company.database, write=True) as database,
            database.writing() as connection,
        ):
            if payload is None:
                await connection.execute(call_events.delete())
            else:
                await connection.execute(update(call_events).values(payload=payload))

    asyncio.run(change())


@pytest.mark.parametrize(
    ("payload", "said"),
    [(None, "Подробностей нет"), ({"type": "Teleported"}, "записала другая версия программы")],
)
def test_without_details_the_row_is_told(
    two_calls: CompanyFolder, payload: object | None, said: str
) -> None:
    change_events(two_calls, payload)
    outcome = two_calls.run("explain", "1772481600.41")
    assert outcome.code == 0
    assert said in outcome.out
    assert "Звонок принят: Сабитов Никита" in outcome.out
    assert two_calls.json("explain", "1772481600.41")["events"] is None


def test_what_became_of_the_mails(company: CompanyFolder) -> None:
    call = "1772481600.41"
    mails = [OutboxMail(f"{call}:{to}", (to,), "s", "t", "h") for to in ("a@x.ru", "b@x.ru")]
    of_another = OutboxMail(f"{call}-2:c@x.ru", ("c@x.ru",), "s", "t", "h")

    async def fill(stores: Stores) -> None:
        await keep(stores, FIRST, *mails, of_another)
        await stores.writer.flush()
        outbox = Outbox(stores.writer.database)
        assert FIRST.row.ended_at is not None
        first, *_ = await outbox.due("mail", FIRST.row.ended_at, 10)
        await outbox.done(first.id, FIRST.row.ended_at)

    company.write(fill)
    assert company.json("explain", call)["mails"] == [
        {
            "to": "a@x.ru",
            "sent_at": "2026-03-02T23:01:30+03:00",
            "given_up_at": None,
            "error": None,
        },
        {"to": "b@x.ru", "sent_at": None, "given_up_at": None, "error": None},
    ]


def dossier_of(story: Story) -> Dossier:
    return Dossier(row_of(retold(story.plan, story.started_at, story.told)), story)


@in_both_languages
def test_a_hidden_caller_stays_hidden(settings: Settings) -> None:
    text = text_of(a_hidden_caller(), settings)
    assert "916" not in text
    assert "Пётр" not in text


@in_both_languages
def test_keys_pressed_in_a_talk_are_nobodys_business(settings: Settings) -> None:
    story = the_primary_answers().story
    assert story is not None
    *events, end = story.events
    keys = [Noted(end.number, end.at, KeyPressed(LegId(leg), "7")) for leg in (0, 1)]
    with_keys = replace(story, events=(*events, *keys, end))
    assert text_of(dossier_of(with_keys), settings) == text_of(dossier_of(story), settings)


@in_both_languages
def test_a_callers_name_breaks_no_line(settings: Settings) -> None:
    dossier = the_primary_answers()
    hostile = Identity("+79161234567", "a\r\nb\x1b[2J\u202e")
    row = replace(dossier.row, visit=replace(dossier.row.visit, caller=hostile))
    text = text_of(replace(dossier, row=row), settings)
    assert "(a b[2J)\n" in text
    assert "\x1b" not in text

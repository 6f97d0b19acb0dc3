"""Who is mailed after a call, and what he reads."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from stasis_app.core.mail import OutboxMail, mails_for
from stasis_app.core.mail.language import ENGLISH as IN_ENGLISH
from stasis_app.core.mail.language import RUSSIAN as IN_RUSSIAN
from stasis_app.core.mail.language import Language
from stasis_app.core.plan import Identity
from stasis_app.core.record import LegRow, Row
from stasis_app.core.settings import Department, Notify, Settings
from stasis_app.core.words import CallOutcome, LegOutcome, Mode, Role

from .mail_story import (
    ADMIN,
    ANNA,
    ANNA_SILENT,
    BOSS,
    ENGLISH,
    IVAN,
    IVAN_SILENT,
    OTDEL1,
    SECRETARY_SILENT,
    SETTINGS,
    after,
    answered_by_anna,
    call,
    leg,
    notifying,
)

ALWAYS_BOSS = notifying(Notify(always=(BOSS,)))
MISSED_BOSS = notifying(Notify(missed=(BOSS,)))
NOT_TAKEN = [
    CallOutcome.MISSED,
    CallOutcome.ABANDONED,
    CallOutcome.FAILED,
    CallOutcome.VOICEMAIL,
]
SKIPPED = replace(IVAN_SILENT, dialled_at=None, outcome=LegOutcome.SKIPPED)


def told(row: Row, department: Department | None = OTDEL1) -> list[str]:
    """The addresses, one a message."""
    addresses = []
    for mail in mails_for(row, department, SETTINGS):
        (address,) = mail.to
        addresses.append(address)
    return addresses


def mail(
    row: Row, department: Department | None = ALWAYS_BOSS, settings: Settings = SETTINGS
) -> OutboxMail:
    return mails_for(row, department, settings)[0]


def line(row: Row, label: str) -> str:
    """What stands behind a label in the text."""
    (found,) = [each for each in mail(row).text.splitlines() if each.startswith(f"{label}: ")]
    return found.removeprefix(f"{label}: ")


def test_those_who_were_rung_are_told_whether_or_not_they_took_it() -> None:
    assert told(answered_by_anna()) == [IVAN, ANNA]
    assert told(call(CallOutcome.MISSED)) == [IVAN, ANNA]
    assert told(call(CallOutcome.ABANDONED, [IVAN_SILENT])) == [IVAN]


def test_one_who_was_passed_over_was_not_rung() -> None:
    assert told(call(CallOutcome.MISSED, [SKIPPED, ANNA_SILENT])) == [ANNA]


def test_one_whose_phone_could_not_be_reached_was_rung() -> None:
    off = replace(IVAN_SILENT, outcome=LegOutcome.UNREACHABLE)
    assert told(call(CallOutcome.MISSED, [off])) == [IVAN]


def test_one_without_an_address_is_not_told() -> None:
    nameless = replace(IVAN_SILENT, email=None)
    assert told(call(CallOutcome.MISSED, [nameless, replace(ANNA_SILENT, email=" ")])) == []


def test_those_rung_are_not_told_when_the_department_does_not_want_it() -> None:
    department = notifying(Notify(rung=False, always=(BOSS,)))
    assert told(call(CallOutcome.MISSED), department) == [BOSS]


def test_everybody_gets_one_message_of_his_own() -> None:
    department = notifying(Notify(always=(BOSS, IVAN.upper()), missed=(BOSS,)))
    twice = [IVAN_SILENT, replace(IVAN_SILENT, dialled_at=after(30), role=Role.BACKUP)]
    assert told(call(CallOutcome.MISSED, twice), department) == [IVAN, BOSS]


def test_a_message_is_known_by_its_call_and_its_recipient() -> None:
    keys = [each.key for each in mails_for(call(CallOutcome.MISSED), OTDEL1, SETTINGS)]
    assert keys == [f"1795281303.7:{IVAN}", f"1795281303.7:{ANNA}"]


@pytest.mark.parametrize(
    "outcome", [each for each in CallOutcome if each is not CallOutcome.LOOPED]
)
def test_always_is_told_of_every_call(outcome: CallOutcome) -> None:
    assert BOSS in told(call(outcome), ALWAYS_BOSS)


def test_nobody_is_told_of_our_own_call_that_came_back() -> None:
    assert not told(call(CallOutcome.LOOPED), ALWAYS_BOSS)


@pytest.mark.parametrize("outcome", CallOutcome)
def test_missed_is_told_of_calls_nobody_took(outcome: CallOutcome) -> None:
    assert (BOSS in told(call(outcome), MISSED_BOSS)) == (outcome in NOT_TAKEN)


def test_a_talk_that_was_cut_off_was_taken() -> None:
    cut = call(CallOutcome.FAILED, answered=20)
    assert told(cut, MISSED_BOSS) == [IVAN, ANNA]


def test_nobody_is_told_while_a_call_goes_on() -> None:
    assert told(call(None, end=None), ALWAYS_BOSS) == []


@pytest.mark.parametrize("outcome", [CallOutcome.MISSED, CallOutcome.FAILED])
@pytest.mark.parametrize("legs", [[], [SKIPPED]])
def test_a_lost_call_that_rang_nobody(outcome: CallOutcome, legs: Sequence[LegRow]) -> None:
    row = call(outcome, legs)
    assert told(row) == [ADMIN]
    assert told(row, MISSED_BOSS) == [BOSS]
    assert told(row, ALWAYS_BOSS) == [BOSS, ADMIN]
    assert told(row, None) == [ADMIN]


def test_a_caller_who_leaves_before_any_phone_rings_is_no_case_for_the_admins() -> None:
    assert told(call(CallOutcome.ABANDONED, [])) == []
    assert told(call(CallOutcome.ABANDONED, []), MISSED_BOSS) == [BOSS]


def test_a_call_that_went_on_past_an_empty_duty_list() -> None:
    assert told(call(CallOutcome.HANDED_OVER, [])) == [ADMIN]
    assert told(call(CallOutcome.HANDED_OVER, [SKIPPED])) == []
    assert told(call(CallOutcome.HANDED_OVER, [], mode=Mode.SECRETARY)) == []
    assert told(call(CallOutcome.HANDED_OVER, [], mode=None), None) == []


def test_secretaries_calls_are_told_like_others() -> None:
    row = call(CallOutcome.MISSED, [SECRETARY_SILENT], mode=Mode.SECRETARY)
    assert told(row) == []
    assert told(row, notifying(Notify(always=(BOSS,), missed=(ADMIN,)))) == [BOSS, ADMIN]


def test_secretaries_calls_are_not_told_when_the_department_does_not_want_it() -> None:
    quiet = notifying(Notify(always=(BOSS,), missed=(BOSS,), secretary=False))
    silent = call(CallOutcome.MISSED, [SECRETARY_SILENT], mode=Mode.SECRETARY)
    assert told(silent, quiet) == []
    then_duty = call(CallOutcome.MISSED, [SECRETARY_SILENT, IVAN_SILENT], mode=Mode.SECRETARY)
    assert told(then_duty, quiet) == [IVAN, BOSS]
    rang_nobody = call(CallOutcome.MISSED, [], mode=Mode.SECRETARY)
    assert told(rang_nobody, quiet) == [BOSS]


@pytest.mark.parametrize(
    ("outcome", "russian", "english"),
    [
        (CallOutcome.ANSWERED, "принят", "answered"),
        (CallOutcome.MISSED, "пропущен", "missed"),
        (CallOutcome.ABANDONED, "не дождались ответа", "caller gave up"),
        (CallOutcome.VOICEMAIL, "оставлено сообщение", "message left"),
        (CallOutcome.FAILED, "сбой", "failed"),
        (CallOutcome.HANDED_OVER, "передан дальше", "passed on"),
        (CallOutcome.BLOCKED, "заблокирован", "blocked"),
    ],
)
def test_the_subject(outcome: CallOutcome, russian: str, english: str) -> None:
    row = call(outcome)
    expected = f"Информация о звонке: {russian}, +7 916 123-45-67, Отдел №1"
    assert mail(row).subject == expected
    expected = f"Call information: {english}, +7 916 123-45-67, Отдел №1"
    assert mail(row, settings=ENGLISH).subject == expected


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+79161234567", "+7 916 123-45-67"),
        ("89161234567", "+7 916 123-45-67"),
        ("9161234567", "+7 916 123-45-67"),
        ("+4930901820", "+49 30 901820"),
        ("101", "101"),
        ("+70000000000", "+70000000000"),
        ("anonymous-7", "anonymous-7"),
    ],
)
def test_numbers_are_written_internationally_when_they_are_some(number: str, shown: str) -> None:
    row = call(CallOutcome.MISSED, caller=Identity(number))
    assert mail(row).subject == f"Информация о звонке: пропущен, {shown}, Отдел №1"
    assert line(row, "Кто звонил") == shown


def test_a_number_can_be_tapped_when_it_is_safe_to_dial() -> None:
    html = mail(call(CallOutcome.MISSED)).html
    assert '<a href="tel:+79161234567">+7 916 123-45-67</a>, Сергей' in html
    service_code = mail(call(CallOutcome.MISSED, caller=Identity("*21*79160000000#"))).html
    assert "*21*79160000000#" in service_code
    assert "tel:*" not in service_code


@pytest.mark.parametrize("caller", [Identity(None), Identity(""), Identity(None, "Сергей")])
def test_a_hidden_caller_has_neither_number_nor_name(caller: Identity) -> None:
    hidden = mail(call(CallOutcome.MISSED, caller=caller))
    assert hidden.subject == "Информация о звонке: пропущен, номер скрыт, Отдел №1"
    assert "Кто звонил: номер скрыт\n" in hidden.text
    everything = hidden.subject + hidden.text + hidden.html
    assert "Сергей" not in everything
    assert "916" not in everything


def test_a_name_that_is_the_number_once_more_is_not_repeated() -> None:
    row = call(CallOutcome.MISSED, caller=Identity("+79161234567", "89161234567"))
    assert line(row, "Кто звонил") == "+7 916 123-45-67"


def test_a_number_that_belongs_to_no_department() -> None:
    lost = mail(call(CallOutcome.MISSED, [], title=""), None)
    assert lost.subject == "Информация о звонке: пропущен, +7 916 123-45-67, 7770001"
    assert "Начало: 21.11.2026 17:15:03 (UTC+0)" in lost.text  # the zone of the settings
    unknown = mail(call(CallOutcome.MISSED, [], title="", did=None), None)
    assert unknown.subject == "Информация о звонке: пропущен, +7 916 123-45-67, неизвестно"


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_a_whole_mail(language: str, kind: str) -> None:
    settings = replace(SETTINGS, language=language)
    whole = mail(answered_by_anna(), OTDEL1, settings)
    shown = whole.html if kind == "html" else f"{whole.subject}\n\n{whole.text}"
    kept = Path(__file__).parent / "mails" / f"answered.{language}.{kind}"
    assert shown == kept.read_text(encoding="utf-8")


def test_a_missed_call_says_so_in_words() -> None:
    assert line(call(CallOutcome.MISSED), "Итог") == "Звонок пропущен: никто не ответил"
    nobody = call(CallOutcome.MISSED, [])
    assert line(nobody, "Итог") == "Звонок пропущен: ни одному сотруднику не позвонили"
    assert line(nobody, "Кто ответил") == "никто"
    assert line(nobody, "Разговор") == "не было"
    assert "Кому звонили" not in mail(nobody).text + mail(nobody).html


@pytest.mark.parametrize("outcome", [*LegOutcome, None])
def test_what_each_phone_did_is_told_in_words(outcome: LegOutcome | None) -> None:
    words = IN_RUSSIAN.leg[outcome] if outcome else "неизвестно"
    text = mail(call(CallOutcome.MISSED, [replace(IVAN_SILENT, outcome=outcome)])).text
    assert f": {words}\n" in text or f"  {words}\n" in text


@pytest.mark.parametrize("words", [IN_RUSSIAN, IN_ENGLISH])
def test_there_are_words_for_everything(words: Language) -> None:
    assert set(words.outcome) == set(words.told) == set(CallOutcome)
    assert set(words.leg) == set(LegOutcome)
    assert set(words.role) == set(Role)


def turns(*legs: LegRow) -> list[str]:
    """What the text says of who was rung."""
    _, _, told = mail(call(CallOutcome.MISSED, legs)).text.partition("Кому звонили:\n")
    return [each.strip() for each in told.partition("\n\n")[0].splitlines()]


def test_phones_of_one_person_that_ring_at_once_are_one_turn() -> None:
    busy = replace(IVAN_SILENT, outcome=LegOutcome.BUSY, ended_at=after(1))
    assert turns(busy, IVAN_SILENT, ANNA_SILENT) == [
        "- Иванов Иван Иванович, дежурный, +7 999 123-45-01",
        "20:15:03 – 20:16:03: занято",
        "- Петрова Анна, второй дежурный, +7 999 123-45-02",
        "20:15:23 – 20:16:03: нет ответа",
    ]


def test_ways_tried_one_after_another_are_told_apart() -> None:
    first = replace(IVAN_SILENT, outcome=LegOutcome.UNREACHABLE, ended_at=after(1))
    second = replace(IVAN_SILENT, dialled_at=after(1))
    assert turns(first, second)[1::2] == [
        "20:15:03 – 20:15:04: телефон недоступен",
        "20:15:04 – 20:16:03: нет ответа",
    ]


def test_one_who_was_skipped_has_no_times() -> None:
    assert turns(SKIPPED)[1] == "не звонили: занят другим звонком"


def test_one_who_picked_up_without_accepting() -> None:
    voicemail = replace(IVAN_SILENT, outcome=LegOutcome.NOT_CONFIRMED, answered_at=after(10))
    assert turns(voicemail)[1] == (
        "20:15:03 – 20:16:03, трубка снята в 20:15:13: трубку сняли, но звонок не подтвердили"
    )


def test_secretaries_and_others_are_known_by_their_numbers() -> None:
    other = leg("+79990000001", LegOutcome.BUSY, role=Role.ESCALATION, number="+79990000001")
    desk = leg("PJSIP/102/sip:102@10.0.0.5", LegOutcome.BUSY, role=Role.SECRETARY, number=None)
    assert turns(SECRETARY_SILENT, desk, other)[::2] == [
        "- 101, секретарь",
        "- 102, секретарь",
        "- дополнительный номер, +7 999 000-00-01",
    ]


@pytest.mark.parametrize(
    ("answered_by", "shown"),
    [
        ("Петрова Анна", "Петрова Анна"),
        ("PJSIP/101", "101"),
        ("102", "102"),
        ("+79991234501", "+7 999 123-45-01"),
        (None, "неизвестно"),
    ],
)
def test_who_answered(answered_by: str | None, shown: str) -> None:
    row = call(CallOutcome.ANSWERED, answered=20, answered_by=answered_by)
    assert line(row, "Кто ответил") == shown


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (0.4, "меньше секунды", "less than a second"),
        (1, "1 секунда", "1 second"),
        (2, "2 секунды", "2 seconds"),
        (5, "5 секунд", "5 seconds"),
        (11, "11 секунд", "11 seconds"),
        (12.4, "12 секунд", "12 seconds"),
        (21, "21 секунда", "21 seconds"),
        (60, "1 минута", "1 minute"),
        (64, "1 минута 4 секунды", "1 minute 4 seconds"),
        (671, "11 минут 11 секунд", "11 minutes 11 seconds"),
        (3600, "1 час", "1 hour"),
        (7383, "2 часа 3 минуты 3 секунды", "2 hours 3 minutes 3 seconds"),
        (18060, "5 часов 1 минута", "5 hours 1 minute"),
    ],
)
def test_durations(seconds: float, russian: str, english: str) -> None:
    assert IN_RUSSIAN.duration(seconds) == russian
    assert IN_ENGLISH.duration(seconds) == english


def test_a_message_goes_to_those_on_duty_whether_they_were_rung_or_not() -> None:
    row = replace(
        call(CallOutcome.VOICEMAIL),
        legs=(),
        message_to=("olga@example.com", "OLGA@example.com"),
        recording="2026-11-21/otdel1-172005Z-1-message.wav",
    )
    (one,) = mails_for(row, OTDEL1, SETTINGS)
    assert one.to == ("olga@example.com",)
    assert one.attached is not None
    assert one.attached.file == row.recording
    assert one.attached.name.startswith("message-2026-")
    assert str(row.recording) in one.attached.instead
    assert OutboxMail.of(asdict(one)) == one


def test_a_message_that_nobody_else_would_get_goes_to_the_admins() -> None:
    row = replace(call(CallOutcome.VOICEMAIL), legs=())
    settings = replace(SETTINGS, admins=("admin@example.com",))
    assert [mail.to for mail in mails_for(row, OTDEL1, settings)] == [("admin@example.com",)]


def test_a_call_that_left_no_message_has_nothing_attached() -> None:
    assert {mail.attached for mail in mails_for(call(CallOutcome.MISSED), OTDEL1, SETTINGS)} == {
        None
    }

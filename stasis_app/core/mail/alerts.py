"""What the administrators are told of the schedule: once when it begins, and when it is over.

- A pull: what is new, cell by cell, and what has been mended; refused or held, and what to do then.
- The mirror has become stale; it is pulled again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ..mirror import Reported
from ..problems import Code, Severity, severity_of
from ..pull import Pull, PullResult, Told
from ..settings import Settings
from ..wording import meaning, message
from .hostile import clean
from .language import Language, language
from .outbox import OutboxMail
from .page import Alert, Section, alert_as_html, alert_as_text

LONGEST_LINE = 500  # characters
MOST_LINES = 200  # of problems; a first pull may find many

_GRAVEST_FIRST = (Severity.FATAL, Severity.ERROR, Severity.WARNING)


class Stale(NamedTuple):
    """The mirror has not been pulled for too long."""

    since: datetime  # the last pull, or when the first one was due
    version: int  # that serves on; 0: none
    failure: str | None  # of the last attempt


def mails_about_pull(pull: Pull, settings: Settings) -> tuple[OutboxMail, ...]:
    """None when there is no news."""
    if not pull.new_problems and not pull.mended:
        return ()
    words = _words(settings)
    alert = Alert(
        subject=f"{words.schedule}: {_headline(pull, words)}",
        good=not pull.new_problems,
        paragraphs=tuple(_what_to_do(pull, words)),
        sections=(*_sections(pull, settings, words), *_mended(pull, settings, words)),
    )
    return to_admins(f"mirror:{pull.at.isoformat()}", alert, settings)


def mails_about_stale(stale: Stale, settings: Settings) -> tuple[OutboxMail, ...]:
    words = _words(settings)
    since = moment(stale.since, settings)
    serves = words.serves_on.format(version=stale.version) if stale.version else words.no_version
    why = (words.why.format(why=stale.failure),) if stale.failure else ()
    subject = f"{words.schedule}: {words.stale.format(since=since)}"
    alert = Alert(subject, False, (*why, serves, words.look), ())
    return to_admins(f"mirror-stale:{stale.since.isoformat()}", alert, settings)


def mails_about_fresh(since: datetime, at: datetime, settings: Settings) -> tuple[OutboxMail, ...]:
    """The all-clear; `since`: as in the alert."""
    words = _words(settings)
    told = words.fresh_since.format(since=moment(since, settings), at=moment(at, settings))
    alert = Alert(f"{words.schedule}: {words.fresh}", True, (told,), ())
    return to_admins(f"mirror-fresh:{since.isoformat()}", alert, settings)


def _headline(pull: Pull, words: "_Words") -> str:
    codes = {each.problem.code for each in pull.new_problems}
    if any(severity_of(code) is Severity.FATAL for code in codes):
        return words.refused
    if Code.PULL_HELD in codes:
        return words.held
    if codes:
        return words.new.format(count=len(pull.new_problems))
    return words.mended_only.format(count=len(pull.mended))


def _what_to_do(pull: Pull, words: "_Words") -> Iterator[str]:
    new = {each.department for each in pull.new_problems if _is_fatal(each)}
    for each in pull.departments:
        if each.result is PullResult.REFUSED and each.department in new:
            serves = words.serves_on.format(version=each.version)
            yield f"{each.department}: {serves if each.version else words.no_version}"
    if new:
        yield words.mend_it
    if any(each.problem.code is Code.PULL_HELD for each in pull.new_problems):
        yield words.accept_it


def _is_fatal(told: Told) -> bool:
    return told.problem.severity is Severity.FATAL


def _sections(pull: Pull, settings: Settings, words: "_Words") -> Iterator[Section]:
    """A department each, in the order of the settings."""
    for department in settings.departments:
        own = [each for each in pull.new_problems if each.department == department.name]
        own.sort(key=lambda told: _GRAVEST_FIRST.index(told.problem.severity))
        if own:
            lines = (
                f"{words.severity[told.problem.severity]}: "
                f"{message(told.problem, settings.language)}"
                for told in own
            )
            yield Section(clean(department.title), _lines(lines, words))


def _mended(pull: Pull, settings: Settings, words: "_Words") -> Iterator[Section]:
    if pull.mended:
        lines = (_mended_line(each, pull, settings, words) for each in pull.mended)
        yield Section(words.mended, _lines(lines, words))


def _mended_line(each: Reported, pull: Pull, settings: Settings, words: "_Words") -> str:
    if each.code == Code.PULL_HELD:
        return f"{each.cell}: {words.waits_no_more.format(version=pull.version)}"
    what = meaning(Code(each.code), settings.language)
    return f"{each.cell}{_quoted(each.content, settings)}: {what}"


def _quoted(content: str, settings: Settings) -> str:
    if not content:
        return ""
    return f" «{clean(content)}»" if settings.language == "ru" else f" “{clean(content)}”"


def _lines(lines: Iterable[str], words: "_Words") -> tuple[str, ...]:
    every = [clean(each, LONGEST_LINE) for each in lines]
    more = len(every) - MOST_LINES
    return (*every[:MOST_LINES], words.more.format(count=more)) if more > 0 else tuple(every)


def moment(at: datetime, settings: Settings) -> str:
    return at.astimezone(settings.zone).strftime(_words(settings).mail.date_and_time)


def to_admins(key: str, alert: Alert, settings: Settings) -> tuple[OutboxMail, ...]:
    code = _words(settings).mail.code
    text, html = alert_as_text(alert), alert_as_html(alert, code)
    return tuple(
        OutboxMail(f"{key}:{address.casefold()}", (address,), alert.subject, text, html)
        for address in dict.fromkeys(settings.admins)
    )


@dataclass(frozen=True, slots=True)
class _Words:
    mail: Language
    schedule: str
    refused: str
    held: str
    new: str
    mended_only: str
    mended: str
    waits_no_more: str
    serves_on: str
    no_version: str
    mend_it: str
    accept_it: str
    more: str
    severity: dict[Severity, str]
    stale: str
    why: str
    look: str
    fresh: str
    fresh_since: str


def _words(settings: Settings) -> _Words:
    return _RUSSIAN if settings.language == "ru" else _ENGLISH


_RUSSIAN = _Words(
    mail=language("ru"),
    schedule="Расписание дежурств",
    refused="таблица не принята",
    held="таблица ждёт подтверждения",
    new="новых замечаний: {count}",
    mended_only="исправлено замечаний: {count}",
    mended="Исправлено",
    waits_no_more="больше не ждёт подтверждения, действует версия {version}",
    serves_on="Звонки идут по прежнему расписанию, версия {version}.",
    no_version="Прежнего расписания нет: дежурные неизвестны, звонки идут дальше, как велит then.",
    mend_it="Исправьте таблицу: она начнёт действовать сама, когда будет прочитана дважды"
    " одинаково, или сразу по команде stasis-app sync --accept.",
    accept_it="Если так и задумано, выполните stasis-app sync --accept; если нет, верните таблицу.",
    more="… и ещё {count}: stasis-app check --offline",
    severity={
        Severity.FATAL: "таблица не принята",
        Severity.ERROR: "ошибка",
        Severity.WARNING: "предупреждение",
    },
    stale="таблица не читается с {since}",
    why="Причина последней неудачи: {why}",
    look="Проверьте: stasis-app check, stasis-app sync. Когда таблица прочтётся, придёт ещё одно"
    " письмо.",
    fresh="таблица снова читается",
    fresh_since="Таблица не читалась с {since}; в {at} прочитана.",
)

_ENGLISH = _Words(
    mail=language("en"),
    schedule="Duty schedule",
    refused="the sheets were refused",
    held="the sheets wait for a confirmation",
    new="new problems: {count}",
    mended_only="problems mended: {count}",
    mended="Mended",
    waits_no_more="waits no more, version {version} is active",
    serves_on="Calls go on by the schedule before it, version {version}.",
    no_version="There is no schedule before it: nobody is known to be on duty, and calls go on as"
    " `then` says.",
    mend_it="Mend the sheets: they become active by themselves when they have been read alike"
    " twice, or at once by stasis-app sync --accept.",
    accept_it="If that is meant, run stasis-app sync --accept; if not, bring the sheets back.",
    more="… and {count} more: stasis-app check --offline",
    severity={
        Severity.FATAL: "refused",
        Severity.ERROR: "error",
        Severity.WARNING: "warning",
    },
    stale="the sheets have not been read since {since}",
    why="Why the last attempt failed: {why}",
    look="See stasis-app check, stasis-app sync. Another mail comes when they are read again.",
    fresh="the sheets are read again",
    fresh_since="The sheets had not been read since {since}; at {at} they were.",
)

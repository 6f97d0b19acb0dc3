"""What `check` tells of the configuration: what was read from where, and what was left out."""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from ..config import AppConfig
from ..core.inspection import rings_too_long
from ..core.settings import Department
from .findings import Finding, Level
from .sentences import Sentence

Keys = tuple[str, ...]


def about_configuration(loaded: AppConfig) -> Iterator[Finding]:
    """Whatever would be refused has been refused before."""
    yield _ok("configuration", _FILE.say(loaded.settings.language, file=loaded.written.file))
    for keys, text in _main(loaded):
        given = keys in loaded.written.keys
        yield _ok("configuration", text + ("" if given else _default(loaded)))
    if _in_clear(loaded):
        text = _IN_CLEAR.say(loaded.settings.language, url=loaded.ari.url)
        yield Finding(Level.WARNING, "configuration", text)
    for problem in loaded.unset:
        yield Finding(Level.WARNING, "configuration", str(problem))
    for department in loaded.settings.departments:
        yield _department(department, loaded)
        longest = rings_too_long(department)
        if longest is not None:
            text = _LONG_RING.say(loaded.settings.language, longest=_span(longest))
            yield Finding(Level.WARNING, "department", text, department.name)


def _main(loaded: AppConfig) -> Iterator[tuple[Keys, str]]:
    language, settings = loaded.settings.language, loaded.settings
    ari, book = loaded.ari, loaded.workbook
    asterisk = _ASTERISK.say(language, url=ari.url, user=ari.username, app=ari.app)
    yield ("ari", "url"), asterisk
    yield ("timezone",), f"timezone: {settings.zone}"
    yield ("language",), f"language: {language}"
    yield ("country",), f"country: {settings.country}"
    yield ("extensions",), f"extensions: {settings.extensions}"
    yield ("database",), f"database: {loaded.database}"
    polled = {"poll": _span(book.poll), "stale": _span(book.stale_after)}
    if book.source == "google":
        way = _KEY if book.api_key else _ACCOUNT
        let_in = way.say(language, file=book.service_account_file)
        facts = {"id": book.spreadsheet_id, "way": let_in, **polled}
        yield ("workbook", "source"), _GOOGLE.say(language, **facts)
    else:
        workbook = _WORKBOOK.say(language, source=book.source, path=book.path, **polled)
        yield ("workbook", "path"), workbook
    where = _SMTP if loaded.mail.smtp else _FILES
    mail = where.say(language, folder=loaded.mail.folder, sender=loaded.mail.sender)
    yield ("mail", "smtp"), mail
    host = f"[{loaded.web.host}]" if ":" in loaded.web.host else loaded.web.host
    yield ("web", "listen"), f"web: {host}:{loaded.web.port}"


def _in_clear(loaded: AppConfig) -> bool:
    """Whether the password goes over a network that others may listen to."""
    url = urlsplit(loaded.ari.url)
    host = url.hostname or ""
    try:
        here = ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    return url.scheme == "http" and not here


def _department(department: Department, loaded: AppConfig) -> Finding:
    """What its file does not say, as it is taken to be."""
    language = loaded.settings.language
    written = loaded.departments[department.name]
    schedule = department.schedule
    inferred: dict[Keys, str] = {
        ("title",): f"title: {department.title}",
        ("timezone",): f"timezone: {department.zone}",
        ("schedule", "staff"): f"schedule.staff: {schedule.staff}",
        ("schedule", "first_row"): f"schedule.first_row: {schedule.first_row}",
        ("schedule", "holdover"): f"schedule.holdover: {_span(schedule.holdover.total_seconds())}",
        ("schedule", "shifts"): _FROM_HEADER.say(language),
        ("secretary",): _NO_SECRETARY.say(language),
        ("duty", "strategy"): f"duty.strategy: {department.duty.strategy}",
        ("duty", "then"): "duty.then: hangup",
    }
    left_out = [text for keys, text in inferred.items() if keys not in written.keys]
    facts = {"file": _shown(written.file, loaded), "sheet": schedule.sheet}
    text = _DEPARTMENT.say(language, dids=", ".join(department.dids), **facts)
    if left_out:
        text += _INFERRED.say(language, all="; ".join(left_out))
    return Finding(Level.OK, "department", text, department.name)


def _shown(file: Path, loaded: AppConfig) -> str:
    home = loaded.written.file.parent
    return str(file.relative_to(home) if file.is_relative_to(home) else file)


def _span(seconds: float) -> str:
    """As it is written in the files."""
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds / size:g}{unit}"
    return f"{seconds:g}s"


def _default(loaded: AppConfig) -> str:
    return _DEFAULT.say(loaded.settings.language)


def _ok(area: str, text: str) -> Finding:
    return Finding(Level.OK, area, text)


_FILE = Sentence("прочитан {file}", "{file} was read")
_DEFAULT = Sentence(" (по умолчанию)", " (default)")
_ASTERISK = Sentence(
    "ari: {url}, пользователь {user}, приложение {app}",
    "ari: {url}, user {user}, application {app}",
)
_IN_CLEAR = Sentence(
    "{url}: пароль ARI и номера звонящих идут по сети открыто;"
    " https://… и ari.ca_file закрывают их",
    "{url}: the password of ARI and callers' numbers cross the network in clear; https://… with"
    " ari.ca_file hides them",
)
_WORKBOOK = Sentence(
    "workbook: {source}, {path}, читается каждые {poll}, устаревает через {stale}",
    "workbook: {source}, {path}, read every {poll}, stale after {stale}",
)
_GOOGLE = Sentence(
    "workbook: google, таблица {id}, {way}, читается каждые {poll}, устаревает через {stale}",
    "workbook: google, spreadsheet {id}, {way}, read every {poll}, stale after {stale}",
)
_KEY = Sentence("по ключу API", "by an API key")
_ACCOUNT = Sentence("по ключу сервисного аккаунта {file}", "by the account's key {file}")
_SMTP = Sentence("mail: через сервер smtp, от {sender}", "mail: by an smtp server, from {sender}")
_FILES = Sentence(
    "mail: файлы .eml в {folder}, от {sender}", "mail: .eml files in {folder}, from {sender}"
)
_DEPARTMENT = Sentence(
    "прочитан {file}: номера {dids}, лист «{sheet}»", "{file} was read: {dids}, sheet “{sheet}”"
)
_INFERRED = Sentence("; в файле нет, и потому: {all}", "; the file does not say, so: {all}")
_FROM_HEADER = Sentence("schedule.shifts: из шапки листа", "schedule.shifts: from the header row")
_NO_SECRETARY = Sentence(
    "secretary: нет, отдел всегда в режиме дежурных",
    "secretary: none, the department is always in duty mode",
)
_LONG_RING = Sentence(
    "duty: мобильный может звонить {longest}, а подтверждения нет: после 25 секунд звонок может"
    " принять автоответчик оператора; напишите leg_timeout: 25s или confirm: true",
    "duty: a mobile may ring for {longest} and nobody is asked to accept: after 25 seconds the"
    " operator's answering machine may take the call; write leg_timeout: 25s, or confirm: true",
)

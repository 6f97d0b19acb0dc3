"""What `check` tells of the workbook's source and of the mail server, and of files' rights."""

from collections.abc import Iterator

from ..config import AppConfig
from ..inspection import Inspected, Mailed, Read, unreadable
from .findings import Finding, Level
from .sentences import Sentence


def about_servers(inspected: Inspected, loaded: AppConfig) -> Iterator[Finding]:
    yield from _workbook(inspected.workbook, loaded)
    yield from _mail(inspected.mail, loaded)


def about_rights(loaded: AppConfig) -> Iterator[Finding]:
    """As the owner of the database, whom the application runs as."""
    for file in unreadable(loaded):
        yield Finding(
            Level.ERROR, "configuration", _UNREADABLE.say(loaded.settings.language, file=file)
        )


def _workbook(read: Read, loaded: AppConfig) -> Iterator[Finding]:
    language = loaded.settings.language
    source = loaded.workbook.source
    if read.trouble is not None:
        yield Finding(Level.ERROR, "workbook", _NOT_READ.say(language, why=read.trouble))
        return
    seconds = f"{read.seconds:.1f}"
    text = _READ.say(language, source=source, seconds=seconds)
    yield Finding(Level.OK, "workbook", text)
    for title in read.missing:
        yield Finding(Level.ERROR, "workbook", _NO_SHEET.say(language, title=title))


def _mail(mailed: Mailed, loaded: AppConfig) -> Iterator[Finding]:
    language = loaded.settings.language
    where = mailed.server or str(loaded.mail.folder)
    if mailed.trouble is not None:
        yield Finding(Level.ERROR, "mail", _NO_MAIL.say(language, why=mailed.trouble))
    elif mailed.to is not None:
        sent = _SENT if mailed.server else _WRITTEN
        yield Finding(Level.OK, "mail", sent.say(language, to=mailed.to, where=where))
    else:
        ready = _READY if mailed.server else _FOLDER
        yield Finding(Level.OK, "mail", ready.say(language, where=where))
    if mailed.server is None:
        yield Finding(Level.WARNING, "mail", _NO_SERVER.say(language))


_UNREADABLE = Sentence(
    "{file} не прочитать владельцу базы, под которым работает приложение: chown или chgrp",
    "{file} cannot be read by the owner of the database, whom the application runs as: chown it",
)
_READ = Sentence("{source}: прочитана за {seconds} с", "{source}: read within {seconds} s")
_NOT_READ = Sentence("таблица не читается: {why}", "the workbook cannot be read: {why}")
_NO_SHEET = Sentence(
    "нет листа «{title}»: исправьте его имя в таблице или schedule в файле отдела",
    "there is no sheet “{title}”: mend its name, or schedule in the department's file",
)
_NO_MAIL = Sentence("письма не уйдут: {why}", "no mail will be sent: {why}")
_READY = Sentence(
    "{where}: связь, шифрование и вход в порядке; письмо пошлёт check --mail АДРЕС",
    "{where}: connection, encryption and log-in are right; check --mail ADDRESS sends a mail",
)
_FOLDER = Sentence("файлы .eml можно писать в {where}", ".eml files can be written to {where}")
_SENT = Sentence("{where} приняла письмо для {to}", "{where} has taken a mail for {to}")
_WRITTEN = Sentence("письмо для {to} записано в {where}", "a mail for {to} is written to {where}")
_NO_SERVER = Sentence(
    "mail.smtp не задан: письма никому не уходят, они только пишутся в файлы",
    "mail.smtp is not set: nobody gets the mails, they are only written to files",
)

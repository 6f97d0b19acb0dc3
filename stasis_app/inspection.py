"""What `check` asks of everything that the application works with: Asterisk, workbook, mail server.

Puts together the adapters it needs for that; they are asked side by side, and none of them
disturbs a running application.  Decides nothing: core/inspection.py, cli/.
"""

import asyncio
import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from .adapters.ari import Inspector, Transport
from .adapters.control.asking import ControlError, NobodyAnswers
from .adapters.control.client import Client
from .adapters.control.place import socket_file
from .adapters.mail import FolderSender, Server, SmtpSender
from .adapters.workbook import source_of
from .clock import clock
from .config import AppConfig, ConfigErrors
from .core.examination import Examination
from .core.inspection import Answers, Questions, Unanswered, questions
from .core.mail import OutboxMail, Permanent, Temporary
from .core.reading import wanted_sheets
from .core.workbook import Workbook, WorkbookUnreadable, fits
from .dialplan import LOADED, Unprintable, loaded_as_printed
from .trouble import Trouble

Sender = FolderSender | SmtpSender


@dataclass(frozen=True, slots=True)
class Running:
    """The application on this database."""

    pid: int | None  # None: it does not run
    trouble: str | None = None  # it cannot be asked


@dataclass(frozen=True, slots=True)
class Read:
    """The workbook, read once, and not believed."""

    seconds: float
    missing: tuple[str, ...]  # sheets that it has not
    trouble: str | None = None  # why it could not be read


@dataclass(frozen=True, slots=True)
class Mailed:
    server: str | None  # None: .eml files
    trouble: str | None
    to: str | None  # to whom a mail has been sent


@dataclass(frozen=True, slots=True)
class Inspected:
    questions: Questions
    asterisk: Answers | Unanswered
    running: Running
    workbook: Read
    mail: Mailed
    unprintable: str | None = None  # why there is no dialplan for these settings


async def inspect(config: AppConfig, examination: Examination | None, to: str | None) -> Inspected:
    """`to`: an address that is to get a mail; None: nobody is."""
    asked = questions(config.settings, _numbers(examination))
    trouble = None
    try:
        as_printed = loaded_as_printed(config.settings, config.ari.app)
        asked = replace(asked, ours=LOADED, as_printed=as_printed)
    except Unprintable as error:
        trouble = str(error)
    asterisk, running, workbook, mail = await asyncio.gather(
        _asterisk(config, asked), _running(config), _workbook(config), _mail(config, to)
    )
    return Inspected(asked, asterisk, running, workbook, mail, trouble)


def unreadable(config: AppConfig) -> tuple[Path, ...]:
    """Files of the configuration that we, the owner of the database, may not read."""
    dotenv = config.file.absolute().parent / ".env"
    files = (*config.files, dotenv) if dotenv.exists() else config.files
    return tuple(each for each in files if not os.access(each, os.R_OK))


def _numbers(examination: Examination | None) -> tuple[str, ...]:
    """Of everybody on the staff sheets, each once."""
    editions = [each.edition for each in examination.departments] if examination else []
    found = (
        employee.number
        for edition in editions
        if edition is not None
        for employee in edition.reading.staff.by_name.values()
        if employee.number is not None
    )
    return tuple(dict.fromkeys(found))


async def _asterisk(config: AppConfig, asked: Questions) -> Answers | Unanswered:
    try:
        password = config.ari.password.reveal()
    except ConfigErrors as errors:
        return Unanswered(str(errors))
    transport = Transport(config.ari.url, config.ari.username, password, config.ari.ca_file)
    try:
        inspector = Inspector(transport, clock)
        return await inspector.answers(config.ari.app, config.settings.language, asked)
    finally:
        await transport.close()


async def _running(config: AppConfig) -> Running:
    try:
        return Running(await Client(socket_file(config.database)).ping())
    except NobodyAnswers:
        return Running(None)
    except ControlError as error:
        return Running(None, str(error))


async def _workbook(config: AppConfig) -> Read:
    wanted = wanted_sheets(config.settings)
    before = clock()
    try:
        book = await _read_workbook(config)
    except Trouble as trouble:
        return Read(0.0, (), str(trouble))
    missing = tuple(each for each in wanted if not any(fits(each, title) for title in book.sheets))
    return Read((clock() - before).total_seconds(), missing)


async def _read_workbook(config: AppConfig) -> Workbook:
    """One read, as a pull makes it; nothing is kept.  Raises Trouble in words, in the configured
    language where the source knows it."""
    source = source_of(config.workbook)
    try:
        return await source.read(wanted_sheets(config.settings))
    except WorkbookUnreadable as error:
        raise Trouble(error.told(config.settings.language)) from error
    finally:
        await source.close()


async def _mail(config: AppConfig, to: str | None) -> Mailed:
    server = None
    try:
        sender, server = _sender(config)
        if to is None:
            await sender.try_out()
        else:
            await sender.send(_message(to, config.settings.language, clock()))
    except (Temporary, Permanent, ConfigErrors) as error:
        return Mailed(server, str(error), None)
    return Mailed(server, None, to)


def _sender(config: AppConfig) -> tuple[Sender, str | None]:
    """Raises ConfigErrors for a secret."""
    mail = config.mail
    if mail.smtp is None:
        return FolderSender(mail.folder, mail.sender, clock), None
    smtp = mail.smtp.reveal()
    server = Server(smtp.host, smtp.port, smtp.tls, smtp.username, smtp.password, smtp.verify)
    return SmtpSender(server, mail.sender, clock), str(server)


def _message(to: str, language: str, at: datetime) -> OutboxMail:
    subject, text = _WORDS.get(language, _WORDS["en"])
    return OutboxMail(f"check:{uuid4().hex}", (to,), subject, text, f"<p>{text}</p>")


_WORDS = {
    "ru": (
        "Проверка почты stasis-app",
        "Это письмо послала команда stasis-app check --mail. Письма о звонках придут так же.",
    ),
    "en": (
        "stasis-app: mail is checked",
        "This was sent by stasis-app check --mail. Mails about calls will come the same way.",
    ),
}

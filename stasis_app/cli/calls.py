"""`journal`: the calls, for people, for programs and for a spreadsheet."""

import asyncio
import csv
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from .. import offline
from ..core.call_answers import call_json
from ..core.channels import FEW_CHANNELS
from ..core.limits import TOO_MANY_CALLS, TOO_MANY_MINUTES
from ..core.mail.hostile import number, without_technology
from ..core.mail.language import language
from ..core.record import LegRow, Row
from ..core.roles import Source
from ..core.settings import Settings
from ..core.words import CallOutcome, Reason
from .arguments import (
    ConfigFile,
    Json,
    OneDepartment,
    configuration,
    department_named,
    instant,
)
from .language import Words, words
from .output import Cell, lines, print_json, print_line, print_table, printing

# What a spreadsheet would calculate: also after what it drops, and written as in Japan (U+FF1D …).
FORMULA = re.compile(
    r"[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]"
)
A_NUMBER = re.compile(r"\+?[0-9]+")  # … and this comes to nothing but itself


def journal(
    context: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(metavar="ISO", help="Calls that began then or later.", show_default=False),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="ISO", help="Calls that began before.", show_default=False),
    ] = None,
    department: OneDepartment = None,
    outcome: Annotated[CallOutcome | None, typer.Option(show_default=False)] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="The newest N of these.", show_default=False),
    ] = None,
    json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
    config: ConfigFile = None,
) -> None:
    """The calls, newest last; those going on too."""
    if json and as_csv:
        raise typer.BadParameter("either --json or --csv")
    loaded = configuration(context, config)
    settings = loaded.settings
    zone = department_named(settings, department).zone if department else settings.zone
    wanted = offline.Wanted(
        _instant(since, zone), _instant(until, zone), department, outcome, limit
    )
    rows = asyncio.run(offline.journal(loaded, wanted))
    if json:
        print_json([call_json(row, _zone_of(row, settings)) for row in rows])
    elif as_csv:
        _print_csv(rows, settings)
    elif rows:
        _print_table(rows, settings)
    else:
        print_line(words(settings.language).no_calls)


def _instant(text: str | None, zone: ZoneInfo) -> datetime | None:
    return None if text is None else instant(text, zone)


def _zone_of(row: Row, settings: Settings) -> ZoneInfo:
    name = row.visit.department
    department = settings.department(name) if name else None
    return department.zone if department else settings.zone


def _print_csv(rows: Sequence[Row], settings: Settings) -> None:
    """A line a call; its legs, in words, are the last column."""
    documents = [call_json(row, _zone_of(row, settings)) for row in rows]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    with printing():
        writer.writerow(CSV_COLUMNS)
        for row, document in zip(rows, documents, strict=True):
            writer.writerow([*_csv_cells(document), guarded(_legs_in_words(row.legs))])


CSV_COLUMNS = (
    "id",
    "department",
    "did",
    "caller",
    "caller_name",
    "mode",
    "outcome",
    "started_at",
    "answered_at",
    "ended_at",
    "dial_seconds",
    "talk_seconds",
    "answered_by",
    "version",
    "recording",
    "recording_removed_at",
    "reason",
    "legs",
)


def _csv_cells(document: Mapping[str, object]) -> Iterator[str]:
    for name in CSV_COLUMNS[:-1]:
        value = document[name]
        yield "" if value is None else guarded(str(value))


def _legs_in_words(legs: Sequence[LegRow]) -> str:
    return "; ".join(f"{leg.role} {leg.name}: {leg.outcome or 'goes on'}" for leg in legs)


def guarded(text: str) -> str:
    """What a caller chose to be called must not become a formula."""
    return f"'{text}" if FORMULA.match(text) and not A_NUMBER.fullmatch(text) else text


def _print_table(rows: Sequence[Row], settings: Settings) -> None:
    say = words(settings.language)
    came = say.began, say.department, say.caller, say.mode
    ended = say.outcome, say.waited, say.talked
    print_table((*came, *ended, say.rung, say.call), (_cells(row, settings) for row in rows))


def _cells(row: Row, settings: Settings) -> tuple[Cell, ...]:
    say = words(settings.language)
    mail = language(settings.language)
    caller = row.visit.caller
    shown = _number(caller.number, settings) if caller.number else mail.hidden
    outcome = mail.outcome[row.outcome] if row.outcome else say.goes_on
    stands_in = say.sources[Source.OVERRIDE] if row.why.source == Source.OVERRIDE else ""
    began = row.started_at.astimezone(_zone_of(row, settings))
    return (
        lines(f"{began:%d.%m.%Y}", f"{began:%H:%M:%S}"),
        lines(row.visit.department, _number(row.visit.did, settings)),
        lines(shown, caller.name),
        lines(say.modes[row.why.mode] if row.why.mode else "", stands_in),
        lines(outcome, _person(row.answered_by), *_reasons(row, say)),
        _duration(row.dial_seconds),
        _duration(row.talk_seconds),
        lines(
            *(
                f"{_person(leg.name)}: {mail.leg[leg.outcome] if leg.outcome else say.goes_on}"
                for leg in row.legs
            )
        ),
        row.visit.id,
    )


def _reasons(row: Row, say: Words) -> Iterator[str]:
    issues = {
        TOO_MANY_CALLS: say.too_many_calls,
        TOO_MANY_MINUTES: say.too_many_minutes,
        FEW_CHANNELS: say.few_channels,
    }
    yield from (text for issue, text in issues.items() if issue in row.why.issues)
    if row.reason is Reason.ASTERISK_RESTARTED:
        yield say.asterisk_restarted


def _number(text: str | None, settings: Settings) -> str:
    return number(text or "", settings.country, settings.extensions).shown


def _person(name: str | None) -> str:
    return without_technology(name or "")


def _duration(seconds: float | None) -> str:
    """`1:05`, `1:02:05`."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

"""`sync`, `versions`: the mirror of the workbook."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer
from rich.text import Text

from .. import offline, writing
from ..config import AppConfig
from ..core.answers import version_json, versions_json
from ..core.mirror import Change, VersionRow
from ..core.problems import Severity
from ..core.pull import PullResult
from .arguments import ConfigFile, Json, configuration
from .findings import LEVELS, STYLES, level_of
from .language import Words, words
from .output import Cell, complain, finish, print_facts, print_json, print_line, print_table
from .sentences import Sentence

Document = Mapping[str, Any]

SEVERITIES = [Severity.FATAL, Severity.ERROR, Severity.WARNING]  # the gravest first
ALL_IS_WELL = {PullResult.ACTIVE, PullResult.PENDING, PullResult.UNCHANGED}


def sync(
    context: typer.Context,
    accept: Annotated[
        bool, typer.Option("--accept", help="Activate what was read at once, held or not.")
    ] = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Pull the workbook once."""
    loaded = configuration(context, config)
    document: Document = asyncio.run(writing.sync(loaded, accept))
    if json:
        print_json(document)
    else:
        _print_pull(document, loaded.settings.language)
    finish(needs_a_person=_needs_a_person(document))


def _needs_a_person(document: Document) -> bool:
    results = [document["result"], *(each["result"] for each in document["departments"])]
    problems = [problem for each in document["departments"] for problem in each["problems"]]
    graver = any(problem["severity"] != Severity.WARNING for problem in problems)
    return graver or not set(results) <= ALL_IS_WELL


def _print_pull(document: Document, language: str) -> None:
    say = words(language)
    if document.get("failure"):
        complain(f"{say.results[PullResult.FAILED]}: {document['failure']}")
        return
    print_table(
        (say.department, say.version, say.result),
        (
            (each["department"], _written(each["version"]), _result(each, language))
            for each in document["departments"]
        ),
    )
    problems = [
        (each["department"], problem)
        for each in document["departments"]
        for problem in each["problems"]
    ]
    problems.sort(key=lambda each: SEVERITIES.index(each[1]["severity"]))
    print_facts(_line(department, problem, language) for department, problem in problems)
    _print_changes(
        (
            (change["cell"], change["was"], change["is"])
            for each in document["departments"]
            for change in each["changes"]
        ),
        say,
    )


def _result(department: Document, language: str) -> str:
    result = PullResult(department["result"])
    if result is PullResult.REFUSED and department["version"] is None:
        return _REFUSED_AT_FIRST.say(language)
    return words(language).results[result]


def _line(department: str, problem: Document, language: str) -> tuple[Cell, Cell]:
    level = level_of(Severity(problem["severity"]))
    shown = Text(LEVELS[level].say(language), style=STYLES[level])
    return shown, f"{department}: {problem['code']}: {problem['message']}"


def versions(
    context: typer.Context,
    version: Annotated[
        int | None,
        typer.Argument(metavar="N", help="Show what this one changed.", show_default=False),
    ] = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """The mirror's versions."""
    loaded = configuration(context, config)
    found = asyncio.run(offline.versions(loaded))
    if version is None:
        _show_all(found, loaded, json)
        return
    one = next((each for each in found if each.version == version), None)
    if one is None:
        raise typer.BadParameter(f"there is no version {version}: see stasis-app versions")
    _show(one, asyncio.run(offline.changes_of(loaded, version)), loaded, json)


def _show_all(found: tuple[VersionRow, ...], loaded: AppConfig, json: bool) -> None:
    say = words(loaded.settings.language)
    if json:
        print_json(versions_json(found, loaded.settings.zone))
    elif found:
        _print_versions(found, loaded, say)
    else:
        print_line(say.no_versions)


def _show(one: VersionRow, changes: tuple[Change, ...], loaded: AppConfig, json: bool) -> None:
    if json:
        print_json(version_json(one, changes, loaded.settings.zone))
        return
    language = loaded.settings.language
    say = words(language)
    _print_versions([one], loaded, say)
    if not changes:
        print_line(_FIRST.say(language))
    _print_changes(((each.cell, each.was, each.now) for each in changes), say)


def _print_versions(found: Iterable[VersionRow], loaded: AppConfig, say: Words) -> None:
    zone = loaded.settings.zone
    print_table(
        (say.version, say.pulled_at, say.active_from, say.departments, say.changes),
        (
            (
                str(each.version),
                f"{each.pulled_at.astimezone(zone):%d.%m.%Y %H:%M:%S}",
                f"{each.active_from.astimezone(zone):%d.%m.%Y %H:%M:%S}",
                ", ".join(each.departments),
                str(each.changes),
            )
            for each in found
        ),
    )


def _print_changes(changes: Iterable[tuple[str, str | None, str | None]], say: Words) -> None:
    if rows := [(cell, was or "—", now or "—") for cell, was, now in changes]:
        print_table((say.cell, say.was, say.is_now), rows)


def _written(version: int | None) -> str:
    return "—" if version is None else str(version)


_REFUSED_AT_FIRST = Sentence(
    "не принято, и прежней версии нет: дежурные неизвестны",
    "refused, and there is no version before: nobody is known to be on duty",
)
_FIRST = Sentence(
    "Изменений нет: до этой версии у отделов не было никакой.",
    "No changes: before this version the departments had none.",
)

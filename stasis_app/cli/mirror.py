"""`sync`, `versions`: the mirror of the workbook."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from .. import offline
from ..config import AppConfig
from ..core.answers import version_json, versions_json
from ..core.mirror import Change, VersionRow
from ..core.problems import Severity
from ..core.pull import PullResult
from .arguments import ConfigFile, Json, configuration
from .language import Words, words
from .output import complain, finish, print_json, print_line, print_table

Document = Mapping[str, Any]

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
    document: Document = asyncio.run(offline.sync(loaded, accept))
    if json:
        print_json(document)
    else:
        _print_pull(document, words(loaded.settings.language))
    finish(needs_a_person=_needs_a_person(document))


def _needs_a_person(document: Document) -> bool:
    results = [document["result"], *(each["result"] for each in document["departments"])]
    problems = [problem for each in document["departments"] for problem in each["problems"]]
    graver = any(problem["severity"] != Severity.WARNING for problem in problems)
    return graver or not set(results) <= ALL_IS_WELL


def _print_pull(document: Document, say: Words) -> None:
    if document.get("failure"):
        complain(f"{say.results[PullResult.FAILED]}: {document['failure']}")
        return
    print_table(
        (say.department, say.version, say.result),
        (
            (each["department"], _written(each["version"]), say.results[each["result"]])
            for each in document["departments"]
        ),
    )
    for each in document["departments"]:
        for problem in each["problems"]:
            print_line(f"{problem['severity']} {problem['code']}: {problem['message']}")
    _print_changes(
        (
            (change["cell"], change["was"], change["is"])
            for each in document["departments"]
            for change in each["changes"]
        ),
        say,
    )


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
    say = words(loaded.settings.language)
    _print_versions([one], loaded, say)
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

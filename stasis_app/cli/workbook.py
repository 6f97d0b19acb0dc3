"""`workbook`: an empty workbook of the configured departments, ready to be filled in."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from .. import new_workbook
from ..core.mail.hostile import clean
from ..core.template.filling import REFUSED, Fate, Filling, Step
from ..trouble import Trouble
from .arguments import ConfigFile, Json, configuration, configuration_alone
from .findings import LEVELS, STYLES, Level
from .output import Cell, finish, print_facts, print_json, print_line
from .sentences import Sentence

workbook = typer.Typer(
    name="workbook",
    help="An empty workbook of the configured departments: rosters with lists of names to choose"
    " from, staff sheets that check phones and addresses, a week to be printed.",
    no_args_is_help=True,
)


@workbook.callback()
def about_workbooks(context: typer.Context, config: ConfigFile = None) -> None:
    """An empty workbook of the configured departments."""
    context.obj = config or context.obj


@workbook.command()
def init(
    context: typer.Context,
    admin: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            help="A Google address that may edit the staff; several: once for each."
            " Default: mail.admins.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Fill an empty Google spreadsheet that is shared with the service account as Editor.

    Nothing that stands there is overwritten; run again it adds what is missing.
    """
    loaded = configuration(context, config)
    language = loaded.settings.language
    if loaded.workbook.spreadsheet_id is None:
        raise Trouble(_NO_SPREADSHEET.say(language))
    admins = tuple(map(_address, admin or ())) or loaded.settings.admins
    found = asyncio.run(new_workbook.fill_spreadsheet(loaded, admins))
    if json:
        print_json(_document(found))
    else:
        print_facts(_told(found, language))
        if found.refused:
            print_line(_NOTHING_DONE.say(language))
        else:
            print_line(_ADDRESS.say(language, id=loaded.workbook.spreadsheet_id))
    finish(needs_a_person=found.refused)


def _address(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise typer.BadParameter(f"{text!r} is no e-mail address; it looks like name@example.com")
    return text


def _document(found: Filling) -> dict[str, object]:
    changed = "made" if found.wanted else "unchanged"
    return {
        "result": "refused" if found.refused else changed,
        "sheets": [
            {
                "title": step.sheet.title,
                "kind": step.sheet.kind.value,
                "fate": str(step.fate),
                "cell": str(step.place) if step.place else None,
                "value": step.value or None,
            }
            for step in found.steps
        ],
    }


def _told(found: Filling, language: str) -> Iterator[tuple[Cell, Cell]]:
    for step in found.steps:
        if found.refused and step.fate not in REFUSED:
            continue
        level = Level.ERROR if step.fate in REFUSED else Level.OK
        shown = Text(LEVELS[level].say(language), style=STYLES[level])
        yield shown, _sentence(step, language)


def _sentence(step: Step, language: str) -> str:
    present = step.present.title if step.present else ""
    facts = {"title": step.sheet.title, "present": present, "value": clean(step.value, 60)}
    return _FATES[step.fate].say(language, **facts, place=step.place or present)


@workbook.command()
def xlsx(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Not overwritten if it is there.")],
    config: ConfigFile = None,
) -> None:
    """Write it as a file for Excel or LibreOffice."""
    loaded = configuration_alone(context, config)
    template = new_workbook.write_file(loaded, file)
    titles = ", ".join(sheet.title for sheet in template.sheets)
    print_line(_WRITTEN.say(loaded.settings.language, file=file, titles=titles))


_WRITTEN = Sentence("{file}: листы {titles}", "{file}: the sheets {titles}")
_NO_SPREADSHEET = Sentence(
    "какую таблицу заполнить, не сказано: впишите workbook.spreadsheet_id и"
    " workbook.service_account_file; без Google: stasis-app workbook xlsx FILE",
    "nothing tells which spreadsheet to fill: write workbook.spreadsheet_id and"
    " workbook.service_account_file; without Google: stasis-app workbook xlsx FILE",
)
_NOTHING_DONE = Sentence("Ничего не сделано.", "Nothing has been done.")
_ADDRESS = Sentence(
    "https://docs.google.com/spreadsheets/d/{id}/edit: заполните сначала листы сотрудников",
    "https://docs.google.com/spreadsheets/d/{id}/edit: fill in the staff sheets first",
)
_FATES = {
    Fate.MADE: Sentence("лист «{title}» создан", "the sheet “{title}” has been made"),
    Fate.FILLED: Sentence(
        "лист «{title}» был пуст и заполнен", "the sheet “{title}” was empty and has been filled"
    ),
    Fate.THERE: Sentence(
        "лист «{title}» уже есть и остался как был",
        "the sheet “{title}” is there already, and is as it was",
    ),
    Fate.FOREIGN: Sentence(
        "{place}: здесь стоит «{value}», а листу «{title}» нужно пустое место; переименуйте этот"
        " лист, очистите его или измените schedule.sheet, schedule.staff",
        "{place}: “{value}” stands there, where “{title}” needs an empty sheet; rename that sheet,"
        " clear it, or change schedule.sheet, schedule.staff",
    ),
    Fate.RENAMED: Sentence(
        "лист «{present}» был создан как «{title}»; верните ему это название или удалите его",
        "the sheet “{present}” was made as “{title}”; give it that title again, or delete it",
    ),
    Fate.NO_TABLE: Sentence(
        "«{present}» — диаграмма, а не лист с ячейками; переименуйте её",
        "“{present}” is a chart, not a sheet with cells; rename it",
    ),
}

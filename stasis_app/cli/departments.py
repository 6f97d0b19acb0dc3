"""`add-department`: a department's file, and what is to be done for it in FreePBX or Asterisk."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from ..config import AppConfig, ConfigErrors, load, schedules_of
from ..core.settings import Department
from ..dialplan import Pbx, pbx_of
from ..installation.departments import NewDepartment, text
from ..trouble import Trouble
from .arguments import ConfigFile
from .output import print_line
from .sentences import Sentence

NAME = re.compile(r"[a-z0-9_-]+")


def _optional(help: str, metavar: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(help=help, metavar=metavar, show_default=False)
    return option


def add_department(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small Latin letters, digits, _, -.")],
    did: Annotated[
        list[str], typer.Option(metavar="NUMBER", help="As it arrives; may be repeated.")
    ],
    title: Annotated[str | None, _optional("For people.", "TEXT")] = None,
    extension: Annotated[
        str | None, _optional("Rings the people on duty from inside, such as 7711.", "NUMBER")
    ] = None,
    code: Annotated[
        str | None, _optional('Switches the department, such as "*5501".', "CODE")
    ] = None,
    secretary: Annotated[
        str | None,
        _optional("Where the secretaries are: context,extension,priority.", "PLACE"),
    ] = None,
    ring: Annotated[
        list[str] | None, _optional("Or a secretary's phone, such as PJSIP/101.", "PHONE")
    ] = None,
    sheet: Annotated[str | None, _optional("Of the workbook. Default: the name.", "SHEET")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the file; write nothing.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Write a department's file, and tell what is to be done for it in FreePBX or Asterisk.

    Without --secretary and --ring it is always in duty mode.
    """
    if not NAME.fullmatch(name):
        raise typer.BadParameter(f"{name!r} is no name: write small Latin letters, digits, _ and -")
    if secretary and ring:
        raise typer.BadParameter("give either --secretary or --ring")
    rings = tuple(ring or ())
    new = NewDepartment(name, tuple(did), title, extension, code, secretary, rings, sheet)
    if dry_run:
        print_line(Text(text(new).rstrip()))
        return
    file = config or context.obj
    written, loaded = _write(new, file)
    language = loaded.settings.language
    print_line(_WRITTEN.say(language, file=written))
    print_line(Text(text(new)))
    [department] = (each for each in loaded.settings.departments if each.name == name)
    for number, step in enumerate(_steps(department, loaded), start=1):
        print_line(f"{number}. {step}")


def _write(new: NewDepartment, config: Path | None) -> tuple[Path, AppConfig]:
    """The file stays only when the whole configuration is right with it."""
    file = schedules_of(config, os.environ) / f"{new.name}.yaml"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text(new))
        file.chmod(0o644)
    except FileExistsError as error:
        raise typer.BadParameter(f"{file} is there already; edit it") from error
    except OSError as error:
        raise Trouble(f"{file}: {error.strerror}") from error
    try:
        return file, load(config, os.environ)
    except ConfigErrors:
        file.unlink()
        raise


def _steps(department: Department, loaded: AppConfig) -> Iterator[str]:
    language = loaded.settings.language
    numbers = [each for each in (department.toggle and department.toggle.code,) if each]
    numbers += [department.extension] if department.extension else []
    facts = {
        "name": department.name,
        "title": department.title,
        "dids": ", ".join(department.dids),
        "sheet": department.schedule.sheet,
        "staff": department.schedule.staff,
        "book": loaded.workbook.path,
        "numbers": ", ".join(numbers),
        "code": department.toggle.code if department.toggle else "",
    }
    freepbx = pbx_of(loaded.settings) is Pbx.FREEPBX
    sentences = [_SHEET, *(_FREEPBX if freepbx else _ASTERISK)]
    if numbers and freepbx:
        sentences.append(_CUSTOM_EXTENSIONS)
    if department.toggle:
        sentences.append(_KEY)
    for each in (*sentences, _CHECK):
        yield each.say(language, **facts)


_WRITTEN = Sentence("Записан {file}:", "{file} was written:")
_SHEET = Sentence(
    "Таблица {book}: листы «{sheet}» (дежурства) и «{staff}» (имя, телефон, почта); потом"
    " stasis-app sync",
    "The workbook {book}: sheets “{sheet}” (who is on duty) and “{staff}” (name, number, e-mail);"
    " then stasis-app sync",
)
_FREEPBX = (
    Sentence(
        "stasis-app dialplan --for freepbx > /etc/asterisk/extensions_stasis_app.conf; в конец"
        " extensions_custom.conf один раз: #include extensions_stasis_app.conf; fwconsole reload",
        "stasis-app dialplan --for freepbx > /etc/asterisk/extensions_stasis_app.conf; at the end"
        " of extensions_custom.conf, once: #include extensions_stasis_app.conf; fwconsole reload",
    ),
    Sentence(
        "Admin > Custom Destinations > Add Destination: Target duty-{name},s,1, Description"
        " {title}, Return: No; для очереди и IVR ещё Target duty-{name},oncall,1",
        "Admin > Custom Destinations > Add Destination: Target duty-{name},s,1, Description"
        " {title}, Return: No; for a queue or an IVR also Target duty-{name},oncall,1",
    ),
    Sentence(
        "Connectivity > Inbound Routes: DID Number {dids}, Set Destination: Custom Destinations,"
        " {title}; Submit, Apply Config",
        "Connectivity > Inbound Routes: DID Number {dids}, Set Destination: Custom Destinations,"
        " {title}; Submit, Apply Config",
    ),
)
_ASTERISK = (
    Sentence(
        "stasis-app dialplan --for asterisk > /etc/asterisk/extensions_stasis_app.conf; в конец"
        " extensions.conf один раз: #include extensions_stasis_app.conf; в контексты транка и"
        " телефонов то, что сказано в начале этого файла; asterisk -rx 'dialplan reload'",
        "stasis-app dialplan --for asterisk > /etc/asterisk/extensions_stasis_app.conf; at the end"
        " of extensions.conf, once: #include extensions_stasis_app.conf; into the trunk's and the"
        " phones' contexts what the head of that file says; asterisk -rx 'dialplan reload'",
    ),
)
_CUSTOM_EXTENSIONS = Sentence(
    "Admin > Custom Extensions: {numbers}, чтобы FreePBX не отдал их никому другому",
    "Admin > Custom Extensions: {numbers}, so that FreePBX gives them to nobody else",
)
_KEY = Sentence(
    "На телефонах секретарей клавиша BLF со значением {code}: горит в режиме дежурных",
    "On the secretaries' phones a BLF key with the value {code}: lit in duty mode",
)
_CHECK = Sentence("stasis-app check: чего ещё не хватает", "stasis-app check: what is missing yet")

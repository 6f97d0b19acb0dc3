"""From files to the configuration: everything is read, then everything that is wrong is told."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import conversion, machine, places, readers
from .app_config import AppConfig, Written
from .checks import relations
from .department_file import DepartmentFile
from .document import Document, is_secret, read
from .environment import Environment
from .files import Files, KeptFiles, OnDisk
from .main_file import MainFile
from .problems import ConfigErrors, Problem
from .validation import validated

DEFAULT_SCHEDULES = "schedules"
DEFAULT_DATABASE = "data/stasis_app.db"
DATABASE = re.compile(r"^\s*database\s*:\s*(.+?)\s*(?:\s#.*)?$", re.MULTILINE)
ON_DISK = OnDisk()


def load(path: Path | None, environ: Mapping[str, str], files: Files = ON_DISK) -> AppConfig:
    """The configuration in `path`, or in the first of the usual places.

    Raises ConfigErrors with everything that is wrong; no other error whatever the files hold.
    """
    file = places.find(path, environ)
    environment = Environment(environ, file.parent / places.DOTENV)
    main = read(file, environment, files)
    folder = file.parent / _schedules(main)
    departments = [] if main.broken else _read_departments(main, folder, environment, files)
    model = validated(main, MainFile)
    models = [validated(each, DepartmentFile) for each in departments]
    found = [model for model in models if model is not None]
    documents = [main, *departments]
    problems = [*environment.problems, *_problems(main, departments)]
    if problems or model is None or len(found) < len(departments):
        raise ConfigErrors(problems)
    home = file.parent.absolute()
    return AppConfig(
        file=file,
        files=tuple(each.file.absolute() for each in documents),
        schedules=home / model.schedules,
        ari=conversion.ari(model, main, home),
        database=home / model.database,
        recordings=home / conversion.RECORDINGS,
        retention=conversion.retention(model),
        workbook=conversion.workbook(model, main, home),
        mail=conversion.mail(model, main, home),
        web=conversion.web(model),
        settings=conversion.settings(model, found, machine.zone(environ)),
        unset=tuple(
            problem for each in documents for path, problem in each.unset.items() if is_secret(path)
        ),
        written=_written(main),
        departments={
            each.department: _written(document)
            for each, document in zip(found, departments, strict=True)
        },
        kept=KeptFiles(
            main.file.absolute(), {each.file.absolute(): each.text for each in documents}
        ),
    )


def schedules_of(path: Path | None, environ: Mapping[str, str]) -> Path:
    """The folder of the departments' files, even while there is none of them.

    Raises ConfigErrors when the configuration is not found."""
    file = places.find(path, environ)
    environment = Environment(environ, file.parent / places.DOTENV)
    return file.parent.absolute() / _schedules(read(file, environment, ON_DISK))


def _problems(main: Document, departments: Sequence[Document]) -> list[Problem]:
    found = [problem for each in (main, *departments) for problem in each.problems]
    unset = {(each.file, path) for each in (main, *departments) for path in each.unset}
    related = relations(main, [each for each in departments if not each.broken])
    return found + [each for each in related if (each.file, each.path) not in unset]


def _written(document: Document) -> Written:
    keys = frozenset(path for path in document.keys if document.at(*path) is not None)
    return Written(document.file.absolute(), keys)


def _schedules(main: Document) -> str:
    try:
        return readers.file_name(main.text_at("schedules") or DEFAULT_SCHEDULES)
    except ValueError:  # told by the model
        return DEFAULT_SCHEDULES


def _read_departments(
    main: Document, folder: Path, environment: Environment, files: Files
) -> list[Document]:
    try:
        found = files.departments(folder)
    except OSError as error:
        remedy = f"make the folder {folder} and a file for each department in it"
        main.refuse(("schedules",), f"{folder} cannot be read: {error.strerror}", remedy)
        return []
    if not found:
        main.refuse(("schedules",), f"no department: {folder} has no .yaml file", "write one")
    return [read(file, environment, files) for file in found]


def database_of(path: Path | None, environ: Mapping[str, str]) -> Path:
    """Where the database probably is, of files that have mistakes in them.  Raises ConfigErrors:
    there is no such file at all."""
    file = places.find(path, environ)
    environment = Environment(environ, file.parent / places.DOTENV)
    main = read(file, environment, ON_DISK)
    written = main.text_at("database")
    if written is None and (found := DATABASE.search(main.text)):
        written = found[1].strip("'\"")
    return file.parent.absolute() / (written or DEFAULT_DATABASE)

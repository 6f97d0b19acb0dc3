"""`backup`: a copy of the database, and how it is put back."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from .. import offline
from .arguments import ConfigFile, Json, configuration
from .output import print_json, print_line
from .sentences import Sentence


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; none is overwritten.")],
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """A copy of the database, whether the application runs or not; only its owner may read it."""
    loaded = configuration(context, config)
    made = offline.backup(loaded, file)
    if json:
        print_json({"file": str(made.file), "bytes": made.size, "calls": made.calls})
        return
    language = loaded.settings.language
    facts = {"file": made.file, "size": made.size, "calls": made.calls}
    print_line(_MADE.say(language, **facts))
    print_line(Text(_RESTORE.say(language, file=made.file, database=loaded.database)))


_MADE = Sentence(
    "{file}: {size} байт, звонков в журнале: {calls}; копия проверена, читать её может только"
    " владелец",
    "{file}: {size} bytes, calls in the journal: {calls}; it was read through and is for its owner"
    " only",
)
_RESTORE = Sentence(
    "Чтобы вернуть её: остановите приложение, удалите {database}-wal и {database}-shm (иначе копия"
    " испортится), скопируйте {file} на место {database} с прежним владельцем и запустите"
    " приложение",
    "To put it back: stop the application, remove {database}-wal and {database}-shm (they would"
    " spoil it), copy {file} over {database} with the owner it has now, and start the application",
)

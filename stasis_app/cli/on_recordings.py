"""What `check` tells of talks that are recorded, and of the folder that keeps recordings."""

import os
from collections.abc import Iterator
from pathlib import Path

from ..config import AppConfig
from ..core.recording import keeps_recordings
from .findings import Finding, Level
from .sentences import Sentence


def about_recordings(loaded: AppConfig) -> Iterator[Finding]:
    """As the owner of the database, whom the application runs as.  Nothing, where none is kept."""
    language, folder = loaded.settings.language, loaded.recordings
    if not keeps_recordings(loaded.settings):
        return
    if not _can_be_written(folder):
        yield Finding(Level.ERROR, "recordings", _NO_FOLDER.say(language, folder=folder))
    elif loaded.retention.unlimited:
        yield Finding(Level.WARNING, "recordings", _UNLIMITED.say(language, folder=folder))
    else:
        yield Finding(Level.OK, "recordings", _KEPT.say(language, folder=folder))
    for department in loaded.settings.departments:
        if department.duty.record and department.duty.announcement is None:
            text = _UNTOLD.say(language)
            yield Finding(Level.WARNING, "recordings", text, department.name)


def _can_be_written(folder: Path) -> bool:
    """Or made: where it is not there yet, in the nearest that is."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


_NO_FOLDER = Sentence(
    "в {folder} нельзя писать: записи останутся в Asterisk, пока это не исправлено",
    "{folder} cannot be written to: recordings stay in Asterisk until that is mended",
)
_UNLIMITED = Sentence(
    "{folder}: записи хранятся вечно; задайте recordings: keep_days или keep_mb",
    "{folder}: recordings are kept for ever; set recordings: keep_days or keep_mb",
)
_KEPT = Sentence("записи хранятся в {folder}", "recordings are kept in {folder}")
_UNTOLD = Sentence(
    "duty.record: разговоры записываются, а звонящему об этом не говорят; где это обязательно,"
    " напишите announce_recording: true или скажите об этом в приветствии",
    "duty.record: talks are recorded and callers are not told; where the law wants them to be,"
    " write announce_recording: true, or say so in the greeting",
)

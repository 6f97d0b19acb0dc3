"""The prompts: where the package keeps them, and how they get into Asterisk's sounds folder.

Asterisk looks for `sound:stasis-app/<name>` in its sounds folder, under
`<language of the channel>/stasis-app/`.
Which prompt is played when is decided in core; how they are made, in sounds/README.md.
"""

import os
import re
import stat
from pathlib import Path

from .core.words import Sound

LANGUAGES = ("en", "ru")
FOLDER = "stasis-app"  # in each language's folder, so that no other package's sounds are touched

FOR_ALL_TO_READ = 0o644  # Asterisk runs as a user of its own; root's umask may be strict
FOR_ALL_TO_ENTER = 0o755

_LANGUAGE_FOLDER = re.compile(r"[a-z]{2}(_\w+)?")  # en, en_GB, ru_RU_f_IvrvoiceRU
_USUAL_PLACES = "/var/lib/asterisk/sounds, with Debian's packages /usr/share/asterisk/sounds"


class SoundsError(Exception):
    """The prompts cannot be put where they were asked to go; says why and what would be right."""


def source() -> Path:
    """The folder with the prompts, `<language>/<name>.wav`: in the package, else the checkout's."""
    package = Path(__file__).parent
    packaged = package / "_sounds"
    return packaged if packaged.is_dir() else package.parent / "sounds"


def missing(target: Path) -> list[Path]:
    """The prompts that Asterisk would not find in its sounds folder `target`."""
    _check(target)
    return [place for _, place in _places(target) if not place.is_file()]


def outdated(target: Path) -> list[Path]:
    """Those that `install` would write. Raises SoundsError."""
    _check(target)
    return [place for prompt, place in _places(target) if not _has(prompt.read_bytes(), place)]


def install(target: Path) -> list[Path]:
    """Puts the prompts into Asterisk's sounds folder `target`; returns the files it wrote.

    Files that are there already, the same, are left alone. Raises SoundsError.
    """
    _check(target)
    written = []
    for prompt, place in _places(target):
        try:
            if _put(prompt.read_bytes(), place):
                written.append(place)
        except PermissionError as problem:
            raise SoundsError(
                f"{problem.filename or place}: permission denied; run this as root, "
                f"or as the user who owns {target}"
            ) from problem
        except OSError as problem:
            raise SoundsError(f"{problem.filename or place}: {problem.strerror}") from problem
    return written


def _places(target: Path) -> list[tuple[Path, Path]]:
    """Each prompt with the place where Asterisk looks for it."""
    return [
        (source() / language / f"{sound}.wav", target / language / FOLDER / f"{sound}.wav")
        for language in LANGUAGES
        for sound in Sound
    ]


def _check(target: Path) -> None:
    """An empty folder is right too: an Asterisk without any sounds."""
    wanted = f"give Asterisk's sounds folder, the one that holds en/, ru/ ({_USUAL_PLACES})"
    try:
        entries = list(target.iterdir())
    except FileNotFoundError as problem:
        raise SoundsError(f"{target}: no such folder; {wanted}") from problem
    except NotADirectoryError as problem:
        raise SoundsError(f"{target}: not a folder; {wanted}") from problem
    except OSError as problem:
        raise SoundsError(f"{target}: {problem.strerror}; {wanted}") from problem
    languages = [entry.name for entry in entries if _LANGUAGE_FOLDER.fullmatch(entry.name)]
    if _LANGUAGE_FOLDER.fullmatch(target.resolve().name) and not set(LANGUAGES) & set(languages):
        raise SoundsError(
            f"{target}: this is the folder of one language; {wanted}: {target.resolve().parent}"
        )
    if entries and not languages:
        raise SoundsError(f"{target}: holds no language's folder; {wanted}")


def _put(content: bytes, place: Path) -> bool:
    """Whether it had to be written. A prompt that is being played is replaced, not cut."""
    if _has(content, place):
        return _make_readable(place)
    for folder in (place.parent.parent, place.parent):
        if not folder.is_dir():
            folder.mkdir()
            folder.chmod(FOR_ALL_TO_ENTER)
    fresh = place.with_name(f".{place.name}.new")
    fresh.write_bytes(content)
    fresh.chmod(FOR_ALL_TO_READ)
    os.replace(fresh, place)
    return True


def _has(content: bytes, place: Path) -> bool:
    return place.is_file() and place.read_bytes() == content


def _make_readable(place: Path) -> bool:
    if place.stat().st_mode & stat.S_IROTH:
        return False
    place.chmod(FOR_ALL_TO_READ)
    return True

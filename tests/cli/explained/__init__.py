"""Calls as `explain` tells them, kept as text: <call>.ru.txt, <call>.en.txt beside this file.

calls.py    the calls, played through the core with an Asterisk that behaves
__main__    `python -m tests.cli.explained` writes the texts anew; read them before you keep them
"""

from pathlib import Path

from stasis_app.cli.chronicle import told
from stasis_app.core.dossier import Dossier
from stasis_app.core.settings import Settings

FOLDER = Path(__file__).parent


def file_of(name: str, language: str) -> Path:
    return FOLDER / f"{name}.{language}.txt"


def text_of(dossier: Dossier, settings: Settings) -> str:
    """As the terminal shows it."""
    paragraphs = told(dossier, settings)
    return "\n".join(
        "".join(f"{line.label:<9} {line.text}".rstrip() + "\n" for line in lines)
        for lines in paragraphs
    )

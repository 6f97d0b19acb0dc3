from pathlib import Path
from typing import Protocol

from ..machine import Say


class Way(Protocol):
    """One way to run Asterisk on a folder of its own."""

    name: str

    def prepare(self, say: Say) -> None:
        """Makes what is needed, once. Raises Unobtainable."""

    def inside(self, folder: Path) -> Path:
        """The name by which Asterisk knows the folder."""

    def command(self, folder: Path, name: str) -> list[str]:
        """Runs the folder's run.sh in the foreground; `name` is nobody else's."""

    def kill(self, folder: Path, name: str) -> None:
        """At once, without a farewell."""

"""Where everything has its place."""

from dataclasses import dataclass
from pathlib import Path

NAME = "stasis-app"  # the program, its user and its service


@dataclass(frozen=True, slots=True)
class Layout:
    root: Path = Path("/")

    @property
    def program(self) -> Path:
        return self.root / "opt" / NAME

    @property
    def command(self) -> Path:
        return self.program / "bin" / NAME

    @property
    def link(self) -> Path:
        """On everybody's PATH."""
        return self.root / "usr" / "local" / "bin" / NAME

    @property
    def configuration(self) -> Path:
        return self.root / "etc" / NAME

    @property
    def main_file(self) -> Path:
        return self.configuration / "config.yaml"

    @property
    def secrets(self) -> Path:
        return self.configuration / ".env"

    @property
    def schedules(self) -> Path:
        return self.configuration / "schedules"

    @property
    def workbook(self) -> Path:
        return self.schedules / "workbook"

    @property
    def data(self) -> Path:
        return self.root / "var" / "lib" / NAME

    @property
    def data_link(self) -> Path:
        """What the configuration calls `data` is where the service may write."""
        return self.configuration / "data"

    @property
    def unit(self) -> Path:
        return self.root / "etc" / "systemd" / "system" / f"{NAME}.service"

    @property
    def asterisk(self) -> Path:
        return self.root / "etc" / "asterisk"

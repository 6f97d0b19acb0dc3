"""The whole configuration as the program uses it: checked, paths absolute, times in seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ..core.retention import Retention
from ..core.settings import Settings
from .files import KeptFiles
from .problems import ConfigErrors, KeyPath, Problem
from .secret import Secret
from .smtp import Smtp


@dataclass(frozen=True, slots=True)
class Ari:
    url: str  # without /ari and without a slash at the end
    username: str
    password: Secret[str]
    app: str
    ca_file: Path | None = None  # who vouches for Asterisk's certificate; None: as the system says


@dataclass(frozen=True, slots=True)
class Workbook:
    source: Literal["csv", "xlsx", "google"]
    path: Path
    poll: float
    stale_after: float
    spreadsheet_id: str | None = None
    api_key: Secret[str] | None = None  # google: either this …
    service_account_file: Path | None = None  # … or this
    endpoint: str | None = None  # None: Google itself


@dataclass(frozen=True, slots=True)
class Mail:
    smtp: Secret[Smtp] | None  # None: .eml files
    folder: Path  # for them
    sender: str  # as in From: with or without a name
    admins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Web:
    host: str  # IPv6 without brackets
    port: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a file says itself; all else is a default."""

    file: Path  # absolute
    keys: frozenset[KeyPath]  # with a value


@dataclass(frozen=True, slots=True)
class AppConfig:
    file: Path  # as it was named or found
    files: tuple[Path, ...]  # all that was read; absolute
    schedules: Path  # the folder of the departments' files
    ari: Ari
    database: Path
    recordings: Path  # the folder for them
    retention: Retention  # of what is in it
    workbook: Workbook
    mail: Mail
    web: Web
    settings: Settings
    unset: tuple[Problem, ...]  # variables of secrets that are not set
    written: Written = field(compare=False)  # in `file`; a default that is written out is the same
    departments: Mapping[str, Written] = field(compare=False)  # by name: in its own file
    kept: KeptFiles = field(compare=False, repr=False)  # the files, to be read once more

    def require_secrets(self) -> None:
        """For a command that uses them all.  Raises ConfigErrors."""
        if self.unset:
            raise ConfigErrors(self.unset)

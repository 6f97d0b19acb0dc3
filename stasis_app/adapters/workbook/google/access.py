"""How Google lets us in: by a service account's key file, or by an API key.

The file is read when it is first needed, and told from other files that people take for it.
"""

import json
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from google.oauth2.service_account import Credentials

from ....core.workbook import WorkbookUnreadable

READ = "https://www.googleapis.com/auth/spreadsheets.readonly"
WRITE = "https://www.googleapis.com/auth/spreadsheets"


@dataclass(frozen=True, slots=True)
class Access:
    spreadsheet_id: str
    api_key: Callable[[], str] | None = field(default=None, repr=False)  # gives it when needed
    service_account_file: Path | None = None  # either this or a key
    endpoint: str | None = None  # None: Google itself


def credentials(file: Path, scope: str) -> Credentials:
    """Raises WorkbookUnreadable."""
    text = _read(file)
    try:
        made = Credentials.from_service_account_info(json.loads(text), scopes=[scope])  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise _no_key_file(file) from error
    assert isinstance(made, Credentials)
    return made


def _read(file: Path) -> str:
    try:
        mode = file.stat().st_mode
        if mode & (stat.S_IROTH | stat.S_IWOTH):
            raise WorkbookUnreadable(
                f"others may read or change the key file {file}; chmod 600 {file}",
                f"файл ключа {file} могут читать или менять посторонние; chmod 600 {file}",
            )
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise _no_key_file(file) from error
    except OSError as error:
        what = error.strerror or str(error)
        raise WorkbookUnreadable(
            f"the key file {file} cannot be read: {what};"
            " check workbook.service_account_file and the file's owner",
            f"файл ключа {file} не читается: {what};"
            " проверьте workbook.service_account_file и владельца файла",
        ) from error


def _no_key_file(file: Path) -> WorkbookUnreadable:
    return WorkbookUnreadable(
        f"{file} is no key of a service account; in Google Cloud: Service accounts > Keys >"
        " Add key > Create new key > JSON",
        f"{file} — не ключ сервисного аккаунта; в Google Cloud: Service accounts > Keys >"
        " Add key > Create new key > JSON",
    )

"""Makes an empty workbook of the configured departments."""

from pathlib import Path

from .adapters.workbook.xlsx_file import CannotBeWritten, write
from .clock import clock
from .config import AppConfig
from .core.settings import Settings
from .core.template import Template, template_of
from .core.template.filling import Filling
from .core.workbook import WorkbookUnreadable
from .trouble import Trouble


def write_file(config: AppConfig, file: Path) -> Template:
    """Tells what it has written.  Raises Trouble, and nothing is written."""
    template = _template(config.settings)
    try:
        write(template, file)
    except CannotBeWritten as error:
        raise Trouble(str(error)) from error
    return template


async def fill_spreadsheet(config: AppConfig, admins: tuple[str, ...]) -> Filling:
    """What has become of each sheet, or why nothing has been done.  `admins`: Google addresses.
    Raises Trouble."""
    from .adapters.workbook.google import Access, GoogleFiller  # large: only for this

    book = config.workbook
    access = Access(
        book.spreadsheet_id or "", None, book.service_account_file, endpoint=book.endpoint
    )
    filler = GoogleFiller(access, admins)
    try:
        return await filler.fill(_template(config.settings))
    except WorkbookUnreadable as error:
        raise Trouble(error.told(config.settings.language)) from error
    finally:
        await filler.close()


def _template(settings: Settings) -> Template:
    return template_of(settings, clock().astimezone(settings.zone).date())

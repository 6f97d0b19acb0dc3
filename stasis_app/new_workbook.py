"""Makes an empty workbook of the configured departments."""

from pathlib import Path

from .adapters.workbook.xlsx_file import CannotBeWritten, write
from .config import AppConfig
from .core.settings import Settings
from .core.template import Template, template_of
from .offline import Trouble, clock


def write_file(config: AppConfig, file: Path) -> Template:
    """Tells what it has written.  Raises Trouble, and nothing is written."""
    template = _template(config.settings)
    try:
        write(template, file)
    except CannotBeWritten as error:
        raise Trouble(str(error)) from error
    return template


def _template(settings: Settings) -> Template:
    return template_of(settings, clock().astimezone(settings.zone).date())

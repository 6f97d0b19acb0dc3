"""The week of a department, to be hung on the wall: one sheet of A4, or a table in the terminal.

view         what stands where, in words
size         how large the letters may be
templates/   the page
"""

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from .view import Row, Said, View, view

__all__ = ["Row", "Said", "View", "as_html", "view"]


def as_html(shown: View) -> str:
    return _environment().get_template("week.html.j2").render(view=shown)


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("stasis_app", "week_page/templates"),
        autoescape=True,  # names come from the sheet
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

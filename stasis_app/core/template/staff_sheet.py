"""A staff sheet: name, phone, e-mail from the first row on; nothing stands there yet."""

from .design import (
    Area,
    Check,
    Editors,
    Guard,
    Highlight,
    Kind,
    Mark,
    Must,
    Reference,
    Sheet,
    Style,
)
from .words import Words

ROWS = 200  # for people


def names_on(staff: str) -> Reference:
    return Reference(staff, Area(1, 1, ROWS, 1))


def staff_sheet(title: str, words: Words) -> Sheet:
    names, phones, addresses = (Area(1, column, ROWS, column) for column in (1, 2, 3))
    return Sheet(
        title=title,
        kind=Kind.STAFF,
        rows=ROWS,
        columns=3,
        cells={},
        widths={1: 32, 2: 20, 3: 32},
        styles=((phones, Style.TEXT),),
        checks=(
            Check(phones, Must.BE_A_PHONE, words.phone),
            Check(addresses, Must.BE_AN_ADDRESS, words.address),
        ),
        highlights=(Highlight(names, Mark.TWICE),),
        guards=(Guard(None, Editors.ADMINS, words.staff_guard.format(title=title)),),
    )

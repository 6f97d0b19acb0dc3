"""When two names are the same, and what a cell says that holds no name.

Whole names only: nothing here looks for beginnings or patterns.  A near name is found for the
message alone, never for a call.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

EMPTY = frozenset({"", "-", "нет"})

_NEAR = 0.7  # how alike a name must be to be suggested (difflib's ratio)
_LONGEST_NAME = 100  # longer texts are no names; comparing them takes quadratic time

_DASHES = frozenset("\N{MINUS SIGN}\N{HYPHEN BULLET}")
_AROUND_DASH = re.compile(r"\s*-\s*")

# Latin letters that look like Cyrillic ones, after case folding
_LOOK_ALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """The form in which equal names are equal: NFKC, no invisible characters, single blanks,
    one kind of dash without blanks around it, case folded, ё as е (й stays й).

    >>> normal(" Рим\u00adский  –  Корсаков Пётр ")
    'римский-корсаков петр'
    """
    visible = _without_invisible(unicodedata.normalize("NFKC", text))
    folded = unicodedata.normalize("NFKC", visible.casefold()).replace("ё", "е")
    dashed = "".join("-" if _is_dash(each) else each for each in _without_invisible(folded))
    return " ".join(_AROUND_DASH.sub("-", dashed).split())


def is_error(text: str) -> bool:
    """`#REF!`, `#N/A`, `#ИМЯ?`: a formula has failed."""
    return text.lstrip().startswith("#")


def nearest(text: str, names: Iterable[str]) -> str | None:
    """The normal name most like this normal text, if one is like it at all."""
    if len(text) > _LONGEST_NAME:
        return None
    short = [name for name in names if len(name) <= _LONGEST_NAME]
    return next(iter(get_close_matches(text, short, n=1, cutoff=_NEAR)), None)


def look(text: str) -> str:
    """What a normal text looks like: Latin letters are taken for the Cyrillic ones they imitate."""
    return text.translate(_LOOK_ALIKE)


def latin_letters(text: str) -> str:
    """The Latin letters in a text that has Cyrillic ones too; else nothing.

    >>> latin_letters("Cуxов")
    'Cx'
    """
    if not any("\u0400" <= letter <= "\u04ff" for letter in text):
        return ""
    return "".join(letter for letter in text if letter.isascii() and letter.isalpha())


def _without_invisible(text: str) -> str:
    """Without soft hyphens, zero-width characters and marks of writing direction."""
    if text.isascii():
        return text
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


def _is_dash(letter: str) -> bool:
    return letter == "-" or (
        not letter.isascii() and (unicodedata.category(letter) == "Pd" or letter in _DASHES)
    )

"""Lists of callers: numbers, beginnings of numbers, and those who hide theirs.

A beginning is written with a `*` behind it: `+7800*`, as people write numbers: `8 800 *`.
"""

import re
from dataclasses import dataclass

import phonenumbers

from .numbers import normalise

ANONYMOUS = "anonymous"

_BLANKS = re.compile(r"[\s().-]")


@dataclass(frozen=True, slots=True)
class CallerList:
    numbers: frozenset[str] = frozenset()  # E.164, or internal
    prefixes: tuple[str, ...] = ()  # of E.164 numbers, with the +
    anonymous: bool = False  # whoever hides his number

    def has(self, number: str | None) -> bool:
        """Of a caller as the journal has him; None: he hides."""
        if number is None:
            return self.anonymous
        return number in self.numbers or number.startswith(self.prefixes)


def caller_list(entries: list[str], country: str, extensions: str) -> CallerList:
    """Of entries that are all right (see `understood`)."""
    known = list(filter(None, (understood(each, country, extensions) for each in entries)))
    beginnings = [each for each in known if each.endswith("*")]
    return CallerList(
        frozenset(known) - {ANONYMOUS, *beginnings},
        tuple(dict.fromkeys(each[:-1] for each in beginnings)),
        ANONYMOUS in known,
    )


def understood(entry: str, country: str, extensions: str) -> str | None:
    """`anonymous`, a number as the journal has it, or `+7800*`; None: it is nothing of these.

    >>> understood("8 (800) *", "RU", r"^\\d{3,4}$")
    '+7800*'
    """
    if entry == ANONYMOUS:
        return entry
    if not entry.endswith("*"):
        return normalise(entry, country, extensions)
    beginning = _international(_BLANKS.sub("", entry[:-1]), country)
    return f"{beginning}*" if beginning else None


def _international(beginning: str, country: str) -> str | None:
    """As one dials it in the country: by the prefix for abroad, or for the country itself.  Of
    digits with neither nobody knows where the number belongs."""
    if beginning.startswith("+"):
        return beginning if len(beginning) > 1 else None
    plan = phonenumbers.PhoneMetadata.metadata_for_region(country)
    if plan is None:
        return None
    abroad = re.match(plan.international_prefix or "(?!)", beginning)
    if abroad:
        rest = beginning[abroad.end() :]
        return f"+{rest}" if rest else None
    inside = plan.national_prefix
    if inside and beginning.startswith(inside) and len(beginning) > len(inside):
        return f"+{plan.country_code}{beginning.removeprefix(inside)}"
    return None

"""Text from outside, made harmless: callers choose their names, and people write sheets.

What comes out is one short line that a header, a terminal or a page can show.  Escaping for
HTML is the page's own matter.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat

LONGEST = 80  # characters; a caller's name can be as long as his operator's switch lets it be
LONGEST_NUMBER = 40

_WHITE = {"Zs", "Zl", "Zp"}
# Control, formatting (bidi, zero width, byte order marks), surrogates, private use, unassigned
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_WRITTEN_AS_A_NUMBER = re.compile(r"[0-9+() .-]+")
_DIALLABLE = re.compile(r"\+?[0-9]{2,15}")  # no * and #: a tap must not start a service code
# PJSIP/101, PJSIP/101/sip:101@10.0.0.5, Local/101@from-internal/n
_ENDPOINT = re.compile(r"[A-Z][A-Za-z0-9]{2,}/([^\s@/]+)(?:[@/]\S*)?")


@dataclass(frozen=True, slots=True)
class Number:
    shown: str  # as one reads it
    tel: str | None  # as a telephone dials it; None when it is better not tapped


def clean(text: str | None, longest: int = LONGEST) -> str:
    """One line of visible characters, cut to `longest`."""
    line = " ".join("".join(map(_visible, text or "")).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\r\n" or category in _WHITE:
        return " "
    return "" if category in _UNWANTED else character


@lru_cache(maxsize=1024)
def number(text: str, country: str, extensions: str) -> Number:
    """Formatted internationally when it is a valid number of `country` or has a + before it.

    Internal numbers (`extensions`) and whatever else a caller sends stay as they came.
    """
    shown = clean(text, LONGEST_NUMBER)
    if _WRITTEN_AS_A_NUMBER.fullmatch(shown) and not re.fullmatch(extensions, shown):
        try:
            parsed = phonenumbers.parse(shown, country)
        except phonenumbers.NumberParseException:
            pass
        else:
            if phonenumbers.is_valid_number(parsed):
                return Number(
                    phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL),
                    phonenumbers.format_number(parsed, PhoneNumberFormat.E164),
                )
    return Number(shown, shown if _DIALLABLE.fullmatch(shown) else None)


def without_technology(name: str) -> str:
    """`PJSIP/101` → `101`: of an endpoint only what people know it by; other names as they are."""
    endpoint = _ENDPOINT.fullmatch(name)
    return endpoint.group(1) if endpoint else name

"""Telephone numbers: which writings are one number, and how it is written for dialling.

A number is a str: E.164 with its `+`, or an internal number as the configuration describes it.
Nothing is guessed: letters, two numbers in a cell or an extension make no number.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from .workbook import Cell, cell_text

_WRITTEN = re.compile(r"[+(]?[0-9][0-9 ().\-‐‑‒–—−]*")  # blanks have been made plain before
_WHOLE_AS_FLOAT = re.compile(r"[0-9]+\.0")
_LEFT_OUT_OF_DIDS = re.compile(r"[\s().\-‐‑‒–—−]")
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


@lru_cache(maxsize=8192)
def normalise(raw: Cell, country: str, extensions: str) -> str | None:
    """E.164, or the internal number; None when it is not a number that can be dialled.

    `country` is where numbers without `+` belong; `extensions` a regular expression.

    >>> normalise("8 (999) 123-45-01", "RU", r"^\\d{3,4}$")
    '+79991234501'
    """
    written = _plain(raw)
    if is_internal(written, extensions):
        return written
    if not _WRITTEN.fullmatch(written) or written.count(".") == 1:  # a decimal fraction
        return None
    number = _parsed(written, country)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else None


def normalised(raw: str, country: str, extensions: str) -> str:
    """A caller's number or a DID likewise; what is no number stays as it came."""
    return normalise(raw, country, extensions) or raw


def same_did(one: str, other: str, country: str, extensions: str) -> bool:
    """Whether two writings are one DID; of what is no number blanks, dashes, brackets and a
    leading `+` do not count.

    >>> same_did("+7 495 777-00-01", "84957770001", "RU", r"^\\d{3,4}$")
    True
    """
    return _did(one, country, extensions) == _did(other, country, extensions)


def is_internal(number: str, extensions: str) -> bool:
    return re.fullmatch(extensions, number) is not None


@lru_cache(maxsize=8192)
def is_mobile(number: str) -> bool:
    """Whether an E.164 number may belong to a mobile phone."""
    return phonenumbers.number_type(phonenumbers.parse(number)) in _MOBILE


@lru_cache(maxsize=8192)
def is_premium(number: str) -> bool:
    """Whether whoever owns an E.164 number earns by each call to it (+7 809…, +1 900…)."""
    return phonenumbers.number_type(phonenumbers.parse(number)) == PhoneNumberType.PREMIUM_RATE


@lru_cache(maxsize=8192)
def is_foreign(number: str, country: str) -> bool:
    """Whether an E.164 number belongs to another country (+7 701… is Kazakhstan's)."""
    return not phonenumbers.is_valid_number_for_region(phonenumbers.parse(number), country)


@lru_cache(maxsize=8192)
def forms(number: str, country: str) -> Mapping[str, str]:
    """What stands for `{number}`, `{digits}`, `{national}` and `{local}` in an endpoint.

    `local` is how the number is dialled inside the country: 8 999… in Russia, abroad 810….
    Of an internal number all are alike, and of what is no number: a caller may send anything.
    """
    parsed = _international(number)
    if parsed is None:
        return dict.fromkeys(("number", "digits", "national", "local"), number)
    local = phonenumbers.format_out_of_country_calling_number(parsed, country)
    return {
        "number": number,
        "digits": number.removeprefix("+"),
        "national": phonenumbers.national_significant_number(parsed),
        "local": re.sub("[^0-9]", "", local),
    }


@lru_cache(maxsize=8192)
def groups(number: str, country: str) -> tuple[str, ...]:
    """The digits as one says them, and of a foreign number the + first.  Of an own one without
    the country: whoever is to call back knows how to begin.

    >>> groups("+79161234567", "RU"), groups("+442079460018", "RU")
    (('916', '123', '45', '67'), ('+', '44', '20', '7946', '0018'))
    """
    parsed = _international(number)
    if parsed is None:
        digits = re.sub("[^0-9]", "", number)
        return tuple(digits[at : at + 4] for at in range(0, len(digits), 4))
    written = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    code, *others = re.findall("[0-9]+", written)
    own = parsed.country_code == phonenumbers.country_code_for_region(country)
    return tuple(others) if own and others else ("+", code, *others)


@lru_cache(maxsize=8192)
def _did(raw: str, country: str, extensions: str) -> str:
    number = normalise(raw, country, extensions) or _LEFT_OUT_OF_DIDS.sub("", _plain(raw))
    return number.removeprefix("+")


def _plain(raw: Cell) -> str:
    """Without the sheet's text mark, invisible characters and odd blanks."""
    text = unicodedata.normalize("NFKC", "" if isinstance(raw, bool) else cell_text(raw))
    visible = "".join(each for each in text if unicodedata.category(each) != "Cf")
    plain = " ".join(visible.split()).removeprefix("'").strip()
    return plain.removesuffix(".0") if _WHOLE_AS_FLOAT.fullmatch(plain) else plain


def _international(number: str) -> phonenumbers.PhoneNumber | None:
    """What stands after a +, valid or not."""
    try:
        return phonenumbers.parse(number) if number.startswith("+") else None
    except phonenumbers.NumberParseException:
        return None


def _parsed(written: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None

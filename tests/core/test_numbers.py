"""Which writings are one number, and how a number is dialled."""

import pytest

from stasis_app.core.numbers import forms, normalise, normalised, same_did

EXTENSIONS = r"^\d{3,4}$"


@pytest.mark.parametrize(
    ("number", "country", "digits", "national", "local"),
    [
        ("+79991234501", "RU", "79991234501", "9991234501", "89991234501"),
        ("+74957770001", "RU", "74957770001", "4957770001", "84957770001"),
        ("+77012345678", "RU", "77012345678", "7012345678", "87012345678"),
        ("+4930901820", "RU", "4930901820", "30901820", "8104930901820"),
        ("+14155552671", "RU", "14155552671", "4155552671", "81014155552671"),
        ("+4930901820", "DE", "4930901820", "30901820", "030901820"),
        ("+79991234501", "DE", "79991234501", "9991234501", "0079991234501"),
        ("+14155552671", "US", "14155552671", "4155552671", "14155552671"),
        ("101", "RU", "101", "101", "101"),
    ],
)
def test_forms_for_an_endpoint(
    number: str, country: str, digits: str, national: str, local: str
) -> None:
    assert forms(number, country) == {
        "number": number,
        "digits": digits,
        "national": national,
        "local": local,
    }


@pytest.mark.parametrize(
    ("raw", "country", "number"),
    [
        ("030 901820", "DE", "+4930901820"),
        ("8 10 49 30 901820", "RU", "+4930901820"),
        ("(999) 123-45-01", "RU", "+79991234501"),
        ("8.999.123.45.01", "RU", "+79991234501"),
        ("1234", "RU", "1234"),
        (101.0, "RU", "101"),
        ("12345", "RU", None),
        ("8-800-FLOWERS", "RU", None),
        ("++79991234501", "RU", None),
        ("+7999123450५", "RU", None),
        ("", "RU", None),
        (None, "RU", None),
        ("9" * 400, "RU", None),
    ],
)
def test_normalise(raw: str | float | None, country: str, number: str | None) -> None:
    assert normalise(raw, country, EXTENSIONS) == number


def test_extensions_are_matched_whole_however_the_pattern_is_written() -> None:
    assert normalise("101", "RU", r"\d{3}") == "101"
    assert normalise("1012", "RU", r"\d{3}") is None


def test_what_is_no_number_stays_as_it_came() -> None:
    assert normalised("7770001", "RU", EXTENSIONS) == "7770001"
    assert normalised("anonymous", "RU", EXTENSIONS) == "anonymous"
    assert normalised("84957770001", "RU", EXTENSIONS) == "+74957770001"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("7770001", "777-00-01", True),
        ("7770001", "+7770001", True),
        ("7770001", " 777 (00) 01", True),
        ("7770001", "7770002", False),
        ("7770001", "77700011", False),
        ("84957770001", "+7 (495) 777-00-01", True),
        ("74957770001", "4957770001", True),
        ("0770001", "770001", False),
        ("s", "S", False),
    ],
)
def test_dids_match_exactly_after_normalising(one: str, other: str, same: bool) -> None:
    assert same_did(one, other, "RU", EXTENSIONS) is same

"""When two names are the same.  More of it in test_odd_sheets.py."""

from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.names import latin_letters, look, nearest, normal


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюя -", max_size=20))
def test_case_blanks_and_yo_do_not_count(name: str) -> None:
    assert normal(f"  {name.upper()} ") == normal(name.replace("ё", "е"))


def test_i_and_short_i_are_different_letters() -> None:
    assert normal("Андрей") != normal("Андреи")
    assert normal("Андрей") == normal("Андреи\u0306")


def test_every_dash_is_one() -> None:
    dashes = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"
    assert {normal(f"А {dash} Б") for dash in dashes} == {"а-б"}


def test_a_near_name_is_found_and_a_strange_one_is_not() -> None:
    staff = ["иванов иван", "петров петр"]
    assert nearest("ивонов иван", staff) == "иванов иван"
    assert nearest("сидоров", staff) is None
    assert nearest("и" * 100_000, staff) is None


def test_latin_letters_in_a_cyrillic_name() -> None:
    assert latin_letters("ивaнов") == "a"
    assert latin_letters("ivanov") == ""
    assert look("ивaнoв") == "иванов"

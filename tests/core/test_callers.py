"""Who is on a list of callers."""

import pytest

from stasis_app.core.callers import CallerList, caller_list, understood

EXTENSIONS = r"^\d{3,4}$"


@pytest.mark.parametrize(
    ("entry", "country", "meant"),
    [
        ("+7 (495) 111-22-33", "RU", "+74951112233"),
        ("8 495 111 22 33", "RU", "+74951112233"),
        ("101", "RU", "101"),
        ("anonymous", "RU", "anonymous"),
        ("8 800 *", "RU", "+7800*"),
        ("+7495*", "RU", "+7495*"),
        ("810 44 *", "RU", "+44*"),
        ("00 44*", "DE", "+44*"),
        ("030 12*", "DE", "+493012*"),
        ("+39 06*", "IT", "+3906*"),
        ("06*", "IT", None),
        ("7495*", "RU", None),
        ("8*", "RU", None),
        ("810*", "RU", None),
        ("+*", "RU", None),
        ("+7*", "RU", "+7*"),
        ("8 4*", "RU", "+74*"),
        ("810 4*", "RU", "+4*"),
        ("12345", "RU", None),
    ],
)
def test_entries_as_people_write_them(entry: str, country: str, meant: str | None) -> None:
    assert understood(entry, country, EXTENSIONS) == meant


def test_who_is_on_a_list() -> None:
    listed = caller_list(["8 (495) 111-22-33", "8 800 *", "101"], "RU", EXTENSIONS)
    assert listed == CallerList(frozenset({"+74951112233", "101"}), ("+7800",))
    assert listed.has("+74951112233")
    assert listed.has("+78005553535")
    assert listed.has("101")
    assert not listed.has("+74951112234")
    assert not listed.has("1012")
    assert not listed.has("78005553535")
    assert not listed.has("")
    assert not listed.has(None)


def test_whoever_hides_is_on_a_list_by_that_word_only() -> None:
    hidden = caller_list(["anonymous"], "RU", EXTENSIONS)
    assert hidden.has(None)
    assert not hidden.has("anonymous")
    assert not hidden.has("+74951112233")


def test_nobody_is_on_an_empty_list() -> None:
    nobody = caller_list([], "RU", EXTENSIONS)
    assert nobody == CallerList()
    assert not nobody.has(None)
    assert not nobody.has("+74951112233")

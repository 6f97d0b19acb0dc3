"""Odd and spoilt sheets, one at a time: who is rung in the morning of the 6th, and what is said.

The cells of that shift are B9 (Иванов) and G9 (Петров); see tests/sheets.py.
"""

from dataclasses import dataclass, field

import pytest

from stasis_app.core.problems import Code
from stasis_app.core.pull import PullResult
from stasis_app.core.roster import resolve
from tests.sheets import (
    DEPARTMENT,
    IVANOV,
    KUZNETSOV,
    NUMBERS,
    PETROV,
    SIDOROV,
    Edits,
    at,
    names,
    pulled,
    told,
    workbook,
)

MORNING = at("2026-11-06T12:00")
BOTH = (IVANOV, PETROV)


Problems = set[tuple[Code, str]]


@dataclass(frozen=True)
class Odd:
    what: str
    edits: Edits
    rung: tuple[str, ...] = BOTH
    issues: tuple[Code, ...] = ()
    problems: Problems = field(default_factory=set)


def one_more(name: str) -> Edits:
    return {"Staff!A7": name, "Staff!B7": "89991234507", "Staff!C7": "m7@example.com"}


NAMES = [
    Odd("as it should be", {}),
    Odd("other case", {"B9": "иВАНОВ иван"}),
    Odd("blanks around and between", {"B9": "  Иванов   Иван "}),
    Odd("no-break blank", {"B9": "Иванов\u00a0Иван"}),
    Odd("line break in the cell", {"B9": "Иванов\nИван"}),
    Odd("zero-width blank", {"B9": "Ива\u200bнов Иван"}),
    Odd("soft hyphen", {"B9": "Ива\u00adнов Иван"}),
    Odd("byte-order mark", {"B9": "\ufeffИванов Иван"}),
    Odd("right-to-left mark", {"B9": "\u200fИванов Иван"}),
    Odd("е for ё", {"G9": "Петров Петр"}),
    Odd("ё of two characters", {"G9": "Петров Пе\u0308тр"}),
    Odd("ё for е", {"H9": "Кузнёцов Марк"}),
    Odd(
        "full-width letters", {**one_more("Ｉｖａｎｏｖ"), "B9": "Ivanov"}, ("Ｉｖａｎｏｖ", PETROV)
    ),
    Odd(
        "two kinds of dash",
        {**one_more("Римский-Корсаков"), "B9": "Римский — Корсаков"},
        ("Римский-Корсаков", PETROV),
    ),
    Odd(
        "minus sign for a dash",
        {**one_more("Римский \u2212 Корсаков"), "B9": "римский-корсаков"},
        ("Римский \u2212 Корсаков", PETROV),
    ),
    Odd(
        "и for й is another name",
        {**one_more("Андрей"), "B9": "Андреи"},
        (PETROV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "B9")},
    ),
    Odd(
        "misspelt",
        {"B9": "Ивонов Иван"},
        (PETROV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "B9")},
    ),
    Odd(
        "the beginning of a name is no name",
        {"B9": "Иванов"},
        (PETROV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "B9")},
    ),
    Odd(
        "more than a name",
        {"B9": "Иванов Иван (до обеда)"},
        (PETROV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "B9")},
    ),
    Odd(
        "a pattern is no name",
        {"B9": "Иван.*"},
        (PETROV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "B9")},
    ),
    Odd(
        "two names in a cell",
        {"B9": "Иванов Иван, Петров Пётр"},
        (PETROV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "B9")},
    ),
    Odd(
        "names the other way round",
        {"B9": "Иван Иванов"},
        (PETROV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "B9")},
    ),
    Odd(
        "a Latin letter",
        {"B9": "Ивaнов Иван"},
        (PETROV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "B9")},
    ),
    Odd("a number", {"B9": 12}, (PETROV,), (Code.NAME_UNKNOWN,), {(Code.NAME_UNKNOWN, "B9")}),
    Odd("a fraction", {"B9": 0.5}, (PETROV,), (Code.NAME_UNKNOWN,), {(Code.NAME_UNKNOWN, "B9")}),
    Odd("a tick box", {"B9": True}, (PETROV,), (Code.NAME_UNKNOWN,), {(Code.NAME_UNKNOWN, "B9")}),
    Odd(
        "a phone instead of a name",
        {"B9": 89991234501},
        (PETROV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "B9")},
    ),
    Odd("#REF!", {"B9": "#REF!"}, (PETROV,), (Code.CELL_ERROR,), {(Code.CELL_ERROR, "B9")}),
    Odd("#N/A", {"B9": "#N/A"}, (PETROV,), (Code.CELL_ERROR,), {(Code.CELL_ERROR, "B9")}),
    Odd("#ИМЯ?", {"G9": "#ИМЯ?"}, (IVANOV,), (Code.CELL_ERROR,), {(Code.CELL_ERROR, "G9")}),
]

EMPTY_PRIMARY = [
    Odd(
        f"no primary: {text!r}",
        {"B9": text},
        (PETROV,),
        (Code.PRIMARY_MISSING,),
        {(Code.PRIMARY_MISSING, "B9")},
    )
    for text in (None, "", "  ", "-", "—", " – ", "нет", "НЕТ", "\u200b")
]

ROLES = [
    Odd("no backup", {"G9": None}, (IVANOV,)),
    Odd("backup is a dash", {"G9": "—"}, (IVANOV,)),
    Odd(
        "backup unknown",
        {"G9": "Кто-то"},
        (IVANOV,),
        (Code.NAME_UNKNOWN,),
        {(Code.NAME_UNKNOWN, "G9")},
    ),
    Odd(
        "both empty",
        {"B9": None, "G9": "нет"},
        (),
        (Code.SHIFT_UNASSIGNED,),
        {(Code.SHIFT_UNASSIGNED, "B9")},
    ),
    Odd(
        "both unknown",
        {"B9": "Кто", "G9": "Он"},
        (),
        (Code.NAME_UNKNOWN, Code.SHIFT_UNASSIGNED),
        {(Code.NAME_UNKNOWN, "B9"), (Code.NAME_UNKNOWN, "G9"), (Code.SHIFT_UNASSIGNED, "B9")},
    ),
    Odd(
        "primary empty, backup broken",
        {"B9": None, "G9": "#REF!"},
        (),
        (Code.CELL_ERROR, Code.SHIFT_UNASSIGNED),
        {(Code.CELL_ERROR, "G9"), (Code.SHIFT_UNASSIGNED, "B9")},
    ),
    Odd(
        "one person twice",
        {"G9": "иванов иван"},
        (IVANOV,),
        (Code.SAME_PERSON,),
        {(Code.SAME_PERSON, "G9")},
    ),
    Odd(
        "two people with one phone",
        {"Staff!B2": "+7 999 123-45-01"},
        (IVANOV,),
        (Code.SAME_PHONE,),
        {(Code.STAFF_SAME_PHONE, "Staff!B2")}
        | {(Code.SAME_PHONE, f"G{row}") for row in range(4, 35)},
    ),
    Odd("somebody of another shift", {"B9": SIDOROV, "G9": KUZNETSOV}, (SIDOROV, KUZNETSOV)),
]

PHONES = [
    *(
        Odd(f"phone {phone!r}", {"Staff!B1": phone})
        for phone in (
            "89991234501",
            "+7 999 123-45-01",
            "9991234501",
            "8 (999) 123 45 01",
            "'89991234501",
            "+7\u00a0999\u00a0123\u201145\u201101",
            "89991234501.0",
            89991234501,
            89991234501.0,
            79991234501,
        )
    ),
    *(
        Odd(
            f"phone {phone!r}",
            {"Staff!B1": phone},
            (PETROV,),
            (Code.PHONE_INVALID,),
            {(Code.PHONE_INVALID, "Staff!B1")},
        )
        for phone in (
            "8999123450",
            "899912345011",
            "89991234501 доб. 12",
            "89991234501;89991234502",
            "89991234501, 89991234502",
            "8999123450l",
            "89991234501#12",
            "сотовый",
            "#REF!",
            "12345",
            -89991234501,
            8999123450.5,
            float("nan"),
            float("inf"),
            True,
        )
    ),
    *(
        Odd(
            f"premium phone {phone!r}",
            {"Staff!B1": phone},
            (PETROV,),
            (Code.PHONE_PREMIUM,),
            {(Code.PHONE_PREMIUM, "Staff!B1")},
        )
        for phone in ("8 809 505-12-34", "+19005551234")
    ),
    *(
        Odd(
            f"no phone: {phone!r}",
            {"Staff!B1": phone},
            (PETROV,),
            (Code.PHONE_MISSING,),
            {(Code.PHONE_MISSING, "Staff!B1")},
        )
        for phone in (None, "", "-", "нет")
    ),
    Odd(
        "a phone at home",
        {"Staff!B1": "84957770001"},
        problems={(Code.PHONE_NOT_MOBILE, "Staff!B1")},
    ),
    Odd(
        "a phone in Kazakhstan",
        {"Staff!B1": "+77012345678"},
        problems={(Code.PHONE_FOREIGN, "Staff!B1")},
    ),
    Odd(
        "a phone in Berlin",
        {"Staff!B1": "+4930901820"},
        problems={(Code.PHONE_FOREIGN, "Staff!B1"), (Code.PHONE_NOT_MOBILE, "Staff!B1")},
    ),
    Odd("an internal number", {"Staff!B1": 101}),
    Odd("an internal number that begins with 0", {"Staff!B1": "0101"}),
]

STAFF = [
    Odd(
        "blank rows between",
        {"Staff!A9": "Лишний Ян", "Staff!B9": "89991234509", "Staff!C9": "a@b.ru"},
    ),
    Odd("no e-mail", {"Staff!C1": None}, problems={(Code.EMAIL_MISSING, "Staff!C1")}),
    *(
        Odd(
            f"e-mail {email!r}",
            {"Staff!C1": email},
            problems={(Code.EMAIL_INVALID, "Staff!C1")},
        )
        for email in ("m1", "m1@", "m1@example", "m1@exаmple.com", "a@b.ru, c@d.ru", "m 1@b.ru", 5)
    ),
    Odd(
        "the name twice, one phone",
        {"Staff!A7": "ИВАНОВ ИВАН", "Staff!B7": "+79991234501", "Staff!C7": "x@example.com"},
    ),
    Odd(
        "the name twice, different phones",
        {"Staff!A7": "иванов иван", "Staff!B7": "89991234507", "Staff!C7": "x@example.com"},
        (PETROV,),
        (Code.NAME_AMBIGUOUS,),
        {(Code.STAFF_CONFLICT, "Staff!A7")}
        | {(Code.NAME_AMBIGUOUS, f"B{row}") for row in range(4, 35)},
    ),
    Odd(
        "the name twice, once without a phone",
        {"Staff!A7": IVANOV, "Staff!C7": "x@example.com"},
        (PETROV,),
        (Code.NAME_AMBIGUOUS,),
        {(Code.STAFF_CONFLICT, "Staff!A7"), (Code.PHONE_MISSING, "Staff!B7")}
        | {(Code.NAME_AMBIGUOUS, f"B{row}") for row in range(4, 35)},
    ),
    Odd(
        "a phone without a name",
        {"Staff!B7": "89991234507"},
        problems={(Code.STAFF_NO_NAME, "Staff!A7")},
    ),
    Odd(
        "an e-mail without a name",
        {"Staff!A7": "—", "Staff!C7": "x@example.com"},
        problems={(Code.STAFF_NO_NAME, "Staff!A7")},
    ),
    Odd(
        "a formula has failed in a name",
        {"Staff!A7": "#REF!", "Staff!B7": "89991234507"},
        problems={(Code.CELL_ERROR, "Staff!A7")},
    ),
    Odd("notes beside the staff", {"Staff!D1": "в отпуске с 10-го"}),
]

SHEET = [
    Odd("days as texts", {"A9": "6"}),
    Odd("days with a nought", {"A9": "06"}),
    Odd("days as floats", {"A9": 6.0}),
    Odd("notes below and beside", {"B36": "итого", "K9": "поменялись", "A36": 99}),
    Odd("header in another writing", {"B3": "10.00 — 14.59", "G3": " 10:00 - 14:59 "}),
    Odd("header without a name above", {"B2": None, "G2": None}),
]


@pytest.mark.parametrize(
    "odd",
    [*NAMES, *EMPTY_PRIMARY, *ROLES, *PHONES, *STAFF, *SHEET],
    ids=lambda odd: odd.what,
)
def test_an_odd_sheet(odd: Odd) -> None:
    result, mirror = pulled(workbook(odd.edits))
    answer = resolve(DEPARTMENT, MORNING, mirror)
    assert names(answer) == odd.rung
    assert answer.issues == odd.issues
    assert told(result) == odd.problems
    assert result.result is PullResult.ACTIVE


def test_the_number_rung_is_the_staff_sheet_s() -> None:
    _, mirror = pulled(workbook())
    assert resolve(DEPARTMENT, MORNING, mirror).dial == (NUMBERS[IVANOV], NUMBERS[PETROV])


def test_of_namesakes_with_one_phone_the_upper_row_counts() -> None:
    edits = {"Staff!A7": "ИВАНОВ ИВАН", "Staff!B7": "+79991234501", "Staff!C7": "x@example.com"}
    _, mirror = pulled(workbook(edits))
    primary = resolve(DEPARTMENT, MORNING, mirror).primary
    assert primary is not None
    assert (primary.name, primary.email) == (IVANOV, "m1@example.com")

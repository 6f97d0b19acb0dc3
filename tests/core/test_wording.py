"""What people are told about a sheet: where, what stands there, what would be right."""

from dataclasses import replace

import pytest

from stasis_app.core.problems import Code
from stasis_app.core.settings import Schedule
from stasis_app.core.wording import meaning, message
from tests.sheets import DEPARTMENT, SHIFTS, Edits, pulled, roster, workbook


def told(edits: Edits, language: str) -> list[str]:
    result, _ = pulled(workbook(edits))
    return [message(each, language) for each in result.departments[0].problems]


@pytest.mark.parametrize(
    ("edits", "ru", "en"),
    [
        (
            {"B9": "Ивонов Иван"},
            "Roster!B9: имени «Ивонов Иван» нет на листе «Staff»; впишите его туда или исправьте;"
            " ближайшее имя: «Иванов Иван» (Staff!A1)",
            "Roster!B9: “Ивонов Иван” is not on the sheet “Staff”; add the name there, or mend it"
            " here; the nearest name is “Иванов Иван” (Staff!A1)",
        ),
        (
            {"B9": "Ивaнoв Иван"},
            "Roster!B9: имени «Ивaнoв Иван» нет на листе «Staff»; впишите его туда или исправьте;"
            " ближайшее имя: «Иванов Иван» (Staff!A1); латинские буквы среди русских: ao",
            "Roster!B9: “Ивaнoв Иван” is not on the sheet “Staff”; add the name there, or mend it"
            " here; the nearest name is “Иванов Иван” (Staff!A1);"
            " Latin letters among the Cyrillic: ao",
        ),
        (
            {"B9": "Щукин"},
            "Roster!B9: имени «Щукин» нет на листе «Staff»; впишите его туда или исправьте",
            "Roster!B9: “Щукин” is not on the sheet “Staff”; add the name there, or mend it here",
        ),
        (
            {"Staff!B1": "сотовый"},
            "Staff!B1: «сотовый» не телефон (Иванов Иван); нужен один номер целиком, например"
            " +7 999 123-45-67, без букв и добавочных",
            "Staff!B1: “сотовый” is no phone number (Иванов Иван); it needs one whole number,"
            " such as +7 999 123-45-67, without letters or an extension",
        ),
        (
            {"Staff!B3": "89991234501"},
            "Staff!B3: этот телефон (Сидоров Олег) записан и у другого: Иванов Иван (Staff!A1);"
            " проверьте оба",
            "Staff!B3: this phone (Сидоров Олег) is also that of Иванов Иван (Staff!A1);"
            " check both",
        ),
        (
            {"B9": None},
            "Roster!B9: нет основного дежурного; сразу звонят резервному (Петров Пётр)",
            "Roster!B9: no primary; the backup (Петров Пётр) is rung at once",
        ),
        (
            {"A9": 5},
            "Roster!A9: «5», а должно быть число 6; похоже, строку вставили или удалили",
            "Roster!A9: “5” where day 6 belongs; a row seems to have been inserted or deleted",
        ),
        (
            {"B3": "10:00-12:59"},
            None,
            "Roster!B3: no shift holds 13:00-14:59; check the hours of the header",
        ),
    ],
)
def test_texts(edits: Edits, ru: str | None, en: str) -> None:
    assert en in told(edits, "en")
    assert ru is None or ru in told(edits, "ru")


def test_a_latin_letter_on_the_staff_sheet() -> None:
    result, _ = pulled(workbook({"Staff!A1": "Ивaнов Иван"}))
    text = message(result.departments[0].problems[0], "en")
    assert text.endswith(
        "the nearest name is “Ивaнов Иван” (Staff!A1); Latin letters in Staff!A1: a"
    )


def test_where_the_day_has_gone() -> None:
    rows = roster()
    rows.insert(8, [None] * 9)
    result, _ = pulled(workbook(Roster=rows))
    text = message(result.departments[0].problems[0], "en")
    assert text.startswith("Roster!A9: nothing where day 6 belongs")
    assert text.endswith("day 6 is at Roster!A10")


def test_the_sheet_that_may_have_been_meant() -> None:
    result, _ = pulled(workbook(Roster=None, **{"Roster ": roster()}))
    text = message(result.departments[0].problems[0], "ru")
    assert text.endswith("; есть лист «Roster »")


def test_header_and_yaml_differ() -> None:
    department = replace(DEPARTMENT, schedule=Schedule("Roster", "Staff", shifts=SHIFTS))
    result, _ = pulled(workbook({"B3": "10:00-12:59"}), department)
    (told,) = result.departments[0].problems
    assert message(told, "en") == (
        "Roster!B3: the header says “10:00-12:59”, but 10:00-14:59 holds; mend one of the two"
    )


def test_a_long_value_is_cut_short() -> None:
    (text,) = told({"G9": "очень " * 100}, "ru")
    assert len(text) < 200


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_code_has_a_meaning(language: str) -> None:
    assert all(meaning(code, language) for code in Code)

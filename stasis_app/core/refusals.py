"""Why the roster's exceptions are refused, in Russian and in English.

Decides nothing.  What is wrong with a person is told as it is of a cell: wording.py.
"""

from enum import Enum
from typing import NamedTuple


class _Texts(NamedTuple):
    ru: str
    en: str


class Refusal(Enum):
    NO_MIRROR = _Texts(
        "{department}: расписание ещё не прочитано, поэтому неизвестно, кто есть кто;"
        " запустите stasis-app sync",
        "{department}: the schedule has not been read yet, so nobody is known; run stasis-app sync",
    )
    NO_DEPARTMENT = _Texts(
        "отдела «{department}» в настройках нет",
        "there is no department “{department}” in the configuration",
    )
    ENDS_BEFORE = _Texts(
        "конец ({until}) не позже начала ({since})",
        "the end ({until}) is not after the beginning ({since})",
    )
    PAST = _Texts(
        "срок уже прошёл ({until}), а сейчас {now}: звонки это не изменит",
        "the period is over ({until}), and it is {now} now: no call would notice",
    )
    TOO_LONG = _Texts(
        "меняться сменами можно не больше чем на {days} дней сразу",
        "shifts can be swapped for {days} days at a time, not more",
    )
    ONE_PERSON = _Texts(
        "«{person}» указан дважды; меняются двое",
        "“{person}” is named twice; it takes two to swap",
    )
    NO_SHIFT = _Texts(
        "«{person}» не дежурит ни в одной смене, которая начинается с {since} до {until}: меняться"
        " нечем; заменить человека можно через override add",
        "“{person}” has no shift that begins from {since} to before {until}, so there is nothing to"
        " swap; to replace somebody use override add",
    )
    UNKNOWN = _Texts(
        "замены №{id} нет; все: stasis-app override list",
        "there is no override {id}; all of them: stasis-app override list",
    )
    CHANGED = _Texts(
        "{department}: дежурство тем временем изменилось",
        "{department}: the duty has changed meanwhile",
    )
    OVER = _Texts(
        "замена №{id} уже кончилась ({until})",
        "override {id} is over already ({until})",
    )

    def text(self, language: str, **facts: object) -> str:
        """In `ru` or, for any other language, in English."""
        return (self.value.ru if language == "ru" else self.value.en).format(**facts)

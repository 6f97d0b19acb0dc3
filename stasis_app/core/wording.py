"""How a schedule's problems are told, in Russian and English: where, what stands there, and what
would be right.

Decides nothing: the facts are the problem's own.
"""

from typing import NamedTuple

from .problems import Code, Problem

_LONGEST_VALUE = 60  # characters of a cell that a text repeats


class _Texts(NamedTuple):
    ru: str
    en: str


def message(problem: Problem, language: str) -> str:
    """In `ru` or, for any other language, in English.  What is wrong with an answer alone, not with
    a cell, has no text: LAST_GOOD_CELL, MIRROR_MISSING."""
    value = _short(problem.value or "")
    if language == "ru":
        said = f"«{value}»" if value else "пусто"
    else:
        said = f"“{value}”" if value else "nothing"
    facts = {"cell": problem.cell, "value": value, "said": said, **dict(problem.about)}
    texts = [_TEXTS[problem.code], *(_REMEDIES[key] for key in _REMEDIES if key in facts)]
    told = [(text.ru if language == "ru" else text.en).format(**facts) for text in texts]
    return "".join(told)


def meaning(code: Code, language: str) -> str:
    """Of a code alone, where there is no cell to show."""
    text = _MEANINGS[code]
    return text.ru if language == "ru" else text.en


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST_VALUE else line[: _LONGEST_VALUE - 1] + "…"


_TEXTS = {
    Code.SHEET_MISSING: _Texts(
        "листа «{cell}» в книге нет; верните его или исправьте имя в файле отдела",
        "there is no sheet “{cell}” in the workbook; bring it back, or mend its name in the"
        " department's file",
    ),
    Code.HEADER_BAD: _Texts(
        "{cell}: в шапке {said}, а нужны часы смены, например 10:00-14:59",
        "{cell}: {said} in the header; it needs the shift's hours, such as 10:00-14:59",
    ),
    Code.DAYS_BAD: _Texts(
        "{cell}: {said}, а должно быть число {day}; похоже, строку вставили или удалили",
        "{cell}: {said} where day {day} belongs; a row seems to have been inserted or deleted",
    ),
    Code.STAFF_EMPTY: _Texts(
        "на листе «{cell}» нет ни одного имени; нужны имя, телефон и почта в столбцах A, B, C",
        "there is not one name on the sheet “{cell}”; it needs name, phone and e-mail in columns"
        " A, B, C",
    ),
    Code.CELL_ERROR: _Texts(
        "{cell}: ошибка формулы «{value}»; исправьте формулу или впишите имя",
        "{cell}: the formula has failed (“{value}”); mend it, or write the name",
    ),
    Code.NAME_UNKNOWN: _Texts(
        "{cell}: имени «{value}» нет на листе «{staff}»; впишите его туда или исправьте",
        "{cell}: “{value}” is not on the sheet “{staff}”; add the name there, or mend it here",
    ),
    Code.NAME_AMBIGUOUS: _Texts(
        "{cell}: «{value}» есть на листе сотрудников с разными телефонами ({others});"
        " допишите отличие в имена",
        "{cell}: “{value}” is on the staff sheet with different phones ({others});"
        " make the names differ",
    ),
    Code.PHONE_INVALID: _Texts(
        "{cell}: «{value}» не телефон ({name}); нужен один номер целиком, например"
        " +7 999 123-45-67, без букв и добавочных",
        "{cell}: “{value}” is no phone number ({name}); it needs one whole number, such as"
        " +7 999 123-45-67, without letters or an extension",
    ),
    Code.PHONE_PREMIUM: _Texts(
        "{cell}: «{value}» — платный номер ({name}), по таким приложение не звонит;"
        " впишите обычный",
        "{cell}: “{value}” is a premium-rate number ({name}), which the application never rings;"
        " write an ordinary one",
    ),
    Code.PHONE_MISSING: _Texts(
        "{cell}: нет телефона ({name}); впишите номер, иначе звонить некуда",
        "{cell}: no phone ({name}); without a number there is nowhere to ring",
    ),
    Code.PHONE_NOT_MOBILE: _Texts(
        "{cell}: «{value}» не мобильный ({name}); проверьте номер",
        "{cell}: “{value}” is not a mobile phone ({name}); check the number",
    ),
    Code.PHONE_FOREIGN: _Texts(
        "{cell}: «{value}» — номер другой страны ({name}); проверьте номер",
        "{cell}: “{value}” belongs to another country ({name}); check the number",
    ),
    Code.EMAIL_INVALID: _Texts(
        "{cell}: «{value}» не адрес почты ({name}); нужен один адрес, например name@example.ru",
        "{cell}: “{value}” is no e-mail address ({name}); it needs one, such as name@example.com",
    ),
    Code.EMAIL_MISSING: _Texts(
        "{cell}: нет адреса почты ({name}); письма о звонках не придут",
        "{cell}: no e-mail address ({name}); mails about calls will not arrive",
    ),
    Code.STAFF_NO_NAME: _Texts(
        "{cell}: телефон или почта без имени; впишите имя или очистите строку",
        "{cell}: a phone or an e-mail without a name; write the name, or clear the row",
    ),
    Code.STAFF_CONFLICT: _Texts(
        "{cell}: «{value}» записан ещё раз с другим телефоном ({others}); если это разные люди,"
        " допишите отличие в имена, иначе удалите лишнюю строку",
        "{cell}: “{value}” is listed again with another phone ({others}); if these are two"
        " people make the names differ, else delete a row",
    ),
    Code.STAFF_SAME_PHONE: _Texts(
        "{cell}: этот телефон ({name}) записан и у другого: {other} ({other_cell}); проверьте оба",
        "{cell}: this phone ({name}) is also that of {other} ({other_cell}); check both",
    ),
    Code.HEADER_MISMATCH: _Texts(
        "{cell}: в шапке «{value}», а действуют часы {hours}; исправьте одно из двух",
        "{cell}: the header says “{value}”, but {hours} holds; mend one of the two",
    ),
    Code.SHIFT_OVERLAP: _Texts(
        "{cell}: смена «{shift}» ({value}) пересекается со сменой «{other}» ({other_hours});"
        " звонить будут тому, чья началась позже",
        "{cell}: the shift “{shift}” ({value}) overlaps “{other}” ({other_hours}); the one that"
        " started last is rung",
    ),
    Code.SHIFT_GAP: _Texts(
        "{cell}: в {gap} нет ни одной смены; проверьте часы в шапке",
        "{cell}: no shift holds {gap}; check the hours of the header",
    ),
    Code.MONTH_MISSING: _Texts(
        "нет листа «{cell}» на месяц {month}; дежурить некому, заведите лист",
        "there is no sheet “{cell}” for the month {month}; nobody is on duty, so make it",
    ),
    Code.PRIMARY_MISSING: _Texts(
        "{cell}: нет основного дежурного; сразу звонят резервному ({backup})",
        "{cell}: no primary; the backup ({backup}) is rung at once",
    ),
    Code.BACKUP_MISSING: _Texts(
        "{cell}: нет резервного дежурного, а он обязателен",
        "{cell}: no backup, and one is required",
    ),
    Code.SHIFT_UNASSIGNED: _Texts(
        "{cell}: в смене некому звонить; впишите дежурного",
        "{cell}: nobody to ring in this shift; write who is on duty",
    ),
    Code.SAME_PERSON: _Texts(
        "{cell}: «{value}» и основной, и резервный; звонить будут один раз",
        "{cell}: “{value}” is primary and backup at once; rung once",
    ),
    Code.SAME_PHONE: _Texts(
        "{cell}: у «{value}» тот же телефон, что у основного ({other}); звонить будут один раз",
        "{cell}: “{value}” has the primary's phone ({other}); rung once",
    ),
    Code.PULL_HELD: _Texts(
        "{cell}: основных дежурных было {was}, осталось {now}; пока действует версия {version}."
        " Если так и задумано: stasis-app sync --accept; если нет, верните таблицу; без ответа"
        " новое начнёт действовать {until}",
        "{cell}: there were {was} primaries, {now} are left; version {version} serves on. If that"
        " is meant: stasis-app sync --accept; if not, bring the sheet back; without an answer it"
        " becomes active at {until}",
    ),
}

# What is added when the problem knows of it
_REMEDIES = {
    "nearest": _Texts(
        "; ближайшее имя: «{nearest}» ({nearest_cell})",
        "; the nearest name is “{nearest}” ({nearest_cell})",
    ),
    "latin": _Texts(
        "; латинские буквы среди русских: {latin}",
        "; Latin letters among the Cyrillic: {latin}",
    ),
    "staff_latin": _Texts(
        "; латинские буквы в {nearest_cell}: {staff_latin}",
        "; Latin letters in {nearest_cell}: {staff_latin}",
    ),
    "nearest_title": _Texts(
        "; есть лист «{nearest_title}»",
        "; there is a sheet “{nearest_title}”",
    ),
    "found_day": _Texts(
        "; число {day} стоит в {found_day}",
        "; day {day} is at {found_day}",
    ),
}

_MEANINGS = {
    Code.SHEET_MISSING: _Texts("нет листа", "a sheet is missing"),
    Code.HEADER_BAD: _Texts("часы в шапке не читаются", "the header's hours are unreadable"),
    Code.DAYS_BAD: _Texts("столбец чисел нарушен", "the column of days is broken"),
    Code.STAFF_EMPTY: _Texts("список сотрудников пуст", "the staff sheet is empty"),
    Code.CELL_ERROR: _Texts("ошибка формулы в ячейке", "the cell's formula has failed"),
    Code.NAME_UNKNOWN: _Texts("имени нет среди сотрудников", "the name is not on the staff sheet"),
    Code.NAME_AMBIGUOUS: _Texts(
        "имя есть у двоих с разными телефонами", "two people with different phones have the name"
    ),
    Code.PHONE_INVALID: _Texts("телефон неверен", "the phone number is wrong"),
    Code.PHONE_PREMIUM: _Texts("номер платный", "the number is a premium-rate one"),
    Code.PHONE_MISSING: _Texts("телефона нет", "there is no phone number"),
    Code.PHONE_NOT_MOBILE: _Texts("телефон не мобильный", "the phone is not a mobile one"),
    Code.PHONE_FOREIGN: _Texts("телефон другой страны", "the phone is another country's"),
    Code.EMAIL_INVALID: _Texts("адрес почты неверен", "the e-mail address is wrong"),
    Code.EMAIL_MISSING: _Texts("адреса почты нет", "there is no e-mail address"),
    Code.STAFF_NO_NAME: _Texts("строка сотрудника без имени", "a staff row without a name"),
    Code.STAFF_CONFLICT: _Texts("одно имя, разные телефоны", "one name, different phones"),
    Code.STAFF_SAME_PHONE: _Texts("один телефон у двоих", "two people have one phone"),
    Code.HEADER_MISMATCH: _Texts("часы в шапке расходятся", "the header has other hours"),
    Code.SHIFT_OVERLAP: _Texts(
        "смены пересекаются, действует начавшаяся позже",
        "shifts overlap; the one that started last holds",
    ),
    Code.SHIFT_GAP: _Texts("в это время смены нет", "no shift holds at this time"),
    Code.MONTH_MISSING: _Texts("нет листа этого месяца", "the month's sheet is missing"),
    Code.MIRROR_MISSING: _Texts(
        "расписание ещё не прочитано", "the schedule has not been read yet"
    ),
    Code.PRIMARY_MISSING: _Texts(
        "основного нет, сразу звонят резервному", "no primary; the backup is rung at once"
    ),
    Code.BACKUP_MISSING: _Texts("резервного нет", "there is no backup"),
    Code.SHIFT_UNASSIGNED: _Texts("звонить некому", "nobody to ring"),
    Code.SAME_PERSON: _Texts("основной и резервный — один", "primary and backup are one person"),
    Code.SAME_PHONE: _Texts(
        "у основного и резервного один телефон", "primary and backup have one phone"
    ),
    Code.PULL_HELD: _Texts(
        "пропало больше половины основных дежурных, ждёт подтверждения",
        "more than half of the primaries have gone; it waits for a confirmation",
    ),
    Code.LAST_GOOD_CELL: _Texts(
        "ячейка негодна, действует прежнее имя", "the cell is unusable; the name before it holds"
    ),
}

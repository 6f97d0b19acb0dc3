"""The words of the tables, in Russian and in English.

Outcomes, roles and the like are told as in the mails: core/mail/language.py.
"""

from dataclasses import dataclass

from ..core.pull import PullResult
from ..core.roles import Source
from ..core.words import Mode


@dataclass(frozen=True, slots=True)
class Words:
    department: str
    shift: str
    from_: str
    until: str
    role: str
    name: str
    number: str
    cell: str
    source: str
    issues: str
    stands_there: str
    problem: str
    mode: str
    chosen: str
    by: str
    since: str
    phone: str
    rings: str  # from … to … seconds
    began: str
    caller: str
    outcome: str
    waited: str
    talked: str
    rung: str
    call: str
    version: str
    pulled_at: str
    active_from: str
    departments: str
    changes: str
    was: str
    is_now: str
    result: str
    nobody: str
    no_shift: str
    nobody_switched: str
    goes_on: str
    too_many_calls: str
    too_many_minutes: str
    few_channels: str
    asterisk_restarted: str
    no_calls: str
    no_versions: str
    no_gaps: str
    no_overrides: str
    override: str  # its number
    created: str
    created_by: str
    second: str
    call_at: str
    goes_to_dialplan: str
    after_stasis: str
    may_leave_a_message: str
    is_hung_up: str
    modes: dict[Mode, str]
    sources: dict[Source, str]
    results: dict[PullResult, str]


RUSSIAN = Words(
    department="Отдел",
    shift="Смена",
    from_="С",
    until="До",
    role="Роль",
    name="Кто",
    number="Телефон",
    cell="Ячейка",
    source="Откуда",
    issues="Замечания",
    stands_there="В ячейке",
    problem="Что не так",
    mode="Режим",
    chosen="Выбран",
    by="Кто выбрал",
    since="С какого времени",
    phone="Куда",
    rings="Звонит",
    began="Начало",
    caller="Кто звонил",
    outcome="Итог",
    waited="Ждал",
    talked="Говорил",
    rung="Кому звонили",
    call="Номер звонка",
    version="Версия",
    pulled_at="Прочитана",
    active_from="Действует с",
    departments="Отделы",
    changes="Изменений",
    was="Было",
    is_now="Стало",
    result="Результат",
    nobody="никого",
    no_shift="смены нет",
    nobody_switched="ещё никто не переключал",
    goes_on="идёт",
    too_many_calls="звонков больше, чем limits.calls",
    too_many_minutes="минут больше, чем limits.dialled_minutes_per_hour",
    few_channels="каналов транка мало, звонили по очереди",
    asterisk_restarted="Asterisk был перезапущен",
    no_calls="Звонков нет.",
    no_versions="Версий ещё нет: запустите stasis-app sync.",
    no_gaps="Пробелов нет: на каждую смену есть кому звонить.",
    no_overrides="Замен нет.",
    override="№",
    created="Создана",
    created_by="Кем",
    second="с",
    call_at="звонок",
    goes_to_dialplan="звонок уходит в dialplan",
    after_stasis="дальше после Stasis()",
    may_leave_a_message="звонящий может оставить сообщение",
    is_hung_up="трубку кладём",
    modes={Mode.SECRETARY: "секретари", Mode.DUTY: "дежурные", Mode.AUTO: "по часам"},
    sources={
        Source.SHEET: "таблица",
        Source.OVERRIDE: "замена",
        Source.LAST_GOOD: "прежнее значение",
        Source.FALLBACK: "duty.then",
    },
    results={
        PullResult.ACTIVE: "действует новая версия",
        PullResult.PENDING: "есть изменения; вступят в силу, если следующее чтение их подтвердит",
        PullResult.HELD: "задержано: имён стало меньше половины; вступит в силу через полчаса или"
        " по команде stasis-app sync --accept",
        PullResult.REFUSED: "не принято, действует прежняя версия",
        PullResult.UNCHANGED: "без изменений",
        PullResult.FAILED: "прочитать не удалось",
    },
)

ENGLISH = Words(
    department="Department",
    shift="Shift",
    from_="From",
    until="Until",
    role="Role",
    name="Who",
    number="Number",
    cell="Cell",
    source="Source",
    issues="Issues",
    stands_there="In the cell",
    problem="What is wrong",
    mode="Mode",
    chosen="Chosen",
    by="By",
    since="Since",
    phone="Endpoint",
    rings="Rings",
    began="Began",
    caller="Caller",
    outcome="Outcome",
    waited="Waited",
    talked="Talked",
    rung="Who was rung",
    call="Call",
    version="Version",
    pulled_at="Pulled at",
    active_from="Active from",
    departments="Departments",
    changes="Changes",
    was="Was",
    is_now="Is",
    result="Result",
    nobody="nobody",
    no_shift="no shift",
    nobody_switched="nobody has switched yet",
    goes_on="goes on",
    too_many_calls="more calls than limits.calls",
    too_many_minutes="more minutes than limits.dialled_minutes_per_hour",
    few_channels="few channels on the trunk, rung one after another",
    asterisk_restarted="Asterisk was restarted",
    no_calls="No calls.",
    no_versions="No versions yet: run stasis-app sync.",
    no_gaps="No gaps: every shift has somebody to ring.",
    no_overrides="No overrides.",
    override="No.",
    created="Created",
    created_by="By",
    second="s",
    call_at="call",
    goes_to_dialplan="the call goes on in the dialplan",
    after_stasis="after Stasis()",
    may_leave_a_message="the caller may leave a message",
    is_hung_up="the caller is hung up on",
    modes={Mode.SECRETARY: "secretary", Mode.DUTY: "duty", Mode.AUTO: "auto"},
    sources={
        Source.SHEET: "sheet",
        Source.OVERRIDE: "override",
        Source.LAST_GOOD: "last good value",
        Source.FALLBACK: "duty.then",
    },
    results={
        PullResult.ACTIVE: "a new version is active",
        PullResult.PENDING: "there are changes; active when the next pull reads the same",
        PullResult.HELD: "held: less than half of the names are left; active in half an hour, or"
        " with stasis-app sync --accept",
        PullResult.REFUSED: "refused, the version before serves on",
        PullResult.UNCHANGED: "unchanged",
        PullResult.FAILED: "could not be read",
    },
)


def words(code: str) -> Words:
    return RUSSIAN if code == "ru" else ENGLISH

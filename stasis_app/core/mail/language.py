"""The words of a message about a call, in Russian and in English.

For people who know nothing of SIP.  Decides wording only: what is said, and to whom, is decided
elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..words import CallOutcome, LegOutcome, Role

Forms = tuple[str, str, str]  # 1 секунда, 2 секунды, 5 секунд; English needs the first and the last


@dataclass(frozen=True, slots=True)
class Language:
    code: str  # of the HTML
    date_and_time: str  # for strftime
    subject: str
    outcome: Mapping[CallOutcome, str]  # in the subject
    told: Mapping[CallOutcome, str]  # in the letter
    nobody_was_rung: str  # in the letter, of a missed call
    you_are_called: str  # in the subject, while he is being rung
    now: str
    who_calls: str
    not_shown: str
    leg: Mapping[LegOutcome, str]
    role: Mapping[Role, str]
    result: str
    caller: str
    called: str
    department: str
    began: str
    ended: str
    waited: str
    talked: str
    answered_by: str
    rung: str
    picked_up: str  # followed by a time
    journal: str  # followed by the call's id
    no_recording: str  # instead of one attached
    missing_recording: str  # … which there is not
    hidden: str
    nobody: str
    no_talk: str
    unknown: str
    less_than_a_second: str
    hours: Forms
    minutes: Forms
    seconds: Forms

    def duration(self, seconds: float) -> str:
        whole = round(seconds)
        if whole < 1:
            return self.less_than_a_second
        minutes, rest = divmod(whole, 60)
        hours, minutes = divmod(minutes, 60)
        parts = ((hours, self.hours), (minutes, self.minutes), (rest, self.seconds))
        return " ".join(f"{count} {self._counted(count, forms)}" for count, forms in parts if count)

    def _counted(self, count: int, forms: Forms) -> str:
        one, few, many = forms
        if self.code != "ru":
            return one if count == 1 else many
        if count % 10 == 1 and count % 100 != 11:
            return one
        if count % 10 in {2, 3, 4} and count % 100 not in {12, 13, 14}:
            return few
        return many


RUSSIAN = Language(
    code="ru",
    date_and_time="%d.%m.%Y %H:%M:%S",
    subject="Информация о звонке",
    outcome={
        CallOutcome.ANSWERED: "принят",
        CallOutcome.MISSED: "пропущен",
        CallOutcome.ABANDONED: "не дождались ответа",
        CallOutcome.VOICEMAIL: "оставлено сообщение",
        CallOutcome.FAILED: "сбой",
        CallOutcome.HANDED_OVER: "передан дальше",
        CallOutcome.BLOCKED: "заблокирован",
        CallOutcome.LOOPED: "вернулся к нам",
    },
    told={
        CallOutcome.ANSWERED: "Звонок принят",
        CallOutcome.MISSED: "Звонок пропущен: никто не ответил",
        CallOutcome.ABANDONED: "Звонок пропущен: звонивший не дождался ответа и положил трубку",
        CallOutcome.VOICEMAIL: "Никто не ответил, звонивший оставил сообщение",
        CallOutcome.FAILED: "Звонок прерван из-за сбоя программы или телефонной станции",
        CallOutcome.HANDED_OVER: "Звонок передан дальше на телефонной станции",
        CallOutcome.BLOCKED: "Звонок отклонён: номер в чёрном списке",
        CallOutcome.LOOPED: "Звонок отклонён: его переслал нам обратно телефон сотрудника",
    },
    nobody_was_rung="Звонок пропущен: ни одному сотруднику не позвонили",
    you_are_called="Вам звонят",
    now="Сейчас",
    who_calls="Кто звонит",
    not_shown="Вам звонят; телефон показывает номер компании",
    leg={
        LegOutcome.ANSWERED: "звонок принят",
        LegOutcome.BUSY: "занято",
        LegOutcome.DECLINED: "звонок отклонён",
        LegOutcome.NO_ANSWER: "нет ответа",
        LegOutcome.UNREACHABLE: "телефон недоступен",
        LegOutcome.NOT_CONFIRMED: "трубку сняли, но звонок не подтвердили",
        LegOutcome.ANSWERED_ELSEWHERE: "ответили на другом телефоне",
        LegOutcome.CANCELLED: "звонивший положил трубку раньше",
        LegOutcome.SKIPPED: "не звонили: занят другим звонком",
        LegOutcome.LOOPED: "телефон переслал звонок обратно нам",
    },
    role={
        Role.PRIMARY: "дежурный",
        Role.BACKUP: "второй дежурный",
        Role.SECRETARY: "секретарь",
        Role.ESCALATION: "дополнительный номер",
    },
    result="Итог",
    caller="Кто звонил",
    called="На какой номер",
    department="Отдел",
    began="Начало",
    ended="Конец",
    waited="Ожидание ответа",
    talked="Разговор",
    answered_by="Кто ответил",
    rung="Кому звонили",
    picked_up="трубка снята в",
    journal="Номер звонка в журнале:",
    no_recording="Сообщение не приложено: оно слишком велико, или его ещё не удалось получить"
    " с телефонной станции. Файл в папке записей: {file}",
    missing_recording="Сообщения нет: телефонная станция прервалась раньше, чем записала его."
    " Перезвоните звонившему.",
    hidden="номер скрыт",
    nobody="никто",
    no_talk="не было",
    unknown="неизвестно",
    less_than_a_second="меньше секунды",
    hours=("час", "часа", "часов"),
    minutes=("минута", "минуты", "минут"),
    seconds=("секунда", "секунды", "секунд"),
)

ENGLISH = Language(
    code="en",
    date_and_time="%Y-%m-%d %H:%M:%S",
    subject="Call information",
    outcome={
        CallOutcome.ANSWERED: "answered",
        CallOutcome.MISSED: "missed",
        CallOutcome.ABANDONED: "caller gave up",
        CallOutcome.VOICEMAIL: "message left",
        CallOutcome.FAILED: "failed",
        CallOutcome.HANDED_OVER: "passed on",
        CallOutcome.BLOCKED: "blocked",
        CallOutcome.LOOPED: "came back to us",
    },
    told={
        CallOutcome.ANSWERED: "The call was answered",
        CallOutcome.MISSED: "The call was missed: nobody answered",
        CallOutcome.ABANDONED: "The call was missed: the caller gave up and hung up",
        CallOutcome.VOICEMAIL: "Nobody answered, the caller left a message",
        CallOutcome.FAILED: "The call was broken off by a fault of the program or the exchange",
        CallOutcome.HANDED_OVER: "The call was passed on by the telephone exchange",
        CallOutcome.BLOCKED: "The call was refused: the number is on the block list",
        CallOutcome.LOOPED: "The call was refused: a phone of the staff sent it back to us",
    },
    nobody_was_rung="The call was missed: nobody was rung",
    you_are_called="You are being called",
    now="Now",
    who_calls="Caller",
    not_shown="You are being called; your phone shows the company's number",
    leg={
        LegOutcome.ANSWERED: "answered",
        LegOutcome.BUSY: "busy",
        LegOutcome.DECLINED: "declined",
        LegOutcome.NO_ANSWER: "no answer",
        LegOutcome.UNREACHABLE: "the phone could not be reached",
        LegOutcome.NOT_CONFIRMED: "picked up, but did not accept the call",
        LegOutcome.ANSWERED_ELSEWHERE: "answered on another phone",
        LegOutcome.CANCELLED: "the caller hung up before",
        LegOutcome.SKIPPED: "not rung: busy with another call",
        LegOutcome.LOOPED: "the phone sent the call back to us",
    },
    role={
        Role.PRIMARY: "on duty",
        Role.BACKUP: "backup",
        Role.SECRETARY: "secretary",
        Role.ESCALATION: "further number",
    },
    result="Result",
    caller="Caller",
    called="Number called",
    department="Department",
    began="Began",
    ended="Ended",
    waited="Waited for an answer",
    talked="Talked",
    answered_by="Answered by",
    rung="Who was rung",
    picked_up="picked up at",
    journal="The call's number in the journal:",
    no_recording="The message is not attached: it is too large, or the exchange has not given it"
    " away yet. Its file in the folder of recordings: {file}",
    missing_recording="There is no message: the exchange broke off before it had recorded it. Call"
    " the caller back.",
    hidden="number hidden",
    nobody="nobody",
    no_talk="not at all",
    unknown="unknown",
    less_than_a_second="less than a second",
    hours=("hour", "hours", "hours"),
    minutes=("minute", "minutes", "minutes"),
    seconds=("second", "seconds", "seconds"),
)


def language(code: str) -> Language:
    return ENGLISH if code == "en" else RUSSIAN

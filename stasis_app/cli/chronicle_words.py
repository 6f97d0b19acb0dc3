"""The sentences of a call's chronicle, in Russian and in English.

Russian has no form here that would depend on whether somebody is a man or a woman.
"""

from collections.abc import Mapping

from ..core.channels import FEW_CHANNELS
from ..core.limits import TOO_MANY_CALLS, TOO_MANY_MINUTES
from ..core.planning import (
    ALL_AT_ONCE,
    BLOCKED,
    LOOPED,
    NOT_TO_BE_RECORDED,
    RECORDED_ALREADY,
    SAME_PERSON,
    VIP,
)
from ..core.recording import NOT_RECORDED
from ..core.told import What
from ..core.words import LegOutcome, ModeSource, Release, Sound, Strategy, Tone
from .sentences import Sentence

CALL = Sentence("Звонок", "Call")
CAME = Sentence("Кто звонил", "Caller")
CALLED = Sentence("Куда", "Called")
NO_DEPARTMENT = Sentence("такого номера нет ни у одного отдела", "no department has this number")
BEGAN = Sentence("Начало", "Began")
MODE = Sentence("Режим", "Mode")
CHOSEN = {
    ModeSource.ON_CALL: Sentence(
        ": набран номер дежурных, он звонит им в любом режиме",
        ": the on-call number was dialled, which rings those on duty in any mode",
    ),
    ModeSource.CAME_BACK: Sentence(
        ": звонок уже был у секретарей и вернулся", ": the secretaries have sent it back"
    ),
    ModeSource.NO_SECRETARIES: Sentence(
        ": секретарей у отдела нет", ": the department has no secretaries"
    ),
    ModeSource.SWITCHED: Sentence(": переключено {since}, {by}", ": switched {since} by {by}"),
    ModeSource.HOURS: Sentence(": по рабочим часам отдела", ": by the department's business hours"),
    ModeSource.NEVER_SWITCHED: Sentence(
        ": никто ещё не переключал", ": nobody has ever switched it"
    ),
}
HOURS_CHOSEN = Sentence(
    ": по рабочим часам отдела (так выбрано {since}, {by})",
    ": by the department's business hours (chosen {since} by {by})",
)
FROM_PHONE = Sentence("с телефона {number}", "phone {number}")
SHIFT = Sentence("Смена", "Shift")
SHIFT_OF = Sentence("«{shift}» от {day}", "“{shift}” of {day}")
NO_SHIFT = Sentence("смены нет", "no shift")
CELLS = Sentence("ячейки {cells}", "cells {cells}")
VERSION = Sentence("версия таблицы {version}", "version {version} of the workbook")
OVERRIDE = Sentence("Замена", "Override")
OVERRIDDEN = Sentence(
    "№{id}, {role}: {whom}, с {since} до {until}; создана {created}, кем: {by}",
    "No. {id}, {role}: {whom}, from {since} until {until}; created {created} by {by}",
)
ISSUES = Sentence("Замечания", "Issues")
SENT_HERE = Sentence("Прислан", "Sent here")
BY_PHONE_OF = Sentence(
    "телефоном, которому звонит звонок {call}", "by a phone that call {call} is ringing"
)
SPARED = Sentence("Уже звонят", "Ringing already")
RINGS_FOR_HIM = Sentence(
    "{numbers}, по другому звонку с этого же номера: пока не освободятся, но не дольше {seconds} с,"
    " по этому им не звоним",
    "{numbers}, for another call of the same number: until they are free, {seconds} s at most, not"
    " rung for this one",
)
PLAN = Sentence("План", "Plan")
THEN = Sentence("; если никто не ответит: ", "; if nobody answers: ")
THEN_HANG_UP = Sentence("положить трубку", "hang up")
RING_NOBODY = Sentence("звонить некому: ", "nobody to ring: ")
STRATEGIES = {
    Strategy.PARALLEL: Sentence(
        "звонить: {names}, не дольше {timeout}", "ring {names}, no longer than {timeout}"
    ),
    Strategy.STAGGERED: Sentence(
        "звонить: {names}, каждый следующий присоединяется через {stagger}; не дольше {timeout}",
        "ring {names}, each further one joining after {stagger}; no longer than {timeout}",
    ),
    Strategy.SEQUENTIAL: Sentence(
        "звонить по очереди: {names}, через {stagger} следующему; не дольше {timeout}",
        "ring one after another: {names}, the next after {stagger}; no longer than {timeout}",
    ),
}
HAND_OVER = Sentence(
    "передать звонок телефонной станции ({place})", "give the call to the exchange ({place})"
)
MESSAGE = Sentence(
    "записать сообщение, не дольше {seconds}", "take a message, no longer than {seconds}"
)
RECORDING = Sentence("Запись", "Recording")
REMOVED = Sentence(
    "; удалена {at}: срок или место вышли (recordings)",
    "; removed {at}, as it was kept no longer (recordings)",
)
RECORDS = Sentence("; разговор записывать", "; record the talk")
ANNOUNCES = Sentence(", сказав об этом обоим", ", and tell both of it before")
REFUSE = Sentence("отказать, сигнал «занято»", "refuse, with the busy tone")
ISSUES_OF_CALLERS = {
    BLOCKED: Sentence("номер в чёрном списке", "the number is on the block list"),
    VIP: Sentence("важный звонящий (vip)", "an important caller (vip)"),
    SAME_PERSON: Sentence(
        "звонит снова: первым звоним тому, с кем был разговор",
        "calls again: the person he talked to rings first",
    ),
    ALL_AT_ONCE: Sentence(
        "звонит снова после пропущенного: звоним всем сразу",
        "calls again after a missed call: all are rung at once",
    ),
    RECORDED_ALREADY: Sentence(
        "разговор записывает сама телефонная станция", "the exchange records the talk itself"
    ),
    NOT_TO_BE_RECORDED: Sentence(
        "телефонная станция запрещает запись этого звонка",
        "the exchange forbids to record this call",
    ),
    NOT_RECORDED: Sentence("разговор не записан", "the talk was not recorded"),
    LOOPED: Sentence("звонок вернулся к нам", "the call has come back to us"),
    FEW_CHANNELS: Sentence(
        "каналов транка мало, звонили по очереди",
        "few channels on the trunk, rung one after another",
    ),
    TOO_MANY_MINUTES: Sentence(
        "на наружные телефоны не звоним: исчерпаны минуты этого часа (limits)",
        "nobody outside is rung: the minutes of this hour are used up (limits)",
    ),
    TOO_MANY_CALLS: Sentence("звонков больше, чем limits.calls", "more calls than limits.calls"),
}
AFTER_STASIS = Sentence(
    "вернуть звонок телефонной станции (dialplan идёт дальше после Stasis)",
    "give the call back to the exchange (its dialplan goes on after Stasis)",
)
NO_DETAILS = Sentence(
    "Подробностей нет: хранится только строка журнала.",
    "There are no details: only the journal's row is kept.",
)
UNREADABLE = Sentence(
    "Подробности записала другая версия программы, и прочитать их нельзя; остаётся строка журнала.",
    "The details were written by another version of the program and cannot be read; the journal's"
    " row remains.",
)
CALLER = Sentence("Звонящий", "The caller")
PHONE_OF_HIS = Sentence("{name} (телефон {which})", "{name} (phone {which})")
SENTENCES: Mapping[What, Sentence] = {
    What.CALLER_HEARS_RINGING: Sentence("Звонящий слышит гудки", "The caller hears it ringing"),
    What.CALLER_HEARS: Sentence("Звонящий слышит: {sounds}", "The caller hears: {sounds}"),
    What.CALLER_HEARS_MUSIC: Sentence("Звонящий слышит музыку", "The caller hears music"),
    What.RUNG: Sentence("Набираем: {who}", "Calling {who}"),
    What.RUNG_OTHERWISE: Sentence("Набираем другим путём: {who}", "Calling another way: {who}"),
    What.RUNG_AGAIN: Sentence("Набираем ещё раз: {who}", "Calling once more: {who}"),
    What.PASSED_OVER: Sentence(
        "{who}: не звоним, идёт другой звонок", "{who} is not rung: in another call"
    ),
    What.CALLERS_OWN: Sentence(
        "{who}: не звоним, с этого номера и звонят", "{who} is not rung: it is he who calls"
    ),
    What.FREED: Sentence("{who}: телефон снова свободен", "{who} is free again"),
    What.PROGRESSED: Sentence(
        "{who}: оператор принял вызов, телефон ещё не звонит (SIP 183)",
        "{who}: the operator has the call, the phone does not ring yet (SIP 183)",
    ),
    What.RINGS: Sentence("{who}: телефон звонит", "{who}: the phone rings"),
    What.PICKED_UP: Sentence("{who}: трубка снята", "{who} picks up"),
    What.ASKED: Sentence(
        "{who}: слышит просьбу нажать 1, чтобы принять звонок",
        "{who} is asked to press 1 to accept the call",
    ),
    What.ASKED_AGAIN: Sentence("{who}: слышит просьбу ещё раз", "{who} is asked again"),
    What.HEARS_NUMBER: Sentence(
        "{who}: слышит номер звонящего ещё раз", "{who} hears the caller's number again"
    ),
    What.WANTS_NUMBER: Sentence(
        "{who}: нажата {key}, повторить номер", "{who} presses {key}: the number again"
    ),
    What.ACCEPTED: Sentence("{who}: нажата {key}, звонок принят", "{who} presses {key}: accepted"),
    What.DECLINED_BY_KEY: Sentence(
        "{who}: нажата {key}, от звонка отказались", "{who} presses {key}: declined"
    ),
    What.OTHER_KEY: Sentence(
        "{who}: нажата {key}, это не ответ", "{who} presses {key}, which is no answer"
    ),
    What.NOT_HEARD: Sentence(
        "{who}: голосовое сообщение не прозвучало; проверьте: stasis-app check",
        "{who}: a prompt could not be played; see stasis-app check",
    ),
    What.TAKEN_BY_COLLEAGUE: Sentence(
        "{who}: звонок перехвачен с другого телефона", "{who}: picked up from another phone"
    ),
    What.TRANSFERRED: Sentence("{who}: перевод звонка", "{who} transfers the call"),
    What.FORWARDED: Sentence(
        "{who}: телефон просит звонить вместо него на {number} (SIP 302)",
        "{who}: the phone wants {number} to be rung instead (SIP 302)",
    ),
    What.FOLLOWED: Sentence("{who}: звоним на {number}", "{who}: {number} is rung"),
    What.NOT_FOLLOWED: Sentence(
        "{who}: на {number} не звоним: его нет ни у сотрудников, ни в настройках",
        "{who}: {number} is not rung: neither the staff nor the configuration has it",
    ),
    What.HANDED_ON: Sentence("{who}: звонок переведён", "{who}: transferred"),
    What.CALLER_REPLACED: Sentence(
        "Место звонящего занимает другой телефон: звонок переведён",
        "Another phone takes the caller's place: transferred",
    ),
    What.TALK: Sentence(
        "Разговор: {who}; ответа ждали {waited}", "They talk: {who}; the wait was {waited}"
    ),
    What.NOT_CONNECTED: Sentence(
        "{who}: соединить не удалось, ищем дальше",
        "{who} could not be connected; the search goes on",
    ),
    What.STOPPED: Sentence("{who}: больше не звоним, ", "{who} is rung no more: "),
    What.SILENT: Sentence(
        "{who}: ничего не нажато, кладём трубку; возможно, ответил автоответчик",
        "{who} presses nothing and is hung up on; perhaps an answering machine",
    ),
    What.TOLD_GOOD_BYE: Sentence("{who}: слышит, что ", "{who} hears that "),
    What.ENDED: Sentence("{who}: дозвониться не удалось", "{who} could not be reached"),
    What.HUNG_UP: Sentence("{who}: трубка положена", "{who} hangs up"),
    What.CALLER_HUNG_UP: Sentence("Звонящий кладёт трубку", "The caller hangs up"),
    What.CALLER_RELEASED: Sentence("Звонящему: ", "To the caller: "),
    What.NOT_CALLED: Sentence(
        "{who}: Asterisk не смог позвонить; телефон не зарегистрирован или такого адреса нет",
        "{who}: Asterisk could not call; the phone is not registered, or there is no such address",
    ),
    What.NO_REPLY: Sentence(
        "{who}: Asterisk не ответил на просьбу позвонить",
        "{who}: Asterisk did not reply when asked to call",
    ),
    What.PLACE_MISSING: Sentence(
        "В dialplan нет {place}; исправьте настройку или dialplan",
        "The dialplan has no {place}; mend the setting or the dialplan",
    ),
    What.SENT_ON: Sentence(
        "Звонок уходит на телефонную станцию", "The call goes on in the exchange"
    ),
    What.SEARCH_OVER: Sentence(
        "Искали {seconds}, это предел (dial.timeout): новым не звоним",
        "Searched for {seconds}, the limit (dial.timeout): nobody new is rung",
    ),
    What.MESSAGE_BEGINS: Sentence("Звонящий говорит сообщение", "The caller leaves a message"),
    What.MESSAGE_ENDS: Sentence("Запись окончена: {seconds}", "The recording ends: {seconds}"),
    What.TALK_RECORDED: Sentence("Разговор записывается", "The talk is recorded"),
    What.TALK_NOT_RECORDED: Sentence(
        "Разговор не записан: Asterisk не может, или об этом не удалось сказать; проверьте: "
        "stasis-app check",
        "The talk is not recorded: Asterisk cannot, or nobody could be told of it; see"
        " stasis-app check",
    ),
    What.ASTERISK_GONE: Sentence(
        "Asterisk остановлен или перезапущен: все телефоны этого звонка отключились",
        "Asterisk was stopped or restarted: all phones of this call are gone",
    ),
    What.INTERRUPTED: Sentence(
        "Программа была остановлена и запущена снова; что случилось тем временем, говорит Asterisk",
        "The program had stopped and was started again; what happened meanwhile Asterisk tells",
    ),
    What.RESUMED: Sentence("Звонок обслуживается дальше", "The call is served on"),
}
BY_TRUNK = Sentence(", через {trunk}", ", by {trunk}")
PHONES_AT_ONCE = Sentence(", телефонов: {count}", ", {count} phones")
SHOWS_COMPANY = Sentence(
    ", показываем номер компании {number}", ", showing the company's number {number}"
)
STOPS = {
    LegOutcome.NO_ANSWER: Sentence("за {seconds} никто не ответил", "no answer within {seconds}"),
    LegOutcome.ANSWERED_ELSEWHERE: Sentence("ответил другой", "somebody else has answered"),
    LegOutcome.CANCELLED: Sentence("звонящий положил трубку", "the caller has hung up"),
    LegOutcome.UNREACHABLE: Sentence("телефон не зазвонил", "the phone does not ring"),
    LegOutcome.LOOPED: Sentence(
        "телефон переслал звонок обратно нам", "the phone has sent the call back to us"
    ),
}
PROMPTS: Mapping[str, Sentence] = {
    Sound.PLEASE_WAIT: Sentence("«пожалуйста, подождите»", "“please wait”"),
    Sound.LEAVE_A_MESSAGE: Sentence(
        "«оставьте сообщение после сигнала»", "“please leave a message after the tone”"
    ),
    Sound.YOUR_POSITION: Sentence("«ваше место в очереди»", "“your place in the queue is”"),
    Tone.ONE: Sentence("сигнал", "a tone"),
    Sound.CALL_IS_RECORDED: Sentence("«разговор записывается»", "“this call is recorded”"),
    Sound.CALL_REFUSED: Sentence(
        "«ваш звонок не может быть принят»", "“your call cannot be taken”"
    ),
}
FAREWELLS = {
    Sound.ALREADY_TAKEN: Sentence("звонок уже принят", "the call is taken already"),
    Sound.CALLER_HAS_HUNG_UP: Sentence("звонивший положил трубку", "the caller has hung up"),
}
FAREWELL = Sentence("звонок окончен", "the call is over")
CALLS_HIMSELF = Sentence("не звонили: с этого номера и звонят", "not rung: it is he who calls")
MINUTES = Sentence("{count} мин", "{count} min")
SECONDS = Sentence("{count} с", "{count} s")
NO_TIME = Sentence("меньше секунды", "less than a second")
STOPPED_OTHERWISE = Sentence("не нужен", "not needed")
TALKED = Sentence("; разговор длился {talked}", "; the talk lasted {talked}")
HAD_WAITED = Sentence(", прождав {waited}", ", having waited {waited}")
RELEASES = {
    Release.NORMAL: Sentence("отбой", "the line is closed"),
    Release.BUSY: Sentence("сигнал «занято»", "the busy tone"),
    Release.NO_ANSWER: Sentence("сигнал, что никто не отвечает", "the signal that nobody answers"),
    Release.ANSWERED_ELSEWHERE: Sentence("отбой", "the line is closed"),
    Release.FAILURE: Sentence("сигнал неисправности", "the signal of a fault"),
}
BY_PHONE = Sentence(", теперь говорит {number}", ", {number} has it now")
TO_NUMBER = Sentence(" на {number}", " to {number}")
IN_CALL = Sentence(", дальше это звонок {call}", ", which goes on as call {call}")
TO_PLACE = Sentence(": {place}", ": {place}")
AFTER_STASIS_TOO = Sentence(", дальше по dialplan", ", further in its dialplan")
RESULT = Sentence("Итог", "Result")
GOES_ON = Sentence("звонок ещё идёт", "the call is still going on")
MAILED = Sentence("Письмо", "Mail")
DELIVERED = Sentence("{to}, отправлено {at}", "{to}, sent {at}")
GIVEN_UP = Sentence("{to}, отправить не удалось: {why}", "{to}, could not be sent: {why}")
WAITS = Sentence("{to}, ждёт отправки", "{to}, waits to be sent")

"""What `check` tells of Asterisk: whether it can be reached and has what is needed."""

import re
from collections.abc import Iterator

from ..config import AppConfig
from ..core.inspection import (
    Answers,
    Found,
    Number,
    Place,
    Questions,
    Unanswered,
    clock_error,
    dialplan_of,
    pjsip_of,
)
from ..core.words import Sound
from ..inspection import Inspected, Running
from .findings import Finding, Level
from .sentences import Sentence

CLOCK_SECONDS = 3.0  # two machines that keep the time differ by less; Asterisk tells whole ones
NUMBERS_SHOWN = 5


def about_asterisk(inspected: Inspected, loaded: AppConfig) -> Iterator[Finding]:
    teller = _Teller(loaded)
    match inspected.asterisk:
        case Unanswered(why, version):
            yield teller.unanswered(why, version)
            if inspected.running.pid is None:
                yield from teller.not_running(inspected.running)
        case Answers() as answers:
            yield from teller.asterisk(answers, inspected.running)
            yield from teller.clock(answers)
            yield from teller.sounds(answers)
            yield from teller.recordings(inspected.questions, answers)
            yield from teller.printed(answers, inspected.unprintable)
            yield from teller.dialplan(inspected.questions, answers)


class _Teller:
    def __init__(self, loaded: AppConfig) -> None:
        self.loaded = loaded
        self.language = loaded.settings.language

    def unanswered(self, why: str, version: str | None) -> Finding:
        if version is None:
            return self._error("asterisk", _UNANSWERED, why=why, url=self.loaded.ari.url)
        if re.match(r"\d", why):
            return self._error("asterisk", _TOO_OLD, version=version, why=why)
        return self._error("asterisk", _REFUSED, version=version, why=why)

    # ---------------------------------------------------------------- Asterisk itself

    def asterisk(self, answers: Answers, running: Running) -> Iterator[Finding]:
        yield self._ok("asterisk", _VERSION, version=answers.version, url=self.loaded.ari.url)
        for since, lacking in _LACKING:
            if _version(answers.version) < since:
                facts = {"version": answers.version, "since": ".".join(map(str, since))}
                yield self._warning("asterisk", lacking, **facts)
        if _version(answers.version) == _BROKEN:
            yield self._warning("asterisk", _CHANSPY, version=answers.version)
        for module in answers.modules:
            yield self._error("asterisk", _NO_MODULE, module=module)
        if not answers.can_record:
            yield self._error("asterisk", _CANNOT_RECORD)
        yield from self._registered(answers, running)

    def _registered(self, answers: Answers, running: Running) -> Iterator[Finding]:
        app = self.loaded.ari.app
        if running.pid is None and answers.registered and running.trouble is None:
            yield self._warning("asterisk", _SOMEBODY_ELSE, app=app)
        elif running.pid is None:
            yield from self.not_running(running)
        elif answers.registered:
            yield self._ok("asterisk", _CONNECTED, app=app, pid=running.pid)
        else:
            yield self._error("asterisk", _NOT_CONNECTED, app=app, pid=running.pid)

    def not_running(self, running: Running) -> Iterator[Finding]:
        if running.trouble is not None:
            yield self._error("asterisk", _NOT_ASKED, why=running.trouble)
        else:
            yield self._warning("asterisk", _NOT_RUNNING)

    def clock(self, answers: Answers) -> Iterator[Finding]:
        ahead = clock_error(answers)
        here = f"{answers.asked_at.astimezone(self.loaded.settings.zone):%H:%M:%S %z}"
        if ahead is not None and abs(ahead.total_seconds()) > CLOCK_SECONDS:
            seconds = f"{ahead.total_seconds():+.0f}"
            yield self._error("clock", _CLOCKS_DIFFER, seconds=seconds, here=here)
        elif ahead is not None:
            yield self._ok("clock", _CLOCKS, here=here)
        zone = f"{answers.asked_at.astimezone(self.loaded.settings.zone):%z}"
        if answers.zone and answers.zone.split()[-1] != zone:
            facts = {"ours": self.loaded.settings.zone, "zone": zone, "theirs": answers.zone}
            yield self._warning("clock", _ZONES_DIFFER, **facts)

    def sounds(self, answers: Answers) -> Iterator[Finding]:
        if answers.sounds is None:
            yield self._warning("sounds", _SOUNDS_UNKNOWN)
            return
        missing = [str(each) for each in Sound if each not in answers.sounds]
        if not missing:
            yield self._ok("sounds", _SOUNDS, count=len(Sound), language=self.language)
            return
        facts = {"count": len(missing), "all": len(Sound), "language": self.language}
        yield self._error("sounds", _NO_SOUNDS, some=", ".join(missing[:3]), **facts)

    def recordings(self, asked: Questions, answers: Answers) -> Iterator[Finding]:
        """One that is missing is left out without a word, when it is not all that is said."""
        for name in sorted(answers.silent):
            for place in asked.recordings[name]:
                facts = {"name": name, "key": place.key, "language": self.language}
                yield self._warning("sounds", _NO_RECORDING, place, **facts)

    # ---------------------------------------------------------------- its dialplan

    def printed(self, answers: Answers, unprintable: str | None) -> Iterator[Finding]:
        """Nothing of a dialplan that somebody has written himself."""
        if unprintable is not None:
            yield self._error("dialplan", _UNPRINTABLE, why=unprintable)
        elif answers.as_printed:
            yield self._ok("dialplan", _AS_PRINTED)
        elif answers.as_printed is False:
            yield self._error("dialplan", _OLDER)

    def dialplan(self, asked: Questions, answers: Answers) -> Iterator[Finding]:
        for destination, places in asked.destinations.items():
            exists = answers.destinations[destination]
            for place in places:
                told = self._ok if exists else self._error
                sentence = _DESTINATION if exists else _NO_DESTINATION
                yield told("dialplan", sentence, place, to=destination, key=place.key)
        for number in asked.codes:
            yield from self._number(number, answers.numbers[number.number])
        for number in asked.extensions:
            yield from self._number(number, answers.numbers[number.number])
        for number in asked.dids:
            if not answers.dids.get(number.number, True):
                yield self._warning("dialplan", _NO_ROUTE_IN, number.place, did=number.number)
        yield from self._endpoints(asked, answers)

    def _number(self, number: Number, found: Found) -> Iterator[Finding]:
        facts = {"number": number.number, "key": number.place.key}
        if found.theirs:
            yield self._error("dialplan", _TAKEN, number.place, **facts)
            return
        without = [context for context, each in found.by_context.items() if not each.exists]
        if found.ours is False:
            without = ["from-internal-custom"]
        if without:
            where = ", ".join(without)
            yield self._error("dialplan", _NOT_DIALLED, number.place, where=where, **facts)
            return
        for context, each in found.by_context.items():
            if each.hint and each.hint != number.hint:
                told = {"hint": each.hint, "where": context, **facts}
                yield self._error("dialplan", _OTHER_HINT, number.place, **told)
            elif number.hint and not each.hint:
                told = {"hint": number.hint, "where": context, **facts}
                yield self._warning("dialplan", _NO_HINT, number.place, **told)
            else:
                yield self._ok("dialplan", _DIALLED, number.place, where=context, **facts)

    def _endpoints(self, asked: Questions, answers: Answers) -> Iterator[Finding]:
        staff = Place("staff")
        unroutable = [each for each in asked.endpoints if each in answers.missing]
        strangers: dict[str, list[str]] = {}
        for endpoint in unroutable:
            for place in asked.endpoints[endpoint]:
                if place == staff:
                    strangers.setdefault(self._lacking(endpoint), []).append(endpoint)
                else:
                    facts = {"endpoint": endpoint, "key": place.key}
                    facts["what"] = self._lacking(endpoint)
                    yield self._error("phone", _NOT_RUNG, place, **facts)
        for lacking, endpoints in strangers.items():
            some = ", ".join(dict.fromkeys(endpoints[:NUMBERS_SHOWN]))
            more = len(endpoints) - NUMBERS_SHOWN
            some += _MORE.say(self.language, count=more) if more > 0 else ""
            yield self._error("phone", _STAFF_NOT_RUNG, what=lacking, some=some)
        yield from self._offline(asked, answers)

    def _lacking(self, endpoint: str) -> str:
        name, place = pjsip_of(endpoint), dialplan_of(endpoint)
        if name is not None:
            return _NO_ENDPOINT.say(self.language, name=name)
        context = place.context if place else ""
        return _NO_ROUTE_OUT.say(self.language, context=context)

    def _offline(self, asked: Questions, answers: Answers) -> Iterator[Finding]:
        names = {pjsip_of(each): places[0] for each, places in asked.endpoints.items()}
        for name, place in names.items():
            if name is None or name not in answers.endpoints:
                continue
            if answers.endpoints[name] == "offline":
                yield self._warning("phone", _OFFLINE, place, name=name)
            else:
                yield self._ok("phone", _ONLINE, place, name=name, state=answers.endpoints[name])

    # ---------------------------------------------------------------- findings

    def _ok(
        self, area: str, sentence: Sentence, place: Place | None = None, /, **f: object
    ) -> Finding:
        return self._finding(Level.OK, area, sentence, place, f)

    def _warning(
        self, area: str, sentence: Sentence, place: Place | None = None, /, **facts: object
    ) -> Finding:
        return self._finding(Level.WARNING, area, sentence, place, facts)

    def _error(
        self, area: str, sentence: Sentence, place: Place | None = None, /, **facts: object
    ) -> Finding:
        return self._finding(Level.ERROR, area, sentence, place, facts)

    def _finding(
        self,
        level: Level,
        area: str,
        sentence: Sentence,
        place: Place | None,
        facts: dict[str, object],
    ) -> Finding:
        text = sentence.say(self.language, **facts)
        return Finding(level, area, text, place.department if place else None)


def _version(text: str) -> tuple[int, int]:
    """Of `22.10.1+dfsg…`, `GIT-22-…`, `certified/20.7-cert3`: as far as it is told."""
    found = re.search(r"(\d+)(?:\.(\d+))?", text)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


_BROKEN = (22, 11)
_LACKING = (
    (
        (22, 7),
        Sentence(
            "в Asterisk {version} журнал не узнает SIP-ответ плеча (486, 603 …), только причину"
            " Q.850: это умеет {since} и новее",
            "with Asterisk {version} the journal does not learn a leg's SIP status (486, 603 …),"
            " only its Q.850 cause: {since} and newer tell it",
        ),
    ),
)
_CHANSPY = Sentence(
    "в Asterisk {version} после ChanSpy() разговор может не соединиться: обновите Asterisk",
    "with Asterisk {version} a talk may fail to be connected after ChanSpy(): install a newer one",
)
_UNANSWERED = Sentence("не удаётся спросить {url}: {why}", "{url} cannot be asked: {why}")
_TOO_OLD = Sentence(
    "Asterisk {version} слишком стар: нужен {why}", "Asterisk {version} is too old: {why}"
)
_REFUSED = Sentence(
    "Asterisk {version} отвечает, но проверить его нельзя: {why}",
    "Asterisk {version} answers, but cannot be checked: {why}",
)
_VERSION = Sentence(
    "{url}: Asterisk {version}, пользователю можно всё, что нужно",
    "{url}: Asterisk {version}, the user may do what is needed",
)
_CANNOT_RECORD = Sentence(
    "Asterisk не может записывать: нет папки recording; install -d -o asterisk -g asterisk"
    " /var/spool/asterisk/recording",
    "Asterisk cannot record: its folder recording is missing; install -d -o asterisk -g asterisk"
    " /var/spool/asterisk/recording",
)
_NO_MODULE = Sentence(
    "нет модуля {module}: загрузите его (module load {module}, modules.conf)",
    "module {module} is not there: load it (module load {module}, modules.conf)",
)
_CONNECTED = Sentence(
    "приложение {app} подключено (процесс {pid})", "application {app} is connected (process {pid})"
)
_NOT_CONNECTED = Sentence(
    "stasis-app run работает (процесс {pid}), но к Asterisk как {app} не подключён: звонки идут на"
    " запасное направление; причину скажет /status. После смены ari нужен перезапуск",
    "stasis-app run runs (process {pid}) but is not connected to Asterisk as {app}: calls go to the"
    " fallback; /status tells why. A changed ari needs a restart",
)
_NOT_RUNNING = Sentence(
    "stasis-app run не работает: звонки идут на запасное направление; запустите его",
    "stasis-app run does not run: calls go to the fallback; start it",
)
_NOT_ASKED = Sentence("работающее приложение не спросить: {why}", "it cannot be asked: {why}")
_SOMEBODY_ELSE = Sentence(
    "как {app} подключена другая программа, не на этой базе: если это не второй stasis-app в"
    " другом контейнере, задайте другое ari.app",
    "another program, not on this database, is connected as {app}: unless it is stasis-app in"
    " another container, set another ari.app",
)
_CLOCKS = Sentence("часы здесь и у Asterisk идут одинаково: {here}", "the clocks agree: {here}")
_CLOCKS_DIFFER = Sentence(
    "часы Asterisk расходятся с нашими на {seconds} с (у нас {here}): включите NTP там и тут",
    "Asterisk's clock differs from ours by {seconds} s (here it is {here}): set up NTP on both",
)
_ZONES_DIFFER = Sentence(
    "часовой пояс настроек {ours} ({zone}), а у Asterisk {theirs}: временные условия АТС идут по"
    " другим часам; исправьте timezone или пояс машины",
    "timezone is {ours} ({zone}), Asterisk's machine has {theirs}: time conditions of the PBX go by"
    " another clock; mend timezone, or the machine's zone",
)
_SOUNDS = Sentence("подсказки ({language}): все {count}", "prompts ({language}): all {count}")
_NO_SOUNDS = Sentence(
    "нет подсказок ({language}): {count} из {all} ({some} …): stasis-app sounds install"
    " /var/lib/asterisk/sounds на машине Asterisk",
    "prompts ({language}) are missing: {count} of {all} ({some} …): stasis-app sounds install"
    " /var/lib/asterisk/sounds on Asterisk's machine",
)
_NO_RECORDING = Sentence(
    "{key}: записи {name} нет среди звуков Asterisk ({language}), её не услышат: положите файл в"
    " {language}/{name}.wav",
    "{key}: Asterisk has no recording {name} ({language}), it will not be heard: put the file into"
    " {language}/{name}.wav",
)
_SOUNDS_UNKNOWN = Sentence(
    "Asterisk не говорит, какие у него подсказки: загрузите res_ari_sounds.so",
    "Asterisk does not tell which prompts it has: load res_ari_sounds.so",
)
_AS_PRINTED = Sentence(
    "загружен тот диалплан, который печатает stasis-app dialplan",
    "the dialplan that stasis-app dialplan prints is loaded",
)
_OLDER = Sentence(
    "загружен диалплан от других настроек: напечатайте его заново (stasis-app dialplan) и"
    " перечитайте (dialplan reload)",
    "the dialplan that is loaded is of other settings: print it again (stasis-app dialplan) and"
    " reload it (dialplan reload)",
)
_UNPRINTABLE = Sentence(
    "stasis-app dialplan не может его напечатать: {why}",
    "stasis-app dialplan cannot print it: {why}",
)
_DESTINATION = Sentence("{key}: {to} есть", "{key}: {to} is there")
_NO_DESTINATION = Sentence(
    "{key}: {to} в диалплане нет; исправьте настройку или диалплан (dialplan show)",
    "{key}: the dialplan has no {to}; mend the setting, or the dialplan (see dialplan show)",
)
_DIALLED = Sentence(
    "{key}: {number} набирается в {where}", "{key}: {number} can be dialled in {where}"
)
_TAKEN = Sentence(
    "{key}: {number} у FreePBX уже занят чем-то своим (from-internal-additional): выберите"
    " свободный",
    "{key}: FreePBX has {number} already, for something of its own (from-internal-additional):"
    " choose another",
)
_NOT_DIALLED = Sentence(
    "{key}: {number} не набирается в {where}: добавьте туда строки из stasis-app dialplan и"
    " перечитайте диалплан (dialplan reload)",
    "{key}: {number} cannot be dialled in {where}: add the lines of stasis-app dialplan there, and"
    " reload the dialplan (dialplan reload)",
)
_OTHER_HINT = Sentence(
    "{key}: у {number} в {where} чужая подсказка лампы {hint}: номер занят, выберите другой",
    "{key}: {number} in {where} has another hint, {hint}: it is taken, choose another",
)
_NO_HINT = Sentence(
    "{key}: у {number} в {where} нет лампы: добавьте exten => {number},hint,{hint}",
    "{key}: {number} has no lamp in {where}: add exten => {number},hint,{hint}",
)
_NO_ROUTE_IN = Sentence(
    "dids: {did} не набирается ни с одного транка: нужен входящий маршрут (stasis-app dialplan)",
    "dids: {did} is in the context of no trunk: an inbound route is needed (stasis-app dialplan)",
)
_NOT_RUNG = Sentence("{key}: {endpoint}: {what}", "{key}: {endpoint}: {what}")
_STAFF_NOT_RUNG = Sentence(
    "dial: дежурным не дозвониться: {what}: {some}",
    "dial: people on duty cannot be rung: {what}: {some}",
)
_MORE = Sentence(" и ещё {count}", " and {count} more")
_NO_ENDPOINT = Sentence(
    "в PJSIP нет {name}: исправьте настройку (pjsip show endpoints)",
    "PJSIP has no {name}: mend the setting (see pjsip show endpoints)",
)
_NO_ROUTE_OUT = Sentence(
    "в контексте {context} нет такого номера: нужен исходящий маршрут",
    "context {context} has no such number: an outbound route is needed",
)
_OFFLINE = Sentence(
    "{name} не на связи: телефон не зарегистрирован, или транк не отвечает",
    "{name} is offline: the phone is not registered, or the trunk does not answer",
)
_ONLINE = Sentence("{name}: {state}", "{name}: {state}")

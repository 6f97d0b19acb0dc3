"""What `check` tells of the mirror: how old it is, how it was read, what is wrong with it."""

from collections.abc import Iterator

from ..config import AppConfig
from ..core.examination import Examination, Examined, Unreachable
from ..core.gaps import Gap
from ..core.mail.language import language as mail_language
from ..core.problems import Code, Problem
from ..core.wording import meaning, message
from .explanation import raw, shift_read
from .findings import Finding, Level, level_of
from .sentences import Sentence


def about_mirror(examination: Examination, loaded: AppConfig) -> Iterator[Finding]:
    teller = _Teller(loaded.settings.language)
    yield from teller.mirror(examination, loaded)
    for examined in examination.departments if examination.version else ():
        yield from teller.department(examined)


class _Teller:
    def __init__(self, language: str) -> None:
        self.language = language

    def mirror(self, examination: Examination, loaded: AppConfig) -> Iterator[Finding]:
        if not examination.version or not examination.pulled_at or examination.age is None:
            yield self._finding(Level.ERROR, "mirror", _NO_MIRROR)
            return
        facts = {
            "version": examination.version,
            "pulled": f"{examination.pulled_at.astimezone(loaded.settings.zone):%d.%m.%Y %H:%M:%S}",
            "age": mail_language(self.language).duration(examination.age.total_seconds()),
        }
        if examination.stale:
            yield self._finding(Level.ERROR, "mirror", _STALE, **facts)
        else:
            yield self._finding(Level.OK, "mirror", _FRESH, **facts)
        if examination.overrides:
            count = len(examination.overrides)
            yield self._finding(Level.OK, "mirror", _OVERRIDES, count=count)

    def department(self, examined: Examined) -> Iterator[Finding]:
        name = examined.department.name
        yield from self._content(examined)
        for problem in (*examined.unreadable, *examined.problems):
            yield self._problem(problem, name)
        for person in examined.people:
            yield from self._person(person, name)
        for gap in examined.gaps:
            yield self._gap(gap)

    def _content(self, examined: Examined) -> Iterator[Finding]:
        name = examined.department.name
        edition = examined.edition
        if edition is None:
            lacking = _UNREADABLE if examined.unreadable else _NEVER_READ
            yield self._finding(Level.ERROR, "mirror", lacking, name)
        else:
            yield self._finding(Level.OK, "mirror", _ACTIVE, name, version=edition.version)
            schedule = examined.department.schedule
            for table in edition.reading.tables.values():
                for shift in table.shifts:
                    read = shift_read(shift, schedule, edition, table.title, self.language)
                    text = f"{table.title}: {read}"
                    yield Finding(Level.OK, "mirror", text, name)
        for each in examined.refused:
            facts = {"cell": each.cell, "value": raw(each.content)}
            why = meaning(Code(each.code), self.language)
            text = _REFUSED.say(self.language, why=why, **facts)
            yield Finding(Level.ERROR, "mirror", text, name, each.code, each.cell)
        if examined.waiting:
            since = examined.waiting.since.astimezone(examined.department.zone)
            at = f"{since:%d.%m.%Y %H:%M:%S}"
            yield self._finding(Level.WARNING, "mirror", _WAITING, name, since=at)

    def _problem(self, problem: Problem, department: str, area: str = "problem") -> Finding:
        text = message(problem, self.language)
        level = level_of(problem.severity)
        return Finding(level, area, text, department, str(problem.code), problem.cell)

    def _person(self, person: Unreachable, department: str) -> Iterator[Finding]:
        for problem in person.problems:
            told = self._problem(problem, department, "person")
            named = _NAMED.say(self.language, cells=person.cells)
            text = f"{raw(person.employee.name)}: {told.text} ({named})"
            yield Finding(told.level, "person", text, department, told.code, told.cell)

    def _gap(self, gap: Gap) -> Finding:
        shift = _SHIFT.say(self.language, name=raw(gap.shift)) if gap.shift else ""
        text = _GAP.say(
            self.language,
            since=f"{gap.since:%d.%m.%Y %H:%M}",
            until=f"{gap.until:%d.%m.%Y %H:%M}",
            shift=shift,
            role=mail_language(self.language).role[gap.role],
            cell=gap.cell or "—",
            value=_VALUE.say(self.language, value=raw(gap.value)) if gap.value else "",
            why=meaning(gap.code, self.language),
        )
        return Finding(Level.ERROR, "gap", text, gap.department, str(gap.code), gap.cell)

    def _finding(
        self,
        level: Level,
        area: str,
        sentence: Sentence,
        department: str | None = None,
        /,
        **facts: object,
    ) -> Finding:
        return Finding(level, area, sentence.say(self.language, **facts), department)


_NO_MIRROR = Sentence(
    "таблица ещё ни разу не прочитана; запустите stasis-app sync",
    "no mirror yet: run stasis-app sync",
)
_FRESH = Sentence(
    "версия {version}, таблица прочитана {pulled} ({age} назад)",
    "version {version}, the workbook was read {pulled} ({age} ago)",
)
_STALE = Sentence(
    "версия {version}, но таблица не читалась с {pulled} ({age}); работает ли stasis-app run,"
    " открывается ли таблица? проверьте: stasis-app sync",
    "version {version}, but the workbook has not been read since {pulled} ({age}); is"
    " stasis-app run running, can the workbook be opened? see stasis-app sync",
)
_OVERRIDES = Sentence(
    "замен, которые действуют или начнутся: {count}; stasis-app override list",
    "overrides that hold or will: {count}; stasis-app override list",
)
_ACTIVE = Sentence("действует версия {version}", "version {version} is active")
_NEVER_READ = Sentence(
    "расписание ещё не прочитано; причину скажет stasis-app sync",
    "the schedule has not been read yet; stasis-app sync tells why",
)
_UNREADABLE = Sentence(
    "то, что прочитано, не подходит к настройкам отдела: исправьте файл отдела или таблицу,"
    " затем stasis-app sync --accept",
    "what has been read does not fit the department's settings: mend its file or the sheet,"
    " then stasis-app sync --accept",
)
_REFUSED = Sentence(
    "последнее чтение не принято: {cell} «{value}»: {why}; исправьте таблицу, подробности:"
    " stasis-app sync",
    "the last pull was refused: {cell} “{value}”: {why}; mend the sheet, for more see"
    " stasis-app sync",
)
_WAITING = Sentence(
    "с {since} в таблице другое содержимое, оно ещё не действует; посмотреть: stasis-app sync,"
    " принять: stasis-app sync --accept",
    "since {since} the sheets have another content that is not active yet; see stasis-app sync,"
    " take it with stasis-app sync --accept",
)
_NAMED = Sentence("ячеек с этим именем: {cells}", "cells with this name: {cells}")
_VALUE = Sentence(" «{value}»", " “{value}”")
_SHIFT = Sentence(" «{name}»", " “{name}”")
_GAP = Sentence(
    "{since} – {until}{shift}, {role}: {cell}{value}: {why}; впишите того, кому можно позвонить,"
    " или override add",
    "{since} – {until}{shift}, {role}: {cell}{value}: {why}; write somebody who can be rung,"
    " or override add",
)

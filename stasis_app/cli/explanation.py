"""Why somebody is on duty, told to people: what was read where, and what became of it.

The facts are core/explanation.py's; here is how they are told, in Russian and in English.
"""

import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

from ..core.explanation import Explanation
from ..core.header import Pairing, ShiftColumns
from ..core.mail.hostile import number
from ..core.mail.language import language as mail_language
from ..core.mirror import Edition
from ..core.problems import Code
from ..core.roles import LAST_GOOD_FOR, Source
from ..core.roster import Override
from ..core.settings import ContinueThen, RingThen, Schedule, Settings, Then, VoicemailThen
from ..core.staff import Employee
from ..core.wording import meaning, message
from ..core.words import Role
from ..core.workbook import Place, column_letters
from .sentences import Sentence

Fact = tuple[str, str]  # what it is about, and what is to be told

ROLES = (Role.PRIMARY, Role.BACKUP)
LONGEST = 100  # characters of a cell


def told(explanation: Explanation, settings: Settings) -> list[Fact]:
    return list(_Teller(explanation, settings).facts())


def shift_read(
    shift: ShiftColumns, schedule: Schedule, edition: Edition, title: str, language: str
) -> str:
    """Where a shift's name, hours and columns come from."""
    header = Place(title, schedule.first_row - 1, shift.primary)
    value = edition.reading.seen[header].text if header in edition.reading.seen else ""
    hours = _HOURS_GIVEN if shift.hours_at is None else _HOURS_READ
    backup = _NO_BACKUP.say(language)
    if shift.backup is not None and shift.pairing is not None:
        column = column_letters(shift.backup)
        same = header._replace(column=shift.backup)
        backup = _PAIRINGS[shift.pairing].say(language, column=column, cell=same)
    return _SHIFT.say(
        language,
        name=raw(shift.name),
        above=_NAME_ABOVE.say(language, cell=shift.name_at) if shift.name_at else "",
        hours=shift.hours,
        read=hours.say(language, cell=header, value=raw(value)),
        primary=column_letters(shift.primary),
        backup=backup,
    )


def raw(text: str) -> str:
    """A cell's text with everything in it that cannot be seen, by its code."""
    shown = "".join(
        f"⟨U+{ord(each):04X}⟩" if _cannot_be_seen(text, place) else each
        for place, each in enumerate(text[:LONGEST])
    )
    return shown if len(text) <= LONGEST else shown + "…"


def _cannot_be_seen(text: str, place: int) -> bool:
    if text[place] == " ":  # beside others, or at an end
        return place in (0, len(text) - 1) or text[place - 1] == " "
    return unicodedata.category(text[place])[0] in "CZ"


class _Teller:
    def __init__(self, explanation: Explanation, settings: Settings) -> None:
        self.explanation = explanation
        self.settings = settings
        self.language = settings.language

    def facts(self) -> Iterator[Fact]:
        yield self._say(_WHEN), self._when()
        active = self.explanation.active
        if active is None:
            yield self._say(_VERSION), meaning(Code.MIRROR_MISSING, self.language)
            return
        yield self._say(_VERSION), self._version(active)
        yield from self._sheets(active)
        yield self._say(_SHIFT_NOW), self._shift()
        for role in ROLES:
            name = mail_language(self.language).role[role]
            yield name, self._said_of(role)
        yield self._say(_RUNG), self._rung()
        for override in self.explanation.overrides:
            yield self._say(_OVERRIDE), self._override(override)

    def _say(self, sentence: Sentence, **facts: object) -> str:
        return sentence.say(self.language, **facts)

    def _when(self) -> str:
        at = self.explanation.on_duty.at
        zone = self.explanation.department.zone
        return self._say(
            _BY_THE_CLOCK, at=f"{at:%d.%m.%Y %H:%M}", zone=zone, offset=at.isoformat()[-6:]
        )

    def _version(self, active: Edition) -> str:
        text = self._say(
            _PULLED,
            version=active.version,
            pulled=self._here(active.content.pulled_at),
            last=self._here(self.explanation.pulled_at),
        )
        read = self.explanation.edition
        if read is not None and read.version != active.version:
            text += self._say(_OF_MIDNIGHT, version=read.version)
        return text

    def _sheets(self, active: Edition) -> Iterator[Fact]:
        schedule = self.explanation.department.schedule
        titles = ", ".join(self._quoted(each.title) for each in self.explanation.tables)
        how = _CYCLIC if schedule.layout == "cyclic" else _DATED
        yield (
            self._say(_SHEETS),
            self._say(
                how,
                titles=titles,
                pattern=schedule.sheet,
                row=schedule.first_row,
                staff=schedule.staff,
                people=len(active.reading.staff.by_name),
            ),
        )
        table, read = self.explanation.table, self.explanation.edition
        for shift in table.shifts if table and read else ():
            assert table and read
            text = shift_read(shift, schedule, read, table.title, self.language)
            yield self._say(_SHIFT_LABEL), text

    def _shift(self) -> str:
        turn = self.explanation.turn
        holdover = _minutes(self.explanation.department.schedule.holdover)
        if turn is None:
            issue = next(iter(self.explanation.on_duty.issues), Code.SHIFT_GAP)
            return self._say(_NO_SHIFT, why=meaning(issue, self.language), minutes=holdover)
        text = self._say(
            _TURN,
            name=turn.shift.name,
            since=f"{turn.starts:%d.%m.%Y %H:%M}",
            until=f"{turn.ends:%d.%m.%Y %H:%M}",
            day=turn.day.day,
            row=self.explanation.department.schedule.first_row + turn.day.day - 1,
        )
        if self.explanation.held_over:
            text += self._say(_HELD_OVER, minutes=holdover)
        if self.explanation.beside:
            others = ", ".join(self._quoted(each.shift.name) for each in self.explanation.beside)
            text += self._say(_BESIDE, others=others)
        return text

    def _said_of(self, role: Role) -> str:
        """What the cell says, or the override that goes before it."""
        override = self.explanation.override(role)
        entry = self.explanation.entry(role)
        if override is not None:
            claim = self.explanation.primary if role is Role.PRIMARY else self.explanation.backup
            whom = self._employee(claim.employee) if claim.employee else self._whom(override)
            value = self._quoted(self.explanation.written(role).text)
            cell = f"{entry.cell} {value}" if entry else "—"
            return self._say(_OVERRIDDEN, whom=whom, cell=cell)
        if entry is None:
            return self._say(_NO_COLUMN if self.explanation.turn else _NO_CELL)
        written = self.explanation.written(role)
        if entry.value is None:
            empty = f" {self._quoted(written.text)}" if written.text else ""
            return self._say(_EMPTY, cell=entry.cell, written=empty)
        text = self._say(_CELL, cell=entry.cell, value=raw(entry.value), normal=raw(written.normal))
        if entry.employee is not None:
            return f"{text} → {self._employee(entry.employee)}"
        problem = self.explanation.problem(entry)
        why = message(problem, self.language) if problem else ""
        return f"{text}. {entry.cause}: {why}" if why else f"{text}. {entry.cause}"

    def _employee(self, employee: Employee) -> str:
        """The staff row that has the name."""
        mail = employee.place._replace(column=employee.phone_place.column + 1)
        return self._say(
            _STAFF,
            cell=employee.place,
            name=employee.name,
            phone_cell=employee.phone_place,
            phone=raw(self.explanation.seen(employee.phone_place).text),
            number=employee.number,
            mail=employee.email or self._say(_NO_MAIL, cell=mail),
        )

    def _rung(self) -> str:
        on_duty = self.explanation.on_duty
        if not on_duty.people:
            then = self._then(self.explanation.department.duty.then)
            return self._say(_RINGS_NOBODY, why=self._issues(), then=then)
        settings = self.settings
        shown = (
            f"{each.name} {number(each.number, settings.country, settings.extensions).shown}"
            for each in on_duty.people
        )
        text = self._say(_THEN).join(shown)
        good = self.explanation.primary.last_good
        if self.explanation.stands_in:
            text += self._say(_STANDS_IN, why=self._issues())
        elif on_duty.source is Source.LAST_GOOD and good is not None:
            until = self._here(good.until + LAST_GOOD_FOR)
            text += self._say(_LAST_GOOD, why=self._issues(), name=good.employee.name, until=until)
        elif on_duty.issues:
            text += f" ({self._issues()})"
        return text

    def _issues(self) -> str:
        issues = self.explanation.on_duty.issues
        return "; ".join(f"{each}: {meaning(each, self.language)}" for each in issues)

    def _then(self, then: Then) -> str:
        match then:
            case ContinueThen(destination):
                return f"continue {destination}"
            case RingThen(ring):
                return f"ring {', '.join(ring)}"
            case VoicemailThen():
                return "voicemail"
            case _:
                return "hangup"

    def _override(self, override: Override) -> str:
        return self._say(
            _IN_FORCE,
            role=mail_language(self.language).role[override.role],
            whom=self._whom(override),
            since=f"{override.since:%d.%m.%Y %H:%M}",
            until=f"{override.until:%d.%m.%Y %H:%M}",
            created=self._here(override.created),
        )

    def _whom(self, override: Override) -> str:
        return self._quoted(override.person) if override.person else self._say(_NOBODY)

    def _quoted(self, text: str) -> str:
        return self._say(_QUOTED, text=raw(text))

    def _here(self, at: datetime | None) -> str:
        zone = self.explanation.department.zone
        return f"{at.astimezone(zone):%d.%m.%Y %H:%M:%S}" if at else "—"


def _minutes(span: timedelta) -> str:
    return f"{span / timedelta(minutes=1):g}"


_QUOTED = Sentence("«{text}»", "“{text}”")
_WHEN = Sentence("время", "time")
_BY_THE_CLOCK = Sentence(
    "{at} по часам отдела ({zone}, {offset})", "{at} by the department's clock ({zone}, {offset})"
)
_VERSION = Sentence("версия", "version")
_PULLED = Sentence(
    "{version}, прочитана и действует с {pulled}; последнее чтение книги {last}",
    "{version}, pulled and active since {pulled}; the workbook was last read {last}",
)
_OF_MIDNIGHT = Sentence(
    "; эта смена началась в прошлом месяце, её ячейки из версии {version}, действовавшей в полночь",
    "; this shift began last month, its cells are from version {version}, active at midnight",
)
_SHEETS = Sentence("листы", "sheets")
_CYCLIC = Sentence(
    "{titles}: одна таблица на все месяцы, число 1 в строке {row};"
    " сотрудники «{staff}», имён: {people}",
    "{titles}: one table for every month, day 1 in row {row}; staff “{staff}”, names: {people}",
)
_DATED = Sentence(
    "{titles} по образцу «{pattern}», число 1 в строке {row}; сотрудники «{staff}», имён: {people}",
    "{titles} by the pattern “{pattern}”, day 1 in row {row}; staff “{staff}”, names: {people}",
)
_SHIFT_LABEL = Sentence("как читается", "as read")
_SHIFT = Sentence(
    "«{name}»{above} {hours} ({read}); основной: столбец {primary}; резервный: {backup}",
    "“{name}”{above} {hours} ({read}); primary: column {primary}; backup: {backup}",
)
_NAME_ABOVE = Sentence(" (имя из {cell})", " (the name is at {cell})")
_HOURS_GIVEN = Sentence(
    "часы из файла отдела; в шапке, {cell}, «{value}»",
    "hours of the department's file; the header, {cell}, has “{value}”",
)
_HOURS_READ = Sentence("часы из шапки, {cell} «{value}»", "hours of the header, {cell} “{value}”")
_NO_BACKUP = Sentence("столбца нет", "no column")
_PAIRINGS = {
    Pairing.GIVEN: Sentence(
        "столбец {column}, так в файле отдела", "column {column}, as the department's file says"
    ),
    Pairing.HOURS: Sentence(
        "столбец {column}, потому что в {cell} те же часы",
        "column {column}, because {cell} has the same hours",
    ),
    Pairing.NAME: Sentence(
        "столбец {column}, потому что над {cell} то же имя смены",
        "column {column}, because above {cell} there is the same name",
    ),
}
_SHIFT_NOW = Sentence("смена", "shift")
_TURN = Sentence(
    "«{name}» с {since} до {until}; число {day}, строка {row}",
    "“{name}” from {since} until {until}; day {day}, row {row}",
)
_HELD_OVER = Sentence(
    "; она кончилась, но новая не началась: ещё держится {minutes} мин (holdover)",
    "; it is over, but no other has begun: it stays on for {minutes} min (holdover)",
)
_BESIDE = Sentence(
    "; это же время держит и {others}, но действует начавшаяся последней",
    "; {others} holds this time too, but the one that started last counts",
)
_NO_SHIFT = Sentence(
    "нет: {why}; последняя кончилась больше {minutes} мин назад (holdover)",
    "none: {why}; the last one ended more than {minutes} min ago (holdover)",
)
_CELL = Sentence(
    "{cell} «{value}», читается как «{normal}»", "{cell} “{value}”, read as “{normal}”"
)
_EMPTY = Sentence("{cell}{written}: никого", "{cell}{written}: nobody")
_NO_COLUMN = Sentence("у смены нет столбца резервных", "the shift has no column for backups")
_NO_CELL = Sentence("смены нет, значит и ячейки", "no shift, so no cell")
_STAFF = Sentence(
    "{cell} {name}, телефон {phone_cell} «{phone}» = {number}, почта: {mail}",
    "{cell} {name}, phone {phone_cell} “{phone}” = {number}, e-mail: {mail}",
)
_NO_MAIL = Sentence("нет ({cell})", "none ({cell})")
_OVERRIDDEN = Sentence(
    "замена: {whom} (в таблице {cell})", "an override: {whom} (the sheet has {cell})"
)
_NOBODY = Sentence("никого", "nobody")
_RUNG = Sentence("звонят", "rung")
_THEN = Sentence(", затем ", ", then ")
_STANDS_IN = Sentence(
    "; это резервный: он занимает место основного и звонят ему сразу ({why})",
    "; that is the backup: he takes the primary's place and is rung at once ({why})",
)
_LAST_GOOD = Sentence(
    "; ячейка негодна ({why}), до {until} служит имя, что стояло в ней прежде: {name}",
    "; the cell is unusable ({why}); until {until} the name before it serves: {name}",
)
_RINGS_NOBODY = Sentence(
    "никому ({why}); дальше duty.then: {then}", "nobody ({why}); then duty.then: {then}"
)
_OVERRIDE = Sentence("замена", "override")
_IN_FORCE = Sentence(
    "{role}: {whom} с {since} до {until}, создана {created}",
    "{role}: {whom} from {since} until {until}, created {created}",
)

"""A call told to people who need not know what SIP is: all that is kept of it, in sentences.

The facts are core/chronicle.py's and the journal's; here is how they are told, in Russian and in
English.  (Why somebody is on duty: explanation.py.)
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from ..core.call.elsewhere import SAME_CALLER
from ..core.chronicle import chronicle
from ..core.dossier import Dossier
from ..core.mail.hostile import clean, number, without_technology
from ..core.mail.language import language as mail_language
from ..core.mail.outbox import Delivery
from ..core.overrides import Kept
from ..core.plan import (
    Chosen,
    HandOver,
    Plan,
    Refuse,
    Ring,
    Step,
    TakeMessage,
    Taping,
    people_of,
)
from ..core.problems import Code
from ..core.record import LegRow, Row
from ..core.settings import Settings
from ..core.told import Phone, Told, What
from ..core.wording import meaning as meaning_of_problem
from ..core.words import (
    CallOutcome,
    LegOutcome,
    Mode,
    ModeSource,
    Reason,
    Release,
    Role,
    Sound,
    Strategy,
)
from . import causes
from . import chronicle_words as wording
from .language import words
from .sentences import Sentence

OUR_END = {  # what a SIP status adds nothing to: we have hung up ourselves
    *(LegOutcome.ANSWERED, LegOutcome.NO_ANSWER, LegOutcome.NOT_CONFIRMED),
    *(LegOutcome.ANSWERED_ELSEWHERE, LegOutcome.CANCELLED, LegOutcome.SKIPPED),
}


class Line(NamedTuple):
    label: str  # what it is about; of what happened: the time
    text: str


def told(dossier: Dossier, settings: Settings) -> list[list[Line]]:
    """Paragraphs: what call it was, what happened, the phones, the end."""
    teller = Teller(dossier, settings)
    paragraphs = teller.beginning(), teller.events(), teller.phones(), teller.end()
    return [lines for each in paragraphs if (lines := list(each))]


class Teller:
    def __init__(self, dossier: Dossier, settings: Settings) -> None:
        self.dossier = dossier
        self.row: Row = dossier.row
        self.settings = settings
        self.language = settings.language
        self.mail = mail_language(settings.language)
        name = self.row.visit.department
        department = settings.department(name) if name else None
        self.zone = department.zone if department else settings.zone

    # ---------------------------------------------------------------- what call it was

    def beginning(self) -> Iterator[Line]:
        visit = self.row.visit
        yield self._line(wording.CALL, clean(visit.id))
        yield self._line(wording.CAME, self._caller())
        title = clean(visit.title) or self._say(wording.NO_DEPARTMENT)
        yield self._line(wording.CALLED, f"{self._number(visit.did)}, {title}".removeprefix(", "))
        yield self._line(wording.BEGAN, f"{self._moment(self.row.started_at)} ({self._zone()})")
        if self.row.why.mode is not None:
            yield self._line(wording.MODE, self._mode(self.row.why.mode))
        if self.row.why.shift is not None or self.row.why.version is not None:
            yield self._line(wording.SHIFT, self._shift())
        for kept in self.dossier.overrides:
            yield self._line(wording.OVERRIDE, self._override(kept))
        if self.row.why.issues:
            yield self._line(wording.ISSUES, "; ".join(map(self._issue, self.row.why.issues)))
        if self.dossier.story is not None:
            yield from self._others(self.dossier.story.plan)
            yield self._line(wording.PLAN, self._plan(self.dossier.story.plan))

    def _others(self, plan: Plan) -> Iterator[Line]:
        """What other calls have to do with this one."""
        if plan.came_from is not None:
            call = clean(plan.came_from.call)
            yield self._line(wording.SENT_HERE, self._say(wording.BY_PHONE_OF, call=call))
        if plan.rung_for_caller:
            numbers = ", ".join(map(self._number, plan.rung_for_caller))
            text = self._say(wording.RINGS_FOR_HIM, numbers=numbers, seconds=round(SAME_CALLER))
            yield self._line(wording.SPARED, text)

    def _caller(self) -> str:
        caller = self.row.visit.caller
        if not clean(caller.number):
            return self.mail.hidden
        shown, name = self._number(caller.number), clean(caller.name)
        return f"{shown} ({name})" if name and self._number(name) != shown else shown

    def _mode(self, mode: Mode) -> str:
        name = words(self.language).modes[mode]
        story = self.dossier.story
        chosen = story.plan.chosen if story else None
        return f"{name}{self._chosen(chosen)}" if chosen else name

    def _chosen(self, chosen: Chosen) -> str:
        since = self._moment(chosen.since) if chosen.since else ""
        by = clean(chosen.by) or self.mail.unknown
        if by.isdecimal():
            by = self._say(wording.FROM_PHONE, number=by)
        if chosen.how is ModeSource.HOURS and chosen.since:
            return self._say(wording.HOURS_CHOSEN, by=by, since=since)
        return self._say(wording.CHOSEN[chosen.how], by=by, since=since)

    def _shift(self) -> str:
        why = self.row.why
        name = self._say(wording.NO_SHIFT)
        if why.shift is not None:
            day = f"{why.date:%d.%m.%Y}" if why.date else self.mail.unknown
            name = self._say(wording.SHIFT_OF, shift=clean(why.shift), day=day)
        story = self.dossier.story
        people = [] if story is None else _on_duty(story.plan)
        parts = [name, *(f"{self.mail.role[role]} {person}" for role, person in people)]
        if why.cells:
            parts.append(self._say(wording.CELLS, cells=", ".join(why.cells)))
        if why.version is not None:
            parts.append(self._say(wording.VERSION, version=why.version))
        return "; ".join(parts)

    def _override(self, kept: Kept) -> str:
        override = kept.override
        return self._say(
            wording.OVERRIDDEN,
            id=kept.id,
            role=self.mail.role[override.role],
            whom=clean(override.person) or self.mail.nobody,
            since=f"{override.since:%d.%m.%Y %H:%M}",
            until=f"{override.until:%d.%m.%Y %H:%M}",
            created=self._moment(override.created),
            by=clean(kept.by),
        )

    def _issue(self, code: str) -> str:
        if code in wording.ISSUES_OF_CALLERS:
            return self._say(wording.ISSUES_OF_CALLERS[code])
        return meaning_of_problem(Code(code), self.language) if code in list(Code) else code

    def _plan(self, plan: Plan) -> str:
        steps = [step for step in plan.steps if not isinstance(step, Ring) or step.people]
        told = [self._step(step) for step in steps]
        if not any(isinstance(step, HandOver | Refuse | TakeMessage) for step in steps):
            told.append(self._say(wording.THEN_HANG_UP))
        text = self._say(wording.THEN).join(told) + self._taping(plan.taping)
        return text if steps else self._say(wording.RING_NOBODY) + text

    def _taping(self, taping: Taping | None) -> str:
        if taping is None:
            return ""
        announces = self._say(wording.ANNOUNCES) if taping.announcement else ""
        return self._say(wording.RECORDS) + announces

    def _step(self, step: Step) -> str:
        match step:
            case Ring(people, strategy, stagger, timeout):
                strategy = strategy if len(people) > 1 else Strategy.PARALLEL
                names = ", ".join(self._name(person.name) for person in people)
                spans = {"stagger": self._span(stagger), "timeout": self._span(timeout)}
                return self._say(wording.STRATEGIES[strategy], names=names, **spans)
            case TakeMessage(seconds):
                return self._say(wording.MESSAGE, seconds=self._span(seconds))
            case Refuse():
                return self._say(wording.REFUSE)
            case HandOver(destinations) if destinations:
                return self._say(wording.HAND_OVER, place=destinations[0])
            case HandOver():
                return self._say(wording.AFTER_STASIS)
            case _:
                return type(step).__name__

    # ---------------------------------------------------------------- what happened

    def events(self) -> Iterator[Line]:
        if self.dossier.story is None:
            yield Line(
                "", self._say(wording.UNREADABLE if self.dossier.unreadable else wording.NO_DETAILS)
            )
            return
        for each in chronicle(self.dossier.story):
            yield Line(self._clock(each.at), self.sentence(each))

    def sentence(self, each: Told) -> str:
        facts = {name: self._fact(name, value) for name, value in each.facts.items()}
        who = self._who(each.phone) if each.phone else self._say(wording.CALLER)
        if each.facts.get("by"):
            who = self._number(str(each.facts["by"]))
        text = self._say(wording.SENTENCES[each.what], who=who, **facts)
        return text + "".join(self._more(each))

    def _more(self, each: Told) -> Iterator[str]:
        """What is told besides, if there is anything to tell."""
        facts = each.facts
        match each.what:
            case What.RUNG | What.RUNG_AGAIN | What.RUNG_OTHERWISE if each.phone:
                if each.phone.number and self._number(each.phone.number) != self._who(each.phone):
                    yield f", {self._number(each.phone.number)}"
                if facts.get("trunk"):
                    trunk = str(facts["trunk"]).rpartition("@")[2]
                    yield self._say(wording.BY_TRUNK, trunk=trunk)
                if (facts.get("phones") or 1) != 1:
                    yield self._say(wording.PHONES_AT_ONCE, count=int(float(facts["phones"] or 1)))
                if facts.get("shown"):
                    yield self._say(wording.SHOWS_COMPANY, number=self._number(str(facts["shown"])))
            case What.STOPPED:
                yield self._stopped(LegOutcome(str(facts["why"])), facts)
            case What.ENDED | What.HUNG_UP:
                yield self._ended(facts)
            case What.CALLER_HUNG_UP:
                talked, waited = facts.get("talked"), facts.get("waited")
                if talked is not None:
                    yield self._say(wording.TALKED, talked=self._fact("talked", talked))
                else:
                    yield self._say(wording.HAD_WAITED, waited=self._fact("waited", waited))
            case What.TOLD_GOOD_BYE:
                yield self._say(wording.FAREWELLS.get(Sound(str(facts["sound"])), wording.FAREWELL))
            case What.CALLER_RELEASED:
                yield self._say(wording.RELEASES[Release(str(facts["release"]))])
            case What.TAKEN_BY_COLLEAGUE | What.HANDED_ON:
                if facts.get("number"):
                    yield self._say(wording.BY_PHONE, number=self._number(str(facts["number"])))
            case What.TRANSFERRED:
                if facts["number"]:
                    yield self._say(wording.TO_NUMBER, number=self._fact("number", facts["number"]))
                if facts["call"]:
                    yield self._say(wording.IN_CALL, call=facts["call"])
            case What.SENT_ON:
                place = facts.get("place")
                yield (
                    self._say(wording.TO_PLACE, place=place)
                    if place
                    else self._say(wording.AFTER_STASIS_TOO)
                )

    def _stopped(self, why: LegOutcome, facts: Mapping[str, str | float | None]) -> str:
        seconds = facts.get("seconds")
        lasted = self._fact("seconds", seconds) if seconds is not None else self.mail.unknown
        return self._say(wording.STOPS.get(why, wording.STOPPED_OTHERWISE), seconds=lasted)

    def _ended(self, facts: Mapping[str, str | float | None]) -> str:
        if facts.get("talked") is not None:
            return self._say(wording.TALKED, talked=self._fact("talked", facts["talked"]))
        cause = causes.told(_whole(facts.get("q850")), _whole(facts.get("sip")), self.language)
        return f": {cause}" if cause else ""

    def _fact(self, name: str, value: str | float | None) -> str:
        if name in ("seconds", "waited", "talked") and isinstance(value, int | float):
            return self._span(value)
        if name == "number":
            return self._number(str(value or ""))
        if name == "sounds":
            names = str(value).split(", ")
            return ", ".join(map(self._prompt, names))
        return clean(str(value)) if value is not None else ""

    def _prompt(self, name: str) -> str:
        if name in wording.PROMPTS:
            return self._say(wording.PROMPTS[name])
        return name.removeprefix("digit-").removeprefix("quick-")

    # ---------------------------------------------------------------- the phones, the end

    def phones(self) -> Iterator[Line]:
        for leg in self.row.legs:
            yield Line(f"{self._name(leg.name)}, {self.mail.role[leg.role]}", self._leg(leg))

    def _leg(self, leg: LegRow) -> str:
        parts = []
        if leg.number and self._number(leg.number) != self._name(leg.name):
            parts.append(self._number(leg.number))
        if leg.dialled_at:
            times = (self._clock(at) for at in (leg.dialled_at, leg.ended_at) if at)
            parts.append(" – ".join(times))
        if leg.answered_at:
            parts.append(f"{self.mail.picked_up} {self._clock(leg.answered_at)}")
        return "; ".join(filter(None, (", ".join(parts), self._leg_ended(leg))))

    def _leg_ended(self, leg: LegRow) -> str:
        if leg.outcome is None:
            return words(self.language).goes_on
        story = self.dossier.story
        if story and leg.name in (person.name for person in story.plan.callers_own):
            return self._say(wording.CALLS_HIMSELF)
        outcome, cause = self.mail.leg[leg.outcome], leg.cause
        if cause is None or (cause.sip is None and leg.outcome in OUR_END):
            return outcome
        code, _, why = causes.meaning(cause.q850, cause.sip, self.language).partition(": ")
        if not why or why == outcome or leg.outcome in OUR_END:
            return f"{outcome} ({code})"
        return f"{outcome}: {why} ({code})"

    def end(self) -> Iterator[Line]:
        yield self._line(wording.RESULT, self._result())
        if self.row.dial_seconds is not None:
            yield Line(self.mail.waited, self._span(self.row.dial_seconds))
        if self.row.talk_seconds is not None:
            yield Line(self.mail.talked, self._span(self.row.talk_seconds))
        if self.row.recording is not None:
            yield self._line(wording.RECORDING, self._recording(self.row.recording))
        for delivery in self.dossier.mails:
            yield self._line(wording.MAILED, self._delivery(delivery))

    def _recording(self, file: str) -> str:
        removed_at = self.row.recording_removed_at
        gone = self._say(wording.REMOVED, at=self._moment(removed_at)) if removed_at else ""
        return clean(file) + gone

    def _result(self) -> str:
        row = self.row
        if row.outcome is None:
            return self._say(wording.GOES_ON)
        if row.outcome is CallOutcome.MISSED and not any(leg.dialled_at for leg in row.legs):
            return self.mail.nobody_was_rung
        parked = row.outcome is CallOutcome.HANDED_OVER and row.answered_by is not None
        text = self.mail.told[CallOutcome.ANSWERED if parked else row.outcome]
        text = f"{text}: {self._name(row.answered_by)}" if row.answered_by else text
        text += f"; {self.mail.outcome[row.outcome]}" if parked else ""
        if row.reason is not Reason.ASTERISK_RESTARTED:
            return text
        return f"{text}; {words(self.language).asterisk_restarted}"

    def _delivery(self, delivery: Delivery) -> str:
        to = clean(delivery.to)
        if delivery.done_at is not None:
            return self._say(wording.DELIVERED, to=to, at=self._moment(delivery.done_at))
        why = clean(delivery.last_error)
        if delivery.given_up_at is not None:
            return self._say(wording.GIVEN_UP, to=to, why=why)
        return self._say(wording.WAITS, to=to) + (f": {why}" if why else "")

    # ---------------------------------------------------------------- words

    def _who(self, phone: Phone) -> str:
        name = self._name(phone.name)
        return (
            self._say(wording.PHONE_OF_HIS, name=name, which=phone.which) if phone.which else name
        )

    def _name(self, text: str | None) -> str:
        return self._number(without_technology(clean(text)))

    def _span(self, seconds: float) -> str:
        """`7 с`, `1 мин 35 с`: needs no grammatical case."""
        minutes, rest = divmod(round(seconds), 60)
        told = [(minutes, wording.MINUTES), (rest, wording.SECONDS)]
        return " ".join(self._say(unit, count=n) for n, unit in told if n) or self._say(
            wording.NO_TIME
        )

    def _number(self, text: str | None) -> str:
        return number(text or "", self.settings.country, self.settings.extensions).shown

    def _clock(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%H:%M:%S}"

    def _moment(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%d.%m.%Y %H:%M:%S}"

    def _zone(self) -> str:
        return str(self.zone)

    def _line(self, label: Sentence, text: str) -> Line:
        return Line(self._say(label), text)

    def _say(self, sentence: Sentence, **facts: object) -> str:
        return sentence.say(self.language, **facts)


def _whole(value: str | float | None) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _on_duty(plan: Plan) -> list[tuple[Role, str]]:
    people = [person for step in plan.steps for person in people_of(step)] + [*plan.callers_own]
    found = {p.role: clean(p.name) for p in people if p.role in (Role.PRIMARY, Role.BACKUP)}
    return [(role, found[role]) for role in (Role.PRIMARY, Role.BACKUP) if role in found]

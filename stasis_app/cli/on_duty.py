"""`who`, `gaps`, `simulate`: who is on duty, and what becomes of a call."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.text import Text

from .. import offline
from ..config import AppConfig
from ..core.answers import gap_json, who_json
from ..core.call_answers import simulation_json
from ..core.callers import ANONYMOUS
from ..core.explanation import Explanation, explain
from ..core.gaps import Gap
from ..core.gaps import gaps as gaps_of
from ..core.mail.hostile import number
from ..core.mail.language import language
from ..core.mode import mode_now
from ..core.numbers import normalised
from ..core.plan import Identity, Visit
from ..core.planning import Surroundings, plan
from ..core.problems import Code, Severity, severity_of
from ..core.recent import LONGEST_TALK, RecentCalls
from ..core.roles import Source
from ..core.roster import OnDuty, OnDutyPerson, resolve
from ..core.settings import Department, Settings
from ..core.simulation import (
    ContinueStep,
    HangUpStep,
    Ringing,
    RingStep,
    Simulation,
    VoicemailStep,
)
from ..core.simulation import simulate as played
from ..core.wording import meaning
from ..core.words import Mode, Role
from .arguments import (
    At,
    ConfigFile,
    Json,
    OneDepartment,
    configuration,
    department_named,
    departments_wanted,
    instant,
)
from .explanation import told
from .language import words
from .output import Cell, finish, print_facts, print_json, print_line, print_table

BAR = 20  # characters for the whole time of ringing


def who(
    context: typer.Context,
    department: OneDepartment = None,
    at: At = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="And everything that was read for it, and why.")
    ] = False,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Who is on duty, whatever the mode, and which cell says so."""
    loaded = configuration(context, config)
    wanted = departments_wanted(loaded.settings, department)
    asked = [(each, instant(at, each.zone)) for each in wanted]
    known = asyncio.run(offline.known(loaded))
    found = [explain(each, moment.astimezone(each.zone), *known) for each, moment in asked]
    if json:
        print_json([_who_json(each, loaded.settings, verbose) for each in found])
    else:
        _print_on_duty([each.on_duty for each in found], loaded.settings)
        for each in found if verbose else ():
            print_line(f"{each.department.title} ({each.department.name})")
            print_facts(told(each, loaded.settings))
    finish(needs_a_person=any(_needs_a_person(each.on_duty) for each in found))


def _who_json(found: Explanation, settings: Settings, verbose: bool) -> Mapping[str, object]:
    answer = who_json(found.on_duty)
    if not verbose:
        return answer
    facts = [{"about": about, "text": text} for about, text in told(found, settings)]
    return {**answer, "explanation": facts}


def _needs_a_person(on_duty: OnDuty) -> bool:
    return not on_duty.dial or any(
        severity_of(code) is not Severity.WARNING for code in on_duty.issues
    )


def _print_on_duty(found: list[OnDuty], settings: Settings) -> None:
    say = words(settings.language)
    who_and_where = say.role, say.name, say.number, say.cell
    headings = say.department, say.shift, *who_and_where, say.source, say.issues
    print_table(headings, (row for each in found for row in _rows_of(each, settings)))


def _rows_of(on_duty: OnDuty, settings: Settings) -> Iterator[tuple[Cell, ...]]:
    say = words(settings.language)
    shift = say.no_shift
    if on_duty.shift is not None and on_duty.date is not None:
        shift = f"{on_duty.shift}, {on_duty.date:%d.%m.%Y}"
    issues = "; ".join(_in_words(code, on_duty, settings) for code in on_duty.issues)
    source = say.sources[on_duty.source]
    if not on_duty.people:
        cells = ", ".join(on_duty.cells)
        nobody = Text(say.nobody, style="bold red")
        yield on_duty.department, shift, "", nobody, "", cells, source, issues
        return
    first = (on_duty.department, shift), (source, issues)
    roles = (on_duty.primary, Role.PRIMARY), (on_duty.backup, Role.BACKUP)
    for person, role in roles:
        if person is not None:
            before, after = first
            yield *before, *_cells_of(person, role, settings), *after
            first = ("", ""), ("", "")


def _in_words(code: Code, on_duty: OnDuty, settings: Settings) -> str:
    """With the cell that is to blame, if one is."""
    text = meaning(code, settings.language)
    blamed = next((entry for entry in on_duty.entries if entry.cause is code), None)
    return f"{blamed.cell} «{blamed.value}»: {text}" if blamed else text


def _cells_of(person: OnDutyPerson, role: Role, settings: Settings) -> tuple[Cell, ...]:
    return (
        language(settings.language).role[role],
        person.name,
        number(person.number, settings.country, settings.extensions).shown,
        person.cell or words(settings.language).sources[Source.OVERRIDE],
    )


def gaps(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=366, help="How far to look.")] = 31,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Shifts without a usable primary, or backup where required."""
    loaded = configuration(context, config)
    settings = loaded.settings
    mirror, overrides = asyncio.run(offline.known(loaded))
    now = instant(None, settings.zone)
    found = [
        gap for each in settings.departments for gap in gaps_of(each, mirror, now, days, overrides)
    ]
    if json:
        print_json([gap_json(gap) for gap in found])
    elif found:
        _print_gaps(found, settings)
    else:
        print_line(words(settings.language).no_gaps)
    finish(needs_a_person=bool(found))


def _print_gaps(found: list[Gap], settings: Settings) -> None:
    say = words(settings.language)
    roles = language(settings.language).role
    which = say.department, say.shift, say.from_, say.until
    print_table(
        (*which, say.role, say.cell, say.stands_there, say.problem),
        (
            (
                gap.department,
                gap.shift,
                f"{gap.since:%d.%m.%Y %H:%M}",
                f"{gap.until:%d.%m.%Y %H:%M}",
                roles[gap.role],
                gap.cell,
                gap.value,
                meaning(gap.code, settings.language),
            )
            for gap in found
        ),
    )


def simulate(
    context: typer.Context,
    department: Annotated[str, typer.Argument(metavar="D")],
    at: At = None,
    caller: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Who calls; default: somebody unknown.")
    ] = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """What a call would do, second by second, when nobody answers. Nothing is dialled."""
    loaded = configuration(context, config)
    settings = loaded.settings
    called = department_named(settings, department)
    moment = instant(at, called.zone)
    known = asyncio.run(offline.known(loaded))
    switched = asyncio.run(offline.modes(loaded)).get(called.name)
    mode = mode_now(called, switched, moment)
    on_duty = resolve(called, moment.astimezone(called.zone), *known)
    visit = _visit(caller, settings)
    around = _surroundings(loaded, called, visit, moment, known)
    made = plan(settings, called, visit, mode, on_duty, around)
    simulation = played(made, moment)
    if json:
        print_json(simulation_json(simulation, called, moment, mode, on_duty.shift))
    else:
        _print_simulation(simulation, called, moment, mode, on_duty, settings)
    finish(needs_a_person=mode is Mode.DUTY and not on_duty.dial)


def _surroundings(
    config: AppConfig, department: Department, visit: Visit, at: datetime, known: offline.Known
) -> Surroundings:
    """What the journal has of the caller's last call."""
    rule = department.repeat_callers
    if not visit.caller.number or (rule.same_person, rule.all_at_once) == (None, None):
        return Surroundings()
    since = at - timedelta(seconds=config.settings.callers_remembered) - LONGEST_TALK
    wanted = offline.Wanted(since, at, department.name)
    recent = RecentCalls()
    recent.remember(asyncio.run(offline.journal(config, wanted)))
    last = recent.last(department.name, visit.caller.number, at)
    edition = known.mirror.active(department.name)
    talked = last.talked if last else None
    employee = edition.reading.staff.with_number(talked.entry) if edition and talked else None
    return Surroundings(last_call=last, acquaintance=employee)


def _visit(caller: str | None, settings: Settings) -> Visit:
    """Of somebody on no list, when nobody is named."""
    number = normalised(caller or "", settings.country, settings.extensions)
    known = Identity(None if caller == ANONYMOUS else number)
    return replace(Visit.nobody(), caller=known, shown=known)


def _print_simulation(
    simulation: Simulation,
    department: Department,
    at: datetime,
    mode: Mode,
    on_duty: OnDuty,
    settings: Settings,
) -> None:
    say = words(settings.language)
    moment = at.astimezone(department.zone)
    print_line(
        f"{department.title} ({department.name}), {say.call_at} {moment:%d.%m.%Y %H:%M};"
        f" {say.mode.lower()}: {say.modes[mode]};"
        f" {say.shift.lower()}: {on_duty.shift or say.no_shift}"
    )
    headings = (say.name, say.role, say.number, say.phone, say.rings, "")
    end = max(step.start for step in simulation.steps)
    rings = [step for step in simulation.steps if isinstance(step, RingStep)]
    if rings:
        rung = (_ringing_row(each, end, settings) for step in rings for each in step.ringing)
        print_table(headings, rung)
    for step in simulation.steps:
        match step:
            case ContinueStep(start, destination):
                place = str(destination) if destination else say.after_stasis
                print_line(f"{start:g} {say.second}: {say.goes_to_dialplan}: {place}")
            case VoicemailStep(start, until):
                print_line(f"{start:g}–{until:g} {say.second}: {say.may_leave_a_message}")
            case HangUpStep(start):
                outcome = language(settings.language).told[simulation.outcome]
                print_line(f"{start:g} {say.second}: {say.is_hung_up}. {outcome}")


def _ringing_row(each: Ringing, end: float, settings: Settings) -> tuple[Cell, ...]:
    say = words(settings.language)
    person = each.person
    before = round(BAR * each.start / end)
    bar = " " * before + "━" * max(1, round(BAR * each.end / end) - before)
    known_by_phone = person.name in (person.number, each.endpoint)
    return (
        "" if known_by_phone else person.name,
        language(settings.language).role[person.role],
        number(person.number or "", settings.country, settings.extensions).shown,
        each.endpoint,
        f"{each.start:g}–{each.end:g} {say.second}",
        Text(bar, style="green", no_wrap=True),
    )

"""Phones of the staff that dial the code, at once or one after another, and the duty as it is.

Each conversation is the application's; who is on duty, which wish is granted and what the phones
hear in truth stands here.  Checked at every step: what is said is true, nobody wishes for what he
has not pressed a key for, and whoever is slower takes nothing from anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from stasis_app.core.commands import (
    Command,
    DutyCommand,
    Finish,
    HandBack,
    HangUp,
    Play,
    StartTimer,
    TakeOver,
)
from stasis_app.core.events import (
    DutyChanged,
    Event,
    KeyPressed,
    LegGone,
    PlayEnded,
    Refusal,
    Refused,
    TimerFired,
)
from stasis_app.core.overrides import Kept, Roster, Unacceptable, ended, in_force
from stasis_app.core.roster import OnDuty, OnDutyPerson, resolve
from stasis_app.core.taking_over import standing, taken_over
from stasis_app.core.who import Enquiry, WhoRequest
from stasis_app.core.words import CALLER, CallOutcome, Heard, Recording, Sound, TimerId

from ..sheets import DEPARTMENT, MOROZOV, NUMBERS, PETROV, at, mirror_of, settings_for, workbook
from .moves import Move

PIN = "0815"
STRANGER = "Чужой"
CALLERS = {PETROV: NUMBERS[PETROV], MOROZOV: NUMBERS[MOROZOV], STRANGER: "+79161234567"}
BEGINNINGS = (10, 15, 20)  # of shifts
MIRROR = mirror_of(workbook())
KEYS = ("1", "2", "5", "#")
ABOUT_THE_PIN = {Sound.ENTER_PIN, Sound.WRONG_PIN}
ANSWERS = {TakeOver: (Sound.TAKEN_OVER,), HandBack: (Sound.HANDED_BACK,)}
ABOUT_A_WISH = {Sound.TAKEN_OVER, Sound.HANDED_BACK, Sound.DUTY_NOT_CHANGED}


@dataclass
class Line:
    """One phone that has dialled it."""

    name: str
    enquiry: Enquiry
    truth: tuple[Heard, ...]  # how the duty stood, and what may be done, as he dialled
    offered: dict[str, DutyCommand]  # by key
    pin_known: bool
    playing: list[tuple[Heard, ...]] = field(default_factory=list)
    due: dict[TimerId, datetime] = field(default_factory=dict)
    wished: DutyCommand | None = None
    here: bool = True
    hung_up: bool = False
    finished: bool = False


class DutyLine:
    def __init__(self, pin: str | None) -> None:
        self.pin = pin
        self.mirror = MIRROR
        self.now = at("2026-11-06T12:00")
        self.kept: tuple[Kept, ...] = ()
        self.lines: dict[str, Line] = {}

    def moves(self) -> Iterator[Move]:
        for name in CALLERS:
            line = self.lines.get(name)
            if line is None:
                yield Move(f"{name} dials", partial(self.dial, name))
                continue
            if line.here:
                for key in KEYS:
                    yield Move(f"{name} presses {key}", partial(self.press, line, key))
                yield Move(f"{name} enters the PIN", partial(self.press, line, PIN))
                yield Move(f"{name} hangs up", partial(self.leave, line))
            if line.here and line.playing:
                yield Move(f"{name} has heard it", partial(self.end_play, line))
            if line.wished is not None:
                yield Move(f"{name} is judged", partial(self.judge, line))
                yield Move(f"{name} cannot be kept", partial(self.refuse, line))
        for minutes in (0.2, 30, 240):
            passes = timedelta(minutes=minutes)
            yield Move(f"{passes} pass", partial(self.wait, passes))
        if self.kept:
            yield Move("an administrator ends the last one", self.end_last)

    @property
    def primary(self) -> OnDutyPerson | None:
        return self._on_duty(self.now).primary

    def dial(self, name: str) -> None:
        stands = standing(DEPARTMENT, CALLERS[name], self.mirror, self.kept, self.now)
        now, following = stands.now, stands.next
        request = WhoRequest(
            DEPARTMENT.name,
            primary=_spoken(now.primary),
            backup=_spoken(now.backup),
            next=_spoken(following.primary if following else None),
            himself=bool(now.primary and now.primary.number == CALLERS[name]),
            take_over=stands.take_over,
            hand_back=stands.hand_back,
            pin=self.pin,
        )
        offered: dict[str, DutyCommand | None] = {"1": stands.take_over, "2": stands.hand_back}
        known = {key: wish for key, wish in offered.items() if wish is not None}
        line = Line(name, Enquiry(request), self._truth(name, known), known, self.pin is None)
        self.lines[name] = line
        assert name != STRANGER or not known, "a stranger may change something"
        self._obey(line, line.enquiry.start(self.now))

    def press(self, line: Line, keys: str) -> None:
        for key in keys:
            before = line.wished
            self._tell(line, KeyPressed(CALLER, key))
            if line.wished is not before:
                assert line.wished == line.offered.get(key), "not what he has pressed"

    def end_play(self, line: Line) -> None:
        self._tell(line, PlayEnded(CALLER, line.playing.pop(0)))

    def leave(self, line: Line) -> None:
        line.here = False
        self._tell(line, LegGone(CALLER, 16))

    def judge(self, line: Line) -> None:
        """As the duty is by now."""
        wish, before = line.wished, self.primary
        assert wish is not None
        try:
            self._grant(wish)
        except Unacceptable:
            self.refuse(line)
            return
        line.wished = None
        after = self.primary
        match wish:
            case TakeOver(instead_of=instead_of):
                assert after and after.name == line.name, "he does not have it"
                assert (before.name if before else None) == instead_of, "he took it from another"
            case HandBack(override):
                (over,) = (each for each in self.kept if each.id == override)
                assert (over.by, over.override.person) == (CALLERS[line.name], line.name)
        self._answer(line, DutyChanged(wish), ANSWERS[type(wish)])

    def refuse(self, line: Line) -> None:
        wish, line.wished = line.wished, None
        assert wish is not None
        self._answer(line, Refused(wish, Refusal.REJECTED), (Sound.DUTY_NOT_CHANGED,))

    def wait(self, passes: timedelta) -> None:
        until = self.now + passes
        while due := [
            (when, line.name, timer)
            for line in self.lines.values()
            for timer, when in line.due.items()
            if when <= until
        ]:
            self.now, name, timer = min(due)
            line = self.lines[name]
            del line.due[timer]
            self._tell(line, TimerFired(timer))
        self.now = until

    def end_last(self) -> None:
        try:
            last = ended(self.kept[-1].id, self.kept, self._roster)
        except Unacceptable:
            return
        self.kept = (*self.kept[:-1], last)

    def let_it_end(self) -> None:
        """Nobody does anything any more, and nobody stays on the line."""
        for _ in range(len(CALLERS) * 10):
            for line in list(self.lines.values()):
                if line.wished is not None:
                    self.judge(line)
            self.wait(timedelta(minutes=5))
        assert not self.lines, "somebody stays on the line for ever"

    def _on_duty(self, when: datetime) -> OnDuty:
        return resolve(DEPARTMENT, when, self.mirror, in_force(self.kept))

    @property
    def _next_shift(self) -> datetime:
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        begins = (midnight + timedelta(days=d, hours=h) for d in (0, 1) for h in BEGINNINGS)
        return min(each for each in begins if each > self.now)

    @property
    def _roster(self) -> Roster:
        return Roster(settings_for(), self.mirror, self.now)

    def _grant(self, wish: DutyCommand) -> None:
        """Raises Unacceptable."""
        match wish:
            case TakeOver(by=by):
                made = taken_over(wish, in_force(self.kept), self._roster)
                self.kept = (*self.kept, Kept(len(self.kept) + 1, by, made))
            case HandBack(override):
                over = ended(override, self.kept, self._roster)
                self.kept = tuple(over if each.id == override else each for each in self.kept)

    def _truth(self, name: str, offered: dict[str, DutyCommand]) -> tuple[Heard, ...]:
        stands = self._on_duty(self.now)
        primary, backup = stands.primary, stands.backup
        following = self._on_duty(self._next_shift).primary
        assert primary and following, "each shift of this sheet has one"
        own = primary.name == name
        told = [Sound.YOU_ARE_ON_DUTY] if own else [Sound.ON_DUTY_NOW, *_spoken(primary)]
        keys = {"1": Sound.PRESS_1_TO_TAKE_OVER, "2": Sound.PRESS_2_TO_HAND_BACK}
        assert ("1" in offered) == (name != STRANGER and not own)
        return (
            *told,
            *((Sound.THE_BACKUP_IS, *_spoken(backup)) if backup else ()),
            *(Sound.ON_DUTY_NEXT, *_spoken(following)),
            *(keys[key] for key in sorted(offered)),
        )

    def _answer(self, line: Line, event: Event, said: tuple[Heard, ...]) -> None:
        """He hears it, if he is there."""
        goes_on = line.here and not line.hung_up
        wanted = self._tell(line, event)
        plays = [each.sounds for each in wanted if isinstance(each, Play)]
        assert plays == ([said] if goes_on else []), "it is not said how that went"

    def _tell(self, line: Line, event: Event) -> list[Command]:
        wanted = line.enquiry.handle(event, self.now)
        assert not (line.finished and wanted), "something is wanted after the end"
        self._obey(line, wanted)
        return wanted

    def _obey(self, line: Line, wanted: list[Command]) -> None:
        line.pin_known = line.pin_known or line.enquiry.pad.known
        for command in wanted:
            match command:
                case Play(_, sounds):
                    assert not line.hung_up, "said to nobody"
                    self._is_true(line, sounds)
                    line.playing.append(sounds)
                case StartTimer(timer, seconds):
                    line.due = {timer: self.now + timedelta(seconds=seconds)}
                case HangUp():
                    assert not line.hung_up, "hung up twice"
                    line.hung_up = True
                case TakeOver() | HandBack():
                    assert line.pin_known and line.wished is None and line.here
                    line.wished = command
                case Finish(outcome):
                    assert outcome is CallOutcome.ANSWERED
                    line.finished = True
        if line.hung_up and line.here and not line.finished:
            self.leave(line)
        if line.finished and line.wished is None:
            self.lines.pop(line.name, None)

    def _is_true(self, line: Line, sounds: tuple[Heard, ...]) -> None:
        if not line.pin_known:
            assert ABOUT_THE_PIN.issuperset(sounds), "told to one who does not know the PIN"
        elif sounds[0] not in ABOUT_A_WISH:  # of these: judge, refuse
            assert sounds == line.truth


def _spoken(person: OnDutyPerson | None) -> tuple[Heard, ...]:
    return (Recording(person.name),) if person else ()

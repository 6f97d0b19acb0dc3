"""A language to tell a call in: phones ring, people answer, time passes.

Asterisk behaves well here, unless told otherwise; the rules are checked after every step.  After
every event our process dies, and the call, rebuilt from what was stored, goes on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from stasis_app.core.commands import ChannelCommand, Command, Create, HangUp
from stasis_app.core.events import Event, NumberFreed, NumberTaken, Refusal
from stasis_app.core.plan import Comfort, Destination, Person, Question, Step, Taping
from stasis_app.core.record import Row, row_of
from stasis_app.core.words import CALLER, CallOutcome, Heard, LegId, LegOutcome, Release

from .night.asterisk import Truth
from .night.death import die
from .night.rules import Rules
from .night.world import EVENING, World, replay
from .people import plan
from .phone import Phone


def seconds(at: datetime | None) -> float | None:
    """Since the call's beginning."""
    return None if at is None else (at - EVENING).total_seconds()


class Scenario:
    def __init__(
        self,
        *steps: Step,
        rejects: type[ChannelCommand] | None = None,
        times: int = 1,
        ignores: type[ChannelCommand] | None = None,
        dialplan: tuple[Destination, ...] = (),
        busy: tuple[Person, ...] = (),
        callers_own: tuple[Person, ...] = (),
        rings_for_caller: tuple[Person, ...] = (),
        limit: float | None = None,
        question: Question = Question(),  # noqa: B008 (frozen)
        comfort: Comfort = Comfort(),  # noqa: B008
        ahead: int = 0,
        taping: Taping | None = None,
    ) -> None:
        numbers = tuple(person.number for person in busy if person.number is not None)
        made = replace(
            plan(*steps),
            busy=numbers,
            callers_own=callers_own,
            limit=limit,
            question=question,
            comfort=comfort,
            ahead=ahead,
            taping=taping,
        )
        twice = (person.number or "" for person in rings_for_caller)
        made = replace(made, rung_for_caller=tuple(twice))
        self.world = World(made, frozenset(dialplan))
        self.rules = Rules(self.world)
        self.rejects = rejects  # the first `times` such commands
        self.times = times
        self.ignores = ignores  # the first such command: a 204, and nothing happens
        self.instant = False
        self.go_on()

    def wanted(self) -> list[Command]:
        return [command for told in self.world.record for command in told.commands]

    def legs(self, person: Person) -> list[LegId]:
        return self.legs_at(*(endpoint for way in person.ways for endpoint in way.endpoints))

    def legs_at(self, *endpoints: str) -> list[LegId]:
        return [c.leg for c in self.wanted() if isinstance(c, Create) and c.endpoint in endpoints]

    def phone(self, person: Person) -> Phone:
        """As rung last."""
        return Phone(self.world.asterisk, self.legs(person)[-1], self.go_on)

    def phones(self, person: Person) -> list[Phone]:
        """All of them, those rung first in front."""
        return [Phone(self.world.asterisk, leg, self.go_on) for leg in self.legs(person)]

    def is_taken(self, person: Person) -> None:
        """For another call."""
        assert person.number is not None
        self.world.tell_of_other_call(NumberTaken(person.number))
        self.go_on()

    def is_freed(self, person: Person) -> None:
        assert person.number is not None
        self.world.tell_of_other_call(NumberFreed(person.number))
        self.go_on()

    def caller_hears_ringing(self) -> None:
        assert self.world.asterisk.caller.rung_for

    def queue_moves(self, ahead: int) -> None:
        """So many wait before him now."""
        self.world.move_queue(ahead)
        self.go_on()

    def caller_hears_music(self) -> None:
        assert self.world.asterisk.caller.music

    def caller_hears(self, *sounds: Heard) -> None:
        """… to the end."""
        assert self.world.asterisk.caller.hears == sounds
        self.world.asterisk.end_play(CALLER)
        self.go_on()

    def caller_cannot_hear(self, *sounds: Heard) -> None:
        assert self.world.asterisk.caller.hears == sounds
        self.world.asterisk.end_play(CALLER, failed=True)
        self.go_on()

    def caller_is_answered(self) -> bool:
        return self.world.asterisk.caller.truth is Truth.UP

    def caller_hangs_up(self) -> None:
        self.world.asterisk.end_channel(CALLER, 16)
        self.go_on()

    def caller_hears_all(self) -> None:
        """Of what is played to him."""
        self.world.asterisk.end_play(CALLER)
        self.go_on()

    def caller_has_spoken(self, seconds: int, sound: int) -> None:
        """His message is over; for so many of its seconds he was heard."""
        self.world.asterisk.end_recording(CALLER, seconds, sound)
        self.go_on()

    def caller_transfers(self, *, up: bool) -> None:
        """The phone that called for somebody lets him have the call."""
        self.world.asterisk.transfer(CALLER, up=up)
        self.go_on()

    def caller_is_told(self, release: Release) -> None:
        assert HangUp(CALLER, release) in self.wanted()

    def hears_news(self) -> None:
        self.world.hear_news()
        self.go_on()

    def hears(self, event: Event) -> None:
        """News out of turn: very late, or for the second time."""
        self.world.tell(event)
        self.go_on()

    def wait(self, seconds: float) -> None:
        until = self.world.now + timedelta(seconds=seconds)
        while self.world.timers and self.world.timers[0][0] <= until and not self.world.finished:
            self.world.hear_timer()
            self.go_on()
        self.world.now = until

    def asterisk_does_what_was_broken_off(self) -> None:
        for stray in list(self.world.asterisk.strays):
            self.world.asterisk.obey(stray)
        self.go_on()

    def dies(self, lost: int = 0, away: float = 2.0) -> None:
        """Our process, and the last events that it heard were not written; it is started again."""
        orphans = die(self.world, lost, timedelta(seconds=away))
        self.rules = Rules(self.world)
        self.go_on()
        for leg in orphans:
            if leg not in self.rules.known.phones:
                self.world.asterisk.let_go(leg)

    @contextmanager
    def same_instant(self) -> Iterator[None]:
        """All that happens in here has happened before the call hears of any of it."""
        self.instant = True
        yield
        self.instant = False
        self.go_on()

    def ends(self, outcome: CallOutcome, *legs: tuple[Person, LegOutcome]) -> Row:
        row = row_of(self.world.call)
        assert self.world.finished
        assert row.outcome is outcome
        told = [(leg.name, leg.outcome) for leg in row.legs]
        assert told == [(person.name, leg_outcome) for person, leg_outcome in legs]
        return row

    def go_on(self) -> None:
        """Asterisk does what it has been told, and the call hears of it."""
        asterisk = self.world.asterisk
        self._check()
        while not self.instant and asterisk.busy:
            if asterisk.news:
                self.world.hear_news()
            elif asterisk.replies:
                self.world.hear_reply()
            else:
                self._do(asterisk.next_commands()[0])
            self._check()

    def _check(self) -> None:
        self.world.restart()
        self.rules.check()
        assert replay(self.world) == self.world.record

    def _do(self, command: ChannelCommand) -> None:
        if self.rejects and self.times and isinstance(command, self.rejects):
            self.times -= 1
            self.world.asterisk.refuse(command, Refusal.REJECTED)
        elif self.ignores and isinstance(command, self.ignores):
            self.ignores = None
            self.world.asterisk.forget(command)
        else:
            self.world.asterisk.obey(command)

"""Chaos from beginning to end: people call, things break, and all is counted."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from random import Random
from typing import Any

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.core.record import Row
from tests.asterisk.rig.leftovers import nothing_left
from tests.asterisk.rig.rest import ari

from .company import CROWDS
from .counts import Absence, Count, Facts, counted, mailed, recorded
from .ear import Ear
from .faults import Incident, Kind, strike
from .leaks import held, leaked
from .sipp import TALKS, Caller, Heard
from .world import World

SPEAKERS = 100  # of those who leave a message
LISTENERS = 400  # more than callers talk at a time, by far
LATE_SECONDS = 400.0  # what is broken may take longer to be whole again than was planned
OFTEN = 0.05
MAILS = "SELECT key, done_at IS NOT NULL FROM outbox WHERE kind = 'mail'"
FETCH_SECONDS = 30.0
SETTLED_SECONDS = 12.0
QUIET_SECONDS = 240.0  # a mail that could not be sent is tried again after 30 s, 60 s …


@dataclass(frozen=True)
class Part:
    """For so many seconds things of these kinds break, two at a time: one of `first` and one of
    `second`, each kind at least once, and as often as the others, so many seconds apart."""

    seconds: float
    first: Sequence[Kind]
    second: Sequence[Kind]
    pause: tuple[float, float]
    talks: Sequence[int] = TALKS


KILLED = (Kind.KILLED, Kind.RESTARTED)
AWAY = (*KILLED, Kind.ASTERISK_KILLED, Kind.CUT, Kind.HALF_OPEN, Kind.SLOW_REST)
KILLS = (Kind.KILLED, Kind.RESTARTED, Kind.ASTERISK_KILLED)
NETWORK = (Kind.CUT, Kind.HALF_OPEN, Kind.SLOW_REST, Kind.FULL_DISK)
OTHERS = (Kind.NO_MAIL, Kind.NO_GOOGLE, Kind.CLOCK)


def parts(minutes: float) -> tuple[Part, Part]:
    """In the second the application is not killed, so that what it leaks adds up."""
    seconds = minutes * 60
    everything = (*KILLS, Kind.KILLED, *NETWORK)
    return (
        Part(seconds * 0.6, everything, OTHERS, (4.0, 12.0)),
        Part(seconds * 0.4, (Kind.ASTERISK_KILLED, *NETWORK, *NETWORK), OTHERS, (4.0, 12.0)),
    )


SHORT = (
    Part(15.0, KILLS, (Kind.NO_MAIL,), (0.5, 1.5), (2, 4)),
    Part(15.0, NETWORK, (Kind.NO_GOOGLE, Kind.CLOCK), (0.5, 1.5), (2, 4)),
)


@dataclass
class Chaos:
    world: World
    rate: float
    random: Random
    callers: list[Caller] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    restless: list[str] = field(default_factory=list)  # what went on for too long afterwards
    delay: float = 0.0  # the longest by which we have been late ourselves, in seconds

    async def run(self, first: Part, second: Part) -> list[Count]:
        watching = asyncio.create_task(self._watch_delay())
        with Ear(self.world.crowd.address, LISTENERS, SPEAKERS, self.world.clock) as ear:
            self.world.on_death = ear.hush
            await self._part(first, ear)
            await self._quiet()
            before = await held(self.world)
            await self._part(second, ear)
            await self._quiet()
            leaks = await leaked(self.world, before)
            left = await self._left()
        watching.cancel()
        assert self.world.crowd.mobiles.lives(), "the mobiles have died: see mobiles.errors"
        rows = await self._rows()
        facts = Facts(
            self.callers,
            self.heard,
            self.world.notices(),
            rows,
            self.world.died_at,
            [Absence(i.began, i.over, i.kind in KILLED) for i in self.incidents if i.kind in AWAY],
            ear,
            self.delay,
        )
        return [
            Count(f"longest delay of chaos itself: {self.delay:.2f} s", 0),
            *counted(facts),
            *mailed(rows, self._outbox(), self._received()),
            *recorded(rows, self.world.recordings, await self._left_recordings()),
            *left,
            *leaks,
            Count("did not come to rest", len(self.restless), self.restless),
            Count("stops that took too long", len(late := self.world.late_stops), late),
            Count("tracebacks of the application", len(found := self._tracebacks()), found),
        ]

    async def _part(self, part: Part, ear: Ear) -> None:
        """People call for as long as something is broken."""
        most = round((part.seconds + LATE_SECONDS) * self.rate)
        callers = list(self._new_callers(most, part.talks, ear))
        self.callers += callers
        enough = asyncio.Event()
        calls = asyncio.create_task(self.world.crowd.call(callers, self.rate, enough))
        async with asyncio.TaskGroup() as group:
            for kinds in (part.first, part.second):
                group.create_task(self._break(kinds, part))
        enough.set()
        self.heard += await calls

    def _new_callers(self, count: int, talks: Sequence[int], ear: Ear) -> Iterator[Caller]:
        for number in range(len(self.callers), len(self.callers) + count):
            department = self.random.choice(CROWDS)
            port = ear.port(number, speaks=department.takes_messages)
            talk = max(TALKS) if department.takes_messages else self.random.choice(talks)
            patient = department.name != "missed" or self.random.random() < 0.5
            yield Caller(f"+7495{number:07}", department.did, port, talk, patient)

    async def _break(self, kinds: Sequence[Kind], part: Part) -> None:
        random = Random(self.random.random())
        loop = asyncio.get_running_loop()
        until = loop.time() + part.seconds
        for number, kind in enumerate(_shuffled(kinds, random)):
            await asyncio.sleep(random.uniform(*part.pause))
            if loop.time() > until and number >= len(kinds):
                return
            self.incidents.append(await strike(self.world, kind, random))

    async def _watch_delay(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(OFTEN)
            self.delay = max(self.delay, loop.time() - before - OFTEN)

    async def _quiet(self) -> None:
        """All calls are over, and their mails sent, which are queued some seconds after the end."""
        try:
            await self.world.until(_is_quiet, QUIET_SECONDS)
            await asyncio.sleep(SETTLED_SECONDS)
            await self.world.until(_is_quiet, QUIET_SECONDS)
        except TimeoutError:  # all else is counted all the same
            status = await self.world.status()
            self.restless.append(f"calls {status['calls']}, outbox {status['outbox']}")

    async def _left(self) -> list[Count]:
        left: list[str] = []
        try:
            await nothing_left(self.world.pbx)
        except AssertionError as found:
            left = str(found).splitlines()[1:]
        return [Count("leaked channels and bridges", len(left), left)]

    async def _left_recordings(self) -> list[str]:
        """What has been fetched is deleted there a moment later."""
        deadline = asyncio.get_running_loop().time() + FETCH_SECONDS
        while True:
            async with (
                ari(self.world.pbx) as session,
                session.get("/ari/recordings/stored") as response,
            ):
                left = [str(each["name"]) for each in await response.json()]
            if not left or asyncio.get_running_loop().time() > deadline:
                return left
            await asyncio.sleep(1)

    async def _rows(self) -> list[Row]:
        async with await Database.open(self.world.database, write=False) as database:
            return await History(database).calls()

    def _outbox(self) -> Mapping[str, bool]:
        with closing(sqlite3.connect(self.world.database)) as connection:
            return dict(connection.execute(MAILS))

    def _received(self) -> Counter[str]:
        return Counter(str(each["Message-ID"]) for each in self.world.mailbox.received)

    def _tracebacks(self) -> list[str]:
        return [line for line in self.world.written if "Traceback" in line]


def _is_quiet(status: Any) -> bool:
    return not status["calls"]["live"] and not status["outbox"]["waiting"]


def _shuffled(kinds: Sequence[Kind], random: Random) -> Iterator[Kind]:
    """Without end; each kind once before any comes again."""
    while True:
        yield from random.sample(kinds, len(kinds))

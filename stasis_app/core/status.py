"""How the application is, for whoever watches it: ok, degraded or failing, and why.

Failing: it serves no calls.  Degraded: it does, but something needs a person.  Knows no caller
and no number, so that the answer may be shown to anybody.
"""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from .figures import Spread
from .problems import Severity
from .trunk_refusals import TrunkRefusal

HOUR = timedelta(hours=1)
OUTBOX_LATE = timedelta(minutes=15)  # for several attempts


class Health(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Ari:
    connected: bool
    since: datetime | None  # of the connection or of its loss; None: never connected yet
    version: str | None = None  # Asterisk's
    error: str | None = None  # of the last attempt to connect
    reconnects: int = 0
    replies: Spread | None = None  # seconds from a request to its reply
    lag: Spread | None = None  # seconds from an event to our hearing it, by both clocks


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """Without what stands in the cell: that may be somebody's number."""

    department: str
    code: str
    severity: Severity
    cell: str


@dataclass(frozen=True, slots=True)
class Mirror:
    version: int | None  # None: nothing has been pulled yet
    pulled_at: datetime | None  # the last pull that could be read
    stale_after: timedelta
    problems: tuple[SheetProblem, ...] = ()
    error: str | None = None  # of the last pull
    missing: tuple[str, ...] = ()  # departments without an active version


@dataclass(frozen=True, slots=True)
class Calls:
    live: int
    outcomes: Mapping[str, int] = field(default_factory=dict)  # of those that are over
    errors: Mapping[str, int] = field(default_factory=dict)  # in the last hour, by kind
    until_answered: Spread | None = None  # seconds from their start to the answer
    legs: Mapping[tuple[str, str], int] = field(default_factory=dict)  # by outcome, Q.850 cause


@dataclass(frozen=True, slots=True)
class Outbox:
    waiting: int
    oldest_seconds: float | None  # None: nothing waits
    failed: int  # given up


@dataclass(frozen=True, slots=True)
class Configuration:
    taken_at: datetime
    problems: tuple[str, ...] = ()  # places in files that were not taken; the old ones hold
    restart: tuple[str, ...] = ()  # keys that have changed, and hold from the next start


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the parts; None: it could not be asked."""

    version: str  # of the application
    started_at: datetime
    ari: Ari
    mirror: Mirror
    calls: Calls
    outbox: Outbox | None
    configuration: Configuration | None = None
    others: tuple[str, ...] = ()  # what else is wrong, in words: the database
    refusals: tuple[TrunkRefusal, ...] = ()  # that hold; calls go on, so it is ok all the same


@dataclass(frozen=True, slots=True)
class Status:
    health: Health
    problems: tuple[str, ...]  # what makes it not ok
    at: datetime
    facts: Facts

    @property
    def uptime(self) -> timedelta:
        return self.at - self.facts.started_at

    @property
    def mirror_age(self) -> timedelta | None:
        pulled_at = self.facts.mirror.pulled_at
        return None if pulled_at is None else self.at - pulled_at


def status_of(facts: Facts, at: datetime) -> Status:
    down = () if facts.ari.connected else (_not_connected(facts.ari, at),)
    needs_a_person = (
        *_of_mirror(facts.mirror, at),
        *_of_calls(facts.calls),
        *_of_outbox(facts.outbox),
        *_of_configuration(facts.configuration),
        *facts.others,
    )
    health = Health.OK
    if needs_a_person:
        health = Health.DEGRADED
    if down:
        health = Health.FAILING
    return Status(health, (*down, *needs_a_person), at, facts)


def _not_connected(ari: Ari, at: datetime) -> str:
    error = f" ({ari.error})" if ari.error else ""
    since = f" for {in_words(at - ari.since)}" if ari.since else ""
    return f"not connected to Asterisk{since}{error}: no calls are served"


def _of_mirror(mirror: Mirror, at: datetime) -> list[str]:
    problems = []
    if mirror.version is None:
        problems.append("no mirror of the workbook yet: nobody is known to be on duty")
    elif mirror.missing:
        problems.append(f"no mirror yet of {', '.join(mirror.missing)}")
    if mirror.pulled_at is not None and at - mirror.pulled_at > mirror.stale_after:
        age = in_words(at - mirror.pulled_at)
        problems.append(f"the workbook has not been read for {age}")
    if mirror.error:
        problems.append(f"the last pull has failed: {mirror.error}")
    errors = sum(problem.severity is not Severity.WARNING for problem in mirror.problems)
    if errors:
        need = "problem in the workbook needs" if errors == 1 else "problems in the workbook need"
        problems.append(f"{errors} {need} a person")
    return problems


def _of_calls(calls: Calls) -> list[str]:
    return [f"in the last hour: {count} × {kind}" for kind, count in sorted(calls.errors.items())]


def _of_outbox(outbox: Outbox | None) -> list[str]:
    if outbox is None:
        return ["the outbox cannot be read"]
    if outbox.oldest_seconds is not None and outbox.oldest_seconds > OUTBOX_LATE.total_seconds():
        late = in_words(timedelta(seconds=outbox.oldest_seconds))
        waiting = "1 mail" if outbox.waiting == 1 else f"{outbox.waiting} mails"
        return [f"{waiting} cannot be delivered, the oldest for {late}"]
    return []


def _of_configuration(configuration: Configuration | None) -> list[str]:
    if configuration is None or not configuration.problems:
        return []
    places = configuration.problems
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    told = "the log and stasis-app check tell what would be right"
    return [f"the configuration has mistakes, the last good one holds: {places[0]}{more}; {told}"]


def in_words(duration: timedelta) -> str:
    """Roughly: `40 s`, `12 min`, `5 h`, `3 days`."""
    seconds = max(0, round(duration.total_seconds()))
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


class RecentErrors:
    """What has gone wrong lately, by kind; a kind is one word or a few, never a caller's."""

    def __init__(self) -> None:
        self._noted: deque[tuple[datetime, str]] = deque(maxlen=10_000)

    def note(self, kind: str, at: datetime) -> None:
        self._noted.append((at, kind))

    def in_last_hour(self, at: datetime) -> dict[str, int]:
        while self._noted and self._noted[0][0] <= at - HOUR:
            self._noted.popleft()
        return dict(Counter(kind for _, kind in self._noted))

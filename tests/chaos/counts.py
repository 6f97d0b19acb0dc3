"""What is counted when all is over, and what must not have happened.

A caller is known by his number, which nobody else has.  Asterisk's dialplan says who entered the
application, and who left it again because it was away (STASISSTATUS FAILED: the fallback serves
him, and nothing is journalled); everybody else must stand in the journal, once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from stasis_app.core.record import Row
from stasis_app.core.words import CallOutcome

from .company import CROWDS
from .ear import Ear
from .sipp import Caller, Heard, News
from .world import Notice

SILENCE = 2.0  # seconds without RTP
OTHER_MAILS = ("alert",)
LEAVING = {each.did for each in CROWDS if each.leaves}
TALKING = {each.did for each in CROWDS if not each.takes_messages}
WAV_HEADER = 44  # bytes
LAST_MOMENT = 1.0  # seconds before a kill: what is decided in it may be lost (docs/recovery.md)


@dataclass
class Count:
    """One line of the table; `wrong`: whom it concerns, when there should be none."""

    what: str
    number: int
    wrong: list[str] | None = None

    @property
    def broken(self) -> bool:
        return bool(self.wrong)


@dataclass
class Talk:
    caller: Caller
    answered_at: datetime
    ended_at: datetime | None = None
    news: News | None = None  # how it ended


@dataclass(frozen=True)
class Absence:
    """Of the application, or of its connection."""

    began: datetime
    over: datetime
    killed: bool


@dataclass
class Facts:
    """`delay`: the longest by which this machine, with too much to do, has made chaos itself late,
    in seconds; whatever is measured may be late by as much."""

    callers: Sequence[Caller]
    heard: Sequence[Heard]
    notices: Sequence[Notice]
    rows: Sequence[Row]
    died_at: Sequence[datetime]  # Asterisk
    absences: Sequence[Absence]
    ear: Ear
    delay: float
    talks: dict[str, Talk] = field(default_factory=dict)

    def __post_init__(self) -> None:
        callers = {each.number: each for each in self.callers}
        for one in self.heard:
            if one.news is News.ANSWERED and callers[one.number].did in TALKING:
                self.talks[one.number] = Talk(callers[one.number], one.at)
            elif one.number in self.talks and one.news in (News.HUNG_UP, News.CUT):
                self.talks[one.number].ended_at = one.at
                self.talks[one.number].news = one.news

    def died_under(self, talk: Talk) -> bool:
        end = talk.ended_at or talk.answered_at + timedelta(seconds=talk.caller.talk + 1)
        return any(talk.answered_at <= at <= end for at in self.died_at)

    def callers_of(self, rows: Sequence[Row]) -> Iterator[str]:
        """A call that was handed over at once has no caller in the journal: whether he hides his
        number was not known yet. Then he is one of those who called that number, and whom the
        application has let go (STASISSTATUS SUCCESS)."""
        known = {row.visit.caller.number for row in rows}
        dids = {each.number: each.did for each in self.callers}
        let_go: dict[str | None, list[str]] = defaultdict(list)
        for each in self.notices:
            if each.status == "SUCCESS" and each.number not in known:
                let_go[dids[each.number]].append(each.number)
        for row in rows:
            others = let_go[row.visit.did]
            yield row.visit.caller.number or (others.pop() if others else "")

    def hears_nobody(self, talk: Talk) -> bool:
        """Though he has had the time for it."""
        since, until = talk.answered_at, talk.ended_at or talk.answered_at
        if until - since <= timedelta(seconds=SILENCE + self.delay):
            return False
        return not self.ear.sounds[talk.caller.ear].has_voice(since, until)

    def left_alone(self, talk: Talk) -> bool:
        """Nobody was there to release him when the other side left."""
        end = talk.ended_at or talk.answered_at
        leaves = talk.caller.did in LEAVING
        return leaves and any(a.began < end and talk.answered_at < a.over for a in self.absences)

    def answered_at_a_kill(self, talk: Talk) -> bool:
        """He is put together with whoever has answered when the application is back."""
        return any(a.killed and self._from(a) < talk.answered_at < a.over for a in self.absences)

    def came_and_left_unheard(self, number: str) -> bool:
        """In the last moment before a kill, or while no events came through: nothing knows of him
        when the application is back."""
        came = [each.at for each in self.notices if each.number == number][:1]
        return any(self._from(a) < at < a.over for a in self.absences for at in came)

    def _from(self, absence: Absence) -> datetime:
        return absence.began - timedelta(seconds=LAST_MOMENT + self.delay)


def counted(facts: Facts) -> Iterator[Count]:
    seen = {each.number for each in facts.notices} | {each.number for each in facts.heard}
    yield Count("callers", len(seen))
    gave_up = sum(each.news is News.GAVE_UP for each in facts.heard)
    yield Count("… who gave up before an answer", gave_up)
    yield from _journal(facts)
    yield from _talks(facts)
    nobody = [one.number for one in facts.heard if one.news is News.NOBODY]
    yield Count("callers left without a word (Asterisk died, mostly)", len(nobody))


def _journal(facts: Facts) -> Iterator[Count]:
    entered = _numbers(facts.notices, "entered")
    away = Counter(
        each.number for each in facts.notices if each.what == "left" and each.status == "FAILED"
    )
    rows = Counter(facts.callers_of(facts.rows))
    outcomes = Counter(str(row.outcome) for row in facts.rows)
    expected = entered - away
    yield Count("entered the application", sum(entered.values()))
    yield Count("… served by the dialplan's fallback, it was away", sum(away.values()))
    yield Count("journalled", len(facts.rows))
    for outcome, number in sorted(outcomes.items()):
        yield Count(f"… {outcome}", number)
    missing = sorted((expected - rows).elements())
    lost = [number for number in missing if facts.came_and_left_unheard(number)]
    yield Count("… came and left while nobody could hear of it", len(lost))
    yield _none("missing in the journal", [each for each in missing if each not in lost])
    yield _none("journalled too often", sorted((rows - expected).elements()))
    going_on = [str(row.visit.id) for row in facts.rows if row.outcome is None]
    yield _none("still open in the journal", going_on)


def _talks(facts: Facts) -> Iterator[Count]:
    talks = facts.talks
    lost = {number for number, talk in talks.items() if facts.died_under(talk)}
    yield Count("talks", len(talks))
    yield Count("… that ended with Asterisk's death", len(lost))
    cut = [
        number
        for number, talk in talks.items()
        if talk.news is News.CUT and talk.caller.did not in LEAVING and number not in lost
    ]
    yield _none("talks cut", cut)
    silences = {
        number: facts.ear.sounds[talk.caller.ear].longest_silence(talk.answered_at, talk.ended_at)
        for number, talk in talks.items()
        if talk.ended_at and number not in lost
    }
    deaf = [number for number in silences if facts.hears_nobody(talks[number])]
    alone = {each for each in silences if facts.left_alone(talks[each])}
    waiting = {each for each in silences if facts.answered_at_a_kill(talks[each])}
    limit = SILENCE + facts.delay
    silent = {number: each for number, each in silences.items() if each > limit}
    counted = silent.keys() - alone - waiting
    longest = max((silences[each] for each in silences.keys() - alone - waiting), default=0.0)
    yield _none(
        f"talks with more than {limit:.1f} s of silence (longest {longest:.2f} s)",
        [f"{number}: {silent[number]:.1f} s" for number in sorted(counted)],
    )
    yield _none("talks in which the other's voice was not heard", sorted({*deaf} - alone - waiting))
    yield Count(
        "… besides: the other side left while the application was away", len(silent.keys() & alone)
    )
    yield Count(
        "… besides: answered as the application was killed", len(silent.keys() & waiting - alone)
    )


def _numbers(notices: Iterable[Notice], what: str) -> Counter[str]:
    return Counter(each.number for each in notices if each.what == what)


def _none(what: str, wrong: list[str]) -> Count:
    return Count(what, len(wrong), wrong)


def recorded(rows: Sequence[Row], folder: Path, left: Sequence[str]) -> Iterator[Count]:
    """`folder`: where what has been fetched is; `left`: what Asterisk still has."""
    named = [row.recording for row in rows if row.recording]
    missing = [each for each in named if not (folder / each).exists()]
    silent = sum(each.stat().st_size <= WAV_HEADER for each in folder.rglob("*.wav"))
    fetched = {str(each.relative_to(folder)) for each in folder.rglob("*.wav")}
    yield Count("recordings", len(named))
    yield _none("recordings missing", missing)
    yield Count("… without a sound (who spoke when was not heard)", silent)
    yield Count("recordings of calls that broke off", len(fetched - set(named)))
    yield _none("recordings left in Asterisk", list(left))


def _lost_its_message(row: Row) -> bool:
    """Asterisk died before it had recorded any: a missed call, as has turned out."""
    return row.outcome is CallOutcome.MISSED and row.visit.did not in TALKING


def mailed(rows: Sequence[Row], outbox: Mapping[str, bool], got: Counter[str]) -> Iterator[Count]:
    """`outbox`: which mails there are, and whether each has been sent; `got`: how often the mail
    server has taken each."""
    due = {
        f"{row.visit.id}:{leg.email}"
        for row in rows
        for leg in row.legs
        if leg.email and leg.dialled_at
    }
    calls = {key for key in outbox if not key.startswith(OTHER_MAILS)}
    yield Count("mails about calls", len(calls))
    yield _none("missing mails", sorted(due - calls))
    messages = {  # for everybody on duty, rung or not
        f"{row.visit.id}:{leg.email}"
        for row in rows
        for leg in row.legs
        if row.outcome is CallOutcome.VOICEMAIL or _lost_its_message(row)
    }
    yield _none("mails about nothing", sorted(calls - due - messages))
    yield _none("mails not sent", sorted(key for key, sent in outbox.items() if not sent))
    yield Count("mails sent again, with the same Message-ID", got.total() - len(got))
    yield _none("mails sent and not received", ["some"] if len(got) < len(outbox) else [])

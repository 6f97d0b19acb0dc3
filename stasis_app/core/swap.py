"""Two people have each other's shifts: which overrides that takes.

Shifts are swapped as wholes, also a night that ends after the period, and with the time for which
a shift holds on when none follows it.  Whoever is on duty by an earlier override counts like
whoever the sheet names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from .mirror import Edition
from .names import normal
from .overrides import Roster, Swap, shown
from .refusals import Refusal
from .roster import Override, Turn, claims_of, turn_at, turns_on
from .settings import Department
from .words import Role

LONGEST = timedelta(days=62)

_DAY = timedelta(days=1)


def swapped(wish: Swap, overrides: Iterable[Override], roster: Roster) -> tuple[Override, ...]:
    """In the order of their beginning.  Raises overrides.Unacceptable."""
    department = roster.department(wish.department)
    roster.check_period(department, wish.since, wish.until)
    if wish.until - wish.since > LONGEST:
        raise roster.refuse(Refusal.TOO_LONG, days=LONGEST.days)
    one = roster.employee(department, wish.one).name
    other = roster.employee(department, wish.other).name
    if normal(one) == normal(other):
        raise roster.refuse(Refusal.ONE_PERSON, person=one)
    partners = {normal(one): other, normal(other): one}
    own = tuple(each for each in overrides if each.department == department.name)
    swapper = _Swapper(wish, department, roster, partners, own)
    found = tuple(swapper.overrides())
    for person in (one, other):
        if all(each.person != partners[normal(person)] for each in found):
            period = {"since": shown(wish.since), "until": shown(wish.until)}
            raise roster.refuse(Refusal.NO_SHIFT, person=person, **period)
    return tuple(sorted(_joined(found), key=lambda each: (each.since, each.role != Role.PRIMARY)))


@dataclass(frozen=True, slots=True)
class _Swapper:
    wish: Swap
    department: Department
    roster: Roster
    partners: dict[str, str]  # by normal name
    before: tuple[Override, ...]  # the department's

    @property
    def edition(self) -> Edition:
        return self.roster.edition(self.department)

    def overrides(self) -> Iterator[Override]:
        """Pieces, between which something changes."""
        for since, until, turn in self._stretches():
            claims = claims_of(self.department, turn, turn.edition, since, self.before)
            for role, claim in zip((Role.PRIMARY, Role.BACKUP), claims, strict=True):
                name = normal(claim.employee.name) if claim.employee else ""
                if name in self.partners:
                    person = self.partners[name]
                    at = self.roster.at
                    yield Override(self.department.name, role, person, since, until, at)

    def _stretches(self) -> Iterator[tuple[datetime, datetime, Turn]]:
        """Of the shifts that begin in the period and are not over."""
        now = self.roster.wall(self.department)
        for since, until in pairwise(sorted(set(self._edges()))):
            if until <= now:
                continue
            turn, _ = turn_at(self.department, since, self.roster.mirror, self.edition)
            if turn is not None and self.wish.since <= turn.starts < self.wish.until:
                yield since, until, turn

    def _edges(self) -> Iterator[datetime]:
        holdover = self.department.schedule.holdover
        for turn in self._turns():
            yield from (turn.starts, turn.ends, turn.ends + holdover)
        for override in self.before:
            yield from (override.since, override.until)

    def _turns(self) -> Iterator[Turn]:
        """More than those of the period: where one of them ends another may begin."""
        holdover = self.department.schedule.holdover
        day = self.wish.since.date() - _DAY
        while day <= self.wish.until.date() + holdover + 2 * _DAY:
            yield from turns_on(self.department, self.roster.mirror, self.edition, day, day) or ()
            day += _DAY


def _joined(pieces: Iterable[Override]) -> Iterator[Override]:
    """Pieces of one role and person that follow each other are one."""
    open_ones: dict[Role, Override] = {}
    for piece in pieces:
        before = open_ones.get(piece.role)
        if before and (before.person, before.until) == (piece.person, piece.since):
            piece = replace(piece, since=before.since)
        elif before:
            yield before
        open_ones[piece.role] = piece
    yield from open_ones.values()

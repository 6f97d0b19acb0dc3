"""A workbook that is pulled again and again, and who is on duty after each pull."""

from datetime import datetime, timedelta

from stasis_app.core.mirror import Candidate, Content, Stored
from stasis_app.core.pull import Pull, PullResult, State, open_state, pull
from stasis_app.core.roster import OnDuty, resolve
from stasis_app.core.settings import Department, Settings
from stasis_app.core.workbook import Workbook
from tests.sheets import (
    Edits,
    at,
    names,
    settings_for,
    workbook,
)


class History:
    """Pulls one after another, a minute apart; everything else is as it is kept in between."""

    def __init__(self, *departments: Department, now: str = "2026-11-06T12:00") -> None:
        self.settings: Settings = settings_for(*departments)
        self.now: datetime = at(now)
        self.state = State()
        self.contents: list[Content] = []
        self.last_pull: datetime | None = None

    def reads(self, edits: Edits | None = None, accept: bool = False) -> PullResult:
        return self.pulls(workbook(edits), accept).result

    def pulls(self, book: Workbook, accept: bool = False) -> Pull:
        self.now += timedelta(minutes=1)
        self.last, self.state, record = pull(self.settings, book, self.state, self.now, accept)
        self.contents += record.contents
        self.last_pull = record.at
        self.candidates: tuple[Candidate, ...] = record.candidates
        return self.last

    def restarts(self) -> None:
        stored = Stored(
            tuple(self.contents),
            max((each.version for each in self.contents), default=0),
            self.last_pull,
            self.candidates,
            self.state.reported,
        )
        self.state = open_state(stored, self.settings)

    def on_duty(self, time: datetime | None = None) -> OnDuty:
        return resolve(self.settings.departments[0], time or self.now, self.state.mirror)

    @property
    def version(self) -> int:
        return self.state.mirror.version

    @property
    def primary(self) -> str:
        return names(self.on_duty())[0]

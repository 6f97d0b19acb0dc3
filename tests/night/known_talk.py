"""How two people are brought together, in the second account: every try and every refusal."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stasis_app.core import events
from stasis_app.core.commands import Connect
from stasis_app.core.words import CALLER, LegId

from .world import Told

CONNECT_SECONDS = timedelta(seconds=8)
PAUSE = timedelta(seconds=0.2)


@dataclass
class KnownTalk:
    leg: LegId
    begun_at: datetime  # or begun anew, for one who has been replaced
    attempts: dict[LegId, int] = field(default_factory=dict)
    refused: dict[LegId, datetime] = field(default_factory=dict)  # the latest attempt
    in_bridge: set[LegId] = field(default_factory=set)
    hopeless: bool = False
    in_doubt: bool = False
    talking: bool = False
    renewed: dict[LegId, int] = field(default_factory=dict)  # replaced while they talk; tries
    renewed_before: dict[LegId, int] = field(default_factory=dict)  # we were killed

    @property
    def complete(self) -> bool:
        return self.in_bridge == {self.leg, CALLER}

    def hear(self, told: Told) -> None:
        match told.event:
            case events.LegConnected(leg, bridge) if bridge == self.leg:
                self.in_bridge.add(leg)
                self.renewed.pop(leg, None)
            case events.LegReplaced(leg, stand_in=stand_in) if self.talking:
                if stand_in:
                    self.renewed.pop(leg, None)
                elif leg in self.attempts:
                    self.renewed[leg] = 0
            case events.LegReplaced(leg) if leg in self.attempts:
                self.in_bridge.discard(leg)
                self.refused.pop(leg, None)
                self.begun_at = told.at
            case events.Interrupted():
                self.in_doubt = True
                self.renewed_before = dict(self.renewed)
            case events.Resumed() if self.in_doubt:
                self.refused.clear()
                self.hopeless = False
                self.begun_at = told.at
            case events.Refused(Connect(leg, bridge, attempt)) if bridge == self.leg:
                if attempt == self.attempts[leg] and leg not in self.in_bridge:
                    self.hopeless = leg in self.refused
                    self.refused[leg] = told.at

    def may_want(self, command: Connect, told: Told) -> None:
        tried = self.attempts.get(command.leg, 0)
        assert command.attempt == tried + 1, "attempts are counted"
        if self.talking and told.event == events.Resumed():
            self.renewed[command.leg] = self.renewed_before[command.leg]
        elif self.talking:
            assert self.renewed[command.leg] < 2, "put into the bridge without need"
            self.renewed[command.leg] += 1
        elif tried:
            match told.event:
                case events.LegReplaced(leg):
                    assert leg == command.leg
                case events.Resumed():
                    assert self.in_doubt
                case _:
                    assert told.at == self.refused[command.leg] + PAUSE

    def want(self, command: Connect) -> None:
        self.attempts[command.leg] = command.attempt

    def may_fail(self, told: Told) -> None:
        late = isinstance(told.event, events.TimerFired)
        assert late or self.hopeless, "given up too early"
        assert self.hopeless or told.at == self.begun_at + CONNECT_SECONDS

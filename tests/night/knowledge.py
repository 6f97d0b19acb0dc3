"""A second, simpler account of a call, from what it was told and wanted; it never looks inside.

The rules and the journal are held against it.
"""

from dataclasses import replace
from datetime import datetime

from stasis_app.core import commands, events
from stasis_app.core.call.transfers import Transfer
from stasis_app.core.commands import Command
from stasis_app.core.events import Interrupted, Refusal, Refused, Resumed
from stasis_app.core.plan import Person, Plan, Refuse, Ring
from stasis_app.core.words import (
    CALLER,
    CallId,
    CallOutcome,
    LegId,
    LegOutcome,
    Release,
    Sound,
    TimerId,
)

from .known_leg import KnownLeg
from .known_message import KnownMessage, is_of_message
from .known_talk import KnownTalk
from .known_tape import KnownAnnouncement, KnownTape, is_recorded
from .world import EVENING, Told

FAREWELLS = (Sound.ALREADY_TAKEN, Sound.CALLER_HAS_HUNG_UP)
SAME_CALLER = 20.0


class Knowledge:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        rings = [step for step in plan.steps if isinstance(step, Ring)]
        people = [person for step in rings for person in step.people]
        self.people = {e: each for each in people for way in each.ways for e in way.endpoints}
        self.sent_on_to: dict[str, Person] = {}  # by endpoint: whoever a phone wants rung instead
        self.asked_about: set[LegId] = set()  # phones that want it
        self.phones: dict[LegId, KnownLeg] = {}
        self.talks: dict[LegId, KnownTalk] = {}
        self.tolds = 0
        self.convicted: str | None = None  # the trunk that is blamed for a refusal just now
        self.answered = False  # the caller's channel has been, or is being, answered
        self.answer_rejected = False  # his channel is dead, or has been replaced
        self.caller_transferred = False  # while he talked: Asterisk sees to it
        self.rung_for = False  # he has been told that it rings
        self.music = False  # likewise
        self.open = False  # he can hear more than ringing
        self.ringing_lost = False  # nobody knows whether he hears it
        self.handing_over = False
        self.refused = next((s for s in plan.steps if isinstance(s, Refuse)), None)
        self.ahead = plan.ahead  # of the caller in the queue
        self.dismissed = False  # told that nobody can answer
        self.leaving: commands.Continue | None = None  # not refused so far
        self.caller_left = False  # before we let him go
        self.release: Release | None = None  # how we let him go
        self.over_at: datetime | None = None  # the caller has left or been let go
        self.caller_gone = False
        self.finished_at: datetime | None = None
        self.transfers: list[Transfer] = []
        self.arrived: dict[LegId, CallId] = {}  # … with us, before the transfer was told
        self.parked = False
        self.message: KnownMessage | None = None  # that he leaves, or has left
        self.announcement = KnownAnnouncement(plan)
        self.tape: KnownTape | None = None  # of the talk
        self.busy = set(plan.busy)  # numbers in other calls
        self.steps_of = {name: [s for s in rings if name in _names(s)] for name in _all(rings)}
        self.may_be_passed_over = {(person.name, EVENING) for person in plan.callers_own}
        self.rung_for_caller = set(plan.rung_for_caller)  # in other calls: he waits for them
        self.same_caller: TimerId | None = None  # until they may be rung all the same

    @property
    def between_rounds(self) -> bool:
        """Perhaps: nobody can be had at the moment, and all are tried once more."""
        steps = [step for steps in self.steps_of.values() for step in steps]
        return any(step.rounds > 1 for step in steps)

    @property
    def waits_for_them(self) -> bool:
        """Nobody may be rung who is being rung for the same caller already."""
        return any(person.number in self.rung_for_caller for person in self.people.values())

    def ought_to_pass_over(self, endpoint: str) -> bool:
        """Of all steps in which he is: somebody who is free has not been tried, or is rung.

        Whoever has been rung already goes on to be, by his next way.
        """
        person = self.people[endpoint]
        if person.number in self.rung_for_caller:
            return True
        if any(phone.person.name == person.name for phone in self.phones.values()):
            return False
        steps = self.steps_of[person.name]
        if person.number not in self.busy or not all(step.passes_over for step in steps):
            return False
        return all(any(self._is_left(each, person) for each in step.people) for step in steps)

    def _is_left(self, each: Person, person: Person) -> bool:
        if each.name == person.name or each.number in self.busy:
            return False
        theirs = [phone for phone in self.phones.values() if phone.person.name == each.name]
        return not theirs or any(phone.wanted for phone in theirs)

    @property
    def winner(self) -> LegId | None:
        chosen = [leg for leg, phone in self.phones.items() if phone.chosen and phone.wanted]
        assert len(chosen) <= 1, "two phones are to be connected"
        return chosen[0] if chosen else None

    @property
    def place(self) -> tuple[Sound, ...]:
        """What he is told of it."""
        if not self.plan.comfort.position or self.ahead > 8:
            return ()
        return (Sound.YOUR_POSITION, Sound(f"digit-{self.ahead + 1}"))

    @property
    def talking(self) -> bool:
        return self.winner is not None and self.phones[self.winner].talks_since is not None

    @property
    def who_talked(self) -> KnownLeg | None:
        talks = [phone for phone in self.phones.values() if phone.talks_since is not None]
        assert len(talks) <= 1
        return talks[0] if talks else None

    @property
    def outcome(self) -> CallOutcome | None:
        if self.over_at is None:
            return None
        if self.who_talked:
            return CallOutcome.HANDED_OVER if self.parked else CallOutcome.ANSWERED
        if self.refused:
            return self.refused.outcome
        if self.message is not None:
            return CallOutcome.VOICEMAIL if self.message.there else CallOutcome.MISSED
        if self.dismissed:
            return CallOutcome.MISSED
        if self.caller_left:
            return CallOutcome.HANDED_OVER if self.leaving else CallOutcome.ABANDONED
        return CallOutcome.FAILED if self.handing_over else CallOutcome.MISSED

    @property
    def is_not_recorded(self) -> bool:
        """The talk, though it should be."""
        if self.tape is not None:
            return self.tape.refused
        talked = self.who_talked
        if talked is None or not is_recorded(self.plan, talked):
            return False
        return bool(self.announcement.words) and not self.announcement.heard

    @property
    def due_release(self) -> Release:
        """What the caller is to be told, if we let him go now."""
        if self.who_talked or self.message:
            return Release.NORMAL
        if self.refused:
            return Release.BUSY
        if self.handing_over:
            return Release.FAILURE
        outcomes = {phone.outcome for phone in self.phones.values()}
        return Release.BUSY if outcomes == {LegOutcome.BUSY} else Release.NO_ANSWER

    def _convict(self, told: Told) -> str | None:
        """The trunk that, as it turns out now, refuses the numbers of others."""
        match told.event:
            case events.LegRinging(leg) | events.LegProgressed(leg) | events.LegAnswered(leg):
                phone = self.phones.get(leg)
            case _:
                return None
        if phone is None or not phone.wanted or not phone.created or phone.further:
            return None
        phone.further = True
        return phone.way.trunk if phone.way.proof and self._was_refused(phone) else None

    def _was_refused(self, phone: KnownLeg) -> bool:
        """Just before, with the caller's own number."""
        theirs = [each for each in self.phones.values() if each.person == phone.person]
        before = theirs[theirs.index(phone) - 1]
        assert before.way.trunk == phone.way.trunk and not before.way.company
        assert before.cause is not None and not before.further
        return True

    def hear(self, told: Told) -> None:
        self.tolds += 1
        self.convicted = self._convict(told)
        for person in self.people.values():
            if person.number in self.busy | self.rung_for_caller and self.steps_of[person.name]:
                self.may_be_passed_over.add((person.name, told.at))
        for talk in self.talks.values():
            talk.hear(told)
        if told.event is None and self.rung_for_caller:
            self.same_caller = next(
                c.timer
                for c in told.commands
                if isinstance(c, commands.StartTimer) and c.seconds == SAME_CALLER
            )
        self._hear_of_message(told)
        self.announcement.hear(told, talking=self.talking)
        if self.tape is not None:
            self.tape.hear(told)
        match told.event:
            case events.LegTransferred(leg, to, call, parked) if self.finished_at is None:
                call = call or self.arrived.pop(leg, None)
                self._hear_of_transfer(Transfer(told.at, self._holder(leg), to, call))
                self.parked = self.parked or parked
            case events.TransferArrived(leg, call) if self.finished_at is None:
                self._hear_of_arrival(leg, call)
            case events.NumberTaken(number):
                self.busy.add(number)
            case events.NumberFreed(number):
                self.busy.discard(number)
                self.rung_for_caller.discard(number)
            case events.QueueMoved(ahead):
                self.ahead = ahead
            case events.TimerFired(timer) if timer == self.same_caller:
                self.rung_for_caller.clear()
            case events.LegGone(leg, unheard=unheard) if leg == CALLER:
                self.caller_gone = True
                if unheard and self.winner is not None:
                    self.talks[self.winner].in_bridge.discard(CALLER)
                    self.talks[self.winner].talking = False
                    self.talks[self.winner].in_bridge.discard(CALLER)
                    self.phones[self.winner].talks_since = None
                if self.over_at is None and not (self.message and self.message.open):
                    self.caller_left = True
                    self.over_at = told.at
            case events.LegReplaced(leg, up) if leg == CALLER:
                self.answered = self.answered and up
                self.rung_for = self.music = self.open = False
                self.caller_transferred = self.talking
            case Refused(commands.Answer(), kind):
                self.answered = False
                self.answer_rejected = kind is Refusal.REJECTED
            case Interrupted():
                self.answered = self.rung_for = self.music = self.open = False
            case Refused(commands.Indicate() | commands.StartMusic() | commands.Progress()):
                self.ringing_lost = True
            case Refused(commands.Play(leg)) if leg == CALLER:
                self.ringing_lost = True
            case Refused(commands.Continue() as command, Refusal.REJECTED):
                if command == self.leaving and self.over_at is None:
                    self.leaving = None
            case _:
                self._hear_of_phone(told)
        if self.winner in self.talks and not self.talking and self.talks[self.winner].complete:
            self.phones[self.winner].talks_since = told.at
            self.talks[self.winner].talking = True

    def _hear_of_message(self, told: Told) -> None:
        """News of a recording may come before the wish: what was wanted was not written."""
        if (
            isinstance(told.event, events.RecordingStarted | events.RecordingEnded)
            and told.event.leg == CALLER
        ):
            self.message = self.message or KnownMessage()
        if self.message is None or self.over_at is not None:
            return
        self.message.hear(told, caller_gone=self.caller_gone)
        if self.caller_gone and self.message.there is not None:
            self.over_at = told.at

    def want(self, command: Command, told: Told) -> None:
        match command:
            case commands.Play() | commands.Record() if is_of_message(command):
                self.message = self.message or KnownMessage()
                self.message.want(command)
            case commands.Listen() | commands.RecordTalk() | commands.EndListening():
                self.tape = self.tape or KnownTape(command.leg)
                self.tape.want(command, told, over=self.over_at is not None)
            case commands.Play(leg) if self.announcement.is_it(command, caller=False):
                self.phones[leg].chosen = True
            case commands.Play() if self.announcement.is_it(command, caller=True):
                self.announcement.want(told)
                self.music = self.rung_for = False
            case commands.Indicate():
                self.rung_for = True
                self.music = False
            case commands.StartMusic():
                self.music = True
            case commands.Progress():
                self.open = True
            case commands.Play(leg, sounds) if leg == CALLER:
                self.music = self.rung_for = False
                self.dismissed = self.dismissed or sounds == self.plan.comfort.nobody
            case commands.Answer():
                self.answered = True
            case commands.AskDialplan():
                self.handing_over = True
            case commands.Continue():
                self.handing_over = True
                self.leaving = command
            case commands.Connect(leg, bridge):
                self.rung_for = self.rung_for and leg != CALLER
                self.music = self.music and leg != CALLER
                if leg != CALLER and leg not in self.talks:
                    self.phones[leg].chosen = True
                    self.talks[leg] = KnownTalk(leg, told.at)
                    self.talks[leg].hear(told)  # who was in the bridge before we were killed
                self.talks[bridge].want(command)
            case commands.HangUp(leg, release) if leg == CALLER:
                if self.over_at is None:
                    self.over_at = told.at
                    self.release = release
            case commands.Finish():
                self.finished_at = told.at
                if self.tape is not None:
                    self.tape.give_up()
                for phone in self.phones.values():
                    phone.end(told, cause=None)
            case _:
                self._want_of_phone(command, told)

    def _hear_of_phone(self, told: Told) -> None:
        match told.event:
            case events.LegCreated(leg):
                self.phones[leg].created = True
            case events.LegProgressed(leg):
                timers = [c.timer for c in told.commands if isinstance(c, commands.StartTimer)]
                self.phones[leg].silence.update(timers)
            case events.LegForwarded(leg, number):
                self._hear_where_to(leg, number)
            case events.WaysFound(leg, number, ways):
                person = replace(self.phones[leg].person, number=number, ways=ways)
                self.sent_on_to.update({e: person for way in ways for e in way.endpoints})
                self.asked_about.discard(leg)
            case events.LegAnswered(leg):
                self.phones[leg].answer(told.at)
            case events.LegConnected(leg, bridge) if leg == bridge:
                self.phones[leg].was_connected(told.at)
            case events.LegReplaced(leg, up, stand_in, number) if up and not stand_in:
                self.phones[leg].take_over(number, told.at)
            case events.LegGone(leg) as cause:
                self.phones[leg].end(told, cause)
            case Refused(commands.Create(leg), Refusal.REJECTED):
                self.phones[leg].end(told, cause=None)

    def _hear_of_transfer(self, transfer: Transfer) -> None:
        """Told twice it is one all the same."""
        if not self.transfers or replace(self.transfers[-1], at=transfer.at) != transfer:
            self.transfers.append(transfer)

    def _hear_of_arrival(self, leg: LegId, call: CallId) -> None:
        last = self.transfers[-1] if self.transfers else None
        if last is not None and last.by == self._holder(leg) and last.call is None:
            self.transfers[-1] = replace(last, call=call)
        else:
            self.arrived[leg] = call

    def _holder(self, leg: LegId) -> str | None:
        if leg == CALLER:
            return None
        return self.phones[leg].picked_up_by or self.phones[leg].person.name

    def _hear_where_to(self, leg: LegId, number: str) -> None:
        phone = self.phones[leg]
        if phone.wanted and phone.dialled_at and not phone.picked_up_at and not phone.forwarded_to:
            phone.forwarded_to = number
            self.asked_about.add(leg)

    def _want_of_phone(self, command: Command, told: Told) -> None:
        match command:
            case commands.Play(leg) if leg == CALLER:
                pass
            case commands.Create(leg) if leg in self.phones:
                assert told.event == Resumed()
            case commands.Create(leg, endpoint, shown):
                person = self.people.get(endpoint) or self.sent_on_to[endpoint]
                ways = (w for w in person.ways if endpoint in w.endpoints and w.shown == shown)
                self.phones[leg] = KnownLeg(
                    person, endpoint, next(ways), rung_with=(person.name, self.tolds)
                )
            case commands.Dial(leg):
                self.phones[leg].dialled_at = self.phones[leg].dialled_at or told.at
            case commands.Play(leg, sounds) if sounds[0] in FAREWELLS:
                self.phones[leg].let_go(told)
                self.phones[leg].parted = True
            case commands.HangUp(leg):
                self.phones[leg].let_go(told)
                self.phones[leg].hung_up = True


def _names(step: Ring) -> set[str]:
    return {person.name for person in step.people}


def _all(rings: list[Ring]) -> set[str]:
    return {name for step in rings for name in _names(step)}

"""What must hold on any night, after every step."""

from dataclasses import replace

from stasis_app.core import commands, events
from stasis_app.core.commands import Command
from stasis_app.core.events import Refusal, Refused, Resumed
from stasis_app.core.plan import TakeMessage
from stasis_app.core.record import row_of
from stasis_app.core.words import CALLER, Hears, LegId, LegOutcome, Release

from .asterisk import Truth
from .expected_row import expected_row
from .knowledge import Knowledge
from .known_message import is_of_message
from .known_tape import is_recorded
from .world import Told, World


class Rules:
    def __init__(self, world: World) -> None:
        self.world = world
        self.known = Knowledge(world.plan)
        self.checked = 0

    def check(self) -> None:
        """Whatever has been told since the last time."""
        for told in self.world.record[self.checked :]:
            self.known.hear(told)
            blamed = [c.trunk for c in told.commands if isinstance(c, commands.NoteRefusing)]
            assert blamed == [self.known.convicted] * (self.known.convicted is not None)
            for command in told.commands:
                assert self.known.finished_at is None, "a command after the end"
                self._may_want(command, told)
                self.known.want(command, told)
        self.checked = len(self.world.record)
        self._one_phone_is_connected()
        if self.known.finished_at is None:
            self._nobody_is_forgotten()
            self._a_person_picks_up_once()
            self._the_caller_hears_what_he_should()
        self._the_journal_is_true()

    def _the_journal_is_true(self) -> None:
        row = row_of(self.world.call)
        rung = tuple(leg for leg in row.legs if leg.outcome is not LegOutcome.SKIPPED)
        assert replace(row, legs=rung) == expected_row(self.known), "the journal lies"
        skipped = [(leg.name, leg.ended_at) for leg in row.legs if leg not in rung]
        assert len({name for name, _ in skipped}) == len(skipped), "passed over twice"
        for name, at in skipped:
            assert (name, at) in self.known.may_be_passed_over, "passed over without need"

    def _may_want(self, command: Command, told: Told) -> None:
        match command:
            case commands.StartTimer(_, seconds):
                assert seconds > 0
            case commands.NoteRefusing():
                pass  # `check` has looked at it
            case commands.Finish(outcome):
                self._may_finish(told)
                assert outcome is self.known.outcome
            case commands.Connect():
                self._may_connect(command, told)
            case commands.Play() | commands.Record() if is_of_message(command):
                self._may_take_message(command)
            case commands.Listen() | commands.RecordTalk() | commands.EndListening():
                self._may_record(command, told)
            case commands.Play(leg) if self.known.announcement.is_it(command, caller=leg == CALLER):
                self._may_announce(leg, told)
            case commands.Create() | commands.Dial() | commands.Play():
                self._may_ring_or_play(command, told)
            case commands.FindWays(leg):
                assert leg in self.known.asked_about, "no phone has sent us on"
            case commands.HangUp(leg, release) if leg != CALLER:
                self._may_hang_up(leg, release, told)
            case _:
                self._may_want_of_caller(command, told)

    def _may_ring_or_play(self, command: Command, told: Told) -> None:
        known = self.known
        match command:
            case commands.Create(leg) if told.event == Resumed():
                assert known.phones[leg].wanted and not known.phones[leg].created
            case commands.Create(leg):
                assert leg == len(known.phones) + 1, "legs are counted"
                assert known.over_at is None, "somebody is rung for nobody"
                assert known.winner is None, "somebody is rung after the acceptance"
                assert not known.handing_over
                self._may_ring(command.endpoint)
            case commands.Dial(leg):
                phone = known.phones[leg]
                assert phone.created and phone.wanted
                again = told.event == Resumed()  # the adapter knows whether it has been done
                assert phone.dialled_at is None or again, "a second dial kills the channel"
            case commands.Play(leg) if leg == CALLER:
                comfort = known.plan.comfort
                assert known.over_at is None
                assert known.winner is None, "he is told something in the talk"
                if known.refused:
                    assert command.sounds == known.refused.sounds
                else:
                    assert not known.dismissed, "he has been told already"
                    place = known.place
                    welcome, announcement = comfort.greeting, comfort.announcement
                    may = ((*welcome, *place), (*announcement, *place), comfort.nobody)
                    assert command.sounds in may
                    last = command.sounds == comfort.nobody
                    assert last or known.open or known.answered, "he cannot hear it"
            case commands.Play(leg):
                assert known.phones[leg].wanted
                assert known.phones[leg].picked_up_at is not None

    def _may_ring(self, endpoint: str) -> None:
        known = self.known
        if endpoint in known.people:
            assert not known.ought_to_pass_over(endpoint), "he is in another call"
        else:
            rung = [phone.endpoint for phone in known.phones.values() if phone.wanted]
            assert endpoint in known.sent_on_to, "nobody has sent us there"
            assert endpoint not in rung, "sent on to a phone that is being rung"

    def _may_take_message(self, command: Command) -> None:
        known = self.known
        assert any(isinstance(step, TakeMessage) for step in known.plan.steps)
        assert known.over_at is None, "nobody is there"
        assert known.answered or known.answer_rejected, "he would not hear it"
        assert not any(phone.wanted for phone in known.phones.values()), "somebody may answer yet"
        if known.message is not None:
            known.message.may_want(command)

    def _may_record(self, command: commands.TapeCommand, told: Told) -> None:
        known = self.known
        if isinstance(command, commands.Listen):
            assert known.winner == command.leg and known.talking, "they do not talk"
            assert is_recorded(known.plan, known.phones[command.leg])
            announcement = known.announcement
            assert announcement.heard or not announcement.words, "he has not been told"
        if known.tape is not None:
            assert known.tape.leg == command.leg, "two talks in a call"
            known.tape.may_want(command, told)
        else:
            assert isinstance(command, commands.Listen), "nobody listens"

    def _may_announce(self, leg: LegId, told: Told) -> None:
        """To both at once, and only when they are to talk."""
        known = self.known
        assert known.over_at is None and known.winner not in known.talks
        if leg == CALLER:
            assert known.winner is not None
            assert is_recorded(known.plan, known.phones[known.winner])
            assert known.answered, "he cannot hear it"
        else:
            self._has_accepted(leg, told)

    def _has_accepted(self, leg: LegId, told: Told) -> None:
        phone = self.known.phones[leg]
        assert phone.wanted and phone.picked_up_at is not None
        if phone.person.confirm and not phone.chosen and not phone.accepted:
            assert told.event == events.KeyPressed(leg, "1")

    def _may_connect(self, command: commands.Connect, told: Told) -> None:
        known = self.known
        leg, bridge = command.leg, command.bridge
        assert known.over_at is None
        if leg == CALLER:
            assert bridge == known.winner
            answers = any(isinstance(each, commands.Answer) for each in told.commands)
            assert known.answered or answers, "he would sit there without having been answered"
        else:
            assert bridge == leg
            self._has_accepted(leg, told)
            if known.announcement.words and is_recorded(known.plan, known.phones[leg]):
                assert leg in known.talks or known.announcement.heard is not None, "untold"
        if bridge in known.talks:
            known.talks[bridge].may_want(command, told)
        else:
            assert command.attempt == 1

    def _may_hang_up(self, leg: LegId, release: Release, told: Told) -> None:
        phone = self.known.phones[leg]
        outcome = phone.outcome or phone.reason(told)
        elsewhere = outcome is LegOutcome.ANSWERED_ELSEWHERE
        assert release is (Release.ANSWERED_ELSEWHERE if elsewhere else Release.NORMAL)
        again = self._finds_another_channel(leg, release, told)
        if not isinstance(told.event, events.LegCreated):
            assert phone.ended_at is None, "hung up when it is gone"
        assert not phone.hung_up or again, "hung up twice without need"
        if phone.hung_up:
            return
        replaced = isinstance(told.event, events.LegReplaced)
        assert not replaced or elsewhere, "cut off by a replacement"
        if phone.chosen and outcome is LegOutcome.UNREACHABLE:
            self.known.talks[leg].may_fail(told)

    def _finds_another_channel(self, leg: LegId, release: Release, told: Told) -> bool:
        """What the first HangUp did not find, or may not have."""
        match told.event:
            case events.LegCreated(of) | events.LegReplaced(of):
                return of == leg
            case Resumed():
                return True
            case _:
                return told.event == Refused(commands.HangUp(leg, release), Refusal.TIMED_OUT)

    def _may_want_of_caller(self, command: Command, told: Told) -> None:
        known = self.known
        match command:
            case commands.HangUp(_, release) if known.over_at is not None:
                assert not known.caller_gone
                assert release is known.release
                assert self._finds_another_channel(CALLER, release, told)
                return
            case commands.HangUp(_, release):
                assert release is known.due_release
                return
        assert known.over_at is None, "wanted of one who has left"
        match command:
            case commands.Answer():
                early = known.plan.comfort.answered or isinstance(told.event, Refused)
                greeted = any(map(is_of_message, told.commands))
                message = early or known.message is not None or greeted
                assert known.winner is not None or message, "answered before anybody has accepted"
                assert not known.answered, "answered twice without need"
            case commands.Indicate():
                assert known.winner is None
                assert not known.rung_for, "told twice without need"
            case commands.Progress():
                assert known.winner is None and known.plan.comfort.is_media
                assert not known.open and not known.answered, "told twice without need"
            case commands.StartMusic(_, music):
                assert known.winner is None, "music in the talk"
                assert known.plan.comfort.hears is not Hears.RINGING
                assert music == known.plan.comfort.music
                assert not known.music, "told twice without need"
                assert known.open or known.answered, "he cannot hear it"
            case commands.AskDialplan(_, destination):
                assert any(destination in getattr(s, "destinations", ()) for s in known.plan.steps)
            case commands.Continue(_, destination):
                exists = destination in self.world.asterisk.dialplan
                assert destination is None or exists, "sent to nowhere"
            case _:
                raise AssertionError(f"{command} is not for a caller")

    def _may_finish(self, told: Told) -> None:
        assert self.known.over_at is not None
        late = isinstance(told.event, events.TimerFired)
        assert late or self.known.caller_gone, "the caller is left to himself"
        tape = self.known.tape
        assert late or tape is None or not tape.open, "what is recorded cannot be fetched yet"
        for phone in self.known.phones.values():
            assert phone.ended_at is not None or (late and phone.hung_up), "a phone is left"

    def _one_phone_is_connected(self) -> None:
        """In truth, not only as far as is known."""
        channels = self.world.asterisk.phones()
        known = self.known.phones
        connected = [leg for leg, each in channels if each.bridge is not None and leg in known]
        assert sum(not known[leg].hung_up for leg in connected) <= 1

    def _nobody_is_forgotten(self) -> None:
        known = self.known
        wanted = [leg for leg, phone in known.phones.items() if phone.wanted]
        nobody = known.handing_over or known.dismissed or known.message is not None
        if known.over_at is not None or nobody:
            assert not wanted, "somebody is rung for nobody"
        elif known.refused:
            assert not known.phones, "somebody is rung for one who is refused"
        elif known.winner is not None:
            assert wanted == [known.winner], "somebody is rung after the acceptance"
        else:
            waits = known.between_rounds or known.waits_for_them or known.asked_about
            assert wanted or waits, "the caller waits for nobody"
        assert known.talking or self.world.timers or known.asked_about, "only luck can end this"

    def _a_person_picks_up_once(self) -> None:
        phones = [phone for phone in self.known.phones.values() if phone.wanted]
        for picked_up in phones:
            if picked_up.picked_up_at is not None:
                together = [each for each in phones if each.rung_with == picked_up.rung_with]
                assert together == [picked_up], "another phone of his goes on ringing"

    def _the_caller_hears_what_he_should(self) -> None:
        """In truth, as soon as nothing is under way."""
        known = self.known
        caller = self.world.asterisk.caller
        if self.world.asterisk.busy or known.over_at is not None or known.caller_gone:
            return
        if known.talking:
            assert caller.truth is Truth.UP or known.caller_transferred, (
                "they talk, and he has not been answered"
            )
            assert not caller.music, "music in the talk"
            self._nobody_is_deaf()
            self._it_is_recorded()
        elif known.dismissed:
            assert not caller.music, "music when nobody comes"
        elif known.refused:
            assert not caller.rung_for, "he hears that somebody is rung"
        elif known.message is not None:
            assert caller.truth is Truth.UP, "he is to speak, and has not been answered"
            assert caller.hears or caller.recorded or self.world.timers, "he hears nothing"
        elif known.winner is None and not known.handing_over and not known.ringing_lost:
            self._he_is_kept_company()

    def _he_is_kept_company(self) -> None:
        """Or hears what is said to him."""
        caller = self.world.asterisk.caller
        if self.known.plan.comfort.hears is Hears.RINGING:
            assert caller.rung_for or caller.hears, "he hears nothing"
        else:
            assert caller.music or caller.hears, "he hears nothing"
            assert caller.open or caller.truth is Truth.UP, "he cannot hear it"

    def _it_is_recorded(self) -> None:
        winner, tape, announcement = self.known.winner, self.known.tape, self.known.announcement
        assert winner is not None
        if not is_recorded(self.known.plan, self.known.phones[winner]):
            assert not self.world.asterisk.listeners, "somebody listens"
        elif announcement.heard or not announcement.words:
            assert tape is not None
            asterisk = self.world.asterisk
            if not tape.hopeless and not tape.not_ended:
                assert winner in asterisk.taped, "it is not recorded"
                assert asterisk.listeners[winner, asterisk.taped[winner]] == tape.to, "one only"

    def _nobody_is_deaf(self) -> None:
        winner = self.known.winner
        assert winner is not None
        talk = self.known.talks[winner]
        for leg in {winner, CALLER} - talk.renewed.keys():
            assert not self.world.asterisk.channels[leg].deaf, "in the bridge, and hears nobody"

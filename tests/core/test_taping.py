"""Talks are recorded, from the moment in which the two talk, and both may be told of it before."""

from dataclasses import replace

import pytest

from stasis_app.core.commands import (
    Answer,
    Connect,
    EndListening,
    HangUp,
    Listen,
    Play,
    RecordTalk,
)
from stasis_app.core.events import Refusal, Refused
from stasis_app.core.planning import Surroundings, plan
from stasis_app.core.record import Row
from stasis_app.core.recording import Recorded, file_of, leg_in, name_of
from stasis_app.core.settings import Department
from stasis_app.core.words import (
    CALLER,
    CallOutcome,
    LegId,
    LegOutcome,
    Mode,
    PbxRecording,
    Recording,
    Sound,
)

from ..company import COMPANY
from ..night.world import EVENING
from ..people import ANNA, BOSS, IVAN, OLGA, RECORDED, RECORDED_AND_TOLD, VISIT, parallel
from ..scenario import Scenario

FILE = "2026-03-02/otdel1-200000Z-1700000000.1-talk.wav"
NAME = "1700000000.1.r1"
ONE = LegId(1)
ANNOUNCEMENT = (Sound.CALL_IS_RECORDED,)


def they_talk(*, told: bool = False, **how: object) -> Scenario:
    taping = RECORDED_AND_TOLD if told else RECORDED
    night = Scenario(parallel(BOSS), taping=taping, **how)  # type: ignore[arg-type]
    night.phone(BOSS).rings()
    night.phone(BOSS).answers()
    return night


def is_recorded(night: Scenario) -> bool:
    return bool(night.world.asterisk.taped)


def ends(night: Scenario, *, recorded: bool = True) -> Row:
    row = night.ends(CallOutcome.ANSWERED, (BOSS, LegOutcome.ANSWERED))
    assert row.recording == (FILE if recorded else None)
    assert row.recordings == ((Recorded(NAME, FILE),) if recorded else ())
    assert row.why.issues == (() if recorded else ("not_recorded",))
    return row


def test_it_begins_when_they_talk_and_ends_with_the_talk() -> None:
    night = they_talk()
    wanted = night.wanted()
    assert wanted.index(Listen(ONE, CALLER)) > wanted.index(Connect(CALLER, ONE))
    assert is_recorded(night)
    night.wait(60)
    night.caller_hangs_up()
    assert not night.world.asterisk.listeners
    ends(night)


def test_the_phone_hangs_up_first() -> None:
    night = they_talk()
    night.phone(BOSS).goes(16)
    wanted = night.wanted()
    assert EndListening(ONE) in wanted
    assert HangUp(CALLER) in wanted
    ends(night)


@pytest.mark.parametrize("rejected", [Listen, RecordTalk])
def test_asterisk_does_not_record(rejected: type[Listen | RecordTalk]) -> None:
    night = they_talk(rejects=rejected)
    night.wait(60)
    assert not night.world.asterisk.listeners, "somebody listens for nothing"
    night.caller_hangs_up()
    ends(night, recorded=False)


def test_nobody_tells_that_it_has_ended() -> None:
    night = they_talk()
    with night.same_instant():
        night.caller_hangs_up()
        night.world.asterisk.news.pop(0)
    night.wait(2)
    ends(night)


def test_not_with_a_secretary() -> None:
    night = Scenario(parallel(ANNA), taping=RECORDED_AND_TOLD)
    night.phone(ANNA).rings()
    night.phone(ANNA).answers()
    assert not is_recorded(night)
    assert Play(CALLER, ANNOUNCEMENT) not in night.wanted()
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))
    assert row.recording is None
    assert row.why.issues == ()


def test_what_he_hears_before_he_accepts_is_not_recorded() -> None:
    night = Scenario(parallel(IVAN), taping=RECORDED)
    night.phone(IVAN).rings()
    night.phone(IVAN).answers()
    assert not is_recorded(night)
    night.phone(IVAN).presses("1")
    assert is_recorded(night)
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (IVAN, LegOutcome.ANSWERED))


@pytest.mark.parametrize("leg", [CALLER, ONE])
def test_whoever_is_replaced_is_listened_to_from_then_on(leg: LegId) -> None:
    night = they_talk()
    night.world.asterisk.transfer(leg, up=True)
    night.go_on()
    assert Listen(ONE, leg, 2) in night.wanted()
    assert night.world.asterisk.taped == {ONE: 2}
    assert night.world.asterisk.listeners == {(ONE, 2): leg}
    night.caller_hangs_up()
    ends(night)


# ---------------------------------------------------------------- killed


@pytest.mark.parametrize("lost", range(6))
def test_killed_while_they_talk_it_goes_on_and_is_there_once(lost: int) -> None:
    night = they_talk()
    night.dies(lost=lost)
    assert is_recorded(night)
    assert len(night.world.asterisk.listeners) == 1
    night.caller_hangs_up()
    ends(night)


@pytest.mark.parametrize("lost", range(6))
def test_killed_and_he_leaves_meanwhile(lost: int) -> None:
    night = they_talk()
    with night.same_instant():
        night.caller_hangs_up()
    night.dies(lost=lost)
    night.wait(10)
    row = night.ends(CallOutcome.ANSWERED, (BOSS, LegOutcome.ANSWERED))
    assert row.recording == FILE


def test_killed_before_asterisk_listens_to_whoever_has_the_place_of_one() -> None:
    night = they_talk(ignores=EndListening)
    night.world.asterisk.transfer(ONE, up=True)
    night.go_on()
    night.dies()
    assert night.world.asterisk.taped == {ONE: 2}
    assert night.world.asterisk.listeners == {(ONE, 2): ONE}
    night.caller_hangs_up()
    ends(night)


def test_killed_as_it_ends() -> None:
    """The phone has been replaced, so that nothing ends by itself."""
    night = they_talk(ignores=EndListening)
    with night.same_instant():
        night.caller_hangs_up()
        while night.world.asterisk.news:
            night.world.hear_news()
    night.dies()
    night.wait(20)
    assert not night.world.asterisk.listeners
    ends(night)


def test_killed_as_they_are_told() -> None:
    """They are told once more, from the beginning."""
    night = they_talk(told=True)
    night.dies()
    assert night.wanted().count(Play(CALLER, ANNOUNCEMENT)) == 2
    night.caller_hears(*ANNOUNCEMENT)
    assert is_recorded(night)
    night.caller_hangs_up()
    ends(night)


@pytest.mark.parametrize("lost", range(1, 4))
def test_killed_as_they_are_connected_they_are_not_told_again(lost: int) -> None:
    night = they_talk(told=True)
    night.caller_hears(*ANNOUNCEMENT)
    night.dies(lost=lost)
    assert night.world.asterisk.caller.bridge == ONE
    assert night.world.asterisk.caller.hears == ()
    assert is_recorded(night)
    night.caller_hangs_up()
    ends(night)


# ---------------------------------------------------------------- they are told


def test_both_hear_it_and_are_connected_then() -> None:
    night = they_talk(told=True)
    assert Connect(CALLER, ONE) not in night.wanted()
    asked = [c for c in night.wanted() if isinstance(c, Answer | Play)]
    assert asked == [Play(ONE, ANNOUNCEMENT), Answer(CALLER), Play(CALLER, ANNOUNCEMENT)]
    night.caller_hears(*ANNOUNCEMENT)
    assert is_recorded(night)
    night.caller_hangs_up()
    ends(night)


def test_nobody_tells_that_it_was_heard() -> None:
    night = they_talk(told=True)
    night.wait(10)
    assert is_recorded(night)
    night.caller_hangs_up()
    ends(night)


def test_what_cannot_be_heard_holds_nobody_up_and_nobody_is_recorded() -> None:
    night = they_talk(told=True)
    night.caller_cannot_hear(*ANNOUNCEMENT)
    assert night.world.asterisk.caller.bridge == ONE
    assert not is_recorded(night)
    night.caller_hangs_up()
    ends(night, recorded=False)


def test_the_phone_does_not_hear_it_and_the_caller_does() -> None:
    night = they_talk(told=True)
    night.hears(Refused(Play(ONE, ANNOUNCEMENT), Refusal.REJECTED))
    assert not is_recorded(night)
    night.caller_hears(*ANNOUNCEMENT)
    assert is_recorded(night)


def test_asterisk_does_not_play_it_and_nobody_is_held_up_or_recorded() -> None:
    night = they_talk(told=True, rejects=Play)
    assert night.world.asterisk.caller.bridge == ONE
    assert not is_recorded(night)
    night.caller_hangs_up()
    ends(night, recorded=False)


@pytest.mark.parametrize(("leg", "recorded"), [(CALLER, False), (ONE, True)])
def test_replaced_as_they_are_connected(leg: LegId, *, recorded: bool) -> None:
    """Whoever has the caller's place now has not been told."""
    night = they_talk(told=True, rejects=Connect)
    night.caller_hears(*ANNOUNCEMENT)
    night.world.asterisk.transfer(leg, up=True)
    night.go_on()
    night.wait(1)
    assert night.world.asterisk.caller.bridge == ONE
    assert is_recorded(night) == recorded


def test_he_leaves_while_he_is_told() -> None:
    night = they_talk(told=True)
    night.caller_hangs_up()
    night.wait(20)
    row = night.ends(CallOutcome.ABANDONED, (BOSS, LegOutcome.CANCELLED))
    assert row.recording is None


def test_the_phone_is_lost_and_he_is_not_told_twice() -> None:
    night = Scenario(parallel(BOSS), parallel(OLGA), taping=RECORDED_AND_TOLD, rejects=Connect)
    night.phone(BOSS).rings()
    night.phone(BOSS).answers()
    night.caller_hears(*ANNOUNCEMENT)
    night.phone(BOSS).goes(16)
    night.phone(OLGA).rings()
    night.phone(OLGA).answers()
    night.phone(OLGA).presses("1")
    assert night.wanted().count(Play(CALLER, ANNOUNCEMENT)) == 1
    night.wait(1)
    assert is_recorded(night)


# ---------------------------------------------------------------- whether


def planned(
    recording: PbxRecording | None = None, announcement: str | None = None, record: bool = True
) -> tuple[object, tuple[str, ...]]:
    own = COMPANY.departments[0]
    department: Department = replace(
        own, duty=replace(own.duty, record=record, announcement=announcement)
    )
    settings = replace(COMPANY, departments=(department,))
    around = Surroundings(recording=recording)
    made = plan(settings, department, VISIT, Mode.DUTY, None, around)
    return made.taping, made.why.issues


def test_as_the_department_has_it() -> None:
    assert planned() == (RECORDED, ())
    assert planned(record=False) == (None, ())
    assert planned(announcement="") == (RECORDED_AND_TOLD, ())
    told, _ = planned(announcement="custom/recorded")
    assert told == replace(RECORDED, announcement=(Recording("custom/recorded"),))


def test_not_when_the_exchange_records_already_or_forbids_it() -> None:
    assert planned(PbxRecording.GOES_ON) == (None, ("recorded_by_pbx",))
    assert planned(PbxRecording.FORBIDDEN) == (None, ("recording_forbidden",))
    assert planned(PbxRecording.GOES_ON, record=False) == (None, ())


def test_its_name_tells_what_it_is_of() -> None:
    assert name_of(VISIT.id, ONE) == NAME
    assert leg_in(NAME) == (VISIT.id, ONE)
    assert file_of(VISIT.id, VISIT.department, EVENING, ONE) == FILE

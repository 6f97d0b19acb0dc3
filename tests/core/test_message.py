"""Nobody takes the call, and the caller may leave a message."""

import pytest

from stasis_app.core.commands import Answer, Play, Record
from stasis_app.core.events import (
    Interrupted,
    LegReplaced,
    PlayEnded,
    RecordingEnded,
    RecordingStarted,
    Refusal,
    Refused,
)
from stasis_app.core.plan import TakeMessage
from stasis_app.core.record import Row
from stasis_app.core.recording import Recorded, file_of, leg_in, name_of
from stasis_app.core.words import CALLER, CallId, CallOutcome, LegId, LegOutcome, Sound, Tone

from ..night.world import EVENING
from ..people import IVAN, VISIT, parallel
from ..scenario import Scenario

MESSAGE = TakeMessage(seconds=60.0, silence=5.0, to=("duty@example.com",))
FILE = "2026-03-02/otdel1-200000Z-1700000000.1-message.wav"
NAME = "1700000000.1.r0"
GREETING = Play(CALLER, (Sound.LEAVE_A_MESSAGE,))
BEEP = Play(CALLER, (Tone.ONE,))
RECORD = Record(CALLER, 60.0, 5.0)


def he_hears_the_beep() -> Scenario:
    night = Scenario(MESSAGE)
    night.caller_hears_all()
    night.caller_hears_all()
    assert night.world.asterisk.caller.recorded
    return night


def there_is_a_message(night: Scenario, kept: bool = True) -> Row:
    row = night.ends(CallOutcome.VOICEMAIL if kept else CallOutcome.MISSED)
    assert row.recording == (FILE if kept else None)
    assert row.message_to == ("duty@example.com",)
    assert row.answered_at is None
    return row


def test_he_is_greeted_hears_a_tone_and_speaks() -> None:
    night = he_hears_the_beep()
    asked = [c for c in night.wanted() if isinstance(c, Answer | Play | Record)]
    assert asked == [Answer(CALLER), GREETING, BEEP, RECORD]
    night.caller_has_spoken(5, 4)
    assert there_is_a_message(night).recordings == (Recorded(NAME, FILE),)


def test_whoever_is_rung_goes_first() -> None:
    night = Scenario(parallel(IVAN), MESSAGE)
    night.phone(IVAN).rings()
    assert GREETING not in night.wanted()
    night.wait(60)
    night.caller_hears_all()
    night.caller_hears_all()
    night.caller_hangs_up()
    night.ends(CallOutcome.VOICEMAIL, (IVAN, LegOutcome.NO_ANSWER))


def test_a_greeting_that_does_not_end_keeps_him_for_eight_seconds() -> None:
    night = Scenario(MESSAGE)
    night.wait(7)
    assert BEEP in night.wanted()
    night.wait(1)
    assert RECORD in night.wanted()


@pytest.mark.parametrize(("seconds", "sound"), [(0, 0), (5, 0), (0, 1)])
def test_an_empty_message_is_none(seconds: int, sound: int) -> None:
    night = he_hears_the_beep()
    night.caller_has_spoken(seconds, sound)
    row = there_is_a_message(night, kept=False)
    assert row.recordings == (Recorded(NAME, None),), "it is left in Asterisk"


def test_what_he_has_said_until_he_leaves_is_kept() -> None:
    night = he_hears_the_beep()
    night.caller_hangs_up()
    there_is_a_message(night)


def test_the_end_of_what_he_heard_before_does_not_shorten_the_greeting() -> None:
    night = Scenario(MESSAGE)
    night.hears(PlayEnded(CALLER, (Sound.PLEASE_WAIT,)))
    assert BEEP not in night.wanted()


def test_who_leaves_before_the_beep_has_said_nothing() -> None:
    night = Scenario(MESSAGE)
    night.caller_hangs_up()
    row = there_is_a_message(night, kept=False)
    assert row.recordings == ()


def test_nobody_tells_that_it_has_ended() -> None:
    night = he_hears_the_beep()
    night.wait(65)
    there_is_a_message(night)


def test_he_has_left_and_nobody_tells_what_he_has_said() -> None:
    night = he_hears_the_beep()
    with night.same_instant():
        night.caller_hangs_up()
        night.world.asterisk.news.pop(0)
    night.wait(2)
    there_is_a_message(night)


def test_asterisk_does_not_record() -> None:
    night = Scenario(MESSAGE, rejects=Record)
    night.caller_hears_all()
    night.caller_hears_all()
    assert there_is_a_message(night, kept=False).recordings == ()


def test_another_phone_has_his_place_before_he_speaks() -> None:
    night = Scenario(MESSAGE)
    night.caller_transfers(up=True)
    assert night.wanted().count(GREETING) == 2
    night.caller_hears_all()
    night.caller_hears_all()
    night.caller_has_spoken(5, 5)
    there_is_a_message(night)


@pytest.mark.parametrize("up", [True, False])
def test_another_phone_has_his_place_while_he_speaks(*, up: bool) -> None:
    night = he_hears_the_beep()
    night.caller_transfers(up=up)
    assert night.wanted().count(Answer(CALLER)) == (1 if up else 2), "he hears nothing"
    there_is_a_message(night)


def test_what_is_recorded_anew_ends_soon_after_he_has_left() -> None:
    """From the channel that has his place."""
    night = he_hears_the_beep()
    with night.same_instant():
        night.world.asterisk.transfer(CALLER, up=True)
        while night.world.asterisk.news:
            if isinstance(night.world.asterisk.news[0], RecordingEnded):
                night.world.asterisk.news.pop(0)
            else:
                night.world.hear_news()
        night.hears(RecordingStarted(CALLER))
        night.world.asterisk.end_channel(CALLER, 16)
    night.wait(2)
    there_is_a_message(night)


@pytest.mark.parametrize("killed", [False, True])
def test_what_asterisk_refuses_to_record(*, killed: bool) -> None:
    """What it does record already it may refuse to record once more; but then it tells us."""
    night = he_hears_the_beep()
    if killed:
        night.hears(Interrupted())
    night.hears(Refused(RECORD, Refusal.REJECTED))
    assert (night.world.call.outcome is CallOutcome.MISSED) == killed


def test_killed_while_he_is_greeted_he_is_greeted_again() -> None:
    night = Scenario(MESSAGE)
    night.dies()
    assert night.wanted().count(GREETING) == 2
    night.caller_hears_all()
    night.caller_hears_all()
    night.caller_has_spoken(5, 5)
    there_is_a_message(night)


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_killed_while_he_speaks_nothing_is_lost(lost: int) -> None:
    """However much of it was not written."""
    night = he_hears_the_beep()
    night.dies(lost=lost)
    assert night.world.asterisk.caller.recorded
    assert night.wanted().count(GREETING) == 1
    night.caller_has_spoken(7, 7)
    there_is_a_message(night)


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_killed_and_he_leaves_meanwhile(lost: int) -> None:
    night = he_hears_the_beep()
    with night.same_instant():
        night.caller_hangs_up()
        night.dies(lost=lost)
    there_is_a_message(night)


def test_killed_before_asterisk_records_it_is_asked_again() -> None:
    night = Scenario(MESSAGE, ignores=Record)
    night.caller_hears_all()
    night.caller_hears_all()
    assert not night.world.asterisk.caller.recorded
    night.dies()
    assert night.world.asterisk.caller.recorded
    night.caller_has_spoken(5, 5)
    there_is_a_message(night)


def test_names() -> None:
    assert leg_in(name_of(VISIT.id, CALLER)) == (VISIT.id, CALLER)
    assert leg_in("rig-1700000000.12.r3") == (CallId("rig-1700000000.12"), LegId(3))
    for stranger in ("", "r1", ".r1", "meeting", "1700000000.1.rx", "a.r", "a.r1234567"):
        assert leg_in(stranger) is None


@pytest.mark.parametrize("hostile", ["../../etc/passwd", "a/b\0c", "x" * 500, ".hidden", "имя"])
def test_a_file_is_in_the_folder_whatever_the_call_is_called(hostile: str) -> None:
    folder, _, file = file_of(CallId(hostile), None, EVENING, CALLER).partition("/")
    assert folder == "2026-03-02"
    assert file.startswith("200000Z-")
    assert "/" not in file
    assert len(file) < 120
    assert file.isascii()


def test_late_news_of_a_phone_is_none_of_the_message() -> None:
    late = LegReplaced(LegId(1), up=False, stand_in=True)
    night = Scenario(parallel(IVAN), MESSAGE)
    with night.same_instant():
        night.phone(IVAN).goes(17, 486)
        night.world.hear_news()
        before = len(night.wanted())
        night.hears(late)
        assert len(night.wanted()) == before
    night.caller_hears_all()
    night.caller_hears_all()
    before = len(night.wanted())
    night.hears(late)
    assert len(night.wanted()) == before
    night.caller_has_spoken(5, 4)
    night.ends(CallOutcome.VOICEMAIL, (IVAN, LegOutcome.BUSY))


def test_another_one_has_his_place_and_nobody_tells_what_he_has_said() -> None:
    night = he_hears_the_beep()
    with night.same_instant():
        night.caller_transfers(up=True)
        night.world.asterisk.news.pop()
    night.wait(2)
    there_is_a_message(night)

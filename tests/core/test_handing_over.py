"""The call goes on in the dialplan."""

from stasis_app.core.commands import AskDialplan, Continue
from stasis_app.core.events import DialplanAnswered, Refusal, Refused
from stasis_app.core.words import CALLER, CallOutcome, LegOutcome, Release

from ..people import ANNA, IVAN, LOST_PLACE, NIGHT_BELL, QUEUE, hand_over, parallel
from ..scenario import Scenario, seconds


def test_where_the_plan_says() -> None:
    night = Scenario(hand_over(QUEUE, NIGHT_BELL), dialplan=(QUEUE, NIGHT_BELL))
    night.ends(CallOutcome.HANDED_OVER)
    assert night.world.asterisk.sent_on == [QUEUE]
    assert night.world.call.missing == []


def test_a_destination_that_does_not_exist_is_reported_and_the_next_one_taken() -> None:
    night = Scenario(hand_over(LOST_PLACE, QUEUE), dialplan=(QUEUE,))
    night.ends(CallOutcome.HANDED_OVER)
    assert night.world.asterisk.sent_on == [QUEUE]
    assert night.world.call.missing == [LOST_PLACE]


def test_none_exists_so_he_goes_on_after_stasis() -> None:
    night = Scenario(hand_over(LOST_PLACE, NIGHT_BELL), dialplan=(QUEUE,))
    night.ends(CallOutcome.HANDED_OVER)
    assert night.world.asterisk.sent_on == [None]
    assert night.world.call.missing == [LOST_PLACE, NIGHT_BELL]


def test_when_nobody_has_answered() -> None:
    night = Scenario(parallel(IVAN), hand_over(QUEUE), dialplan=(QUEUE,))
    night.phone(IVAN).rings()
    night.wait(60)
    row = night.ends(CallOutcome.HANDED_OVER, (IVAN, LegOutcome.NO_ANSWER))
    assert night.world.asterisk.sent_on == [QUEUE]
    assert (seconds(row.ended_at), row.answered_by) == (60, None)


def test_asterisk_does_not_say_whether_it_exists() -> None:
    night = Scenario(
        hand_over(QUEUE, NIGHT_BELL), ignores=AskDialplan, dialplan=(NIGHT_BELL, QUEUE)
    )
    night.wait(1.9)
    assert not night.world.finished
    night.wait(0.1)
    night.ends(CallOutcome.HANDED_OVER)
    assert night.world.asterisk.sent_on == [NIGHT_BELL]
    assert night.world.call.missing == []


def test_an_answer_that_comes_too_late_sends_him_nowhere() -> None:
    night = Scenario(hand_over(QUEUE, NIGHT_BELL), ignores=AskDialplan)
    with night.same_instant():
        night.wait(2)
        night.hears(DialplanAnswered(CALLER, QUEUE, exists=True))
    assert night.world.asterisk.sent_on == [None]


def test_nor_does_a_refusal_that_comes_too_late() -> None:
    night = Scenario(hand_over(QUEUE, NIGHT_BELL), ignores=AskDialplan, dialplan=(NIGHT_BELL,))
    with night.same_instant():
        night.wait(2)
        night.hears(Refused(AskDialplan(CALLER, QUEUE), Refusal.REJECTED))
    assert night.world.asterisk.sent_on == [NIGHT_BELL]
    assert night.wanted().count(AskDialplan(CALLER, NIGHT_BELL)) == 1


def test_one_who_has_just_been_replaced_is_asked_for_again() -> None:
    night = Scenario(hand_over(QUEUE), rejects=AskDialplan, dialplan=(QUEUE,))
    night.wait(0.1)
    assert not night.world.finished
    night.wait(0.1)
    assert night.world.asterisk.sent_on == [QUEUE]
    night.ends(CallOutcome.HANDED_OVER)


def test_one_who_has_just_been_replaced_is_sent_again() -> None:
    night = Scenario(hand_over(QUEUE), rejects=Continue, dialplan=(QUEUE,))
    night.wait(0.2)
    assert night.world.asterisk.sent_on == [QUEUE]


def test_asterisk_will_not_say_so_the_next_is_taken() -> None:
    night = Scenario(
        hand_over(QUEUE, NIGHT_BELL), rejects=AskDialplan, times=2, dialplan=(NIGHT_BELL,)
    )
    night.wait(0.2)
    assert night.world.asterisk.sent_on == [NIGHT_BELL]


def test_it_cannot_be_gone_to_so_the_next_is_taken() -> None:
    night = Scenario(
        hand_over(QUEUE, NIGHT_BELL), rejects=Continue, times=2, dialplan=(QUEUE, NIGHT_BELL)
    )
    night.wait(0.2)
    assert night.world.asterisk.sent_on == [NIGHT_BELL]
    night.ends(CallOutcome.HANDED_OVER)


def test_each_destination_has_its_second_chance() -> None:
    night = Scenario(
        hand_over(QUEUE, NIGHT_BELL), rejects=Continue, times=3, dialplan=(QUEUE, NIGHT_BELL)
    )
    night.wait(0.4)
    assert night.world.asterisk.sent_on == [NIGHT_BELL]


def test_nothing_works_so_he_is_let_go() -> None:
    night = Scenario(hand_over(), rejects=Continue, times=2)
    night.wait(0.2)
    night.ends(CallOutcome.FAILED)
    night.caller_is_told(Release.FAILURE)


def test_he_does_not_leave_us() -> None:
    night = Scenario(hand_over(QUEUE), ignores=Continue, dialplan=(QUEUE,))
    night.wait(4.9)
    assert not night.world.finished
    night.wait(0.1)
    night.ends(CallOutcome.FAILED)


def test_a_lost_reply_changes_nothing() -> None:
    night = Scenario(hand_over(QUEUE), ignores=Continue, dialplan=(QUEUE,))
    night.hears(Refused(Continue(CALLER, QUEUE), Refusal.TIMED_OUT))
    night.wait(4.9)
    assert not night.world.finished
    night.caller_hangs_up()
    night.ends(CallOutcome.HANDED_OVER)


def test_he_hangs_up_before_he_is_sent_on() -> None:
    night = Scenario(hand_over(QUEUE), ignores=AskDialplan)
    night.wait(1)
    night.caller_hangs_up()
    night.ends(CallOutcome.ABANDONED)


def test_he_hangs_up_when_he_could_not_be_sent_on() -> None:
    night = Scenario(hand_over(), rejects=Continue)
    night.wait(0.1)
    night.caller_hangs_up()
    night.ends(CallOutcome.ABANDONED)


def test_a_phone_still_ending_is_waited_for() -> None:
    night = Scenario(parallel(ANNA), hand_over())
    night.phone(ANNA).rings()
    with night.same_instant():
        night.wait(60)
        night.world.asterisk.obey(Continue(CALLER, None))
        night.hears_news()
        assert not night.world.finished
    night.ends(CallOutcome.HANDED_OVER, (ANNA, LegOutcome.NO_ANSWER))

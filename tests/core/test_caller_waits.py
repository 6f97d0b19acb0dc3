"""What the caller hears, and when he is answered."""

from stasis_app.core.commands import Answer, HangUp, Indicate
from stasis_app.core.events import Refusal, Refused
from stasis_app.core.words import CALLER, CallOutcome, LegOutcome, Release

from ..people import ANNA, BOSS, IVAN, OLGA, hand_over, parallel, plan, sequential
from ..scenario import Scenario


def test_he_hears_ringing_and_is_not_answered_before_somebody_has_accepted() -> None:
    night = Scenario(parallel(IVAN))
    night.caller_hears_ringing()
    night.phone(IVAN).rings().answers()
    assert not night.caller_is_answered()
    night.phone(IVAN).presses("1")
    assert night.caller_is_answered()


def test_he_is_not_answered_when_nobody_has_accepted() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(IVAN).rings().answers().presses("2")
    night.phone(OLGA).rings()
    night.wait(60)
    assert Answer(CALLER) not in night.wanted()
    night.caller_is_told(Release.NO_ANSWER)


def test_he_hears_ringing_from_one_step_to_the_next() -> None:
    night = Scenario(parallel(IVAN), parallel(BOSS))
    night.wait(60)
    night.phone(BOSS).rings()
    assert sum(command == Indicate(CALLER) for command in night.wanted()) == 1


def test_he_is_answered_again_when_nobody_knows_whether_he_was() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings().answers().talks()
    night.hears(Refused(Answer(CALLER), Refusal.TIMED_OUT))
    assert sum(command == Answer(CALLER) for command in night.wanted()) == 2
    night.phone(ANNA).talks()


def test_an_answer_that_was_refused_is_not_repeated_for_nobody() -> None:
    night = Scenario(parallel(ANNA, BOSS), rejects=Answer)
    night.phone(ANNA).rings()
    with night.same_instant():
        night.phone(ANNA).answers().goes(16)
        night.hears_news()
    assert sum(command == Answer(CALLER) for command in night.wanted()) == 1
    night.phone(BOSS).rings().answers().talks()
    assert sum(command == Answer(CALLER) for command in night.wanted()) == 2


def test_everybody_is_busy_so_he_is_told_so() -> None:
    night = Scenario(sequential(IVAN, ANNA))
    night.phone(IVAN).rings().goes(17, 486)
    night.phone(ANNA).rings().goes(17, 600)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.BUSY), (ANNA, LegOutcome.BUSY))
    night.caller_is_told(Release.BUSY)


def test_one_was_busy_and_one_did_not_answer() -> None:
    night = Scenario(parallel(IVAN, ANNA))
    night.phone(IVAN).rings().goes(17, 486)
    night.wait(60)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.BUSY), (ANNA, LegOutcome.NO_ANSWER))
    night.caller_is_told(Release.NO_ANSWER)


def test_nobody_at_all_is_there() -> None:
    night = Scenario()
    night.ends(CallOutcome.MISSED)
    night.caller_is_told(Release.NO_ANSWER)
    assert Indicate(CALLER) not in night.wanted()


def test_one_who_is_handed_over_at_once_hears_what_the_dialplan_gives_him() -> None:
    night = Scenario(hand_over())
    assert Indicate(CALLER) not in night.wanted()
    assert night.world.plan == plan(hand_over())


def test_the_hang_up_is_repeated_when_it_may_have_got_lost() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings()
    with night.same_instant():
        night.phone(ANNA).goes(17, 486)
        night.hears_news()
        (hang_up,) = night.world.asterisk.lanes[CALLER]
        night.world.asterisk.refuse(hang_up, Refusal.TIMED_OUT)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.BUSY))


def test_a_hang_up_whose_reply_is_late_is_not_repeated_for_one_who_is_gone() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings()
    with night.same_instant():
        night.wait(60)
        night.caller_hangs_up()
        night.hears_news()
        night.hears(Refused(HangUp(CALLER, Release.NO_ANSWER), Refusal.TIMED_OUT))
        night.phone(ANNA).is_rung()
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))


def test_a_phone_that_is_picked_up_too_late_is_nothing_to_him() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        night.wait(60)
        phone.is_picked_up_by_a_colleague()
        night.hears_news()
        assert sum(isinstance(c, HangUp) and c.leg == CALLER for c in night.wanted()) == 1
    phone.is_quiet()

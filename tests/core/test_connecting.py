"""Between the acceptance and the talk."""

from stasis_app.core.commands import Answer, Connect
from stasis_app.core.events import LegConnected, Refusal, Refused
from stasis_app.core.words import CALLER, CallOutcome, LegId, LegOutcome, Sound

from ..people import ANNA, BOSS, IVAN, OLGA, parallel
from ..scenario import Scenario


def test_connecting_is_rejected_so_those_let_go_are_rung_again() -> None:
    night = Scenario(parallel(IVAN, BOSS), rejects=Connect, times=3)
    night.phone(IVAN).rings()
    night.phone(BOSS).rings().answers()
    night.wait(0.2)
    night.phone(BOSS).is_quiet()
    night.phone(IVAN).rings().answers().presses("1").talks()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (IVAN, LegOutcome.ANSWERED_ELSEWHERE),
        (BOSS, LegOutcome.UNREACHABLE),
        (IVAN, LegOutcome.ANSWERED),
    )


def test_connecting_is_rejected_and_nobody_else_is_there() -> None:
    night = Scenario(parallel(BOSS), rejects=Connect, times=3)
    night.phone(BOSS).rings().answers()
    night.wait(0.1)
    night.phone(BOSS).is_on_the_phone()
    night.wait(0.1)
    night.ends(CallOutcome.MISSED, (BOSS, LegOutcome.UNREACHABLE))


def test_those_let_go_are_rung_again_once() -> None:
    night = Scenario(parallel(IVAN, BOSS), rejects=Connect, times=3)
    night.phone(BOSS).answers()
    night.wait(0.2)
    night.phone(IVAN).goes(20, 480)
    assert night.world.call.outcome is CallOutcome.MISSED


def test_those_let_go_are_rung_again_before_the_next_step() -> None:
    night = Scenario(parallel(IVAN, ANNA), parallel(BOSS), rejects=Connect, times=3)
    night.phone(ANNA).rings().answers()
    night.wait(0.2)
    night.phone(ANNA).is_quiet()
    night.phone(IVAN).rings()
    assert not night.legs(BOSS)


def test_one_who_is_refused_once_is_connected_all_the_same() -> None:
    night = Scenario(parallel(BOSS), rejects=Connect, times=2)
    night.phone(BOSS).rings().answers()
    night.wait(0.2)
    night.phone(BOSS).talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (BOSS, LegOutcome.ANSWERED))


def test_those_rung_again_have_what_is_left_of_the_time() -> None:
    night = Scenario(parallel(IVAN, BOSS), rejects=Connect, times=3)
    night.wait(50)
    night.phone(BOSS).answers()
    night.wait(0.2)
    night.phone(IVAN).rings()
    night.wait(9.9)
    night.phone(IVAN).is_rung()
    night.wait(0.1)
    night.phone(IVAN).is_quiet()


def test_after_the_time_out_nobody_is_rung_again() -> None:
    night = Scenario(parallel(IVAN, OLGA), rejects=Connect, times=3)
    night.phone(OLGA).rings()
    night.wait(55)
    night.phone(IVAN).answers()
    night.wait(5)
    night.phone(OLGA).is_quiet()
    night.phone(IVAN).presses("1")
    night.wait(0.2)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.UNREACHABLE), (OLGA, LegOutcome.NO_ANSWER))


def test_asterisk_says_yes_and_connects_nobody() -> None:
    night = Scenario(parallel(BOSS, IVAN), ignores=Connect)
    night.wait(18)
    night.phone(BOSS).answers()
    night.wait(7)
    night.phone(BOSS).is_on_the_phone()
    night.wait(1)
    night.phone(BOSS).is_quiet()
    night.caller_hears_ringing()
    night.phone(IVAN).rings()


def test_the_winner_hangs_up_before_he_is_connected() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        phone.answers().goes(16)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.UNREACHABLE))


def test_late_news_of_the_first_winner_is_not_news_of_the_second() -> None:
    night = Scenario(parallel(ANNA, BOSS), rejects=Connect, times=3)
    night.phone(ANNA).rings().answers()
    night.wait(0.2)
    night.phone(ANNA).is_quiet()
    first = night.legs(ANNA)[0]
    phone = night.phone(BOSS).rings()
    with night.same_instant():
        phone.answers()
        night.hears_news()
        night.hears(LegConnected(CALLER, first))
        night.hears(Refused(Connect(CALLER, first), Refusal.TIMED_OUT))
    phone.talks()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (ANNA, LegOutcome.UNREACHABLE),
        (BOSS, LegOutcome.ANSWERED_ELSEWHERE),
        (BOSS, LegOutcome.ANSWERED),
    )


def test_the_first_winners_bridge_does_not_count_for_the_second() -> None:
    night = Scenario(parallel(ANNA, BOSS), rejects=Connect, times=3)
    night.phone(ANNA).rings().answers()
    night.wait(0.2)
    night.phone(ANNA).is_quiet()
    first = night.legs(ANNA)[0]
    phone = night.phone(BOSS).rings()
    with night.same_instant():
        phone.answers()
        night.hears_news()
        night.hears(LegConnected(CALLER, first))
        night.hears(LegConnected(phone.leg, phone.leg))
        night.caller_hangs_up()
    phone.hears(Sound.CALLER_HAS_HUNG_UP).is_quiet()
    night.ends(
        CallOutcome.ABANDONED,
        (ANNA, LegOutcome.UNREACHABLE),
        (BOSS, LegOutcome.ANSWERED_ELSEWHERE),
        (BOSS, LegOutcome.CANCELLED),
    )


def test_those_rung_again_have_half_a_second() -> None:
    night = Scenario(parallel(IVAN, BOSS), rejects=Connect, times=3)
    night.wait(59.5)
    night.phone(BOSS).answers()
    night.wait(0.2)
    night.phone(IVAN).is_rung()
    night.wait(0.5)
    night.phone(IVAN).is_quiet()


def test_no_reply_to_connecting_is_no_reason_to_part_them_before_a_second_try() -> None:
    night = Scenario(parallel(BOSS), ignores=Connect)
    phone = night.phone(BOSS).answers()  # he is in the bridge, and the caller is not
    night.hears(Refused(Connect(CALLER, phone.leg), Refusal.TIMED_OUT))
    phone.is_on_the_phone()
    night.wait(0.2)
    phone.talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (BOSS, LegOutcome.ANSWERED))


def test_only_the_reply_was_lost() -> None:
    night = Scenario(parallel(BOSS), ignores=Connect)
    phone = night.phone(BOSS).answers()  # he is in the bridge, and the caller is not
    night.hears(Refused(Connect(phone.leg, phone.leg), Refusal.TIMED_OUT))
    phone.is_on_the_phone()
    night.hears(LegConnected(CALLER, phone.leg))
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (BOSS, LegOutcome.ANSWERED))


def test_a_caller_who_leaves_in_the_moment_before_he_is_answered_has_talked_to_nobody() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        phone.answers()
        night.hears_news()
        answer, connect = night.world.asterisk.lanes[CALLER]
        assert (answer, connect) == (Answer(CALLER), Connect(CALLER, phone.leg))
        night.world.asterisk.obey(connect)
        night.hears_news()
        night.caller_hangs_up()
    phone.hears(Sound.CALLER_HAS_HUNG_UP)
    night.wait(5)
    row = night.ends(CallOutcome.ABANDONED, (ANNA, LegOutcome.CANCELLED))
    assert (row.answered_at, row.answered_by) == (None, None)


def test_late_news_of_a_try_that_has_succeeded_meanwhile_changes_nothing() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).answers().talks()
    before = len(night.wanted())
    night.hears(Refused(Connect(LegId(1), LegId(1), 1), Refusal.TIMED_OUT))
    assert len(night.wanted()) == before
    night.phone(ANNA).talks()

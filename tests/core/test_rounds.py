"""How long a phone rings, and how often all of them are tried."""

from dataclasses import replace

from stasis_app.core.plan import Ring
from stasis_app.core.words import CallOutcome, LegOutcome, Sound

from ..people import ANNA, BOSS, IVAN, QUEUE, hand_over, parallel, sequential, staggered
from ..scenario import Scenario, seconds


def briefly(step: Ring, *, rounds: int = 1) -> Ring:
    """No phone longer than 15 seconds."""
    return replace(step, leg_timeout=15.0, rounds=rounds)


def test_no_phone_rings_longer_than_its_owners_voicemail_waits() -> None:
    night = Scenario(briefly(parallel(ANNA, BOSS)))
    night.phone(ANNA).rings()
    night.phone(BOSS).rings()
    night.wait(14)
    night.phone(ANNA).is_rung()
    night.wait(1)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER), (BOSS, LegOutcome.NO_ANSWER))


def test_the_next_one_need_not_wait_for_the_stagger_then() -> None:
    night = Scenario(briefly(staggered(ANNA, BOSS)))
    night.phone(ANNA).rings()
    night.wait(15)
    night.phone(ANNA).is_quiet()
    night.phone(BOSS).rings().answers().talks()


def test_whoever_is_being_asked_is_not_broken_off() -> None:
    night = Scenario(briefly(parallel(IVAN)))
    night.phone(IVAN).rings()
    night.wait(10)
    night.phone(IVAN).answers().hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(8)
    night.phone(IVAN).presses("1").talks()


def test_a_second_round_after_a_pause() -> None:
    night = Scenario(briefly(sequential(ANNA, BOSS), rounds=2))
    night.wait(15)
    night.wait(15)
    assert len(night.legs(ANNA)) == 1
    night.caller_hears_ringing()
    night.wait(3)
    night.phone(ANNA).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (ANNA, LegOutcome.NO_ANSWER),
        (BOSS, LegOutcome.NO_ANSWER),
        (ANNA, LegOutcome.ANSWERED),
    )


def test_nobody_new_is_tried_when_the_time_is_over() -> None:
    night = Scenario(briefly(sequential(ANNA, BOSS), rounds=9))
    night.wait(60)
    night.ends(
        CallOutcome.MISSED,
        *[(ANNA, LegOutcome.NO_ANSWER), (BOSS, LegOutcome.NO_ANSWER)],
        *[(ANNA, LegOutcome.NO_ANSWER), (BOSS, LegOutcome.NO_ANSWER)],
    )


def test_the_last_round_is_the_last() -> None:
    night = Scenario(briefly(sequential(ANNA), rounds=2))
    night.phone(ANNA).goes(17, 486)
    night.wait(3)
    night.phone(ANNA).goes(17, 486)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.BUSY), (ANNA, LegOutcome.BUSY))


def test_who_has_said_no_is_not_asked_again() -> None:
    night = Scenario(replace(parallel(ANNA, IVAN, BOSS), rounds=2))
    night.phone(ANNA).rings().goes(21, 603)
    night.phone(IVAN).rings().answers().presses("2")
    night.phone(BOSS).goes(17, 486)
    night.wait(3)
    assert [len(night.legs(each)) for each in (ANNA, IVAN, BOSS)] == [1, 1, 2]


def test_when_all_have_said_no_there_is_no_other_round() -> None:
    night = Scenario(replace(parallel(ANNA), rounds=2))
    night.phone(ANNA).rings().goes(21, 603)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.DECLINED))


def test_the_caller_may_leave_between_two_rounds() -> None:
    night = Scenario(replace(parallel(ANNA), rounds=2))
    night.phone(ANNA).goes(17, 486)
    night.wait(1)
    night.caller_hangs_up()
    night.ends(CallOutcome.ABANDONED, (ANNA, LegOutcome.BUSY))


def test_nobody_is_looked_for_longer_than_the_limit() -> None:
    night = Scenario(parallel(ANNA), parallel(BOSS), hand_over(QUEUE), dialplan=(QUEUE,), limit=70)
    night.wait(60)
    night.phone(BOSS).rings()
    night.wait(10)
    night.phone(BOSS).is_quiet()
    night.ends(CallOutcome.HANDED_OVER, (ANNA, LegOutcome.NO_ANSWER), (BOSS, LegOutcome.NO_ANSWER))


def test_a_talk_that_comes_to_nothing_after_the_limit_rings_nobody_else() -> None:
    night = Scenario(parallel(IVAN, BOSS), parallel(ANNA), limit=30)
    night.phone(IVAN).rings()
    night.wait(25)
    night.phone(IVAN).answers()
    night.wait(6)
    night.phone(BOSS).is_quiet()
    night.phone(IVAN).presses("2")
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED), (BOSS, LegOutcome.NO_ANSWER))


def test_who_has_rung_in_vain_is_tried_again() -> None:
    night = Scenario(briefly(parallel(ANNA), rounds=2))
    night.phone(ANNA).rings()
    night.wait(15)
    night.phone(ANNA).is_quiet()
    night.wait(3)
    assert len(night.legs(ANNA)) == 2
    night.phone(ANNA).is_rung()


def test_the_time_is_over_in_the_pause_between_two_rounds() -> None:
    night = Scenario(replace(parallel(ANNA), timeout=16.0, leg_timeout=15.0, rounds=2))
    night.phone(ANNA).rings()
    night.wait(16)
    row = night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))
    assert seconds(row.ended_at) == 16


def test_whoever_has_said_nothing_is_asked_again() -> None:
    night = Scenario(briefly(parallel(IVAN), rounds=2))
    night.phone(IVAN).rings().answers()
    night.wait(60)
    assert len(night.legs(IVAN)) == 2


def test_a_network_s_no_is_not_his_own() -> None:
    """603 before anything has rung."""
    night = Scenario(briefly(parallel(ANNA), rounds=2))
    night.phone(ANNA).goes(21, 603)
    night.wait(3)
    night.phone(ANNA).rings().goes(21, 603)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.DECLINED), (ANNA, LegOutcome.DECLINED))

"""Who rings when."""

from stasis_app.core.words import CallOutcome, LegOutcome

from ..people import ANNA, BOSS, DESK, IVAN, OLGA, parallel, sequential, staggered
from ..scenario import Scenario


def test_parallel_rings_everybody_at_once() -> None:
    night = Scenario(parallel(IVAN, OLGA, ANNA))
    night.phone(IVAN).rings()
    night.phone(OLGA).rings()
    night.phone(ANNA).rings().answers().talks()
    night.phone(IVAN).is_quiet()
    night.phone(OLGA).is_quiet()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (IVAN, LegOutcome.ANSWERED_ELSEWHERE),
        (OLGA, LegOutcome.ANSWERED_ELSEWHERE),
        (ANNA, LegOutcome.ANSWERED),
    )


def test_staggered_lets_the_backup_join_after_20_seconds() -> None:
    night = Scenario(staggered(IVAN, ANNA))
    night.phone(IVAN).rings()
    night.wait(19)
    assert not night.legs(ANNA)
    night.wait(1)
    night.phone(ANNA).rings()
    night.phone(IVAN).answers().presses("1").talks()
    night.phone(ANNA).is_quiet()


def test_staggered_brings_the_backup_in_at_once_when_the_primary_declines() -> None:
    night = Scenario(staggered(IVAN, ANNA, BOSS))
    night.phone(IVAN).rings()
    night.wait(5)
    night.phone(IVAN).goes(21, 603)
    night.phone(ANNA).rings()
    night.wait(19)
    assert not night.legs(BOSS)  # the backup has his 20 seconds
    night.wait(1)
    night.phone(BOSS).rings()


def test_sequential_rings_one_at_a_time() -> None:
    night = Scenario(sequential(IVAN, ANNA))
    night.phone(IVAN).rings()
    night.wait(20)
    night.phone(IVAN).is_quiet()
    night.phone(ANNA).rings().answers().talks()
    night.phone(ANNA).goes(16)
    night.ends(CallOutcome.ANSWERED, (IVAN, LegOutcome.NO_ANSWER), (ANNA, LegOutcome.ANSWERED))


def test_sequential_gives_the_last_one_what_is_left_of_the_time_out() -> None:
    night = Scenario(sequential(IVAN, ANNA))
    night.wait(20)
    night.phone(ANNA).rings()
    night.wait(39)
    assert not night.world.finished
    night.wait(1)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NO_ANSWER), (ANNA, LegOutcome.NO_ANSWER))


def test_the_turn_of_one_who_declined_does_not_end_the_next_ones() -> None:
    night = Scenario(sequential(IVAN, ANNA))
    night.phone(IVAN).rings()
    night.wait(5)
    night.phone(IVAN).goes(21, 603)
    night.phone(ANNA).rings()
    night.wait(54)
    assert not night.world.finished
    night.wait(1)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.DECLINED), (ANNA, LegOutcome.NO_ANSWER))


def test_sequential_leaves_the_primary_his_time_to_press_1() -> None:
    night = Scenario(sequential(IVAN, ANNA))
    night.phone(IVAN).rings()
    night.wait(19)
    night.phone(IVAN).answers()
    night.wait(12.9)
    assert not night.legs(ANNA)
    night.wait(0.1)
    night.phone(IVAN).is_quiet()
    night.phone(ANNA).rings()


def test_nobody_answers_for_60_seconds() -> None:
    night = Scenario(staggered(IVAN, ANNA))
    night.phone(IVAN).rings()
    night.wait(20)
    night.phone(ANNA).rings()
    night.wait(39)
    assert not night.world.finished
    night.wait(1)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NO_ANSWER), (ANNA, LegOutcome.NO_ANSWER))


def test_after_the_time_out_nobody_new_is_rung() -> None:
    night = Scenario(staggered(IVAN, OLGA, ANNA, BOSS))
    night.wait(59)
    night.phone(OLGA).answers()
    night.wait(11)
    night.phone(OLGA).goes(16)
    assert not night.legs(BOSS)
    night.ends(
        CallOutcome.MISSED,
        (IVAN, LegOutcome.NO_ANSWER),
        (OLGA, LegOutcome.NOT_CONFIRMED),
        (ANNA, LegOutcome.NO_ANSWER),
    )


def test_the_time_out_lets_a_confirmation_finish() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(OLGA).rings()
    night.wait(59)
    night.phone(IVAN).answers()
    night.wait(2)
    night.phone(OLGA).is_quiet()
    night.phone(IVAN).presses("1").talks()


def test_when_one_of_two_is_lost_the_third_rings_at_once() -> None:
    night = Scenario(staggered(ANNA, BOSS, DESK))
    night.phone(ANNA).rings()
    night.wait(20)
    night.phone(BOSS).rings()
    night.wait(1)
    night.phone(ANNA).goes(21, 603)
    night.phone(DESK).rings()
    night.phone(BOSS).is_rung()

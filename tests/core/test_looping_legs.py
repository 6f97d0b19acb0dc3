"""A phone that sends the call back to us, and a caller whose phones ring for him already."""

from dataclasses import replace

from stasis_app.core.commands import HangUp
from stasis_app.core.events import LegLooped
from stasis_app.core.words import CallOutcome, LegId, LegOutcome

from ..people import ANNA, BOSS, IVAN, OLGA, RITA, parallel, sequential, staggered
from ..scenario import Scenario, seconds

ONE = LegId(1)


def test_the_next_person_is_rung_at_once() -> None:
    night = Scenario(staggered(ANNA, BOSS))
    night.hears(LegLooped(ONE))
    assert HangUp(ONE) in night.wanted()
    night.phone(BOSS).rings().answers().talks()
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.LOOPED), (BOSS, LegOutcome.ANSWERED))
    assert seconds(row.legs[1].dialled_at) == 0


def test_it_is_not_tried_by_another_trunk_or_with_another_number() -> None:
    night = Scenario(sequential(RITA, ANNA))
    night.phone(RITA).rings()
    night.hears(LegLooped(ONE))
    assert len(night.legs(RITA)) == 1
    night.phone(ANNA).rings()


def test_nor_in_the_next_round() -> None:
    night = Scenario(replace(parallel(ANNA, BOSS), rounds=2))
    night.hears(LegLooped(ONE))
    night.phone(BOSS).goes(17, 486)
    night.wait(3)
    assert len(night.legs(ANNA)) == 1
    assert len(night.legs(BOSS)) == 2


def test_the_news_comes_too_late() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).rings().answers()
    night.hears(LegLooped(ONE))
    night.phone(IVAN).presses("1").talks()
    night.caller_hangs_up()
    night.hears(LegLooped(ONE))
    night.ends(CallOutcome.ANSWERED, (IVAN, LegOutcome.ANSWERED))


def test_killed_just_after_that() -> None:
    night = Scenario(staggered(ANNA, BOSS))
    night.phone(ANNA).rings()
    night.hears(LegLooped(ONE))
    night.phone(BOSS).rings()
    night.dies()
    assert len(night.legs(ANNA)) == 1
    night.phone(BOSS).answers().talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.LOOPED), (BOSS, LegOutcome.ANSWERED))


def test_the_other_one_rings_at_once_for_a_caller_who_calls_twice() -> None:
    night = Scenario(staggered(ANNA, BOSS), rings_for_caller=(ANNA,), busy=(ANNA,))
    assert not night.legs(ANNA)
    night.phone(BOSS).rings().answers().talks()


def test_when_all_ring_for_him_already_he_waits_for_one_who_is_free() -> None:
    both = (ANNA, BOSS)
    night = Scenario(staggered(*both), rings_for_caller=both, busy=both)
    night.caller_hears_ringing()
    night.wait(15)
    assert not night.legs(ANNA) and not night.legs(BOSS)
    night.is_freed(BOSS)
    night.phone(BOSS).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (ANNA, LegOutcome.SKIPPED),
        (BOSS, LegOutcome.SKIPPED),
        (BOSS, LegOutcome.ANSWERED),
    )


def test_in_turn_he_waits_likewise() -> None:
    both = (ANNA, BOSS)
    night = Scenario(sequential(*both), rings_for_caller=both, busy=both)
    night.wait(5)
    night.is_freed(ANNA)
    night.phone(ANNA).rings().answers().talks()


def test_he_does_not_wait_for_them_longer_than_20_seconds() -> None:
    both = (IVAN, OLGA)
    night = Scenario(staggered(*both), rings_for_caller=both, busy=both)
    night.wait(19.9)
    assert not night.legs(IVAN)
    night.wait(0.1)
    night.phone(IVAN).rings()
    night.wait(20)
    night.phone(OLGA).rings()


def test_killed_while_he_waits_for_them() -> None:
    night = Scenario(staggered(ANNA), rings_for_caller=(ANNA,), busy=(ANNA,))
    night.wait(10)
    night.dies(away=5)
    assert not night.legs(ANNA)
    night.wait(5)
    night.phone(ANNA).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.SKIPPED), (ANNA, LegOutcome.ANSWERED))


def test_nobody_is_freed_before_the_time_is_up() -> None:
    short = replace(staggered(ANNA), timeout=10.0)
    night = Scenario(short, rings_for_caller=(ANNA,), busy=(ANNA,))
    night.wait(10)
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.SKIPPED))

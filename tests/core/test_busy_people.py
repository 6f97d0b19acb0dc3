"""Somebody who is in another call already, while the next caller waits."""

from stasis_app.core.words import CallOutcome, LegOutcome

from ..people import ANNA, BOSS, DESK, IVAN, considerate, parallel, sequential, staggered
from ..scenario import Scenario, seconds


def test_the_backup_rings_at_once_when_the_primary_is_in_another_call() -> None:
    night = Scenario(considerate(staggered(ANNA, BOSS)), busy=(ANNA,))
    assert not night.legs(ANNA)
    night.phone(BOSS).rings().answers().talks()
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.SKIPPED), (BOSS, LegOutcome.ANSWERED))
    assert row.legs[0].dialled_at is None
    assert seconds(row.legs[0].ended_at) == 0


def test_he_is_rung_after_all_when_nobody_else_is_left() -> None:
    night = Scenario(considerate(staggered(ANNA, BOSS)), busy=(ANNA,))
    night.phone(BOSS).rings()
    night.wait(4)
    night.phone(BOSS).goes(21, 603)
    night.phone(ANNA).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (ANNA, LegOutcome.SKIPPED),
        (BOSS, LegOutcome.DECLINED),
        (ANNA, LegOutcome.ANSWERED),
    )


def test_when_all_are_in_other_calls_they_are_rung_as_ever() -> None:
    night = Scenario(considerate(staggered(ANNA, BOSS)), busy=(ANNA, BOSS))
    night.phone(ANNA).rings()
    night.wait(20)
    night.phone(BOSS).rings()
    night.phone(ANNA).is_rung()


def test_one_who_hangs_up_elsewhere_is_rung_at_once() -> None:
    night = Scenario(considerate(staggered(ANNA, BOSS)), busy=(ANNA,))
    night.phone(BOSS).rings()
    night.wait(5)
    night.is_freed(ANNA)
    night.phone(ANNA).rings().answers().talks()
    night.phone(BOSS).is_quiet()


def test_in_turn_one_who_has_been_freed_is_rung_next() -> None:
    night = Scenario(considerate(sequential(ANNA, BOSS, DESK)), busy=(ANNA,))
    night.phone(BOSS).rings()
    night.is_freed(ANNA)
    assert not night.legs(ANNA)
    night.wait(20)
    night.phone(BOSS).is_quiet()
    night.phone(ANNA).rings()
    night.wait(20)
    night.phone(ANNA).is_quiet()
    assert night.legs(DESK), "his turn is still to come"


def test_the_backup_has_been_taken_in_the_meantime() -> None:
    night = Scenario(considerate(staggered(ANNA, BOSS)))
    night.phone(ANNA).rings()
    night.is_taken(BOSS)
    night.wait(20)
    assert not night.legs(BOSS)
    night.phone(ANNA).goes(17, 486)
    night.phone(BOSS).rings().answers().talks()


def test_all_at_once_but_the_one_who_talks() -> None:
    night = Scenario(considerate(parallel(ANNA, BOSS, DESK)), busy=(BOSS,))
    night.phone(ANNA).rings()
    night.phones(DESK)[0].rings()
    assert not night.legs(BOSS)
    night.wait(60)
    night.ends(
        CallOutcome.MISSED,
        (ANNA, LegOutcome.NO_ANSWER),
        (BOSS, LegOutcome.SKIPPED),
        *[(DESK, LegOutcome.NO_ANSWER)] * 3,
    )


def test_rung_all_the_same_where_the_department_wants_it() -> None:
    night = Scenario(staggered(ANNA, BOSS), busy=(ANNA,))
    night.phone(ANNA).rings().answers().talks()


def test_he_is_passed_over_once_in_the_journal() -> None:
    night = Scenario(
        considerate(sequential(ANNA, BOSS)), considerate(sequential(ANNA, IVAN)), busy=(ANNA,)
    )
    night.phone(BOSS).rings().goes(21, 603)
    night.phone(ANNA).goes(17, 486)
    night.phone(IVAN).goes(17, 486)
    night.phone(ANNA).goes(17, 486)
    night.ends(
        CallOutcome.MISSED,
        (ANNA, LegOutcome.SKIPPED),
        (BOSS, LegOutcome.DECLINED),
        (ANNA, LegOutcome.BUSY),
        (IVAN, LegOutcome.BUSY),
        (ANNA, LegOutcome.BUSY),
    )


def test_the_callers_own_phone_is_not_rung_and_told_so() -> None:
    night = Scenario(staggered(BOSS), callers_own=(ANNA,))
    night.phone(BOSS).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.SKIPPED), (BOSS, LegOutcome.ANSWERED))


def test_whoever_is_freed_leaves_the_others_waited_for() -> None:
    both = (ANNA, IVAN)
    night = Scenario(considerate(staggered(*both, BOSS)), busy=both)
    night.phone(BOSS).rings()
    night.is_freed(ANNA)
    night.phone(ANNA).rings()
    night.is_freed(IVAN)
    night.phone(IVAN).rings()


def test_one_who_was_freed_and_has_declined_is_not_rung_again() -> None:
    night = Scenario(considerate(staggered(ANNA, BOSS)), busy=(ANNA,))
    night.phone(BOSS).rings()
    night.is_freed(ANNA)
    night.phone(ANNA).rings().goes(21, 603)
    night.phone(BOSS).goes(21, 603)
    assert len(night.legs(ANNA)) == 1
    assert night.world.finished

"""The plan's next step, when one has found nobody."""

from stasis_app.core.words import CallOutcome, LegOutcome

from ..people import ANNA, BOSS, IVAN, parallel
from ..scenario import Scenario


def test_the_boss_rings_when_everybody_else_is_lost() -> None:
    night = Scenario(parallel(IVAN, ANNA), parallel(), parallel(BOSS))
    night.phone(IVAN).rings().goes(17, 486)
    night.phone(ANNA).rings()
    night.wait(60)
    night.phone(BOSS).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (IVAN, LegOutcome.BUSY),
        (ANNA, LegOutcome.NO_ANSWER),
        (BOSS, LegOutcome.ANSWERED),
    )


def test_a_plan_without_people_is_a_missed_call() -> None:
    Scenario(parallel()).ends(CallOutcome.MISSED)

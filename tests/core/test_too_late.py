"""Two want the same call: the quicker one has it, the other one is told."""

from stasis_app.core.words import CallOutcome, LegOutcome, Sound

from ..people import ANNA, BOSS, IVAN, OLGA, parallel
from ..scenario import Scenario


def test_who_is_slower_to_press_1_is_told_that_the_call_is_taken() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(IVAN).rings().answers()
    night.phone(OLGA).rings().answers()
    with night.same_instant():
        night.phone(OLGA).presses("1")
        night.phone(IVAN).presses("1")
    night.phone(OLGA).talks()
    night.phone(IVAN).hears(Sound.ALREADY_TAKEN).is_quiet()
    night.phone(OLGA).goes(16)
    night.ends(
        CallOutcome.ANSWERED, (IVAN, LegOutcome.ANSWERED_ELSEWHERE), (OLGA, LegOutcome.ANSWERED)
    )


def test_a_farewell_has_an_end_even_if_nobody_tells_of_it() -> None:
    night = Scenario(parallel(IVAN, ANNA))
    night.phone(IVAN).rings().answers()
    night.phone(ANNA).rings().answers().talks()
    night.wait(4)
    night.phone(IVAN).is_on_the_phone()
    night.wait(1)
    night.phone(IVAN).is_quiet()


def test_two_pick_up_in_the_same_instant() -> None:
    night = Scenario(parallel(ANNA, BOSS))
    night.phone(ANNA).rings()
    night.phone(BOSS).rings()
    with night.same_instant():
        night.phone(BOSS).answers()
        night.phone(ANNA).answers()
    night.phone(BOSS).talks()
    night.phone(ANNA).is_quiet()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED_ELSEWHERE), (BOSS, LegOutcome.ANSWERED)
    )


def test_a_farewell_that_cannot_be_played_ends_when_it_would_have() -> None:
    night = Scenario(parallel(IVAN, ANNA))
    night.phone(IVAN).rings().answers()
    night.phone(ANNA).rings().answers().talks()
    night.phone(IVAN).cannot_hear(Sound.ALREADY_TAKEN)
    night.wait(4)
    night.phone(IVAN).is_on_the_phone()
    night.wait(1)
    night.phone(IVAN).is_quiet()

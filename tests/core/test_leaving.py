"""The caller leaves, at every point of the call."""

from stasis_app.core.words import CallOutcome, LegOutcome, Sound

from ..people import ANNA, IVAN, OLGA, parallel, sequential
from ..scenario import Scenario


def test_while_a_channel_is_being_made() -> None:
    night = Scenario(sequential(ANNA, IVAN))
    with night.same_instant():
        night.phone(ANNA).rings().goes(17, 486)
        night.caller_hangs_up()
    assert not night.world.finished  # Asterisk may yet make it
    night.asterisk_does_what_was_broken_off()
    night.ends(CallOutcome.ABANDONED, (ANNA, LegOutcome.BUSY), (IVAN, LegOutcome.CANCELLED))


def test_while_a_channel_is_being_made_that_never_comes() -> None:
    night = Scenario(sequential(ANNA, IVAN))
    with night.same_instant():
        night.phone(ANNA).rings().goes(17, 486)
        night.caller_hangs_up()
    night.wait(9)
    assert not night.world.finished
    night.wait(1)
    night.ends(CallOutcome.ABANDONED, (ANNA, LegOutcome.BUSY), (IVAN, LegOutcome.CANCELLED))


def test_while_a_phone_is_dialled_and_another_rings() -> None:
    night = Scenario(parallel(IVAN, ANNA))
    night.phone(ANNA).rings()
    night.caller_hangs_up()
    night.ends(CallOutcome.ABANDONED, (IVAN, LegOutcome.CANCELLED), (ANNA, LegOutcome.CANCELLED))


def test_while_somebody_is_asked_who_is_told_so() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(IVAN).rings().answers()
    night.caller_hangs_up()
    night.phone(IVAN).hears(Sound.CALLER_HAS_HUNG_UP).is_quiet()
    night.ends(CallOutcome.ABANDONED, (IVAN, LegOutcome.CANCELLED), (OLGA, LegOutcome.CANCELLED))


def test_in_the_instant_of_the_acceptance() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).rings().answers()
    with night.same_instant():
        night.phone(IVAN).presses("1")
        night.caller_hangs_up()
    night.phone(IVAN).hears(Sound.CALLER_HAS_HUNG_UP).is_quiet()
    night.ends(CallOutcome.ABANDONED, (IVAN, LegOutcome.CANCELLED))


def test_while_talking() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings().answers().talks()
    night.caller_hangs_up()
    night.phone(ANNA).is_quiet()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


def test_the_person_hangs_up_first_and_the_caller_is_let_go() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings().answers().goes(16)
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))

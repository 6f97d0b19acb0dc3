"""Press 1 to accept."""

from stasis_app.core.words import CallOutcome, LegOutcome, Sound

from ..people import ANNA, IVAN, OLGA, parallel, staggered
from ..scenario import Scenario


def test_picking_up_is_not_accepting() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    night.phone(OLGA).rings().answers().presses("1").talks()


def test_a_voicemail_hears_the_prompt_twice_and_loses_the_call() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(6)
    night.phone(IVAN).hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(6)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED))


def test_2_declines_and_the_next_one_rings() -> None:
    night = Scenario(staggered(IVAN, ANNA))
    night.phone(IVAN).rings().answers().presses("2").is_quiet()
    night.phone(ANNA).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (IVAN, LegOutcome.NOT_CONFIRMED), (ANNA, LegOutcome.ANSWERED))


def test_everybody_answers_for_himself() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(IVAN).rings().answers()
    night.wait(7)
    night.phone(OLGA).rings().answers()
    night.wait(5)
    night.phone(IVAN).is_quiet()
    night.phone(OLGA).presses("2").is_quiet()
    night.ends(
        CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED), (OLGA, LegOutcome.NOT_CONFIRMED)
    )


def test_2_declines_for_oneself_only() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(IVAN).rings().answers()
    night.phone(OLGA).rings().answers().presses("9").presses("2").is_quiet()
    night.phone(IVAN).is_on_the_phone().hears(Sound.PRESS_1_TO_ACCEPT).presses("1").talks()


def test_another_key_repeats_the_prompt_once() -> None:
    night = Scenario(parallel(IVAN))
    phone = night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    phone.presses("7").hears(Sound.PRESS_1_TO_ACCEPT)
    phone.presses("8").hears_nothing()
    phone.presses("1").talks()


def test_a_repeated_prompt_starts_its_time_anew() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).rings().answers()
    night.wait(5)
    night.phone(IVAN).presses("7")
    night.wait(5)
    night.phone(IVAN).presses("1").talks()


def test_hanging_up_in_the_prompt_loses_the_call() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).rings().answers().goes(16)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED))


def test_a_prompt_that_cannot_be_played_shortens_nothing() -> None:
    night = Scenario(parallel(IVAN))
    phone = night.phone(IVAN).rings().answers().cannot_hear(Sound.PRESS_1_TO_ACCEPT)
    night.wait(6)
    phone.cannot_hear(Sound.PRESS_1_TO_ACCEPT)
    night.wait(5)
    phone.presses("1").talks()


def test_what_happens_to_one_who_is_asked_is_nothing_to_the_other() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    ivan = night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    olga = night.phone(OLGA).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    olga.presses("9").hears(Sound.PRESS_1_TO_ACCEPT)
    ivan.hears_nothing()
    olga.is_picked_up_by_a_colleague().hears(Sound.PRESS_1_TO_ACCEPT)
    ivan.hears_nothing()

"""Press 1 to accept."""

from dataclasses import replace

from stasis_app.core.words import CallOutcome, LegOutcome, Sound

from ..people import ANNA, CALLED_BY, IVAN, KNOWN_CALLER, OLGA, parallel, sequential, staggered
from ..scenario import Scenario, seconds


def test_picking_up_is_not_accepting() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    night.phone(OLGA).rings().answers().presses("1").talks()


def test_a_voicemail_hears_the_prompt_twice_and_loses_the_call() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(3)
    night.phone(IVAN).hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(3)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED))


def test_2_declines_and_the_next_one_rings() -> None:
    night = Scenario(staggered(IVAN, ANNA))
    night.phone(IVAN).rings().answers().presses("2").is_quiet()
    night.phone(ANNA).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (IVAN, LegOutcome.NOT_CONFIRMED), (ANNA, LegOutcome.ANSWERED))


def test_everybody_answers_for_himself() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(3)
    night.phone(IVAN).hears(Sound.PRESS_1_TO_ACCEPT)
    night.phone(OLGA).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(2.9)
    night.phone(IVAN).is_on_the_phone()
    night.wait(0.1)
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
    phone = night.phone(IVAN).rings().answers()
    night.wait(14)
    phone.presses("7")
    night.wait(14)
    phone.presses("1").talks()


def test_the_end_of_a_prompt_broken_off_by_a_key_is_not_that_of_the_next() -> None:
    night = Scenario(parallel(IVAN))
    phone = night.phone(IVAN).rings().answers().presses("7")
    night.wait(14)
    phone.hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(2.9)
    phone.presses("1").talks()


def test_hanging_up_in_the_prompt_loses_the_call() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).rings().answers().goes(16)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED))


def test_a_prompt_that_cannot_be_played_shortens_nothing() -> None:
    night = Scenario(parallel(IVAN))
    phone = night.phone(IVAN).rings().answers().cannot_hear(Sound.PRESS_1_TO_ACCEPT)
    night.wait(20)
    phone.cannot_hear(Sound.PRESS_1_TO_ACCEPT)
    night.wait(19)
    phone.presses("1").talks()


def test_what_happens_to_one_who_is_asked_is_nothing_to_the_other() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    ivan = night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    olga = night.phone(OLGA).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    olga.presses("9").hears(Sound.PRESS_1_TO_ACCEPT)
    ivan.hears_nothing()
    olga.is_picked_up_by_a_colleague().hears(Sound.PRESS_1_TO_ACCEPT)
    ivan.hears_nothing()


def test_3_repeats_the_number_and_the_keys() -> None:
    night = Scenario(parallel(IVAN), question=KNOWN_CALLER)
    phone = night.phone(IVAN).rings().answers().hears(*KNOWN_CALLER.prompt)
    for _ in range(3):
        phone.presses("3").hears(Sound.CALLERS_NUMBER, *CALLED_BY, Sound.PRESS_1_TO_ACCEPT)
    phone.presses("3").hears_nothing()
    phone.presses("1").talks()


def test_whoever_asks_for_the_number_for_ever_is_let_go() -> None:
    night = Scenario(parallel(IVAN), question=KNOWN_CALLER)
    phone = night.phone(IVAN).rings().answers()
    for _ in range(4):
        phone.presses("3")
        night.wait(14)
    phone.presses("3")
    night.wait(1)
    night.wait(15)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED))


def test_of_a_hidden_caller_3_is_a_key_like_any_other() -> None:
    night = Scenario(parallel(IVAN))
    phone = night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    phone.presses("3").hears(Sound.PRESS_1_TO_ACCEPT).presses("3").hears_nothing()


def test_whoever_is_asked_when_the_time_is_over_has_twelve_seconds_at_most() -> None:
    night = Scenario(parallel(IVAN, ANNA), question=KNOWN_CALLER)
    night.wait(55)
    phone = night.phone(IVAN).answers()
    night.wait(5)
    night.phone(ANNA).is_quiet()
    phone.presses("3")
    night.wait(7)
    phone.presses("3")
    night.wait(4.9)
    phone.is_on_the_phone()
    night.wait(0.1)
    row = night.ends(
        CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED), (ANNA, LegOutcome.NO_ANSWER)
    )
    assert seconds(row.ended_at) == 72


def test_when_his_turn_is_over_he_has_twelve_seconds_at_most_and_the_next_one_rings() -> None:
    night = Scenario(sequential(IVAN, ANNA))
    night.wait(15)
    night.phone(IVAN).answers()
    night.wait(16.9)
    assert not night.legs(ANNA)
    night.wait(0.1)
    night.phone(IVAN).is_quiet()
    night.phone(ANNA).is_rung()


def test_however_long_a_phone_may_ring_whoever_has_picked_up_is_asked_to_the_end() -> None:
    night = Scenario(replace(parallel(IVAN), leg_timeout=15))
    night.wait(14)
    phone = night.phone(IVAN).answers()
    night.wait(28)
    phone.presses("1").talks()

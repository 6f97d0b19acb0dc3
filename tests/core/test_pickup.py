"""A colleague picks up a phone that rings for somebody else: his own phone takes its place."""

from stasis_app.core.commands import Connect
from stasis_app.core.events import LegAnswered, LegReplaced, Refusal
from stasis_app.core.words import CallOutcome, LegOutcome, Sound

from ..night.asterisk import PICKER
from ..people import ANNA, BOSS, DESK, IVAN, OLGA, parallel, sequential
from ..scenario import Scenario, seconds


def test_the_colleague_talks_and_the_journal_names_him() -> None:
    night = Scenario(parallel(ANNA, BOSS))
    night.phone(BOSS).rings()
    night.wait(5)
    night.phone(ANNA).rings().is_picked_up_by_a_colleague().talks()
    night.phone(BOSS).is_quiet()
    night.caller_hangs_up()
    row = night.ends(
        CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED), (BOSS, LegOutcome.ANSWERED_ELSEWHERE)
    )
    assert row.answered_by == PICKER
    assert (row.legs[0].name, seconds(row.legs[0].answered_at)) == ("anna", 5)


def test_a_phone_that_has_not_rung_yet_can_be_picked_up_too() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).is_picked_up_by_a_colleague().talks()


def test_whoever_picks_up_for_another_need_not_press_1() -> None:
    night = Scenario(parallel(IVAN, OLGA))
    night.phone(IVAN).rings().is_picked_up_by_a_colleague().talks()
    night.phone(OLGA).is_quiet()


def test_one_of_several_phones_is_picked_up() -> None:
    night = Scenario(parallel(DESK))
    first, second, third = night.phones(DESK)
    second.rings().is_picked_up_by_a_colleague().talks()
    first.is_quiet()
    third.is_quiet()


def test_he_picks_up_in_the_instant_in_which_the_phone_answers() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        phone.answers()
        night.hears_news()
        phone.is_picked_up_by_a_colleague()
    phone.talks()
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))
    assert row.answered_by == PICKER


def test_he_picks_up_in_the_instant_in_which_the_two_have_been_connected() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings().answers().talks()
    phone.is_picked_up_by_a_colleague().talks()
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))
    assert row.answered_by == PICKER


def test_who_has_just_been_connected_anew_may_be_refused_once_and_talks_on() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings().answers().talks()
    night.rejects, night.times = Connect, 1
    phone.is_picked_up_by_a_colleague()
    night.wait(0.2)
    phone.talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


def test_who_is_said_to_be_connected_anew_and_is_not_is_connected_once_more() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings().answers().talks()
    night.ignores = Connect
    phone.is_picked_up_by_a_colleague()
    night.wait(1)
    phone.talks()


def test_who_cannot_be_connected_anew_is_not_cut_off() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings().answers().talks()
    night.rejects, night.times = Connect, 2
    phone.is_picked_up_by_a_colleague()
    night.wait(10)
    phone.is_on_the_phone()
    assert [each.attempt for each in night.wanted() if isinstance(each, Connect)][-1] == 3
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


def test_the_old_channel_is_refused_before_we_hear_of_the_new_one() -> None:
    night = Scenario(parallel(ANNA), rejects=Connect, times=2)
    night.phone(ANNA).rings().answers()
    night.wait(0.1)
    night.phone(ANNA).is_picked_up_by_a_colleague()
    night.wait(0.1)
    night.phone(ANNA).talks()
    night.wait(1)  # nothing is left of the first attempts
    night.phone(ANNA).talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


def test_a_new_channel_may_be_refused_once_too() -> None:
    night = Scenario(parallel(ANNA), rejects=Connect, times=2)
    night.phone(ANNA).rings().answers()
    night.world.asterisk.take_over(night.phone(ANNA).leg)
    night.rejects, night.times = Connect, 1
    night.go_on()
    night.wait(0.2)
    night.phone(ANNA).talks()


def test_a_replaced_winner_has_his_eight_seconds_anew() -> None:
    night = Scenario(parallel(ANNA), ignores=Connect)
    night.phone(ANNA).rings().answers()
    night.wait(7.5)
    night.ignores = Connect
    night.phone(ANNA).is_picked_up_by_a_colleague()
    night.wait(7.5)
    night.phone(ANNA).is_on_the_phone()
    night.wait(0.5)
    night.phone(ANNA).is_quiet()
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.UNREACHABLE))


def test_one_who_is_being_asked_gives_his_phone_to_another_who_is_asked_anew() -> None:
    night = Scenario(parallel(IVAN))
    phone = night.phone(IVAN).rings().answers().hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(2)
    phone.is_picked_up_by_a_colleague().hears(Sound.PRESS_1_TO_ACCEPT)
    night.wait(3)
    phone.hears(Sound.PRESS_1_TO_ACCEPT).presses("1").talks()
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ANSWERED, (IVAN, LegOutcome.ANSWERED))
    assert row.answered_by == PICKER
    assert seconds(row.legs[0].answered_at) == 0


def test_a_colleague_in_the_other_ones_prompt_is_no_acceptance() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).rings().answers().is_picked_up_by_a_colleague()
    night.wait(40)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED))


def test_picked_up_too_late_so_the_colleague_is_let_go() -> None:
    night = Scenario(parallel(ANNA, BOSS))
    night.phone(ANNA).rings()
    with night.same_instant():
        night.phone(BOSS).answers()
        night.phone(ANNA).is_picked_up_by_a_colleague()
    night.phone(BOSS).talks()
    night.phone(ANNA).is_quiet()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED_ELSEWHERE), (BOSS, LegOutcome.ANSWERED)
    )


def test_the_first_hang_up_finds_the_old_channel_only() -> None:
    night = Scenario(sequential(ANNA, BOSS))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        night.wait(20)
        night.world.asterisk.forget(night.world.asterisk.lanes[phone.leg][0])
        phone.is_picked_up_by_a_colleague()
    phone.is_quiet()


def test_half_a_local_channel_is_nobody() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    night.hears(LegReplaced(phone.leg, up=True, stand_in=True))
    assert not night.caller_is_answered()
    night.hears(LegReplaced(phone.leg, up=False, stand_in=False))
    assert not night.caller_is_answered()
    night.hears(LegAnswered(phone.leg))
    phone.talks()
    night.caller_hangs_up()
    assert night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED)).answered_by == "anna"


def test_a_phone_without_a_number_has_picked_up() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        phone.is_picked_up_by_a_colleague()
        night.world.asterisk.news[0] = LegReplaced(phone.leg, up=True, stand_in=False)
    phone.talks()
    night.caller_hangs_up()
    assert night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED)).answered_by == "anna"


def test_one_who_has_been_replaced_is_not_connected_twice() -> None:
    night = Scenario(parallel(ANNA), ignores=Connect)
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        phone.answers()
        night.hears_news()
        night.world.asterisk.refuse(Connect(phone.leg, phone.leg), Refusal.REJECTED)
    phone.is_picked_up_by_a_colleague()
    night.wait(0.2)
    wanted = [command for command in night.wanted() if isinstance(command, Connect)]
    assert [command.attempt for command in wanted if command.leg == phone.leg] == [1, 2]


def test_whoever_takes_over_a_talk_has_not_answered_the_call() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings().answers().talks()
    night.wait(2)
    phone.is_picked_up_by_a_colleague().talks()
    night.caller_hangs_up()
    assert night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED)).answered_by == "anna"
